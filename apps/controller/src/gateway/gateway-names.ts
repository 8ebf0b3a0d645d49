/** What the objects that are made for a Gateway are called. */
import type { Gateway } from "@ambit/mesh-objects";
import { GATEWAY_NAME_OVERRIDE, GATEWAY_SERVICE_ACCOUNT } from "@ambit/mesh-objects/labels";
import type { AmbientIndex } from "../collections/ambient-index.ts";

/** Of the Deployment and the Service of a waypoint. */
export function workloadNameOf({ name, annotations }: Pick<Gateway, "name" | "annotations">): string {
  return annotations[GATEWAY_NAME_OVERRIDE] ?? name;
}

/** What its pods run as. */
export function accountNameOf(gateway: Pick<Gateway, "name" | "annotations">): string {
  return gateway.annotations[GATEWAY_SERVICE_ACCOUNT] ?? workloadNameOf(gateway);
}

/** The account of a Gateway by `ns/name`; `undefined` for one that is not there. */
export function findGatewayAccount(index: Pick<AmbientIndex, "findObject">, key: string): string | undefined {
  const gateway = index.findObject("Gateway", key);
  return gateway && accountNameOf(gateway);
}
