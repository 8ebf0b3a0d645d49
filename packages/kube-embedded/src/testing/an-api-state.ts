import { BUILTIN_RESOURCES, type Resource, ResourceRegistry } from "@ambit/kube-objects/resources";
import type { ApiState } from "../api/api-state.ts";
import { bootstrapObjects } from "../api/bootstrap.ts";
import { serveDefinitions } from "../api/definitions.ts";
import { ObjectStore, type StoreLimits } from "../store/object-store.ts";

/** The operations' state with nothing random in it: time stands still, uids count, generated names are all alike. */
export interface TestState extends ApiState {
  nowMs: () => number;
}

/** The moment at which everything in a test state is created. */
export const TEST_TIME = "2026-03-01T12:00:00Z";

/** With the usual namespaces, and no collector. */
export function anApiState(
  changes: Partial<ApiState> = {},
  limits: StoreLimits = { historyEvents: 100, objects: 1000 },
): TestState {
  let uids = 0;
  let numbers = 0;
  const state: TestState = {
    registry: new ResourceRegistry(BUILTIN_RESOURCES),
    store: new ObjectStore(limits, 1),
    nowMs: () => Date.parse(TEST_TIME),
    newUid: () => `uid-${(uids += 1)}`,
    randomInteger: (bound) => (numbers += 1) % bound,
    gracefulPodDeletion: false,
    ...changes,
  };
  serveDefinitions(state);
  bootstrapObjects(state);
  return state;
}

/** A resource by what a path would say, `v1/pods` or `apps/v1/deployments`; one that is missing fails the test. */
export function aResource(state: ApiState, path: string): Resource {
  const parts = path.split("/");
  const [group = "", version = "", plural = ""] = parts.length === 2 ? ["", ...parts] : parts;
  const resource = state.registry.find(group, version, plural);
  if (resource === undefined) throw new Error(`no resource ${path}`);
  return resource;
}
