/**
 * From a waypoint's configuration to the bytes of xDS resources and back. Each resource stands alone: a bad one is an
 * error that says where, and the others of its push are none the worse.
 */
import {
  decodeService,
  decodeWaypoint,
  type RouteEntry as WireEntry,
  PathNormalization as WireNormalization,
  type Port as WirePort,
  PortProtocol as WireProtocol,
  Service as WireService,
  type RouteTable as WireTable,
  Waypoint as WireWaypoint,
} from "@ambit/proto/waypoint";
import { ModelError } from "../../model-error.ts";
import { invalid } from "../../proto/wire-values.ts";
import type { RouteEntry, RouteTable } from "../http-route.ts";
import type {
  PathNormalization,
  PortProtocol,
  WaypointPort,
  WaypointResource,
  WaypointService,
  WaypointSettings,
} from "../waypoint-service.ts";
import { decodeJwtRule, decodeProvider, encodeJwtRule, encodeProvider } from "./authentication-wire.ts";
import { decodeConnectionRoute, encodeConnectionRoute } from "./backend-wire.ts";
import { decodePortPolicy, decodeSubset, encodePortPolicy, encodeSubset } from "./destination-wire.ts";
import { decodeRequestMatch, encodeRequestMatch } from "./match-wire.ts";
import { decodePolicy, encodePolicy } from "./policy-wire.ts";
import { decodeRule, encodeRule } from "./rule-wire.ts";
import { decodeTelemetry, encodeTelemetry } from "./telemetry-wire.ts";
import {
  assertKnown,
  each,
  maybePort,
  nameIn,
  needed,
  orNull,
  orUndefined,
  portIn,
  texts,
  Words,
} from "./wire-parts.ts";

/** Resources of services; named `namespace/hostname`. */
export const WAYPOINT_SERVICE_TYPE = "type.googleapis.com/ambit.waypoint.Service";
/** The settings of a waypoint; named `namespace/name`. */
export const WAYPOINT_SETTINGS_TYPE = "type.googleapis.com/ambit.waypoint.Waypoint";

/** Far more than 10,000 routes of one service have; a larger one would hold up the thread that reads it. */
const MAX_RESOURCE_BYTES = 16 * 1024 * 1024;

const PROTOCOLS = new Words<PortProtocol>({
  detect: WireProtocol.DETECT,
  http: WireProtocol.HTTP,
  http2: WireProtocol.HTTP2,
  tcp: WireProtocol.TCP,
  tls: WireProtocol.TLS,
});

const NORMALIZATIONS = new Words<PathNormalization>({
  NONE: WireNormalization.NONE,
  BASE: WireNormalization.BASE,
  MERGE_SLASHES: WireNormalization.MERGE_SLASHES,
  DECODE_AND_MERGE_SLASHES: WireNormalization.DECODE_AND_MERGE_SLASHES,
});

/** An `ambit.waypoint.Service`. */
export function encodeWaypointService(service: WaypointService): Uint8Array {
  return WireService.encode({
    namespace: service.namespace,
    hostname: service.hostname,
    ports: service.ports.map(({ number, protocol }) => ({ number, protocol: PROTOCOLS.encode(protocol) })),
    isServed: service.isServed,
    routeTables: service.routeTables.map(encodeTable),
    connectionRoutes: service.connectionRoutes.map(encodeConnectionRoute),
    policies: service.policies.map(encodePolicy),
    jwtRules: service.jwtRules.map(encodeJwtRule),
    trafficPolicies: service.trafficPolicies.map(encodePortPolicy),
    subsets: service.subsets.map(encodeSubset),
    telemetry: encodeTelemetry(service.telemetry),
  }).finish();
}

/** Throws ModelError "invalid-resource". */
export function decodeWaypointService(payload: Uint8Array): WaypointResource {
  const wire = decodeMessage(payload, decodeService);
  const service: WaypointService = {
    namespace: wire.namespace ?? "",
    hostname: nameIn(wire.hostname, "hostname"),
    ports: each(wire.ports, "ports", decodePort),
    isServed: wire.isServed ?? false,
    routeTables: each(wire.routeTables, "route_tables", decodeTable),
    connectionRoutes: each(wire.connectionRoutes, "connection_routes", decodeConnectionRoute),
    policies: each(wire.policies, "policies", decodePolicy),
    jwtRules: each(wire.jwtRules, "jwt_rules", decodeJwtRule),
    trafficPolicies: each(wire.trafficPolicies, "traffic_policies", decodePortPolicy),
    subsets: each(wire.subsets, "subsets", decodeSubset),
    telemetry: decodeTelemetry(wire.telemetry),
  };
  return { kind: "service", service };
}

/** An `ambit.waypoint.Waypoint`. */
export function encodeWaypointSettings(settings: WaypointSettings): Uint8Array {
  return WireWaypoint.encode({
    namespace: settings.namespace,
    name: settings.name,
    trustDomains: [...settings.trustDomains],
    pathNormalization: NORMALIZATIONS.encode(settings.pathNormalization),
    numTrustedProxies: settings.numTrustedProxies,
    forwardsClientIdentity: settings.forwardsClientIdentity,
    providers: settings.providers.map(encodeProvider),
    workloadPolicies: settings.workloadPolicies.map(encodePolicy),
    workloadJwtRules: settings.workloadJwtRules.map(encodeJwtRule),
    workloadTelemetry: encodeTelemetry(settings.workloadTelemetry),
  }).finish();
}

/** Throws ModelError "invalid-resource". */
export function decodeWaypointSettings(payload: Uint8Array): WaypointResource {
  const wire = decodeMessage(payload, decodeWaypoint);
  const settings: WaypointSettings = {
    namespace: wire.namespace ?? "",
    name: nameIn(wire.name, "name"),
    trustDomains: texts(wire.trustDomains),
    pathNormalization: NORMALIZATIONS.decode(wire.pathNormalization, "path_normalization"),
    numTrustedProxies: wire.numTrustedProxies ?? 0,
    forwardsClientIdentity: wire.forwardsClientIdentity ?? false,
    providers: each(wire.providers, "providers", decodeProvider),
    workloadPolicies: each(wire.workloadPolicies, "workload_policies", decodePolicy),
    workloadJwtRules: each(wire.workloadJwtRules, "workload_jwt_rules", decodeJwtRule),
    workloadTelemetry: decodeTelemetry(wire.workloadTelemetry),
  };
  return { kind: "settings", settings };
}

function decodeMessage<T>(payload: Uint8Array, decode: (payload: Uint8Array) => T): T {
  if (payload.length > MAX_RESOURCE_BYTES) {
    throw invalid(`a resource of ${payload.length} bytes is larger than ${MAX_RESOURCE_BYTES}`);
  }
  try {
    return decode(payload);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : "unreadable";
    throw new ModelError("invalid-resource", `not a message of this type: ${reason}`, { cause });
  }
}

function decodePort({ number, protocol }: WirePort): WaypointPort {
  return { number: portIn(number, "number"), protocol: PROTOCOLS.decode(protocol, "protocol") };
}

function encodeTable({ port, clientNamespace, rules, entries }: RouteTable): WireTable {
  return {
    port: orNull(port),
    clientNamespace: orNull(clientNamespace),
    rules: rules.map(encodeRule),
    entries: entries.map(({ match, rule }) => ({ match: encodeRequestMatch(match), rule })),
  };
}

function decodeTable({ port, clientNamespace, rules, entries }: WireTable): RouteTable {
  const decoded = each(rules, "rules", decodeRule);
  return {
    port: maybePort(port, "port"),
    clientNamespace: orUndefined(clientNamespace),
    rules: decoded,
    entries: each(entries, "entries", (entry) => decodeEntry(entry, decoded.length)),
  };
}

/** A condition that is not known would send requests where they do not belong. */
function decodeEntry(wire: WireEntry, rules: number): RouteEntry {
  assertKnown(wire, "match");
  const rule = wire.rule ?? 0;
  if (rule >= rules) throw invalid(`rule: there is no rule ${rule}`);
  return { match: decodeRequestMatch(needed(wire.match, "match")), rule };
}
