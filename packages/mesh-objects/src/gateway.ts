import type { LabelSelector } from "@ambit/kube-objects/selectors";
import { type Condition, readConditions } from "./condition.ts";
import { readLabelSelector } from "./label-selector.ts";
import { type ObjectMeta, readMeta } from "./object-meta.ts";
import type { Decoded } from "./object-problem.ts";
import { ObjectReader } from "./object-reader.ts";
import {
  ADDRESS_TYPE,
  GATEWAY_NAME_OVERRIDE,
  GATEWAY_SERVICE_ACCOUNT,
  WAYPOINT_INBOUND_BINDING,
  XFCC_CLIENT_IDENTITY,
} from "./well-known.ts";

/** A Gateway, with what its status shows. */
export interface Gateway extends ObjectMeta {
  readonly kind: "Gateway";
  readonly gatewayClassName: string;
  readonly listeners: readonly GatewayListener[];
  /** Asked for in the spec. */
  readonly requestedAddresses: readonly StatusAddress[];
  /** Given in the status. */
  readonly addresses: readonly StatusAddress[];
  readonly conditions: readonly Condition[];
  readonly listenerStatuses: readonly ListenerStatus[];
}

/** One port of a Gateway. */
export interface GatewayListener {
  readonly name: string;
  readonly port: number;
  readonly protocol: string;
  readonly hostname: string;
  /** Empty without TLS. */
  readonly tlsMode: string;
  /** Which namespaces may attach: Same if not told. */
  readonly allowedFrom: "All" | "Same" | "Selector" | "None";
  /** For Selector; `undefined` selects nothing. */
  readonly allowedNamespaces: LabelSelector | undefined;
}

/** Where a Gateway is reached. */
export interface StatusAddress {
  /** IPAddress if not told. */
  readonly type: string;
  readonly value: string;
}

export interface ListenerStatus {
  readonly name: string;
  readonly attachedRoutes: number;
  readonly conditions: readonly Condition[];
}

/** Reads one from JSON. Throws ObjectError without a name. */
export function decodeGateway(json: unknown): Decoded<Gateway> {
  const reader = new ObjectReader(json);
  const spec = reader.field("spec");
  const status = reader.field("status");
  const object: Gateway = {
    kind: "Gateway",
    ...readMeta(reader, [
      WAYPOINT_INBOUND_BINDING,
      GATEWAY_NAME_OVERRIDE,
      GATEWAY_SERVICE_ACCOUNT,
      ADDRESS_TYPE,
      XFCC_CLIENT_IDENTITY,
    ]),
    gatewayClassName: spec.field("gatewayClassName").text() ?? "",
    listeners: spec.field("listeners").list().map(readListener),
    requestedAddresses: spec.field("addresses").list().flatMap(readAddress),
    addresses: status.field("addresses").list().flatMap(readAddress),
    conditions: readConditions(status.field("conditions")),
    listenerStatuses: status.field("listeners").list().map(readListenerStatus),
  };
  return { object, problems: reader.problems };
}

function readListener(reader: ObjectReader): GatewayListener {
  const namespaces = reader.at("allowedRoutes", "namespaces");
  const from = readAllowedFrom(namespaces.field("from"));
  return {
    name: reader.field("name").text() ?? "",
    port: reader.field("port").integer(1, 0xffff) ?? 0,
    protocol: reader.field("protocol").text() ?? "",
    hostname: reader.field("hostname").text() ?? "",
    tlsMode: reader.at("tls", "mode").text() ?? "",
    allowedFrom: from,
    allowedNamespaces: from === "Selector" ? readLabelSelector(namespaces.field("selector")) : undefined,
  };
}

/** A word that is not known allows nobody. */
function readAllowedFrom(reader: ObjectReader): GatewayListener["allowedFrom"] {
  return reader.word("All", "Same", "Selector", "None") ?? (reader.isPresent ? "None" : "Same");
}

function readAddress(reader: ObjectReader): readonly StatusAddress[] {
  const value = reader.field("value").text() ?? "";
  return value === "" ? [] : [{ type: reader.field("type").text() ?? "IPAddress", value }];
}

function readListenerStatus(reader: ObjectReader): ListenerStatus {
  return {
    name: reader.field("name").text() ?? "",
    attachedRoutes: reader.field("attachedRoutes").integer(0, Number.MAX_SAFE_INTEGER) ?? 0,
    conditions: readConditions(reader.field("conditions")),
  };
}
