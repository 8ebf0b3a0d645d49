import { type Condition, readConditions } from "./condition.ts";
import { type ObjectMeta, readMeta } from "./object-meta.ts";
import type { Decoded } from "./object-problem.ts";
import { ObjectReader } from "./object-reader.ts";
import { WAYPOINT_INBOUND_BINDING } from "./well-known.ts";

/** A class of Gateways, and who says to provide it. */
export interface GatewayClass extends ObjectMeta {
  readonly kind: "GatewayClass";
  readonly controllerName: string;
  readonly conditions: readonly Condition[];
}

/** Reads one from JSON. Throws ObjectError without a name. */
export function decodeGatewayClass(json: unknown): Decoded<GatewayClass> {
  const reader = new ObjectReader(json);
  const object: GatewayClass = {
    kind: "GatewayClass",
    ...readMeta(reader, [WAYPOINT_INBOUND_BINDING]),
    controllerName: reader.at("spec", "controllerName").text() ?? "",
    conditions: readConditions(reader.at("status", "conditions")),
  };
  return { object, problems: reader.problems };
}
