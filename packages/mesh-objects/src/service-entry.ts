import { type Cidr, type IpAddress, parseCidr, parseIpAddress } from "@ambit/addr";
import { type Condition, readConditions } from "./condition.ts";
import { type ObjectMeta, readMeta } from "./object-meta.ts";
import type { Decoded } from "./object-problem.ts";
import { ObjectReader, type TextMap } from "./object-reader.ts";
import { CANARY_WEIGHT, CONNECT_STRATEGY, TRAFFIC_DISTRIBUTION } from "./well-known.ts";
import { type EntryEndpoint, readEntryEndpoint } from "./workload-entry.ts";

/** A ServiceEntry, with what its status says of allocated addresses. */
export interface ServiceEntry extends ObjectMeta {
  readonly kind: "ServiceEntry";
  readonly hosts: readonly string[];
  /** A single address is a block of one. */
  readonly addresses: readonly Cidr[];
  /** It has addresses of its own, also if none of them can be read. */
  readonly hasOwnAddresses: boolean;
  readonly ports: readonly ServiceEntryPort[];
  readonly resolution: Resolution;
  readonly endpoints: readonly EntryEndpoint[];
  /** `undefined` without a selector. */
  readonly workloadSelector: TextMap | undefined;
  readonly subjectAltNames: readonly string[];
  /** Addresses that were allocated, from the status. */
  readonly allocated: readonly AllocatedAddress[];
  /** How much of the status there is, for who writes addresses into it. */
  readonly statusShape: "none" | "without-addresses" | "with-addresses";
  readonly conditions: readonly Condition[];
  /** Place in the order in which this controller saw them first; decides between equally old ones. 0 when decoded. */
  readonly seen: number;
}

export type Resolution = "NONE" | "STATIC" | "DNS" | "DNS_ROUND_ROBIN" | "DYNAMIC_DNS";

/** A port of a ServiceEntry. */
export interface ServiceEntryPort {
  readonly number: number;
  readonly name: string;
  /** As HTTP or TLS, in any case. */
  readonly protocol: string;
  /** The number itself if not told. */
  readonly targetPort: number;
}

/** One address that was allocated to a host. */
export interface AllocatedAddress {
  readonly value: IpAddress;
  readonly host: string;
}

/** Reads one from JSON. Throws ObjectError without a name. */
export function decodeServiceEntry(json: unknown): Decoded<ServiceEntry> {
  const reader = new ObjectReader(json);
  const spec = reader.field("spec");
  const status = reader.field("status");
  spec.reportUnknown(SPEC_FIELDS);
  const addresses = spec.field("addresses").list();
  const ports = spec.field("ports").list();
  if (ports.length === 0) {
    spec.field("ports").report("a ServiceEntry without ports leads nowhere");
  }
  const object: ServiceEntry = {
    kind: "ServiceEntry",
    ...readMeta(reader, [CANARY_WEIGHT, TRAFFIC_DISTRIBUTION, CONNECT_STRATEGY]),
    hosts: spec.field("hosts").texts(),
    addresses: addresses.flatMap((item) => item.parsed(parseCidr) ?? []),
    hasOwnAddresses: addresses.length > 0,
    ports: ports.flatMap(readPort),
    resolution:
      spec.field("resolution").word("NONE", "STATIC", "DNS", "DNS_ROUND_ROBIN", "DYNAMIC_DNS") ?? "NONE",
    endpoints: spec.field("endpoints").list().map(readEntryEndpoint),
    workloadSelector: readWorkloadSelector(spec.field("workloadSelector")),
    subjectAltNames: spec.field("subjectAltNames").texts(),
    allocated: status.field("addresses").list().flatMap(readAllocated),
    statusShape: statusShape(status),
    conditions: readConditions(status.field("conditions")),
    seen: 0,
  };
  return { object, problems: reader.problems };
}

const SPEC_FIELDS: ReadonlySet<string> = new Set([
  "hosts",
  "addresses",
  "ports",
  "location",
  "resolution",
  "endpoints",
  "workloadSelector",
  "exportTo",
  "subjectAltNames",
]);

const PORT_FIELDS: ReadonlySet<string> = new Set(["number", "name", "protocol", "targetPort"]);

function readPort(reader: ObjectReader): readonly ServiceEntryPort[] {
  reader.reportUnknown(PORT_FIELDS);
  const number = reader.field("number").integer(1, 0xffff);
  if (number === undefined) {
    reader.field("number").report("a port of a ServiceEntry needs a number from 1 to 65535");
    return [];
  }
  const targetPort = reader.field("targetPort").integer(0, 0xffff) ?? 0;
  return [
    {
      number,
      name: reader.field("name").text() ?? "",
      protocol: reader.field("protocol").text() ?? "",
      targetPort: targetPort === 0 ? number : targetPort,
    },
  ];
}

function readWorkloadSelector(reader: ObjectReader): TextMap | undefined {
  reader.reportUnknown(SELECTOR_FIELDS);
  return reader.isPresent ? reader.field("labels").textMap() : undefined;
}

const SELECTOR_FIELDS: ReadonlySet<string> = new Set(["labels"]);

function statusShape(status: ObjectReader): ServiceEntry["statusShape"] {
  if (!status.isPresent) {
    return "none";
  }
  return status.field("addresses").isPresent ? "with-addresses" : "without-addresses";
}

function readAllocated(reader: ObjectReader): readonly AllocatedAddress[] {
  const value = reader.field("value").parsed(parseIpAddress);
  const host = reader.field("host").text() ?? "";
  return value === undefined ? [] : [{ value, host }];
}
