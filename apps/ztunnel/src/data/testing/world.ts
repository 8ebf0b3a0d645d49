/** One data-plane thread's context on the test's own thread: real sockets, real TLS, time that can be moved on. */
import { existsSync } from "node:fs";
import { identityOf, LateKeepalive, LocalWorkload, Revocations, WorkloadTls } from "@ambit/data-plane";
import type { WorkloadKey } from "@ambit/data-plane/messages";
import { METRIC_LABELS } from "@ambit/data-plane/messages";
import {
  AccessFields,
  ConnectionRegistry,
  ConnectionTotals,
  FailureCounters,
  FlightRecorder,
  TrafficRegistry,
} from "@ambit/data-plane/records";
import { certificateFor, meshIp } from "@ambit/data-plane/testing";
import { tunnelProfiles } from "@ambit/data-plane/tunnels";
import { MeshState } from "@ambit/mesh-state";
import type { Identity, MeshResource, Workload } from "@ambit/model";
import { aWorkload, workloadResource } from "@ambit/model/testing";
import { Reactor, ThreadMemory } from "@ambit/reactor";
import { createLogger, LogFilter } from "@ambit/telemetry";
import { MemorySink } from "@ambit/telemetry/testing";
import type { DataConfig } from "../../messages.ts";
import { type DataContext } from "../context.ts";
import { makeDnsThread } from "../dns/dns-thread.ts";
import { OnDemandRoutes } from "../on-demand.ts";
import { WorkerLoads } from "../worker-loads.ts";

/** What a test of the data plane runs with, unless it says otherwise. */
export const TEST_CONFIG: DataConfig & { readonly workload: WorkloadKey } = {
  network: "",
  clusterId: "Kubernetes",
  workload: { name: "local-1", namespace: "shop", serviceAccount: "local" },
  zdsPath: undefined,
  localNode: undefined,
  illegalPorts: [15_001, 15_006, 15_008, 15_080],
  streamWindowBytes: 4 << 20,
  connectionWindowBytes: 16 << 20,
  maxFrameBytes: 1 << 20,
  poolMaxStreamsPerConnection: 100,
  poolUnusedReleaseTimeoutMs: 300_000,
  packetMark: undefined,
  keepalive: { idleS: 180, intervalS: 180, probes: 9 },
  userTimeoutMs: undefined,
  enableResponseBaggage: true,
  localhostAppTunnel: true,
  tlsGroups: "X25519:P-256",
  tls12: false,
  checksRevocation: true,
  authzPolicyInfoLogging: false,
  strictPolicyReferences: false,
  localFastPath: false,
  onDemand: false,
  logFormat: "json",
  logFilter: "info",
  ipv6: false,
  dns: {
    isProxied: false,
    clusterDomain: "cluster.local",
    searchDomains: undefined,
    preferredServiceNamespace: undefined,
    resolver: { nameServers: [], search: [], ndots: 1, timeoutMs: 5_000, attempts: 2 },
  },
};

/** The workload a `World` acts for: `shop/local-1` at `meshIp(1)`. */
export function localWorkload(fields: Partial<Workload> = {}): Workload {
  return aWorkload({
    name: "local-1",
    namespace: "shop",
    serviceAccount: "local",
    workloadIps: [meshIp(1)],
    ...fields,
  });
}

export interface WorldOptions {
  readonly config?: Partial<DataConfig>;
  /** By default the local workload alone. */
  readonly resources?: readonly MeshResource[];
  /** Whether the local workload has its certificate from the start; the default. */
  readonly hasCertificate?: boolean;
  readonly isTransparent?: boolean;
  readonly random?: () => number;
  /** Names of which nothing is known are asked of `onDemand`, which answers through `context.onDemand`. */
  readonly onDemand?: (key: string) => void;
}

/** Traffic counters of one label set, by label name. */
export interface CountedTraffic {
  readonly labels: Readonly<Record<string, string>>;
  opened: number;
  closed: number;
  failed: number;
  receivedBytes: number;
  sentBytes: number;
}

export interface Pollable {
  poll(): void;
}

/** See the module comment. Fails the test when a descriptor is closed twice. */
export class World implements Disposable {
  readonly reactor: Reactor;
  readonly memory = new ThreadMemory();
  readonly state: MeshState;
  readonly context: DataContext;
  /** Lines of the access log. */
  readonly access = new MemorySink();
  readonly log = new MemorySink();
  /** A line for each DNS query. */
  readonly dnsLog = new MemorySink();
  readonly certificateRequests: Identity[] = [];
  readonly handlerErrors: unknown[] = [];
  readonly #pollables = new Set<Pollable>();
  readonly #labels = new Map<number, Readonly<Record<string, string>>>();
  readonly #traffic = new Map<number, CountedTraffic>();
  #skewMs = 0;

  constructor(options: WorldOptions = {}) {
    const config = { ...TEST_CONFIG, ...options.config };
    const workload = config.workload ?? TEST_CONFIG.workload;
    const connectionTotals = new ConnectionTotals();
    const nowMs = (): number => performance.now() + this.#skewMs;
    this.reactor = new Reactor({ nowMs, onHandlerError: (error) => this.handlerErrors.push(error) });
    this.#watchClose();
    this.state = new MeshState(config.localNode === undefined ? {} : { localNode: config.localNode });
    this.state.apply({ upserts: options.resources ?? [workloadResource(localWorkload())], removals: [] });
    const { onDemand } = options;
    const random = options.random ?? (() => 0.5);
    const logging = { format: "json", filter: LogFilter.parse("debug"), nowMicros: () => 0 } as const;
    const onDemandRoutes =
      onDemand &&
      new OnDemandRoutes({
        reactor: this.reactor,
        state: this.state,
        random,
        request: onDemand,
        forget: () => undefined,
      });
    this.context = {
      config,
      reactor: this.reactor,
      memory: this.memory,
      state: this.state,
      pod: undefined,
      netnsFd: undefined,
      local: new LocalWorkload(this.reactor, this.state, workload),
      onDemand: onDemandRoutes,
      tls: new WorkloadTls({
        reactor: this.reactor,
        config,
        wallClockMs: () => Date.now() + this.#skewMs,
        request: (identity) => this.certificateRequests.push(identity),
      }),
      records: {
        traffic: new TrafficRegistry(),
        accessLog: createLogger({ ...logging, scope: "access", sink: this.access }),
        accessFields: new AccessFields(),
        recent: new FlightRecorder(workload),
        nowMs,
      },
      revocations: new Revocations(),
      tunnelProfiles: tunnelProfiles(config),
      connectionTotals,
      connections: new ConnectionRegistry(connectionTotals, () => {}),
      failures: new FailureCounters(),
      loads: new WorkerLoads(new SharedArrayBuffer(16), 0, 0),
      localPods: undefined,
      keepalives: new LateKeepalive(this.reactor, config.keepalive),
      dns: makeDnsThread({
        config,
        reactor: this.reactor,
        memory: this.memory,
        state: this.state,
        onDemand: onDemandRoutes,
        randomHex: (length) => "7".repeat(length),
        log: createLogger({ ...logging, scope: "dns", sink: this.dnsLog }),
      }),
      log: createLogger({ ...logging, scope: "proxy", sink: this.log }),
      rbacLog: createLogger({ ...logging, scope: "rbac", sink: this.log }),
      random,
      randomHex: (length) => "a".repeat(length),
      isTransparent: options.isTransparent ?? false,
    };
    this.context.tls.addUser(workload);
    if (options.hasCertificate ?? true) this.context.tls.install(certificateFor(identityOf(localWorkload())));
  }

  /** Polls `ends` between turns from here on. */
  poll<T extends Pollable>(end: T): T {
    this.#pollables.add(end);
    return end;
  }

  /** Applies a change of the mesh as the data plane does. */
  change(...upserts: readonly MeshResource[]): void {
    this.state.apply({ upserts, removals: [] });
    this.context.connections.recheckAll();
    this.context.local.onStateChanged();
  }

  remove(kind: "workload" | "service" | "policy", key: string): void {
    this.state.apply({ upserts: [], removals: [{ kind, key }] });
    this.context.connections.recheckAll();
    this.context.local.onStateChanged();
  }

  /** Lets time pass at once: deadlines in between expire in the next turns. */
  passTime(ms: number): void {
    this.#skewMs += ms;
    this.turns(2);
  }

  turns(count: number): void {
    for (let turn = 0; turn < count; turn++) {
      this.reactor.turn(1);
      for (const end of this.#pollables) end.poll();
    }
  }

  until(done: () => boolean, limitMs = 10_000): void {
    const deadline = performance.now() + limitMs;
    while (!done()) {
      if (performance.now() > deadline) throw new Error("condition not reached in time");
      this.turns(1);
    }
    if (this.handlerErrors.length > 0) throw this.handlerErrors[0];
  }

  /** `connection complete` and `connection failed` lines. */
  accessLines(): readonly Readonly<Record<string, unknown>>[] {
    return this.access.records.filter((record) => record.level !== "debug");
  }

  /** All traffic so far, by label set. */
  traffic(): CountedTraffic[] {
    const { newLabelSets, traffic } = this.context.records.traffic.takeDeltas();
    for (const { id, values } of newLabelSets) this.#labels.set(id, labelsOf(values));
    for (const delta of traffic) {
      const counted = this.#traffic.get(delta.labels) ?? {
        labels: this.#labels.get(delta.labels) ?? {},
        opened: 0,
        closed: 0,
        failed: 0,
        receivedBytes: 0,
        sentBytes: 0,
      };
      this.#traffic.set(delta.labels, counted);
      for (const name of ["opened", "closed", "failed", "receivedBytes", "sentBytes"] as const)
        counted[name] += delta[name];
    }
    return [...this.#traffic.values()];
  }

  /** Traffic counters summed over all label sets, or over those with this response flag. */
  total(name: "opened" | "closed" | "failed" | "receivedBytes" | "sentBytes", flag?: string): number {
    return this.traffic()
      .filter(({ labels }) => flag === undefined || labels.response_flags === flag)
      .reduce((sum, counted) => sum + counted[name], 0);
  }

  [Symbol.dispose](): void {
    for (const component of ["inbound", "inbound passthrough", "outbound", "socks5"] as const)
      this.context.connections.destroyAll(component);
    this.reactor[Symbol.dispose]();
    this.memory[Symbol.dispose]();
  }

  #watchClose(): void {
    const close = this.reactor.close.bind(this.reactor);
    this.reactor.close = (fd) => {
      if (!existsSync(`/proc/self/fd/${fd}`)) this.handlerErrors.push(new Error(`fd ${fd} is closed twice`));
      close(fd);
    };
  }
}

/** Label values by name; those of an absent locality group are missing. */
export function labelsOf(values: readonly string[]): Record<string, string> {
  return Object.fromEntries(values.map((value, index) => [METRIC_LABELS[index] ?? "", value]));
}
