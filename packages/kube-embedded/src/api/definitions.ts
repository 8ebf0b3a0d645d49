/** Keeps the registry in step with the CustomResourceDefinitions that are stored. */
import { type KubeObject, nameOf } from "@ambit/kube-objects";
import { DEFINITIONS, decodeDefinition } from "@ambit/kube-objects/resources";
import { type ApiState, PLAIN_WRITE } from "./api-state.ts";
import { createObject } from "./create.ts";

/** Serves what each stored definition makes, from now on and without delay, until it is disposed. */
export function serveDefinitions(state: ApiState): Disposable {
  for (const definition of state.store.list(DEFINITIONS)) serve(state, definition);
  return state.store.subscribe(DEFINITIONS, ({ type, object }) => {
    if (type === "DELETED") state.registry.replace(nameOf(object), []);
    else serve(state, object);
  });
}

/** Creates definitions, as from files. Throws ApiError for a bad one or one that is there. */
export function createDefinitions(state: ApiState, definitions: readonly KubeObject[]): void {
  const resource = state.registry.find("apiextensions.k8s.io", "v1", "customresourcedefinitions");
  if (resource === undefined) return;
  for (const object of definitions) {
    createObject(state, resource, { object, target: { namespace: "", name: "" } }, PLAIN_WRITE);
  }
}

function serve(state: ApiState, definition: KubeObject): void {
  // Checked before it was stored. The name is that of the resource.
  state.registry.replace(nameOf(definition), decodeDefinition(definition));
}
