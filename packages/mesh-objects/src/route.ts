import { type Condition, readConditions } from "./condition.ts";
import { type ObjectMeta, readMeta } from "./object-meta.ts";
import type { Decoded } from "./object-problem.ts";
import { ObjectReader } from "./object-reader.ts";
import type { BackendRef } from "./route-filter.ts";
import { type RouteRule, readRouteRule } from "./route-rule.ts";
import { readTargetRef, type TargetRef } from "./target-ref.ts";

/** Routes of the Gateway API that a waypoint can have. */
export type RouteKind = "HTTPRoute" | "GRPCRoute" | "TCPRoute" | "TLSRoute";

/** A route of the Gateway API, with what its status shows. */
export interface Route<Kind extends RouteKind = RouteKind> extends ObjectMeta {
  readonly kind: Kind;
  readonly parentRefs: readonly ParentRef[];
  /** Of a TLSRoute; others of the mesh go by the address that a request was sent to. */
  readonly hostnames: readonly string[];
  readonly rules: readonly RouteRule[];
  /** Of every rule, and of what its filters mirror to, in their order. Those without weight are not asked after. */
  readonly backendRefs: readonly BackendRef[];
  /** Also those of other controllers, which must stay. */
  readonly parentStatuses: readonly ParentStatus[];
}

/** What a route is attached to. */
export interface ParentRef extends TargetRef {
  readonly sectionName: string | undefined;
  readonly port: number | undefined;
}

/** What a controller says of one parent. */
export interface ParentStatus {
  readonly parentRef: ParentRef;
  readonly controllerName: string;
  readonly conditions: readonly Condition[];
}

export function decodeHttpRoute(json: unknown): Decoded<Route<"HTTPRoute">> {
  return decodeRoute("HTTPRoute", json);
}

export function decodeGrpcRoute(json: unknown): Decoded<Route<"GRPCRoute">> {
  return decodeRoute("GRPCRoute", json);
}

export function decodeTcpRoute(json: unknown): Decoded<Route<"TCPRoute">> {
  return decodeRoute("TCPRoute", json);
}

export function decodeTlsRoute(json: unknown): Decoded<Route<"TLSRoute">> {
  return decodeRoute("TLSRoute", json);
}

function decodeRoute<Kind extends RouteKind>(kind: Kind, json: unknown): Decoded<Route<Kind>> {
  const reader = new ObjectReader(json);
  const spec = reader.field("spec");
  const rules = spec.field("rules").list().map(readRouteRule);
  const hostnames = spec.field("hostnames").texts();
  if (kind === "TLSRoute" && hostnames.length === 0) {
    spec.field("hostnames").report("needs the names of servers: without them no connection takes this route");
  }
  if (kind === "TCPRoute" || kind === "TLSRoute") reportFurtherRules(spec.field("rules"));
  const object: Route<Kind> = {
    kind,
    ...readMeta(reader, []),
    parentRefs: spec.field("parentRefs").list().map(readParentRef),
    hostnames,
    rules,
    backendRefs: rules.flatMap(backendsOf),
    parentStatuses: reader.at("status", "parents").list().map(readParentStatus),
  };
  return { object, problems: reader.problems };
}

/** Connections have nothing that a second rule could be chosen by. */
function reportFurtherRules(reader: ObjectReader): void {
  for (const rule of reader.list().slice(1))
    rule.report("has no effect: the first rule takes every connection");
}

function readParentRef(reader: ObjectReader): ParentRef {
  return {
    ...readTargetRef(reader),
    group: reader.field("group").text() ?? "gateway.networking.k8s.io",
    kind: reader.field("kind").text() ?? "Gateway",
    sectionName: reader.field("sectionName").text(),
    port: reader.field("port").integer(1, 0xffff),
  };
}

function backendsOf({ backends, filters }: RouteRule): readonly BackendRef[] {
  const mirrors = [filters, ...backends.map((backend) => backend.filters)]
    .flat()
    .flatMap((filter) => (filter.kind === "mirror" ? [filter.backend] : []));
  return [...backends.flatMap(({ ref, weight }) => (weight === 0 ? [] : [ref])), ...mirrors];
}

function readParentStatus(reader: ObjectReader): ParentStatus {
  return {
    parentRef: readParentRef(reader.field("parentRef")),
    controllerName: reader.field("controllerName").text() ?? "",
    conditions: readConditions(reader.field("conditions")),
  };
}
