/** One run, in a process of its own: a waypoint's main part and its thread are given services and routes. Prints its results as JSON. */
import { performance } from "node:perf_hooks";
import { setTimeout as delay } from "node:timers/promises";
import { parseIpAddress } from "@ambit/addr";
import { releaseFreeMemory } from "@ambit/linux";
import { MeshState } from "@ambit/mesh-state";
import type { WaypointService } from "@ambit/model/http";
import { encodeWaypointService, WAYPOINT_SERVICE_TYPE } from "@ambit/model/http/proto";
import { exposeCollector } from "@ambit/program/collector";
import { nodeWorkerThreads, openBoundSocket, StateDistribution, type WorkerThread } from "@ambit/proxy";
import { chooseRoute, type RouteFacts } from "@ambit/routing/http";
import { loadConfig } from "../src/config.ts";
import { ConfigurationUpdates } from "../src/control/configuration-updates.ts";
import { dataConfigOf } from "../src/control/data-config.ts";
import type { ConfigureMessage, WaypointWorkerMessage } from "../src/messages.ts";
import { meshOf, routedService } from "./many-routes.ts";
import type { Quantiles, RoutesPlan, RoutesResult } from "./results.ts";

/** A waypoint's thread gives memory back after a while of rest. */
const QUIET_MS = 4_000;
const LOOK_UPS = 200_000;
const FEW_ROUTES = 10;
/** No other service has this number. */
const LARGEST = 50_000;

interface ApplyTimes {
  readonly elapsedMs: number;
  /** Of all threads of the process. */
  readonly cpuMs: number;
}

/** Main side and one thread, which nobody connects to. */
class Rig {
  readonly updates: ConfigurationUpdates;
  readonly mesh: StateDistribution;
  readonly ready = Promise.withResolvers<void>();
  readonly #thread: WorkerThread<ConfigureMessage>;

  constructor() {
    const address = { ip: parseIpAddress("127.0.0.1"), port: 0 };
    const socket = { address, protocol: "tcp", label: "inbound", isDualStack: false } as const;
    const listenerFd = openBoundSocket(socket, { packetMark: undefined, reusePort: false });
    const environment = new Map([
      ["POD_NAME", "waypoint-1"],
      ["POD_NAMESPACE", "shop"],
      ["SERVICE_ACCOUNT", "waypoint"],
      ["INSTANCE_IP", "10.0.0.1"],
      ["GATEWAY_NAME", "waypoint"],
    ]);
    const config = loadConfig({ environment, args: [], exists: () => true });
    const spawn = nodeWorkerThreads<ConfigureMessage, WaypointWorkerMessage>({
      url: new URL("../src/data/worker.ts", import.meta.url),
      count: 1,
      name: "waypoint",
      init: { config: dataConfigOf(config, "warn"), listenerFd },
    });
    this.#thread = spawn(0, {
      onMessage: (message) => {
        if (message.type === "ready") this.ready.resolve();
        else if (message.type === "configured") this.updates.configured(message);
        else if (message.type === "applied") this.mesh.applied(message.index, message.version);
        else if (message.type === "part-received") this.mesh.partReceived(message.index);
        else if (message.type === "log") process.stderr.write(message.lines);
      },
      onError: (error) => this.ready.reject(error),
      onExit: () => this.ready.reject(new Error("the thread has ended")),
    });
    this.updates = new ConfigurationUpdates(1, (message) => this.#thread.post(message));
    this.mesh = new StateDistribution({
      state: new MeshState({}),
      workerCount: 1,
      broadcast: (message) => this.#thread.post(message),
    });
  }

  /** Until it is in force; without the time that the control plane's side takes. */
  async apply(services: readonly WaypointService[]): Promise<ApplyTimes> {
    const resources = services.map((service) => ({
      name: `${service.namespace}/${service.hostname}`,
      payload: encodeWaypointService(service),
      version: "",
      aliases: [],
    }));
    const update = { typeUrl: WAYPOINT_SERVICE_TYPE, resources, removed: [], nonce: "", stream: 0 };
    const cpu = process.cpuUsage();
    const startMs = performance.now();
    const rejections = await this.updates.apply(update);
    const elapsedMs = performance.now() - startMs;
    const { user, system } = process.cpuUsage(cpu);
    if (rejections.length > 0) throw new Error(rejections[0]?.reason);
    return { elapsedMs, cpuMs: (user + system) / 1000 };
  }
}

function factsOf(route: number): RouteFacts {
  return {
    path: `/api/v1/things-${route}/parts/7`,
    query: undefined,
    method: "GET",
    scheme: "http",
    authority: "shop",
    port: 80,
    clientNamespace: undefined,
    claims: undefined,
    header: () => undefined,
  };
}

/** Nanoseconds of one, when the table is indexed. */
function lookUpNs(service: WaypointService, routes: number): number {
  const requests = Array.from({ length: 64 }, (_, index) => factsOf(Math.floor((index * routes) / 64)));
  let found = 0;
  const round = () => {
    for (let index = 0; index < LOOK_UPS; index++) {
      const facts = requests[index & 63];
      if (facts !== undefined && chooseRoute(service, facts) !== undefined) found++;
    }
  };
  round();
  const startMs = performance.now();
  round();
  const elapsedMs = performance.now() - startMs;
  if (found !== 2 * LOOK_UPS) throw new Error("a request had no route");
  return (elapsedMs * 1e6) / LOOK_UPS;
}

const collect = exposeCollector();

/** Without what the bench itself has left. */
function residentBytes(): number {
  collect();
  releaseFreeMemory();
  return process.memoryUsage.rss();
}

async function run(plan: RoutesPlan): Promise<RoutesResult> {
  const rig = new Rig();
  await rig.ready.promise;
  await delay(QUIET_MS);
  const before = residentBytes();
  const each = plan.routes / plan.services;
  await rig.mesh.apply({ upserts: meshOf(plan), removals: [] });
  const all = Array.from({ length: plan.services }, (_, index) => routedService(index, each, "v1"));
  const { elapsedMs: loadMs } = await rig.apply(all);
  all.length = 0;
  const times: number[] = [];
  const cpuTimes: number[] = [];
  for (let update = 0; update < plan.updates; update++) {
    const changed = routedService((update * 7919) % plan.services, each, `v${update + 2}`);
    const { elapsedMs, cpuMs } = await rig.apply([changed]);
    times.push(elapsedMs);
    cpuTimes.push(cpuMs);
    await delay(1);
  }
  await delay(QUIET_MS);
  const after = residentBytes();
  const largest = routedService(LARGEST, plan.routes, "v1");
  await rig.apply([largest]);
  const { elapsedMs: updateMs } = await rig.apply([largest]);
  const startMs = performance.now();
  chooseRoute(largest, factsOf(0));
  const firstLookUpMs = performance.now() - startMs;
  return {
    plan,
    loadMs,
    updateMs: quantilesOf(times),
    updateCpuMs: quantilesOf(cpuTimes),
    residentBytes: { before, after },
    lookUpNs: {
      few: lookUpNs(routedService(LARGEST, FEW_ROUTES, "v1"), FEW_ROUTES),
      all: lookUpNs(largest, plan.routes),
    },
    largest: { updateMs, firstLookUpMs },
  };
}

function quantilesOf(times: readonly number[]): Quantiles {
  const ascending = times.toSorted((left, right) => left - right);
  const at = (share: number): number => ascending[Math.floor((ascending.length - 1) * share)] ?? 0;
  return { p50: at(0.5), p99: at(0.99), max: at(1) };
}

const result = await run(JSON.parse(process.argv[2] ?? "") as RoutesPlan);
process.stdout.write(`${JSON.stringify(result)}\n`);
process.exit(0);
