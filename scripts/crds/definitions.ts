/** The schema of each of Istio's kinds, whole: what the API server checks before the mesh ever sees an object. */
import { anything, oneTarget, status, targetRef, targetRefs, workloadSelector } from "./common.ts";
import * as networking from "./networking.ts";
import { list, object, rules, type Schema } from "./schema.ts";
import * as security from "./security.ts";

const telemetry: Schema = object(
  {
    selector: workloadSelector,
    targetRef,
    targetRefs,
    tracing: list(anything),
    metrics: list(anything),
    accessLogging: list(anything),
  },
  rules(oneTarget),
);

/** Of the spec, by kind. */
export const SPEC_SCHEMAS: Readonly<Record<string, Schema>> = {
  AuthorizationPolicy: security.authorizationPolicy,
  PeerAuthentication: security.peerAuthentication,
  RequestAuthentication: security.requestAuthentication,
  ServiceEntry: networking.serviceEntry,
  WorkloadEntry: networking.workloadEntry,
  WorkloadGroup: networking.workloadGroup,
  DestinationRule: networking.destinationRule,
  VirtualService: networking.virtualService,
  Gateway: networking.gateway,
  Sidecar: networking.sidecar,
  EnvoyFilter: networking.envoyFilter,
  ProxyConfig: networking.proxyConfig,
  Telemetry: telemetry,
  // Nothing of the mesh reads it.
  WasmPlugin: anything,
};

/** Throws for a kind without one. */
export function schemaOf(kind: string): Schema {
  const spec = SPEC_SCHEMAS[kind];
  if (spec === undefined) throw new Error(`scripts/crds has no schema of ${kind}`);
  return object({ spec, status });
}
