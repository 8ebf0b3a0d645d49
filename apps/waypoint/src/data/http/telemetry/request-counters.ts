/**
 * The counters behind Istio's HTTP metrics, as plain fields of this thread. Label sets are interned once; the main thread
 * hears of a set the first time it counts, and of increments once per tick.
 */
import type { MetricChange } from "@ambit/model/http";
import {
  HISTOGRAM_BOUNDS,
  type HistogramDelta,
  type HttpMetric,
  MESSAGE_LABEL_COUNT,
  type RequestDelta,
  type RequestLabelSet,
} from "../../../messages.ts";
import type { Inbound } from "../exchange/inbound.ts";
import { flagText } from "./flag-text.ts";
import { metricValuesOf } from "./metric-labels.ts";
import { labelsOf, type MetricGroup, type MetricPlan, planMetrics } from "./metric-plan.ts";
import { attributesOf } from "./request-attributes.ts";
import type { RequestRecord } from "./request-record.ts";

/** Workloads come and go for ever: above this many sets all that is new is counted as one. */
const MAX_LABEL_SETS = 20_000;
/** Ends that one connection has met and are remembered without working out their labels again. */
const MAX_KNOWN_ENDS = 200;

class Histogram {
  buckets = new Array<number>(HISTOGRAM_BOUNDS.length + 1).fill(0);
  sum = 0;

  observe(value: number): void {
    let bucket = 0;
    while (bucket < HISTOGRAM_BOUNDS.length && value > (HISTOGRAM_BOUNDS[bucket] ?? 0)) bucket++;
    this.buckets[bucket] = (this.buckets[bucket] ?? 0) + 1;
    this.sum += value;
  }

  take(): HistogramDelta {
    const delta = { buckets: this.buckets, sum: this.sum };
    this.buckets = new Array<number>(HISTOGRAM_BOUNDS.length + 1).fill(0);
    this.sum = 0;
    return delta;
  }
}

class Counters {
  readonly set: RequestLabelSet;
  requests = 0;
  requestMessages = 0;
  responseMessages = 0;
  isDirty = false;
  isAnnounced = false;
  readonly durationMs = new Histogram();
  readonly requestBytes = new Histogram();
  readonly responseBytes = new Histogram();

  constructor(set: RequestLabelSet) {
    this.set = set;
  }

  take(): RequestDelta {
    const { requests, requestMessages, responseMessages } = this;
    this.requests = 0;
    this.requestMessages = 0;
    this.responseMessages = 0;
    this.isDirty = false;
    return {
      labels: this.set.id,
      requests,
      durationMs: this.durationMs.take(),
      requestBytes: this.requestBytes.take(),
      responseBytes: this.responseBytes.take(),
      requestMessages,
      responseMessages,
    };
  }
}

/** All label sets of this thread. */
export class RequestCounters {
  readonly #sets = new Map<string, Counters>();
  readonly #plans = new WeakMap<readonly MetricChange[], MetricPlan>();
  readonly #ends = new WeakMap<Inbound, Map<string, readonly Counters[]>>();
  readonly #workloadIds = new WeakMap<object, number>();
  #nextWorkloadId = 1;
  readonly #maxSets: number;
  #dirty: Counters[] = [];

  constructor(maxSets = MAX_LABEL_SETS) {
    this.#maxSets = maxSets;
  }

  /** A request has ended. */
  count(record: RequestRecord, changes: readonly MetricChange[]): void {
    for (const counters of this.#countersOf(record, changes)) {
      counters.requests++;
      counters.durationMs.observe(record.durationMs);
      counters.requestBytes.observe(record.requestBytes);
      counters.responseBytes.observe(record.responseBytes);
      this.#touch(counters);
    }
  }

  /** Messages that have passed, of a call that may still go on. */
  countMessages(
    record: RequestRecord,
    changes: readonly MetricChange[],
    { requests, responses }: { readonly requests: number; readonly responses: number },
  ): void {
    const values = metricValuesOf(record);
    for (const group of this.#planOf(changes).messages) {
      const counters = this.#countersOfGroup(group, values, record);
      counters.requestMessages += requests;
      counters.responseMessages += responses;
      this.#touch(counters);
    }
  }

  /** Hands out what has changed since the last call, and forgets it. */
  takeDeltas(): {
    readonly newLabelSets: readonly RequestLabelSet[];
    readonly requests: readonly RequestDelta[];
  } {
    const newLabelSets: RequestLabelSet[] = [];
    const requests: RequestDelta[] = [];
    for (const counters of this.#dirty) {
      if (!counters.isAnnounced) {
        counters.isAnnounced = true;
        newLabelSets.push(counters.set);
      }
      requests.push(counters.take());
    }
    this.#dirty = [];
    return { newLabelSets, requests };
  }

  #touch(counters: Counters): void {
    if (counters.isDirty) return;
    counters.isDirty = true;
    this.#dirty.push(counters);
  }

  /** Without changes the labels follow from the connection, the endpoint and how the request ended. */
  #countersOf(record: RequestRecord, changes: readonly MetricChange[]): readonly Counters[] {
    if (changes.length > 0) return this.#workOut(record, changes);
    const byEnd = this.#endsOf(record.inbound);
    const workload = record.endpoint?.workload;
    const end = `${workload === undefined ? 0 : this.#idOf(workload)},${record.status},${record.isGrpc ? (record.grpcStatus ?? "") : "h"},${flagText(record.flags)},${record.service ?? ""}`;
    const known = byEnd.get(end);
    if (known !== undefined) return known;
    const found = this.#workOut(record, changes);
    if (byEnd.size >= MAX_KNOWN_ENDS) byEnd.clear();
    byEnd.set(end, found);
    return found;
  }

  /** Where the requests of a connection that end alike are counted. */
  #endsOf(inbound: Inbound): Map<string, readonly Counters[]> {
    const known = this.#ends.get(inbound);
    if (known !== undefined) return known;
    const made = new Map<string, readonly Counters[]>();
    this.#ends.set(inbound, made);
    return made;
  }

  #idOf(workload: object): number {
    let id = this.#workloadIds.get(workload);
    if (id === undefined) {
      id = this.#nextWorkloadId++;
      this.#workloadIds.set(workload, id);
    }
    return id;
  }

  #workOut(record: RequestRecord, changes: readonly MetricChange[]): readonly Counters[] {
    const values = metricValuesOf(record);
    return this.#planOf(changes).requests.map((group) => this.#countersOfGroup(group, values, record));
  }

  #planOf(changes: readonly MetricChange[]): MetricPlan {
    const known = this.#plans.get(changes);
    if (known !== undefined) return known;
    const plan = planMetrics(changes);
    this.#plans.set(changes, plan);
    return plan;
  }

  #countersOfGroup(group: MetricGroup, values: readonly string[], record: RequestRecord): Counters {
    const labels = labelsOf(group, values, attributesOf(record));
    const known = this.#find(labels, group.metrics);
    if (known !== undefined) return known;
    if (this.#sets.size < this.#maxSets) return this.#make(labels, group.metrics);
    const coarse = { names: undefined, values: values.slice(0, group.labelCount).map(coarseValue) };
    return this.#find(coarse, group.metrics) ?? this.#make(coarse, group.metrics);
  }

  #find(labels: Labels, metrics: readonly HttpMetric[]): Counters | undefined {
    return this.#sets.get(keyOf(labels, metrics));
  }

  #make({ names, values }: Labels, metrics: readonly HttpMetric[]): Counters {
    const made = new Counters({ id: this.#sets.size + 1, names, values, metrics });
    this.#sets.set(keyOf({ names, values }, metrics), made);
    return made;
  }
}

type Labels = Pick<RequestLabelSet, "names" | "values">;

function keyOf({ names, values }: Labels, metrics: readonly HttpMetric[]): string {
  return `${metrics.join()}\0${names?.join() ?? ""}\0${values.join("\0")}`;
}

/** Of what there is much, nothing is told: only reporter, and from the protocol on. */
function coarseValue(value: string, at: number): string {
  return at === 0 || at >= MESSAGE_LABEL_COUNT ? value : "unknown";
}
