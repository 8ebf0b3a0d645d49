/** Many simulated ztunnels in one process: `clients.ts <spec as JSON>`, steered over its IPC channel. */
import { setTimeout as delay } from "node:timers/promises";
import { ADDRESS_TYPE } from "@ambit/xds";
import { answerCalls } from "../src/program-answers.ts";
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
import { SimulatedZtunnel } from "./simulated-ztunnel.ts";

/** A response with more is part of a snapshot, not a change. */
const CHANGE_RESOURCES = 1_000;
/** A reconnect is over when nothing has come for this long. */
const QUIET_MS = 1_000;

const spec = JSON.parse(process.argv[2] ?? "{}") as ClientsSpec;
const changes = new Map<number, { clients: number; lastMs: number }>();
const clients: SimulatedZtunnel[] = [];

answerCalls<ClientsMethods>({ connect: connectAll, changes: takeChanges, reconnect });

async function connectAll({ atOnce }: { readonly atOnce: number }): Promise<SyncFacts> {
  const startMs = monotonicMs();
  const facts = { syncMs: [] as number[], receivedBytes: 0, resources: 0 };
  const waiting = [...spec.nodes];
  const lanes = Array.from({ length: atOnce }, async () => {
    for (let node = waiting.shift(); node !== undefined; node = waiting.shift()) {
      const { bytes, resources } = await connectOne(node);
      facts.syncMs.push(monotonicMs() - startMs);
      facts.receivedBytes += bytes;
      facts.resources += resources;
    }
  });
  await Promise.all(lanes);
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
  while (answered.size < 2 || monotonicMs() - lastMs < QUIET_MS) {
    await Promise.race([delay(50), failed.promise]);
  }
  const { receivedBytes, sentBytes } = relay;
  return { receivedBytes, sentBytes, resources, tookMs: lastMs - startMs };
}

/** Of every Address resource, from a connection of its own. */
async function collectVersions(node: string): Promise<Readonly<Record<string, string>>> {
  const versions: Record<string, string> = {};
  const complete = Promise.withResolvers<void>();
  using _client = new SimulatedZtunnel({
    spec,
    node,
    onResponse: ({ typeUrl, resources }) => {
      if (typeUrl !== ADDRESS_TYPE) return;
      for (const resource of resources) {
        const { name, version } = readVersion(resource);
        versions[name] = version;
      }
      if (Object.keys(versions).length >= spec.resources) complete.resolve();
    },
    onEnd: complete.reject,
  });
  await complete.promise;
  return versions;
}
