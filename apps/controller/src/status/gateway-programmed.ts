/** Whether a Gateway's data plane is there, and at which addresses. */
import { findIpAddress } from "@ambit/addr";
import type { DesiredCondition, Gateway, StatusAddress } from "@ambit/mesh-objects";
import { ADDRESS_TYPE } from "@ambit/mesh-objects/labels";
import { CONTROLLERS, type Controller } from "../waypoint/gateway-classes.ts";
import type { GatewayPlace, ServiceReadiness } from "./gateway-places.ts";

/** A place with what was found there. */
export interface FoundPlace extends GatewayPlace {
  readonly service: ServiceReadiness | undefined;
}

type Verdict = Pick<DesiredCondition, "status" | "reason" | "message">;

/** The condition Programmed, but for its generation. */
export function programmed(gateway: Gateway, places: readonly FoundPlace[]): Verdict {
  if (places.length === 0) {
    const message = "None of the requested addresses can be served: only those of type Hostname can.";
    return { status: "False", reason: "UnsupportedAddress", message };
  }
  const ports = [...new Set(gateway.listeners.map(({ port }) => port))].sort((left, right) => left - right);
  const findings = places.flatMap((place) => ports.flatMap((port) => find(place, port)));
  const assigned = assignedTo(findings);
  const missing = [...new Set(findings.flatMap(({ missing: why }) => why ?? []))];
  if (missing.length === 0) {
    return { status: "True", reason: "Programmed", message: `Assigned to ${assigned}.` };
  }
  const isUsable = findings.every((finding) => finding.isUsable);
  const partly = assigned === "" ? "" : `Assigned to ${assigned}, but not everywhere. `;
  return {
    status: "False",
    reason: isUsable ? "AddressNotAssigned" : "AddressNotUsable",
    message: `${partly}${missing.join("; ")}.`,
  };
}

/** The addresses to show: those outside of the cluster if there are any, else those inside. One that was shown once stays: who uses it would lose its way otherwise. */
export function gatewayAddresses(
  gateway: Gateway,
  controller: Controller,
  places: readonly FoundPlace[],
): readonly StatusAddress[] {
  const ports = gateway.listeners.map(({ port }) => port);
  const ready = places.filter(({ service }) => ports.some((port) => service?.readyPorts.has(port)));
  const wanted = gateway.annotations[ADDRESS_TYPE] ?? (controller === CONTROLLERS.ingress ? "Hostname" : "");
  const external = ready.flatMap(({ service }) => service?.externalAddresses ?? []);
  const ips = ready.flatMap(({ service }) => service?.clusterIps ?? []);
  const settled = ready.filter(({ service }) => service?.isAddressPending === false);
  const internal = [
    ...(wanted === "Hostname" ? [] : ips),
    ...(wanted === "IPAddress" ? [] : settled.map(({ hostname }) => hostname)),
  ];
  const found = [...new Set(external.length > 0 ? external : internal)];
  return found.length > 0 ? found.map(addressOf) : gateway.addresses;
}

function addressOf(value: string): StatusAddress {
  return { type: findIpAddress(value) === undefined ? "Hostname" : "IPAddress", value };
}

interface Finding {
  readonly assigned?: string;
  readonly missing?: string;
  /** It may come to be assigned by itself. */
  readonly isUsable: boolean;
}

function find({ hostname, service }: FoundPlace, port: number): Finding {
  if (service === undefined) {
    return { missing: `no Service has the hostname ${hostname}`, isUsable: false };
  }
  if (service.readyPorts.has(port)) {
    const assigned = `${hostname}:${port}`;
    return service.isAddressPending
      ? { assigned, missing: `the address of ${hostname} is pending`, isUsable: true }
      : { assigned, isUsable: true };
  }
  if (service.readyPorts.size === 0) {
    return { missing: `${hostname} has no ready endpoints`, isUsable: true };
  }
  return service.isManaged && service.ports.has(port)
    ? { isUsable: true }
    : { missing: `${hostname} has no port ${port}`, isUsable: false };
}

function assignedTo(findings: readonly Finding[]): string {
  return findings.flatMap(({ assigned }) => assigned ?? []).join(", ");
}
