/** What the index holds, in the form in which it is served: encoded once, when it changes, for all clients. */
import {
  encodeWaypointService,
  encodeWaypointSettings,
  WAYPOINT_SERVICE_TYPE,
  WAYPOINT_SETTINGS_TYPE,
} from "@ambit/model/http/proto";
import { Authorization } from "@ambit/proto/authorization";
import { Address } from "@ambit/proto/workload";
import {
  ADDRESS_TYPE,
  AUTHORIZATION_TYPE,
  deriveLegacyWorkload,
  ResourceStore,
  resourceVersion,
  WORKLOAD_TYPE,
  type XdsResource,
} from "@ambit/xds";
import type { AddressResource } from "../collections/ambient-index.ts";
import type { WaypointConfig } from "../l7/waypoint-config.ts";
import type { MeshPolicy } from "../policy/declare-policies.ts";

/** Everything this controller serves, with nothing in it. */
export function makeResourceStore(version: string): ResourceStore {
  return new ResourceStore(
    [
      { typeUrl: ADDRESS_TYPE },
      { typeUrl: WORKLOAD_TYPE, from: ADDRESS_TYPE, derive: deriveLegacyWorkload },
      { typeUrl: AUTHORIZATION_TYPE },
      { typeUrl: WAYPOINT_SERVICE_TYPE, isScoped: true },
      { typeUrl: WAYPOINT_SETTINGS_TYPE, isScoped: true },
    ],
    version,
  );
}

/** A workload follows its services to who subscribes to them, and is for its node unasked. */
export function encodeAddress(resource: AddressResource): XdsResource {
  const { name, aliases } = resource;
  if (resource.kind === "service") {
    const payload = Address.encode({ service: resource.service }).finish();
    return { name, aliases, payload, version: resourceVersion(payload) };
  }
  const { workload } = resource;
  const payload = Address.encode({ workload }).finish();
  return {
    name,
    aliases,
    payload,
    version: resourceVersion(payload),
    follows: Object.keys(workload.services ?? {}),
    node: workload.node ?? "",
  };
}

/** Versioned as addresses are, where Istio leaves the version empty: a client that reconnects gets what it lacks. */
export function encodePolicy({ key, authorization }: MeshPolicy): XdsResource {
  const payload = Authorization.encode(authorization).finish();
  return { name: key, aliases: [], payload, version: resourceVersion(payload) };
}

/** What one waypoint is told of a service, or of itself. */
export function encodeWaypointConfig(config: WaypointConfig): XdsResource {
  const payload =
    config.kind === "service"
      ? encodeWaypointService(config.service)
      : encodeWaypointSettings(config.settings);
  return { name: config.name, aliases: [], payload, version: resourceVersion(payload) };
}
