/** One run, in a process of its own: a mesh is loaded, changed and removed under a held connection. Prints its results as JSON. */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { monitorEventLoopDelay, performance } from "node:perf_hooks";
import { setTimeout as delay, setImmediate as nextTurn } from "node:timers/promises";
import type { PlaneMainMessage } from "@ambit/data-plane/messages";
import { localAddress } from "@ambit/linux";
import { MeshState } from "@ambit/mesh-state";
import { type MeshBatch, type MeshResource, resourceKey } from "@ambit/model";
import { buildInfo } from "@ambit/program";
import { exposeCollector } from "@ambit/program/collector";
import { nodeWorkerThreads, openBoundSocket, StateDistribution, type WorkerThread } from "@ambit/proxy";
import { dedicatedConfig } from "../src/config/testing/demo-config.ts";
import { formatConfigDump } from "../src/control/config-dump.ts";
import { dataConfigOf } from "../src/control/data-config.ts";
import { NO_LISTENERS } from "../src/data/no-listeners.ts";
import { WORKER_LOAD_WORDS, type WorkerMessage } from "../src/messages.ts";
import type { HeldAnswer, HeldRequest } from "./held-connection.ts";
import { LOCAL_NODE, LOCAL_POD, largeMesh, localPod, type MeshSize, workloadOf } from "./large-mesh.ts";
import type { PhaseResult, StatePlan, StateResult } from "./results.ts";
import { percentile, type TurnStatistics } from "./turn-times.ts";

/** After which a worker gives memory back, and a little more. */
const QUIET_MS = 3_000;
const SETTLE_MS = 300;
const CHANGED_SHARE = 10;
const REMOVED_SHARE = 5;

type WorkerFacts = Readonly<Record<string, number>>;

/** All that one run holds on to. */
class Rig implements AsyncDisposable {
  readonly state = new MeshState({ localNode: LOCAL_NODE });
  readonly distribution: StateDistribution;
  /** Of packed records that were posted. */
  sharedBytes = 0;
  readonly #threads: WorkerThread[] = [];
  readonly #held: ChildProcess;
  readonly #ready = Promise.withResolvers<void>();
  #readyCount = 0;
  #facts = new Map<number, WorkerFacts>();
  #onFacts = (): void => undefined;

  constructor(workerCount: number) {
    const address = { ip: "127.0.0.1" as never, port: 0 };
    const socket = { address, protocol: "tcp", label: "socks5", isDualStack: false } as const;
    const socks5 = openBoundSocket(socket, { packetMark: undefined, reusePort: false });
    const { name, namespace, serviceAccount } = LOCAL_POD;
    const config = dedicatedConfig({
      NODE_NAME: LOCAL_NODE,
      PROXY_WORKLOAD_INFO: `${namespace}/${name}/${serviceAccount}`,
    });
    const spawn = nodeWorkerThreads({
      url: new URL("measured-worker.ts", import.meta.url),
      count: workerCount,
      name: "ztunnel",
      init: {
        config: dataConfigOf(config, "warn"),
        listeners: { ...NO_LISTENERS, socks5 },
        loads: new SharedArrayBuffer(workerCount * WORKER_LOAD_WORDS * Int32Array.BYTES_PER_ELEMENT),
      },
    });
    for (let index = 0; index < workerCount; index++) {
      this.#threads.push(
        spawn(index, {
          onMessage: (message) => this.#receive(message),
          onError: (error) => this.#ready.reject(error),
          onExit: () => this.#ready.reject(new Error("a worker has ended")),
        }),
      );
    }
    this.distribution = new StateDistribution({
      state: this.state,
      workerCount,
      broadcast: (message) => this.broadcast(message),
    });
    this.proxyPort = localAddress(socks5)?.port ?? 0;
    this.#held = fork(new URL("held-connection.ts", import.meta.url), { stdio: "inherit" });
  }

  readonly proxyPort: number;

  get ready(): Promise<void> {
    return this.#ready.promise;
  }

  broadcast(message: PlaneMainMessage): void {
    if (message.type === "state") this.sharedBytes += message.part.records?.byteLength ?? 0;
    for (const thread of this.#threads) thread.post(message);
  }

  async ask(request: HeldRequest): Promise<HeldAnswer> {
    this.#held.send(request);
    const [answer] = (await once(this.#held, "message")) as [HeldAnswer];
    if (answer.kind === "lost") throw new Error("the held connection was lost");
    return answer;
  }

  async heldTimes(): Promise<TurnStatistics> {
    const answer = await this.ask({ kind: "take" });
    if (answer.kind !== "times") throw new Error(`expected times, got ${answer.kind}`);
    return answer.times;
  }

  /** What each worker has measured since the last time. */
  async facts(): Promise<readonly WorkerFacts[]> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#facts = new Map();
    this.#onFacts = () => {
      if (this.#facts.size === this.#threads.length) resolve();
    };
    this.broadcast({ type: "heap-statistics", id: 1 });
    await promise;
    return [...this.#facts.values()];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#held.kill();
    this.broadcast({ type: "exit" });
    await delay(SETTLE_MS);
  }

  #receive(message: WorkerMessage): void {
    if (message.type === "ready") {
      this.#readyCount += 1;
      if (this.#readyCount === this.#threads.length) this.#ready.resolve();
    } else if (message.type === "applied") this.distribution.applied(message.index, message.version);
    else if (message.type === "part-received") this.distribution.partReceived(message.index);
    else if (message.type === "log") process.stderr.write(message.lines);
    else if (message.type === "heap") {
      this.#facts.set(message.index, message.statistics);
      this.#onFacts();
    }
  }
}

/** Does something, and says what it cost. */
async function measure(rig: Rig, name: string, action: () => Promise<unknown>): Promise<PhaseResult> {
  await delay(SETTLE_MS);
  await rig.facts();
  await delay(SETTLE_MS);
  await rig.heldTimes();
  const main = monitorEventLoopDelay({ resolution: 1 });
  main.enable();
  await delay(SETTLE_MS);
  const cpu = process.cpuUsage();
  const startMs = performance.now();
  await action();
  const elapsedMs = performance.now() - startMs;
  const used = process.cpuUsage(cpu);
  main.disable();
  const held = await rig.heldTimes();
  const facts = await rig.facts();
  const worst = (key: string): number => Math.max(...facts.map((one) => one[key] ?? 0));
  return {
    name,
    elapsedMs,
    cpuMs: (used.user + used.system) / 1000,
    turn: {
      count: worst("turns"),
      p50Ms: worst("turnP50Ms"),
      p99Ms: worst("turnP99Ms"),
      maxMs: worst("turnMaxMs"),
    },
    turnCpu: { p99Ms: worst("turnCpuP99Ms"), maxMs: worst("turnCpuMaxMs") },
    apply: {
      count: worst("applied"),
      p50Ms: worst("applyP50Ms"),
      p99Ms: worst("applyP99Ms"),
      maxMs: worst("applyMaxMs"),
    },
    held,
    mainMaxMs: main.max / 1e6,
  };
}

const collect = exposeCollector();

function mainHeapBytes(): number {
  collect();
  return process.memoryUsage().heapUsed;
}

function heapBytes(facts: readonly WorkerFacts[]): number {
  const of = (one: WorkerFacts): number => (one["physicalHeapBytes"] ?? 0) + (one["mallocedBytes"] ?? 0);
  return Math.max(...facts.map(of));
}

async function updateOneByOne(
  rig: Rig,
  count: number,
  { workloads, services }: MeshSize,
): Promise<readonly number[]> {
  const times: number[] = [];
  for (let index = 0; index < count; index++) {
    const upserts = [workloadOf((index * 7919) % workloads, { services, revision: `v${index + 2}` })];
    const startMs = performance.now();
    await rig.distribution.apply({ upserts, removals: [] });
    times.push(performance.now() - startMs);
    await delay(1);
  }
  return times.sort((left, right) => left - right);
}

function removalsOf(resources: readonly MeshResource[]): MeshBatch["removals"] {
  return resources.map((resource) => ({ kind: resource.kind, key: resourceKey(resource) }));
}

async function dump(rig: Rig): Promise<number> {
  const bytes = await formatConfigDump(
    {
      config: dedicatedConfig(),
      build: buildInfo("unknown", { node: "24.0.0", openssl: "3.5.0" }),
      state: () => rig.state,
      staticConfig: () => [],
      certificates: () => [],
      pods: () => undefined,
      connections: () => Promise.resolve([]),
    },
    nextTurn,
  );
  return bytes.length;
}

async function run(plan: StatePlan): Promise<StateResult> {
  await using rig = new Rig(plan.workers);
  await rig.ready;
  await rig.distribution.apply({ upserts: [localPod()], removals: [] });
  rig.broadcast({ type: "serve" });
  await rig.ask({ kind: "connect", proxyPort: rig.proxyPort });
  await delay(SETTLE_MS);
  const before = { heap: heapBytes(await rig.facts()), main: mainHeapBytes() };
  const mesh = largeMesh(plan);
  const phases: PhaseResult[] = [];
  const phase = async (name: string, action: () => Promise<unknown>): Promise<void> => {
    phases.push(await measure(rig, name, action));
    process.stderr.write(`  ${plan.workers} workers: ${name}\n`);
  };
  await phase("nothing", () => delay(QUIET_MS));
  await phase("load", () => rig.distribution.apply({ upserts: mesh, removals: [] }));
  const { sharedBytes } = rig;
  mesh.length = 0;
  const after = {
    heap: heapBytes(await rig.facts()),
    main: mainHeapBytes(),
    resident: process.memoryUsage.rss(),
  };
  await phase("rest", () => delay(QUIET_MS));
  let updateMs: readonly number[] = [];
  await phase("updates", async () => {
    updateMs = await updateOneByOne(rig, plan.updates, plan);
  });
  const changed = Array.from({ length: plan.workloads / CHANGED_SHARE }, (_, index) =>
    workloadOf(index, { services: plan.services, revision: "rollout" }),
  );
  await phase("rollout", () => rig.distribution.apply({ upserts: changed, removals: [] }));
  let dumpBytes = 0;
  await phase("dump", async () => {
    dumpBytes = await dump(rig);
  });
  const removed = Array.from({ length: plan.workloads / REMOVED_SHARE }, (_, index) =>
    workloadOf(index, { services: plan.services }),
  );
  await phase("removal", () => rig.distribution.apply({ upserts: [], removals: removalsOf(removed) }));
  const keys = rig.state.captureWorkloads().map(({ key }) => key);
  const beforeLookups = mainHeapBytes();
  for (const uid of keys) rig.state.findWorkloadByUid(uid);
  return {
    plan,
    phases,
    sharedBytes,
    heapBytes: after.heap - before.heap,
    mainHeapBytes: after.main - before.main,
    lookedUpBytes: ((mainHeapBytes() - beforeLookups) * plan.workloads) / keys.length,
    residentBytes: after.resident,
    updateMs: { p50: percentile(updateMs, 0.5), p99: percentile(updateMs, 0.99) },
    dumpBytes,
  };
}

const result = await run(JSON.parse(process.argv[2] ?? "") as StatePlan);
process.stdout.write(`${JSON.stringify(result)}\n`);
process.exit(0);
