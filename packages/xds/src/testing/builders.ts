import type { DeltaRequest, XdsNode, XdsResource } from "../messages.ts";
import { ADDRESS_TYPE } from "../type-urls.ts";

/** The node of a ztunnel on node n1. */
export const A_NODE: XdsNode = {
  id: "ztunnel~10.0.0.1~ztunnel-a.istio-system~istio-system.svc.cluster.local",
  metadata: { NAMESPACE: "istio-system", NODE_NAME: "n1" },
};

/** A resource whose payload follows from its name and version. */
export function aResource(name: string, fields: Partial<Omit<XdsResource, "name">> = {}): XdsResource {
  const version = fields.version ?? "1";
  return { name, version, aliases: [], payload: new TextEncoder().encode(`${name}@${version}`), ...fields };
}

/** A request that asks for everything of a type and is nothing else, unless the fields say so. */
export function aRequest(fields: Partial<DeltaRequest> = {}): DeltaRequest {
  return {
    typeUrl: ADDRESS_TYPE,
    subscribe: [],
    unsubscribe: [],
    initialVersions: new Map(),
    responseNonce: "",
    ...fields,
  };
}

/** Nonces in the order in which they were made. */
export function countingNonces(): () => string {
  let last = 0;
  return () => {
    last += 1;
    return `#${String(last)}`;
  };
}
