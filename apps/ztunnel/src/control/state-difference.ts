/** What changed between two complete sets of mesh resources, as one batch. */
import { isDeepStrictEqual } from "node:util";
import type { MeshBatch, MeshResource } from "@ambit/model";
import { authorizationKey, serviceKey } from "@ambit/model";

type ResourceKind = MeshResource["kind"];

/** A complete set of resources, found by kind and key. */
export type ResourceSet = ReadonlyMap<string, MeshResource>;

/** The key of a resource within its kind, as a removal names it. */
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

/** Indexes resources; of two with the same kind and key the later one counts, as when they are applied in order. */
export function indexResources(resources: readonly MeshResource[]): ResourceSet {
  const set = new Map<string, MeshResource>();
  for (const resource of resources) set.set(`${resource.kind} ${resourceKey(resource)}`, resource);
  return set;
}

/** The batch that leads from `before` to `after`. Equal resources are left out, so an unchanged mesh is empty. */
export function differenceOf(before: ResourceSet, after: ResourceSet): MeshBatch {
  const upserts: MeshResource[] = [];
  for (const [key, resource] of after) {
    if (!isDeepStrictEqual(before.get(key), resource)) upserts.push(resource);
  }
  const removals: { kind: ResourceKind; key: string }[] = [];
  for (const [key, resource] of before) {
    if (!after.has(key)) removals.push({ kind: resource.kind, key: resourceKey(resource) });
  }
  return { upserts, removals };
}
