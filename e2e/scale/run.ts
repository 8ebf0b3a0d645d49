/** One run: a cluster of one size, a controller, its clients, and what they show. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { ProgramCalls } from "../src/program-calls.ts";
import { type ClusterSize, podName } from "./mesh-objects.ts";
import {
  ApiServer,
  Controller,
  HOSTNAME,
  openClients,
  type ProcessUse,
  SECURE_ADDRESS,
} from "./processes.ts";
import {
  type ChangeFacts,
  type ClientsMethods,
  monotonicMs,
  type ReconnectFacts,
  revisionOf,
} from "./protocol.ts";

export interface RunPlan extends ClusterSize {
  readonly clients: number;
  readonly changesPerSecond: number;
  readonly changeSeconds: number;
}

export interface RunResult {
  readonly plan: RunPlan;
  /** From the start of the controller until it was ready, milliseconds. */
  readonly readyMs: number;
  readonly sync: { readonly lastMs: number; readonly medianMs: number; readonly bytesPerClient: number };
  /** From the request to the API until the last client had acknowledged, milliseconds, ascending. */
  readonly changeMs: readonly number[];
  /** Changes that some client has never acknowledged. */
  readonly lost: number;
  /** One client, and nobody else. */
  readonly aloneMs: number;
  readonly reconnects: readonly ReconnectFacts[];
  /** All clients at once with nothing changed, until the last has its answers. */
  readonly allBackMs: number;
  readonly afterReconnects: ProcessUse;
  readonly atRest: ProcessUse;
  readonly afterSync: ProcessUse;
  readonly afterChanges: ProcessUse;
}

const REST_MS = 3_000;
const SETTLE_MS = 3_000;
const RECONNECTS = 3;

type Clients = readonly ProgramCalls<ClientsMethods>[];

export async function runOnce(plan: RunPlan, tell: (text: string) => void): Promise<RunResult> {
  const folder = mkdtempSync(join(tmpdir(), "ambit-scale-"));
  try {
    await using stack = new AsyncDisposableStack();
    const api = stack.use(await ApiServer.open(plan, folder));
    tell(`${plan.pods} pods, ${plan.services} services and ${plan.policies} policies are in the API`);
    const startMs = monotonicMs();
    const controller = stack.use(await Controller.open(api.kubeconfigPath, folder));
    const readyMs = monotonicMs() - startMs;
    await delay(REST_MS);
    const atRest = controller.use;
    tell(`the controller is ready after ${Math.round(readyMs)} ms, ${Math.round(atRest.residentMb)} MB`);
    const clients = await openClients(
      {
        address: SECURE_ADDRESS,
        hostname: HOSTNAME,
        resources: plan.pods + plan.services,
        ...(await api.writeCredentials()),
      },
      plan.clients,
    );
    for (const program of clients) stack.use(program);
    const aloneMs = await measureAlone(clients);
    const sync = await measureSync(clients);
    const afterSync = controller.use;
    tell(`${plan.clients} clients have everything after ${Math.round(sync.lastMs)} ms`);
    const changes = await measureChanges(plan, api, clients);
    const afterChanges = controller.use;
    const reconnects: ReconnectFacts[] = [];
    for (let round = 0; round < RECONNECTS; round++) {
      for (const program of clients.slice(0, 1)) reconnects.push(await program.call("reconnect", {}));
    }
    const backMs = await Promise.all(clients.map((program) => program.call("reconnectAll", {})));
    const allBackMs = Math.max(...backMs.flat());
    tell(`all are back after ${Math.round(allBackMs)} ms`);
    const afterReconnects = controller.use;
    const uses = { atRest, afterSync, afterChanges, afterReconnects };
    return { plan, readyMs, aloneMs, sync, ...changes, reconnects, allBackMs, ...uses };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measureAlone([program]: Clients): Promise<number> {
  // The first one makes what all share.
  await program?.call("alone", {});
  return (await program?.call("alone", {})) ?? Number.NaN;
}

/** All ask at the same time. */
async function measureSync(clients: Clients): Promise<RunResult["sync"]> {
  const facts = await Promise.all(clients.map((program) => program.call("connect", {})));
  const times = facts.flatMap(({ syncMs }) => syncMs).sort((left, right) => left - right);
  const bytes = facts.reduce((sum, { receivedBytes }) => sum + receivedBytes, 0);
  return {
    lastMs: times.at(-1) ?? Number.NaN,
    medianMs: times[Math.floor(times.length / 2)] ?? Number.NaN,
    bytesPerClient: bytes / times.length,
  };
}

/** Each change is another pod's, so that none hides another. */
async function measureChanges(
  plan: RunPlan,
  api: ApiServer,
  clients: Clients,
): Promise<{ readonly changeMs: readonly number[]; readonly lost: number }> {
  const count = plan.changesPerSecond * plan.changeSeconds;
  const sentMs: number[] = [];
  const pending: Promise<unknown>[] = [];
  const startMs = monotonicMs();
  for (let sequence = 0; sequence < count; sequence++) {
    const dueMs = startMs + (sequence * 1000) / plan.changesPerSecond;
    await delay(Math.max(0, dueMs - monotonicMs()));
    sentMs.push(monotonicMs());
    pending.push(changePod(plan, api, sequence));
  }
  await Promise.all(pending);
  await delay(SETTLE_MS);
  const seen = new Map<number, { clients: number; lastMs: number }>();
  for (const program of clients) {
    for (const change of await program.call("changes", {})) merge(seen, change);
  }
  const complete = [...seen].filter(([, change]) => change.clients >= plan.clients);
  const changeMs = complete
    .map(([sequence, { lastMs }]) => lastMs - (sentMs[sequence] ?? Number.NaN))
    .sort((left, right) => left - right);
  return { changeMs, lost: count - complete.length };
}

function changePod(plan: RunPlan, api: ApiServer, sequence: number): Promise<unknown> {
  const { namespace, name } = podName(plan, (sequence * 7) % plan.pods);
  return api.request({
    method: "PATCH",
    path: `/api/v1/namespaces/${namespace}/pods/${name}`,
    body: { metadata: { labels: { version: revisionOf(sequence) } } },
    contentType: "application/merge-patch+json",
  });
}

function merge(seen: Map<number, { clients: number; lastMs: number }>, change: ChangeFacts): void {
  const known = seen.get(change.sequence);
  if (known === undefined) {
    seen.set(change.sequence, { clients: change.clients, lastMs: change.lastMs });
    return;
  }
  known.clients += change.clients;
  known.lastMs = Math.max(known.lastMs, change.lastMs);
}
