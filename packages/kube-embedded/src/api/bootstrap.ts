/** What a cluster has before anybody creates anything. */
import type { KubeObject } from "@ambit/kube-objects";
import type { Resource } from "@ambit/kube-objects/resources";
import { type ApiState, PLAIN_WRITE } from "./api-state.ts";
import { createObject } from "./create.ts";

const NAMESPACES = ["default", "kube-system", "kube-public", "kube-node-lease"];

/** Creates the namespaces every cluster has, where they are missing. */
export function bootstrapObjects(state: ApiState): void {
  const resource = state.registry.find("", "v1", "namespaces");
  if (resource === undefined) return;
  for (const name of NAMESPACES) {
    if (state.store.find(resource.storageKey, "", name) === undefined) createNamespace(state, resource, name);
  }
}

function createNamespace(state: ApiState, resource: Resource, name: string): void {
  const object: KubeObject = { apiVersion: "v1", kind: "Namespace", metadata: { name } };
  createObject(state, resource, { object, target: { namespace: "", name: "" } }, PLAIN_WRITE);
}
