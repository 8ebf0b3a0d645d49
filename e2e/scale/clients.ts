/** Many simulated ztunnels in one process: `clients.ts <spec as JSON>`, steered over its IPC channel. */
import { setTimeout as delay } from "node:timers/promises";
import { ADDRESS_TYPE } from "@ambit/xds";
import { answerCalls } from "../src/program-answers.ts";
import { spreadConnections } from "./client-addresses.ts";
import { openCountingRelay } from "./counting-relay.ts";
import { type LightResponse, readRevision, readVersion } from "./light-response.ts";
import {
  type ChangeFacts,
  type ClientsMethods,
  type ClientsSpec,
  findSequence,
  monotonicMs,
  type ReconnectFacts,
  type SyncFacts,
} from "./protocol.ts";
import { type EncodedVersions, encodeVersions, SimulatedZtunnel } from "./simulated-ztunnel.ts";

/** A response with more is part of a snapshot, not a change. */
const CHANGE_RESOURCES = 1_000;
/** A reconnect is over when nothing has come for this long. */
const QUIET_MS = 1_000;
/** Addresses and policies. */
const BOTH_TYPES = 2;

const spec = JSON.parse(process.argv[2] ?? "{}") as ClientsSpec;
const changes = new Map<number, { clients: number; lastMs: number }>();
const clients: SimulatedZtunnel[] = [];

spreadConnections(spec.program);
answerCalls<ClientsMethods>({ alone, connect: connectAll, changes: takeChanges, reconnect, reconnectAll });

async function alone(): Promise<number> {
  const startMs = monotonicMs();
  await connectOne(spec.nodes[0] ?? "");
  const tookMs = monotonicMs() - startMs;
  clients.pop()?.[Symbol.dispose]();
  return tookMs;
}

async function connectAll(): Promise<SyncFacts> {
  const startMs = monotonicMs();
  const facts = { syncMs: [] as number[], receivedBytes: 0, resources: 0 };
  await Promise.all(
    spec.nodes.map(async (node) => {
      const { bytes, resources } = await connectOne(node);
      facts.syncMs.push(monotonicMs() - startMs);
      facts.receivedBytes += bytes;
      facts.resources += resources;
    }),
  );
  return facts;
}

/** Resolves when the client has every resource of the mesh, and the policies. */
function connectOne(node: string): Promise<{ readonly bytes: number; readonly resources: number }> {
  const { promise, resolve, reject } = Promise.withResolvers<{ bytes: number; resources: number }>();
  const facts = { bytes: 0, resources: 0 };
  let hasPolicies = false;
  const client = new SimulatedZtunnel({
    spec,
    node,
    onResponse: (response) => {
      facts.bytes += response.bytes;
      if (response.typeUrl === ADDRESS_TYPE) facts.resources += response.resources.length;
      else hasPolicies = true;
      if (hasPolicies && facts.resources >= spec.resources) resolve(facts);
      if (response.resources.length <= CHANGE_RESOURCES) noteChanges(response);
    },
    onEnd: reject,
  });
  clients.push(client);
  return promise;
}

function noteChanges(response: LightResponse): void {
  if (response.typeUrl !== ADDRESS_TYPE) return;
  const nowMs = monotonicMs();
  for (const resource of response.resources) {
    const sequence = findSequence(readRevision(resource));
    if (sequence === undefined) continue;
    const change = changes.get(sequence);
    if (change === undefined) changes.set(sequence, { clients: 1, lastMs: nowMs });
    else {
      change.clients += 1;
      change.lastMs = nowMs;
    }
  }
}

function takeChanges(): readonly ChangeFacts[] {
  const facts = [...changes].map(([sequence, change]) => ({ sequence, ...change }));
  changes.clear();
  return facts;
}

async function reconnectAll(): Promise<readonly number[]> {
  const versions = await collectVersions(spec.nodes[0] ?? "");
  for (const client of clients.splice(0)) client[Symbol.dispose]();
  const startMs = monotonicMs();
  const back = spec.nodes.map((node) => {
    const { promise, resolve, reject } = Promise.withResolvers<number>();
    const answered = new Set<string>();
    const onResponse = ({ typeUrl }: LightResponse): void => {
      answered.add(typeUrl);
      if (answered.size === BOTH_TYPES) resolve(monotonicMs() - startMs);
    };
    clients.push(new SimulatedZtunnel({ spec, node, versions, onResponse, onEnd: reject }));
    return promise;
  });
  return Promise.all(back);
}

async function reconnect(): Promise<ReconnectFacts> {
  const node = spec.nodes[0] ?? "";
  const versions = await collectVersions(node);
  await using relay = await openCountingRelay(spec.address);
  const startMs = monotonicMs();
  let [lastMs, resources] = [startMs, 0];
  const answered = new Set<string>();
  const failed = Promise.withResolvers<never>();
  failed.promise.catch(() => {});
  using _client = new SimulatedZtunnel({
    spec,
    node,
    address: relay.address,
    versions,
    onResponse: (response) => {
      answered.add(response.typeUrl);
      lastMs = monotonicMs();
      if (response.typeUrl === ADDRESS_TYPE) resources += response.resources.length;
    },
    onEnd: failed.reject,
  });
  while (answered.size < BOTH_TYPES || monotonicMs() - lastMs < QUIET_MS) {
    await Promise.race([delay(50), failed.promise]);
  }
  const { receivedBytes, sentBytes } = relay;
  return { receivedBytes, sentBytes, resources, tookMs: lastMs - startMs };
}

/** Of every resource, from a connection of its own. */
async function collectVersions(node: string): Promise<EncodedVersions> {
  const versions = new Map<string, Record<string, string>>();
  const complete = Promise.withResolvers<void>();
  using _client = new SimulatedZtunnel({
    spec,
    node,
    onResponse: ({ typeUrl, resources }) => {
      const ofType = versions.get(typeUrl) ?? {};
      versions.set(typeUrl, ofType);
      for (const resource of resources) {
        const { name, version } = readVersion(resource);
        ofType[name] = version;
      }
      if (versions.size < BOTH_TYPES) return;
      if (Object.keys(versions.get(ADDRESS_TYPE) ?? {}).length >= spec.resources) complete.resolve();
    },
    onEnd: complete.reject,
  });
  await complete.promise;
  return new Map([...versions].map(([typeUrl, ofType]) => [typeUrl, encodeVersions(ofType)]));
}
