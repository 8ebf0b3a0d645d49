/** Every metric family of the agent. Names and labels are those of Istio's, those that begin with `ambit_` are ours. */
import { countOpenFileDescriptors, makeLogCounters } from "@ambit/program";
import {
  type Counter,
  type Gauge,
  type Histogram,
  type LineWriterCounts,
  MetricsRegistry,
} from "@ambit/telemetry";
import type { EnrolmentObserver } from "./enrolment/enroller.ts";
import { InstallMetrics } from "./install/install-metrics.ts";
import { ENROLLED_REASONS, type EnrolledReason } from "./kube/enrolled-condition.ts";
import type { RepairResult, RepairType } from "./repair/repair-controller.ts";

/** What is looked up at every scrape. */
export interface AgentFacts {
  /** Pods of this node by how far they are. */
  readonly pods: () => ReadonlyMap<PodState, number>;
  /** Pods that are wanted by what their condition says. */
  readonly conditions: () => ReadonlyMap<EnrolledReason, number>;
  readonly logCounts: () => Pick<LineWriterCounts, "stalls" | "droppedLines">;
}

export type PodState = "enrolled" | "pending" | "leaving" | "failed";
const POD_STATES: readonly PodState[] = ["enrolled", "pending", "leaving", "failed"];

/** The plugin waits for 5 s. */
const ADD_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.4, 0.8, 2, 5];

/** A fresh registry with all families. */
export class AgentMetrics implements EnrolmentObserver {
  readonly registry = new MetricsRegistry({ format: "prometheus" });
  readonly install: InstallMetrics;
  readonly #requests: Counter;
  readonly #events: Counter;
  readonly #connected: Gauge;
  readonly #adds: Histogram;
  readonly #changes: Counter;
  readonly #failures: Counter;
  readonly #restorations: Counter;
  readonly #repairs: Counter;

  constructor(facts: AgentFacts) {
    const { registry } = this;
    this.install = new InstallMetrics(registry);
    this.#requests = registry.counter(
      "istio_cni_plugin_requests_total",
      "The total number of CNI plugin requests handled by the node agent.",
      ["response_code"],
    );
    this.#events = registry.counter(
      "nodeagent_reconcile_events_total",
      "The total number of node agent reconcile events.",
      ["type"],
    );
    this.#connected = registry.gauge("ztunnel_connected", "number of connections to ztunnel");
    this.#connected.set([], 0);
    this.#adds = registry.histogram(
      "ambit_plugin_request_seconds",
      "Time in seconds that a request of the plugin took (unstable).",
      [],
      { buckets: ADD_BUCKETS },
    );
    this.#changes = registry.counter(
      "ambit_enrolments_total",
      "The total number of pods that joined or left the mesh on this node (unstable).",
      ["change"],
    );
    this.#failures = registry.counter(
      "ambit_enrolment_failures_total",
      "The total number of attempts to enrol or un-enrol a pod that failed and are repeated (unstable).",
    );
    this.#restorations = registry.counter(
      "ambit_rules_restored_total",
      "The total number of times that rules which somebody else had changed were restored, in pods or of the node itself (unstable).",
      ["scope"],
    );
    this.#repairs = registry.counter(
      "istio_cni_repair_pods_repaired_total",
      "Total number of pods repaired by repair controller",
      ["type", "result"],
    );
    this.#makeFactGauges(facts);
    makeLogCounters(registry, facts.logCounts);
  }

  pluginRequest(status: number, seconds: number): void {
    this.#requests.increment([String(status)]);
    this.#adds.observe([], seconds);
  }

  podEvent(type: "add" | "update" | "delete"): void {
    this.#events.increment([type]);
  }

  ztunnelsConnected(count: number): void {
    this.#connected.set([], count);
  }

  enrolled(): void {
    this.#changes.increment(["joined"]);
  }

  unenrolled(): void {
    this.#changes.increment(["left"]);
  }

  restored(): void {
    this.#restorations.increment(["pod"]);
  }

  nodeRestored(): void {
    this.#restorations.increment(["node"]);
  }

  repaired(type: RepairType, result: RepairResult): void {
    this.#repairs.increment([type, result]);
  }

  enrolmentFailed(): void {
    this.#failures.increment([]);
  }

  #makeFactGauges({ pods, conditions }: AgentFacts): void {
    const { registry } = this;
    const states = registry.gauge(
      "ambit_pods",
      "Pods of this node that are in the mesh or on their way, by state (unstable).",
      ["state"],
    );
    const reasons = registry.gauge(
      "ambit_pods_enrolled_condition",
      "Pods of this node that are to be in the mesh, by the reason of their condition ambient.istio.io/Enrolled (unstable).",
      ["reason"],
    );
    const descriptors = registry.gauge("process_open_fds", "Number of open file descriptors.");
    const memory = registry.gauge("process_resident_memory_bytes", "Resident memory size in bytes.");
    registry.onScrape(() => {
      const counts = pods();
      for (const state of POD_STATES) states.set([state], counts.get(state) ?? 0);
      const said = conditions();
      for (const reason of ENROLLED_REASONS) reasons.set([reason], said.get(reason) ?? 0);
      const open = countOpenFileDescriptors();
      if (open !== undefined) descriptors.set([], open);
      memory.set([], process.memoryUsage.rss());
    });
  }
}
