/**
 * The counters behind Istio's TCP metrics, as plain fields of this thread. Label sets are interned once; the main
 * thread hears of a set the first time it counts, and of increments once per tick.
 */
import { type Baggage, NO_BAGGAGE } from "@ambit/hbone";
import { formatIdentity, type Identity, type Service, type Workload } from "@ambit/model";
import { type LabelSet, METRIC_LABELS, type TrafficDelta, type TrafficReporter } from "../messages.ts";
import type { ResponseFlag } from "./failure.ts";

/** Above this many label sets a peer's own words (baggage) no longer make new ones: they are not proven. */
const MAX_BAGGAGE_LABEL_SETS = 20_000;
/** Workloads come and go for ever: above this many label sets only side, protocol, flag and security are told apart. */
const MAX_LABEL_SETS = 50_000;
/**
 * Facts are looked up by object, and records are replaced for ever: each kept one keeps its records from being freed, with all
 * that was made of them (the fields of log lines, compiled policies). What was not asked for among this many is forgotten.
 */
const MAX_CACHED_FACTS = 1_000;
const UNKNOWN = "unknown";
const REPORTER_KEY: Readonly<Record<TrafficReporter, string>> = {
  source: "s",
  destination: "d",
  waypoint: "w",
};

/** Counts of one label set since the last tick. */
export class TrafficCounters {
  readonly id: number;
  readonly values: readonly string[];
  opened = 0;
  closed = 0;
  failed = 0;
  receivedBytes = 0;
  sentBytes = 0;
  isDirty = false;
  isAnnounced = false;

  constructor(id: number, values: readonly string[]) {
    this.id = id;
    this.values = values;
  }
}

/** Who answered behind a network gateway, of whom there is no record here. */
export interface RemoteDestination {
  /** What it says of itself. */
  readonly baggage: Baggage;
  /** Proven by TLS, end to end. */
  readonly identity: Identity | undefined;
}

/** What the labels of one connection are made of. */
export interface TrafficFacts {
  readonly reporter: TrafficReporter;
  readonly source: Workload | undefined;
  /** What the peer says of itself; used only where no workload record is known. */
  readonly sourceBaggage: Baggage | undefined;
  /** Proven by TLS. */
  readonly sourceIdentity: Identity | undefined;
  readonly destination: Workload | undefined;
  /** Takes the place of `destination`. */
  readonly remote?: RemoteDestination | undefined;
  readonly service: Service | undefined;
  readonly isMutualTls: boolean;
}

/** The counters of one connection's facts, by response flag. */
export interface TrafficSeries {
  of(flag: ResponseFlag): TrafficCounters;
}

/** All label sets of this thread. */
export class TrafficRegistry {
  #series = new Map<string, SeriesByFlag>();
  /** As many again, of the time before. */
  #earlierSeries = new Map<string, SeriesByFlag>();
  /** By label values: what is the same to a scraper is counted together. */
  readonly #counters = new Map<string, TrafficCounters>();
  readonly #objectIds = new WeakMap<object, number>();
  #nextObjectId = 1;
  #nextLabelId = 1;
  #dirty: TrafficCounters[] = [];

  /** The same facts give the same series. A changed record gives the same counters if its labels are the same. */
  series(facts: TrafficFacts): TrafficSeries {
    const key = this.#key(facts);
    const known = this.#series.get(key);
    if (known !== undefined) return known;
    const earlier = this.#earlierSeries.get(key);
    if (earlier !== undefined) return this.#keep(key, earlier);
    if (this.#counters.size >= MAX_BAGGAGE_LABEL_SETS && hasBaggage(facts)) {
      return this.series(withoutBaggage(facts));
    }
    return this.#keep(key, new SeriesByFlag(facts, (values) => this.#intern(values)));
  }

  #keep(key: string, series: SeriesByFlag): SeriesByFlag {
    if (this.#series.size >= MAX_CACHED_FACTS) {
      this.#earlierSeries = this.#series;
      this.#series = new Map();
    }
    this.#series.set(key, series);
    return series;
  }

  #intern(values: readonly string[]): TrafficCounters {
    const key = values.join("\0");
    const known = this.#counters.get(key);
    if (known !== undefined) return known;
    if (this.#counters.size >= MAX_LABEL_SETS && !values.every(isCoarse)) {
      return this.#intern(
        values.slice(0, LOCALITY_AT).map((value, at) => (isCoarse(value, at) ? value : UNKNOWN)),
      );
    }
    const made = new TrafficCounters(this.#nextLabelId++, values);
    this.#counters.set(key, made);
    return made;
  }

  /** To be called after every change of `counters`, before the next tick. */
  touch(counters: TrafficCounters): void {
    if (counters.isDirty) return;
    counters.isDirty = true;
    this.#dirty.push(counters);
  }

  /** Hands out what changed since the last call, and forgets it. */
  takeDeltas(): { readonly newLabelSets: LabelSet[]; readonly traffic: TrafficDelta[] } {
    const newLabelSets: LabelSet[] = [];
    const traffic: TrafficDelta[] = [];
    for (const counters of this.#dirty) {
      if (!counters.isAnnounced) {
        counters.isAnnounced = true;
        newLabelSets.push({ id: counters.id, values: counters.values });
      }
      traffic.push({
        labels: counters.id,
        opened: counters.opened,
        closed: counters.closed,
        failed: counters.failed,
        receivedBytes: counters.receivedBytes,
        sentBytes: counters.sentBytes,
      });
      counters.opened = 0;
      counters.closed = 0;
      counters.failed = 0;
      counters.receivedBytes = 0;
      counters.sentBytes = 0;
      counters.isDirty = false;
    }
    this.#dirty = [];
    return { newLabelSets, traffic };
  }

  #key(facts: TrafficFacts): string {
    const identity = identityKey(facts);
    const baggage =
      facts.source === undefined && facts.sourceBaggage !== undefined
        ? JSON.stringify(facts.sourceBaggage)
        : "";
    const remote = facts.remote === undefined ? "" : remoteKey(facts.remote);
    return `${REPORTER_KEY[facts.reporter]}${facts.isMutualTls ? "m" : "p"}${this.#idOf(facts.source)},${this.#idOf(facts.destination)},${this.#idOf(facts.service)},${identity},${baggage}${remote}`;
  }

  #idOf(value: object | undefined): number {
    if (value === undefined) return 0;
    let id = this.#objectIds.get(value);
    if (id === undefined) {
      id = this.#nextObjectId++;
      this.#objectIds.set(value, id);
    }
    return id;
  }
}

function hasBaggage({ sourceBaggage, remote }: TrafficFacts): boolean {
  return sourceBaggage !== undefined || (remote !== undefined && remote.baggage !== NO_BAGGAGE);
}

function withoutBaggage(facts: TrafficFacts): TrafficFacts {
  const { remote } = facts;
  return { ...facts, sourceBaggage: undefined, remote: remote && { ...remote, baggage: NO_BAGGAGE } };
}

function remoteKey({ baggage, identity }: RemoteDestination): string {
  return `>${identity === undefined ? "" : formatIdentity(identity)},${JSON.stringify(baggage)}`;
}

/** Short for the usual case: the source is who its record says it is. */
function identityKey({ source, sourceIdentity }: TrafficFacts): string {
  if (sourceIdentity === undefined) return "";
  const isOfRecord =
    source !== undefined &&
    source.serviceAccount === sourceIdentity.serviceAccount &&
    source.namespace === sourceIdentity.namespace &&
    source.trustDomain === sourceIdentity.trustDomain;
  return isOfRecord ? "=" : formatIdentity(sourceIdentity);
}

class SeriesByFlag implements TrafficSeries {
  readonly #facts: TrafficFacts;
  readonly #make: (values: readonly string[]) => TrafficCounters;
  readonly #byFlag = new Map<ResponseFlag, TrafficCounters>();

  constructor(facts: TrafficFacts, make: (values: readonly string[]) => TrafficCounters) {
    this.#facts = facts;
    this.#make = make;
  }

  of(flag: ResponseFlag): TrafficCounters {
    let counters = this.#byFlag.get(flag);
    if (counters === undefined) {
      counters = this.#make(labelValues(this.#facts, flag));
      this.#byFlag.set(flag, counters);
    }
    return counters;
  }
}

/** Values that say nothing of whose connection it is. */
function isCoarse(value: string, at: number): boolean {
  return value === UNKNOWN || COARSE.has(at);
}

const COARSE: ReadonlySet<number> = new Set(
  (["reporter", "request_protocol", "response_flags", "connection_security_policy"] as const).map((label) =>
    METRIC_LABELS.indexOf(label),
  ),
);
const LOCALITY_AT = METRIC_LABELS.indexOf("source_region");

/** Values in METRIC_LABELS order. The locality group is absent when neither side has a record. */
function labelValues(facts: TrafficFacts, flag: ResponseFlag): string[] {
  const { source, destination, remote, service } = facts;
  const values = [
    facts.reporter,
    ...sourceValues(facts),
    known(service?.hostname),
    known(service?.namespace),
    known(service?.name),
    ...(remote === undefined ? destinationValues(destination) : remoteValues(remote)),
    "tcp",
    flag,
    facts.isMutualTls ? "mutual_tls" : UNKNOWN,
  ];
  if (source !== undefined || destination !== undefined) {
    const place = remote === undefined ? destination?.locality : remote.baggage;
    values.push(
      known(source?.locality.region ?? facts.sourceBaggage?.region),
      known(source?.locality.zone ?? facts.sourceBaggage?.zone),
      known(place?.region),
      known(place?.zone),
    );
  }
  return values;
}

function destinationValues(destination: Workload | undefined): string[] {
  const service = known(destination?.canonicalName);
  const revision = known(destination?.canonicalRevision);
  return [
    known(destination?.workloadName),
    service,
    revision,
    known(destination?.namespace),
    destination === undefined ? UNKNOWN : formatIdentity(destination),
    service,
    revision,
    known(destination?.clusterId),
  ];
}

function remoteValues({ baggage, identity }: RemoteDestination): string[] {
  const workload = known(baggage.workloadName);
  const revision = known(baggage.revision);
  return [
    workload,
    known(baggage.serviceName),
    revision,
    known(baggage.namespace),
    identity === undefined ? UNKNOWN : formatIdentity(identity),
    workload,
    revision,
    known(baggage.clusterId),
  ];
}

/** From the workload record, else from what the peer says of itself; the principal only from TLS. */
function sourceValues(facts: TrafficFacts): string[] {
  const { source, sourceBaggage: baggage } = facts;
  const principal = facts.sourceIdentity === undefined ? UNKNOWN : formatIdentity(facts.sourceIdentity);
  const workload = known(source?.workloadName ?? baggage?.workloadName);
  const service = known(source?.canonicalName ?? baggage?.serviceName);
  const app = known(source?.canonicalName ?? baggage?.workloadName);
  const revision = known(source?.canonicalRevision ?? baggage?.revision);
  const namespace = known(source?.namespace ?? baggage?.namespace);
  const cluster = known(source?.clusterId ?? baggage?.clusterId);
  return [workload, service, revision, namespace, principal, app, revision, cluster];
}

function known(value: string | undefined): string {
  return value === undefined || value === "" ? UNKNOWN : value;
}
