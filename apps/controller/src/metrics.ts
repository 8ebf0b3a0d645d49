/** Every metric family of the process. Names and labels are istiod's, those that begin with `ambit_` are ours. */

import { WAYPOINT_SERVICE_TYPE, WAYPOINT_SETTINGS_TYPE } from "@ambit/model/http/proto";
import { countOpenFileDescriptors, makeLogCounters } from "@ambit/program";
import {
  type Counter,
  type Gauge,
  type Histogram,
  type LineWriterCounts,
  MetricsRegistry,
} from "@ambit/telemetry";
import { ADDRESS_TYPE, AUTHORIZATION_TYPE, WORKLOAD_TYPE } from "@ambit/xds";
import { type CaExpiry, CaMetrics } from "./ca/ca-metrics.ts";
import type { KeySetMetrics } from "./jwks/key-sets.ts";
import type { FedKind, FeedMetrics } from "./kube/object-feed.ts";
import { WebhookMetrics } from "./webhook/webhook-metrics.ts";

/** What is looked up at every scrape. */
export interface ControllerFacts {
  /** As `pilot_info` shows it. */
  readonly version: string;
  readonly epochMs: () => number;
  /** Seconds since the start. */
  readonly uptimeSeconds: () => number;
  readonly caExpiry: () => CaExpiry | undefined;
  /** Connected clients by the version they say they are of. */
  readonly clientsByVersion: () => ReadonlyMap<string, number>;
  readonly services: () => number;
  /** Objects that ask for a waypoint and are attached to none, by the reason. */
  readonly unboundByReason: () => ReadonlyMap<string, number>;
  /** Objects with parts that cannot be used. */
  readonly objectsWithProblems: () => number;
  readonly logCounts: () => Pick<LineWriterCounts, "stalls" | "droppedLines">;
}

export interface ControllerMetrics {
  readonly registry: MetricsRegistry;
  readonly ca: CaMetrics;
  readonly feed: FeedMetrics;
  readonly push: PushMetrics;
  readonly objects: ObjectMetrics;
  readonly writers: WriterMetrics;
  readonly webhook: WebhookMetrics;
  readonly keySets: KeySetMetrics;
}

/** A fresh registry with all families. */
export function buildMetrics(facts: ControllerFacts): ControllerMetrics {
  const registry = new MetricsRegistry({ format: "prometheus" });
  const ca = new CaMetrics(registry, facts.epochMs, facts.caExpiry);
  makeFactGauges(registry, facts);
  const metrics = {
    registry,
    ca,
    feed: makeFeedCounters(registry),
    push: new PushMetrics(registry),
    objects: new ObjectMetrics(registry, facts.objectsWithProblems),
    writers: new WriterMetrics(registry),
    webhook: new WebhookMetrics(registry),
    keySets: makeKeySetCounters(registry),
  };
  makeLogCounters(registry, facts.logCounts);
  return metrics;
}

/** Istio's short names of types; others are shown as they are. */
const TYPE_LABEL: Readonly<Record<string, string>> = {
  [ADDRESS_TYPE]: "wds",
  [WORKLOAD_TYPE]: "wds",
  [AUTHORIZATION_TYPE]: "wads",
  [WAYPOINT_SERVICE_TYPE]: "waypoint-service",
  [WAYPOINT_SETTINGS_TYPE]: "waypoint",
};

const TIME_BUCKETS = [0.01, 0.1, 0.5, 1, 3, 5, 10, 20, 30];
const SIZE_BUCKETS = [1, 10_000, 1_000_000, 4_000_000, 10_000_000, 40_000_000];

/** From a change to the client that has answered. */
export class PushMetrics {
  readonly #debounce: Histogram;
  readonly #convergence: Histogram;
  readonly #queue: Histogram;
  readonly #triggers: Counter;
  readonly #index: Histogram;
  readonly #sizes: Histogram;
  readonly #pushTime: Histogram;
  readonly #pushes: Counter;
  readonly #rejects: Counter;
  readonly #refused: Counter;

  constructor(registry: MetricsRegistry) {
    const time = { buckets: TIME_BUCKETS };
    this.#debounce = registry.histogram(
      "pilot_debounce_time",
      "Delay in seconds between the first config enters debouncing and the merged push request is pushed into the push queue.",
      [],
      time,
    );
    this.#convergence = registry.histogram(
      "pilot_proxy_convergence_time",
      "Delay in seconds between config change and a proxy receiving all required configuration.",
      [],
      time,
    );
    this.#queue = registry.histogram(
      "pilot_proxy_queue_time",
      "Time in seconds, a proxy is in the push queue before being dequeued.",
      [],
      time,
    );
    this.#triggers = registry.counter(
      "pilot_push_triggers",
      "Total number of times a push was triggered, labeled by reason for the push.",
      ["type"],
    );
    this.#index = registry.histogram(
      "pilot_pushcontext_init_seconds",
      "Total time in seconds Pilot takes to init pushContext.",
      [],
      time,
    );
    this.#sizes = registry.histogram(
      "pilot_xds_config_size_bytes",
      "Distribution of configuration sizes pushed to clients",
      ["type"],
      { buckets: SIZE_BUCKETS },
    );
    this.#pushTime = registry.histogram(
      "pilot_xds_push_time",
      "Total time in seconds Pilot takes to push lds, rds, cds and eds.",
      ["type"],
      time,
    );
    this.#pushes = registry.counter(
      "pilot_xds_pushes",
      "Pilot build and send errors for lds, rds, cds and eds.",
      ["type"],
    );
    this.#rejects = registry.counter(
      "pilot_total_xds_rejects",
      "Total number of XDS responses from pilot rejected by proxy.",
      ["type"],
    );
    this.#refused = registry.counter(
      "ambit_xds_refused_total",
      "The total number of xDS calls that were refused, by gRPC status code (unstable).",
      ["code"],
    );
  }

  /** A batch of objects went through the index. */
  indexed(seconds: number): void {
    this.#index.observe([], seconds);
  }

  /** Changes left for the clients: how long the first of them waited, and what it cost. */
  pushed(
    typeUrls: Iterable<string>,
    { waitedSeconds, seconds }: { waitedSeconds: number; seconds: number },
  ): void {
    this.#triggers.increment(["ambient"]);
    this.#debounce.observe([], waitedSeconds);
    for (const typeUrl of typeUrls) this.#pushTime.observe([typeLabel(typeUrl)], seconds);
  }

  /** A client connected and is told everything. */
  clientConnected(): void {
    this.#triggers.increment(["proxy"]);
  }

  /** Nothing became of a call. */
  refused(code: number): void {
    this.#refused.increment([`${code}`]);
  }

  /** `queuedSeconds`: since the push that it is of; undefined for answers to requests. */
  sent(typeUrl: string, bytes: number, queuedSeconds: number | undefined): void {
    this.#pushes.increment([typeLabel(typeUrl)]);
    this.#sizes.observe([typeUrl], bytes);
    if (queuedSeconds !== undefined) this.#queue.observe([], queuedSeconds);
  }

  /** A client has answered a push: since the change that led to it. */
  converged(seconds: number): void {
    this.#convergence.observe([], seconds);
  }

  rejected(typeUrl: string): void {
    this.#rejects.increment([typeLabel(typeUrl)]);
  }
}

/** Objects that cannot be used, or not in all their parts. */
export class ObjectMetrics {
  readonly #problems: Gauge;
  readonly #failures: Counter;

  constructor(registry: MetricsRegistry, objectsWithProblems: () => number) {
    const rejected = registry.gauge(
      "pilot_total_rejected_configs",
      "Total number of configs that Pilot had to reject or ignore.",
    );
    registry.onScrape(() => rejected.set([], objectsWithProblems()));
    this.#problems = registry.gauge(
      "ambit_object_problems",
      "Parts of an object that cannot be used (unstable).",
      ["kind", "object"],
    );
    this.#failures = registry.counter(
      "ambit_index_failures_total",
      "The total number of computations that failed by a mistake of this program (unstable).",
      ["collection"],
    );
  }

  /** 0: it is in order again, or gone. */
  problems(kind: string, object: string, count: number): void {
    if (count === 0) this.#problems.remove([kind, object]);
    else this.#problems.set([kind, object], count);
  }

  computationFailed(collection: string): void {
    this.#failures.increment([collection]);
  }
}

/** What was written into the cluster, and who may. */
export class WriterMetrics {
  readonly #writes: Counter;
  readonly #leading: Gauge;

  constructor(registry: MetricsRegistry) {
    this.#writes = registry.counter(
      "ambit_object_writes_total",
      "The total number of writes to objects of the cluster (unstable).",
      ["writer", "result"],
    );
    this.#leading = registry.gauge("ambit_leader", "Whether this replica holds the lease (unstable).", [
      "lease",
    ]);
  }

  wrote(writer: string, result: "ok" | "failed"): void {
    this.#writes.increment([writer, result]);
  }

  leading(lease: string, isLeading: boolean): void {
    this.#leading.set([lease], isLeading ? 1 : 0);
  }
}

/** With the names that istiod has for them. */
function makeKeySetCounters(registry: MetricsRegistry): KeySetMetrics {
  const ok = registry.counter(
    "pilot_jwks_resolver_network_fetch_success_total",
    "Total number of successfully network fetch by pilot jwks resolver",
  );
  const failed = registry.counter(
    "pilot_jwks_resolver_network_fetch_fail_total",
    "Total number of failed network fetch by pilot jwks resolver",
  );
  return { fetched: (result) => (result === "ok" ? ok : failed).increment([]) };
}

function typeLabel(typeUrl: string): string {
  return TYPE_LABEL[typeUrl] ?? typeUrl;
}

/** Kinds of the cluster itself, by the names that istiod gives them; all others are configuration. */
const REGISTRY_KINDS: Partial<Record<FedKind, string>> = {
  Namespace: "Namespaces",
  Node: "Nodes",
  Pod: "Pods",
  Service: "Services",
  EndpointSlice: "EndpointSlice",
};

/** As istiod sorts updates. */
const UPDATE_TYPE: Partial<Record<FedKind, string>> = { EndpointSlice: "eds", Service: "svc" };

function makeFeedCounters(registry: MetricsRegistry): FeedMetrics {
  const labels = ["event", "type"];
  const config = registry.counter("pilot_k8s_cfg_events", "Events from k8s config.", labels);
  const cluster = registry.counter("pilot_k8s_reg_events", "Events from k8s registry.", labels);
  const updates = registry.counter("pilot_inbound_updates", "Total number of updates received by pilot.", [
    "type",
  ]);
  const rejected = registry.counter(
    "ambit_object_rejections_total",
    "The total number of objects that could not be read at all (unstable).",
    ["kind"],
  );
  return {
    objectEvent: (kind, event) => {
      const name = REGISTRY_KINDS[kind];
      updates.increment([UPDATE_TYPE[kind] ?? "config"]);
      if (name === undefined) config.increment([event, kind]);
      else cluster.increment([event, name]);
    },
    objectRejected: (kind) => rejected.increment([kind]),
  };
}

function makeFactGauges(registry: MetricsRegistry, facts: ControllerFacts): void {
  registry
    .gauge("istiod_managed_clusters", "Number of clusters managed by istiod", ["cluster_type"])
    .set(["local"], 1);
  const uptime = registry.gauge("istiod_uptime_seconds", "Current istiod server uptime in seconds");
  registry.gauge("pilot_info", "Pilot version and build information.", ["version"]).set([facts.version], 1);
  const services = registry.gauge("pilot_services", "Total services known to pilot.");
  const clients = registry.gauge("pilot_xds", "Number of endpoints connected to this pilot using XDS.", [
    "version",
  ]);
  const resident = registry.gauge("process_resident_memory_bytes", "Resident memory size in bytes.");
  const cpu = registry.counter(
    "process_cpu_seconds_total",
    "Total user and system CPU time spent in seconds.",
  );
  const descriptors = registry.gauge("process_open_fds", "Number of open file descriptors.");
  let countedCpu = 0;
  const unbound = registry.gauge(
    "ambit_objects_without_waypoint",
    "Objects that ask for a waypoint and are attached to none, so that its policies do not hold for them (unstable).",
    ["reason"],
  );
  let reasons: ReadonlyMap<string, number> = new Map();
  let versions: ReadonlyMap<string, number> = new Map();
  registry.onScrape(() => {
    uptime.set([], facts.uptimeSeconds());
    services.set([], facts.services());
    const connected = facts.clientsByVersion();
    for (const version of versions.keys()) if (!connected.has(version)) clients.remove([version]);
    for (const [version, count] of connected) clients.set([version], count);
    versions = connected;
    const counts = facts.unboundByReason();
    for (const reason of reasons.keys()) if (!counts.has(reason)) unbound.remove([reason]);
    for (const [reason, count] of counts) unbound.set([reason], count);
    reasons = counts;
    resident.set([], process.memoryUsage.rss());
    const { user, system } = process.cpuUsage();
    const spent = (user + system) / 1e6;
    cpu.increment([], spent - countedCpu);
    countedCpu = spent;
    const open = countOpenFileDescriptors();
    if (open !== undefined) descriptors.set([], open);
  });
}
