/** The status of a Gateway of a class that is ours. */
import type { DesiredCondition, Gateway, StatusAddress } from "@ambit/mesh-objects";
import { CONTROLLERS, type Controller } from "../waypoint/gateway-classes.ts";
import { isShown } from "./desired-condition.ts";
import { type DesiredListener, type DesiredStatus, statusKey, timed } from "./desired-status.ts";
import { listenerConditions, listenerProblem, supportedKinds } from "./gateway-listeners.ts";
import { type FoundPlace, gatewayAddresses, programmed } from "./gateway-programmed.ts";

/** Where a Gateway is reached, and the requested addresses at which it cannot be. */
export interface ReachedGateway {
  readonly places: readonly FoundPlace[];
  readonly unsupported: readonly string[];
}

/** All that the controller owns of a Gateway's conditions. */
const TYPES = ["Accepted", "Programmed", "ResolvedRefs"];

export function gatewayStatus(
  gateway: Gateway,
  controller: Controller,
  { places, unsupported }: ReachedGateway,
): DesiredStatus {
  const isUnmanaged = controller === CONTROLLERS.unmanaged;
  const conditions = isUnmanaged
    ? remoteConditions(gateway)
    : [
        condition(gateway, "Accepted", accepted(gateway, controller, unsupported)),
        condition(gateway, "Programmed", programmed(gateway, places)),
        condition(gateway, "ResolvedRefs", RESOLVED),
      ];
  const addresses = isUnmanaged ? gateway.requestedAddresses : gatewayAddresses(gateway, controller, places);
  const listeners = isUnmanaged
    ? []
    : gateway.listeners.map((listener) => listenerStatus(gateway, listener, controller));
  return {
    key: statusKey("istio-gateway", gateway),
    kind: "Gateway",
    namespace: gateway.namespace,
    name: gateway.name,
    manager: "istio-gateway",
    isShown:
      isShown(conditions, TYPES, gateway.conditions) &&
      areShown(addresses, gateway.addresses) &&
      areListenersShown(gateway, listeners),
    status: {
      conditions: timed(conditions, gateway.conditions),
      ...(addresses.length > 0 ? { addresses } : {}),
      listeners: listeners.map(({ desired, ...listener }) => ({
        ...listener,
        conditions: timed(desired, shownListener(gateway, listener.name)?.conditions ?? []),
      })),
    },
  };
}

type Verdict = Pick<DesiredCondition, "status" | "reason" | "message">;

const RESOLVED: Verdict = { status: "True", reason: "ResolvedRefs", message: "All references resolved." };

function condition({ generation }: Gateway, type: string, verdict: Verdict): DesiredCondition {
  return { type, ...verdict, observedGeneration: generation };
}

/** A Gateway of which some listeners are invalid serves the others. */
function accepted({ listeners }: Gateway, controller: Controller, unsupported: readonly string[]): Verdict {
  if (unsupported.length > 0) {
    const message = `Addresses that cannot be served: ${unsupported.join(", ")}. Only those of type Hostname can.`;
    return { status: "False", reason: "UnsupportedAddress", message };
  }
  const invalid = listeners.filter((listener) => listenerProblem(listener, controller) !== undefined);
  if (invalid.length === 0) {
    return { status: "True", reason: "Accepted", message: "The Gateway is accepted." };
  }
  const names = invalid.map(({ name }) => name).join(", ");
  return {
    status: invalid.length < listeners.length ? "True" : "False",
    reason: "ListenersNotValid",
    message: `Listeners that cannot be served: ${names}.`,
  };
}

function remoteConditions(gateway: Gateway): readonly DesiredCondition[] {
  const message = "The Gateway runs in another cluster; nothing is done for it here.";
  return [
    condition(gateway, "Accepted", { status: "True", reason: "Accepted", message }),
    condition(gateway, "Programmed", { status: "True", reason: "Programmed", message }),
  ];
}

type ListenerDraft = Omit<DesiredListener, "conditions"> & { readonly desired: readonly DesiredCondition[] };

function listenerStatus(
  { generation }: Gateway,
  listener: Gateway["listeners"][number],
  controller: Controller,
): ListenerDraft {
  return {
    name: listener.name,
    attachedRoutes: 0,
    supportedKinds: supportedKinds(listener),
    desired: listenerConditions(listenerProblem(listener, controller), generation),
  };
}

function shownListener(
  { listenerStatuses }: Gateway,
  name: string,
): Gateway["listenerStatuses"][number] | undefined {
  return listenerStatuses.find((status) => status.name === name);
}

function areListenersShown(gateway: Gateway, listeners: readonly ListenerDraft[]): boolean {
  return (
    gateway.listenerStatuses.length === listeners.length &&
    listeners.every(({ name, attachedRoutes, desired }) => {
      const shown = shownListener(gateway, name);
      return shown?.attachedRoutes === attachedRoutes && isShown(desired, [], shown.conditions);
    })
  );
}

function areShown(desired: readonly StatusAddress[], shown: readonly StatusAddress[]): boolean {
  return (
    desired.length === shown.length &&
    desired.every(({ type, value }, index) => type === shown[index]?.type && value === shown[index].value)
  );
}
