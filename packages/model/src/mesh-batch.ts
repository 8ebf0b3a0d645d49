import { type Authorization, authorizationKey } from "./authorization.ts";
import { type Endpoint, type PortMap, type Service, serviceKey } from "./service.ts";
import type { Workload } from "./workload.ts";

/** One decoded resource of the mesh. Plain and structured-clonable. */
export type MeshResource =
  | {
      readonly kind: "workload";
      readonly workload: Workload;
      /** Service key -> port map of this workload's endpoint in that service. */
      readonly endpoints: ReadonlyMap<string, PortMap>;
    }
  | {
      readonly kind: "service";
      readonly service: Service;
      /** Endpoints written in the service itself (local configuration only). */
      readonly endpoints: readonly Endpoint[];
    }
  | { readonly kind: "policy"; readonly policy: Authorization };

/** A change of the mesh: applied in one step, removals first. */
export interface MeshBatch {
  readonly upserts: readonly MeshResource[];
  readonly removals: readonly { readonly kind: "workload" | "service" | "policy"; readonly key: string }[];
}

/** The key of a resource within its kind, as removals and xDS name it. */
export function resourceKey(resource: MeshResource): string {
  switch (resource.kind) {
    case "workload":
      return resource.workload.uid;
    case "service":
      return serviceKey(resource.service);
    case "policy":
      return authorizationKey(resource.policy);
  }
}
