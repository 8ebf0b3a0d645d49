import { type IpAddress, parseIpAddress } from "@ambit/addr";
import { type ObjectMeta, readMeta } from "./object-meta.ts";
import type { Decoded } from "./object-problem.ts";
import { ObjectReader } from "./object-reader.ts";

/** Endpoints of a Service. */
export interface EndpointSlice extends ObjectMeta {
  readonly kind: "EndpointSlice";
  /** None if the addresses are names: then there is nothing to connect to. */
  readonly endpoints: readonly SliceEndpoint[];
  readonly ports: readonly SlicePort[];
}

/** One endpoint of a slice. */
export interface SliceEndpoint {
  /** At least one. */
  readonly addresses: readonly IpAddress[];
  /** Not told counts as ready. */
  readonly isReady: boolean;
  readonly target: SliceTarget | undefined;
}

/** The object that is the endpoint. */
export interface SliceTarget {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
}

/** A port with both a name (the Service's) and a number; others are left out. */
export interface SlicePort {
  readonly name: string;
  readonly port: number;
  readonly protocol: string;
}

export function decodeEndpointSlice(json: unknown): Decoded<EndpointSlice> {
  const reader = new ObjectReader(json);
  const isFqdn = reader.field("addressType").text() === "FQDN";
  const object: EndpointSlice = {
    kind: "EndpointSlice",
    ...readMeta(reader, []),
    endpoints: isFqdn ? [] : reader.field("endpoints").list().flatMap(readEndpoint),
    ports: reader.field("ports").list().flatMap(readPort),
  };
  return { object, problems: reader.problems };
}

function readEndpoint(reader: ObjectReader): readonly SliceEndpoint[] {
  const items = reader.field("addresses").list();
  const addresses = items.flatMap((item) => item.parsed(parseIpAddress) ?? []);
  if (addresses.length === 0 || addresses.length < items.length) {
    return [];
  }
  const isReady = reader.at("conditions", "ready").boolean() ?? true;
  return [{ addresses, isReady, target: readTarget(reader.field("targetRef")) }];
}

function readTarget(reader: ObjectReader): SliceTarget | undefined {
  if (!reader.isPresent) {
    return undefined;
  }
  return {
    kind: reader.field("kind").text() ?? "",
    namespace: reader.field("namespace").text() ?? "",
    name: reader.field("name").text() ?? "",
    uid: reader.field("uid").text() ?? "",
  };
}

function readPort(reader: ObjectReader): readonly SlicePort[] {
  const name = reader.field("name").text();
  const port = reader.field("port").integer(0, 0xffff);
  return name === undefined || port === undefined
    ? []
    : [{ name, port, protocol: reader.field("protocol").text() ?? "TCP" }];
}
