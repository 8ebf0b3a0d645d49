/** Which resources a response holds, for each of the reasons to send one. Reads the collection as it is at that moment. */
import type { XdsResource } from "./messages.ts";
import type { ResourceChanges, ResourceCollection } from "./resource-collection.ts";
import type { Subscription } from "./subscription.ts";

/** Resources and removed names of a response. */
export interface ResponseContent {
  readonly resources: readonly XdsResource[];
  readonly removed: readonly string[];
}

/** Everything, less what the client has at the same version; gone is what it has and we do not. */
export function everything(
  collection: ResourceCollection,
  initialVersions: ReadonlyMap<string, string>,
): ResponseContent {
  const all = collection.all();
  if (initialVersions.size === 0) return { resources: all, removed: [] };
  return {
    resources: all.filter((resource) => !isCurrent(resource, initialVersions)),
    removed: [...initialVersions.keys()].filter((name) => collection.get(name) === undefined),
  };
}

/** What a request on demand gets. */
export interface NamedRequest {
  readonly names: Iterable<string>;
  /** Those of them that the client waits for: they are answered even if it has the resource already. */
  readonly asked: ReadonlySet<string>;
  readonly initialVersions: ReadonlyMap<string, string>;
  /** Node of the client, "" if it did not say. */
  readonly node: string;
}

/**
 * What these names stand for, what comes along with it, and what the client's node has that it does not know yet. A
 * name that stands for nothing is told as removed: that is how a client learns that it does not exist.
 */
export function namedResources(
  collection: ResourceCollection,
  subscription: Subscription,
  { names, asked, initialVersions, node }: NamedRequest,
): ResponseContent {
  const found = new Map<string, XdsResource>();
  const removed: string[] = [];
  const awaited = new Set<XdsResource>();
  for (const name of names) {
    let isKnown = false;
    for (const resource of collection.find(name)) {
      isKnown = true;
      if (asked.has(name)) awaited.add(resource);
      addWithFollowers(found, collection, resource);
    }
    if (!isKnown) removed.push(name);
  }
  for (const resource of node === "" ? [] : collection.onNode(node)) {
    if (!subscription.has(resource.name)) found.set(resource.name, resource);
  }
  for (const name of found.keys()) subscription.noteSent(name);
  return {
    resources: [...found.values()].filter(
      (resource) => awaited.has(resource) || !isCurrent(resource, initialVersions),
    ),
    removed,
  };
}

/** Of what changed, the part that concerns a client which is not subscribed to everything. */
export function subscribedChanges(
  collection: ResourceCollection,
  subscription: Subscription,
  { changes, node }: { readonly changes: ResourceChanges; readonly node: string },
): ResponseContent {
  const found = new Map<string, XdsResource>();
  for (const resource of changes.upserts) {
    if (subscription.has(resource.name) || resource.aliases.some((alias) => subscription.has(alias))) {
      addNewFollowers(found, { collection, subscription, resource });
    } else if (resource.follows?.some((name) => subscription.has(name)) === true) {
      found.set(resource.name, resource);
    } else if (node !== "" && resource.node === node) {
      found.set(resource.name, resource);
    }
  }
  const removed = changes.removed.filter((name) => subscription.has(name));
  for (const name of found.keys()) subscription.noteSent(name);
  for (const name of removed) subscription.noteRemoved(name);
  return { resources: [...found.values()], removed };
}

function addWithFollowers(
  found: Map<string, XdsResource>,
  collection: ResourceCollection,
  resource: XdsResource,
): void {
  found.set(resource.name, resource);
  for (const follower of collection.followers(resource.name)) found.set(follower.name, follower);
}

/** A service that has just appeared brings workloads that were there before it. */
function addNewFollowers(
  found: Map<string, XdsResource>,
  {
    collection,
    subscription,
    resource,
  }: {
    readonly collection: ResourceCollection;
    readonly subscription: Subscription;
    readonly resource: XdsResource;
  },
): void {
  found.set(resource.name, resource);
  for (const follower of collection.followers(resource.name)) {
    if (!subscription.has(follower.name)) found.set(follower.name, follower);
  }
}

/** "" cannot be compared. */
function isCurrent({ name, version }: XdsResource, initialVersions: ReadonlyMap<string, string>): boolean {
  return version !== "" && initialVersions.get(name) === version;
}
