import { type Condition, readConditions } from "./condition.ts";
import { type ObjectMeta, readMeta } from "./object-meta.ts";
import type { Decoded } from "./object-problem.ts";
import { ObjectReader, type TextMap } from "./object-reader.ts";

/** One place where a service runs: the spec of a WorkloadEntry, and an inline endpoint of a ServiceEntry. */
export interface EntryEndpoint {
  /** An IP address, a hostname, or empty. */
  readonly address: string;
  /** From the name of a service's port to the number here. */
  readonly ports: Readonly<Record<string, number>>;
  readonly labels: TextMap;
  readonly network: string;
  /** `region/zone/subzone`, from the left. */
  readonly locality: string;
  /** 0 when not told. */
  readonly weight: number;
  readonly serviceAccount: string;
}

/** A workload outside of Kubernetes. */
export interface WorkloadEntry extends ObjectMeta {
  readonly kind: "WorkloadEntry";
  readonly endpoint: EntryEndpoint;
  readonly conditions: readonly Condition[];
}

/** Reads one from JSON. Throws ObjectError without a name. */
export function decodeWorkloadEntry(json: unknown): Decoded<WorkloadEntry> {
  const reader = new ObjectReader(json);
  const object: WorkloadEntry = {
    kind: "WorkloadEntry",
    ...readMeta(reader, []),
    endpoint: readEntryEndpoint(reader.field("spec")),
    conditions: readConditions(reader.at("status", "conditions")),
  };
  return { object, problems: reader.problems };
}

const ENDPOINT_FIELDS: ReadonlySet<string> = new Set([
  "address",
  "ports",
  "labels",
  "network",
  "locality",
  "weight",
  "serviceAccount",
]);

export function readEntryEndpoint(reader: ObjectReader): EntryEndpoint {
  reader.reportUnknown(ENDPOINT_FIELDS);
  const ports = reader
    .field("ports")
    .entries()
    .flatMap(([name, port]) => {
      const number = port.integer(1, 0xffff);
      return number === undefined ? [] : [[name, number] as const];
    });
  return {
    address: reader.field("address").text() ?? "",
    ports: Object.fromEntries(ports),
    labels: reader.field("labels").textMap(),
    network: reader.field("network").text() ?? "",
    locality: reader.field("locality").text() ?? "",
    weight: reader.field("weight").integer(0, 0xffff_ffff) ?? 0,
    serviceAccount: reader.field("serviceAccount").text() ?? "",
  };
}
