/** Whether a targetRef of a policy reaches a waypoint. */
import type { ObjectMeta, TargetRef } from "@ambit/mesh-objects";
import type { Attachment, FindWaypoint } from "../waypoint/attachment.ts";
import { CONTROLLERS } from "../waypoint/gateway-classes.ts";
import { describeTarget, type TargetOutcome } from "./policy-targets.ts";

/** What there is to bind to. */
export interface TargetLookup {
  readonly rootNamespace: string;
  readonly findWaypoint: FindWaypoint;
  /** The attachment of a Service or ServiceEntry by `ns/name`; `undefined` if there is none. */
  findAttachment(kind: "Service" | "ServiceEntry", key: string): Attachment | undefined;
  /** The controller of a GatewayClass; `undefined` if there is no such class. */
  findController(className: string): string | undefined;
}

export function targetOutcome(
  policy: Pick<ObjectMeta, "namespace">,
  target: TargetRef,
  lookup: TargetLookup,
): TargetOutcome {
  const { namespace } = policy;
  const shown = describeTarget(target, namespace);
  if ((target.namespace ?? namespace) !== namespace) {
    return unbound(target, "Invalid", `${shown} is in another namespace than the policy.`);
  }
  const key = `${namespace}/${target.name}`;
  switch (`${target.group === "core" ? "" : target.group}/${target.kind}`) {
    case "gateway.networking.k8s.io/Gateway":
      return lookup.findWaypoint(key) === undefined
        ? unbound(target, "TargetNotFound", `${shown} does not exist, or has no address yet.`)
        : bound(target, key);
    case "/Service":
      return serviceOutcome(target, shown, lookup.findAttachment("Service", key));
    case "networking.istio.io/ServiceEntry":
      return serviceOutcome(target, shown, lookup.findAttachment("ServiceEntry", key));
    case "gateway.networking.k8s.io/GatewayClass":
      return classOutcome(policy, target, lookup);
    default:
      return unbound(target, "Invalid", `${shown} is of a kind that a policy cannot be attached to.`);
  }
}

function serviceOutcome(target: TargetRef, shown: string, attachment: Attachment | undefined): TargetOutcome {
  if (attachment === undefined) {
    return unbound(target, "TargetNotFound", `${shown} does not exist.`);
  }
  if (attachment.kind !== "attached") {
    return unbound(target, "AncestorNotBound", `${shown} is not attached to a waypoint.`);
  }
  return bound(target, `${attachment.waypoint.namespace}/${attachment.waypoint.name}`);
}

/** A class stands for every waypoint of it, so only who speaks for the whole mesh may name it. */
function classOutcome(
  { namespace }: Pick<ObjectMeta, "namespace">,
  target: TargetRef,
  lookup: TargetLookup,
): TargetOutcome {
  const { name } = target;
  if (namespace !== lookup.rootNamespace) {
    return unbound(
      target,
      "Invalid",
      `A GatewayClass can be named in namespace ${lookup.rootNamespace} only.`,
    );
  }
  const controller = lookup.findController(name);
  if (controller === undefined) {
    return unbound(target, "TargetNotFound", `GatewayClass ${name} does not exist.`);
  }
  return controller === CONTROLLERS.waypoint
    ? { target, isBound: true, reason: "Accepted", message: `Bound to every waypoint of class ${name}.` }
    : unbound(target, "Invalid", `GatewayClass ${name} is no class of waypoints.`);
}

function bound(target: TargetRef, waypoint: string): TargetOutcome {
  return { target, isBound: true, reason: "Accepted", message: `Bound to waypoint ${waypoint}.` };
}

function unbound(target: TargetRef, reason: TargetOutcome["reason"], message: string): TargetOutcome {
  return { target, isBound: false, reason, message };
}
