import { type Condition, readConditions } from "./condition.ts";
import { type ObjectMeta, readMeta } from "./object-meta.ts";
import type { Decoded } from "./object-problem.ts";
import { ObjectReader } from "./object-reader.ts";
import { readTargetRef, type TargetRef } from "./target-ref.ts";

export type RouteKind = "HTTPRoute" | "GRPCRoute";

/** What the status of a route depends on. */
export interface Route<Kind extends RouteKind = RouteKind> extends ObjectMeta {
  readonly kind: Kind;
  readonly parentRefs: readonly ParentRef[];
  /** Of every rule, and of what its filters mirror to, in their order. */
  readonly backendRefs: readonly BackendRef[];
  /** Also those of other controllers, which must stay. */
  readonly parentStatuses: readonly ParentStatus[];
}

/** What a route is attached to. */
export interface ParentRef extends TargetRef {
  readonly sectionName: string | undefined;
  readonly port: number | undefined;
}

/** Where a route sends to. */
export interface BackendRef extends TargetRef {
  readonly port: number | undefined;
  readonly isMirror: boolean;
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

function decodeRoute<Kind extends RouteKind>(kind: Kind, json: unknown): Decoded<Route<Kind>> {
  const reader = new ObjectReader(json);
  const spec = reader.field("spec");
  const object: Route<Kind> = {
    kind,
    ...readMeta(reader, []),
    parentRefs: spec.field("parentRefs").list().map(readParentRef),
    backendRefs: spec.field("rules").list().flatMap(readRuleBackends),
    parentStatuses: reader.at("status", "parents").list().map(readParentStatus),
  };
  return { object, problems: reader.problems };
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

function readRuleBackends(rule: ObjectReader): readonly BackendRef[] {
  const backends = rule.field("backendRefs").list();
  const filters = [rule, ...backends].flatMap((place) => place.field("filters").list());
  const mirrors = filters
    .filter((filter) => filter.field("type").text() === "RequestMirror")
    .map((filter) => filter.at("requestMirror", "backendRef"));
  return [
    ...backends.map((reader) => readBackendRef(reader, false)),
    ...mirrors.map((reader) => readBackendRef(reader, true)),
  ];
}

function readBackendRef(reader: ObjectReader, isMirror: boolean): BackendRef {
  return {
    ...readTargetRef(reader),
    kind: reader.field("kind").text() ?? "Service",
    port: reader.field("port").integer(1, 0xffff),
    isMirror,
  };
}

function readParentStatus(reader: ObjectReader): ParentStatus {
  return {
    parentRef: readParentRef(reader.field("parentRef")),
    controllerName: reader.field("controllerName").text() ?? "",
    conditions: readConditions(reader.field("conditions")),
  };
}
