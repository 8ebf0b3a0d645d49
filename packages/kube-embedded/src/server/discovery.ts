/** Discovery: which groups, versions and resources there are. */
import type { JsonObject } from "@ambit/kube-objects/json";
import { apiVersionOf, type Resource, type ResourceRegistry } from "@ambit/kube-objects/resources";
import { type ApiAnswer, documentAnswer } from "./api-request.ts";
import type { Representation } from "./negotiate.ts";
import { isScalable } from "./scale.ts";
import { VIRTUAL_RESOURCES, type VirtualResource } from "./virtual-resources.ts";

/** The Kubernetes release whose API this server follows. */
export const KUBERNETES_VERSION = { major: "1", minor: "36", gitVersion: "v1.36.0+ambit" } as const;

/** Undefined for a path that is no discovery. */
export function answerDiscovery(
  registry: ResourceRegistry,
  path: string,
  representation: Representation,
): ApiAnswer | undefined {
  const segments = path.split("/").filter((segment) => segment !== "");
  const [root, first, second, ...more] = segments;
  if (more.length > 0) return undefined;
  if (path === "/version") return documentAnswer(versionInfo());
  if (root === "api") {
    if (first === undefined) return rootAnswer(registry, representation, "core");
    return first === "v1" && second === undefined ? resourceList(registry, "v1") : undefined;
  }
  if (root !== "apis") return undefined;
  if (first === undefined) return rootAnswer(registry, representation, "named");
  if (second !== undefined) return resourceList(registry, `${first}/${second}`);
  const versions = groupsOf(registry).get(first);
  return versions === undefined
    ? undefined
    : documentAnswer({ kind: "APIGroup", apiVersion: "v1", ...groupEntry(first, versions) });
}

function rootAnswer(
  registry: ResourceRegistry,
  { form, version }: Representation,
  groups: "core" | "named",
): ApiAnswer {
  if (form === "discovery") {
    return {
      kind: "document",
      status: 200,
      body: aggregated(registry, groups, version),
      contentType: `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`,
    };
  }
  if (groups === "core")
    return documentAnswer({ kind: "APIVersions", versions: ["v1"], serverAddressByClientCIDRs: [] });
  const named = [...groupsOf(registry)].filter(([group]) => group !== "");
  return documentAnswer({
    kind: "APIGroupList",
    apiVersion: "v1",
    groups: named.map(([group, versions]) => groupEntry(group, versions)),
  });
}

/** Groups in the order of their first resource, each with its versions, the preferred one first. */
function groupsOf(registry: ResourceRegistry): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, Set<string>>();
  for (const { group, version } of served(registry)) {
    const versions = groups.get(group) ?? new Set();
    groups.set(group, versions.add(version));
  }
  return new Map([...groups].map(([group, versions]) => [group, [...versions].sort(compareVersions)]));
}

/** As Kubernetes orders versions: released before beta before alpha, newer first. */
export function compareVersions(a: string, b: string): number {
  const [stageA, majorA, minorA] = rankOf(a);
  const [stageB, majorB, minorB] = rankOf(b);
  return stageB - stageA || majorB - majorA || minorB - minorA || (a < b ? -1 : 1);
}

function rankOf(version: string): readonly [number, number, number] {
  const [, major, stage, minor] = /^v(\d+)(?:(alpha|beta)(\d+))?$/.exec(version) ?? [];
  if (major === undefined) return [0, 0, 0];
  const rank = stage === undefined ? 3 : stage === "beta" ? 2 : 1;
  return [rank, Number(major), Number(minor ?? 0)];
}

function groupEntry(group: string, versions: readonly string[]): JsonObject {
  const entries = versions.map((version) => ({ groupVersion: `${group}/${version}`, version }));
  return { name: group, versions: entries, preferredVersion: entries[0] ?? {} };
}

function resourceList(registry: ResourceRegistry, groupVersion: string): ApiAnswer | undefined {
  const resources = served(registry).filter((resource) => apiVersionOf(resource) === groupVersion);
  if (resources.length === 0) return undefined;
  return documentAnswer({
    kind: "APIResourceList",
    apiVersion: "v1",
    groupVersion,
    resources: resources.flatMap(resourceEntries),
  });
}

type Served = Resource | VirtualResource;

function served(registry: ResourceRegistry): readonly Served[] {
  return [...registry.resources, ...VIRTUAL_RESOURCES];
}

const VERBS = ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"];
const PART_VERBS = ["get", "patch", "update"];

function resourceEntries(resource: Served): readonly JsonObject[] {
  const { plural, singular, namespaced, kind } = resource;
  if ("verbs" in resource)
    return [{ name: plural, singularName: singular, namespaced, kind, verbs: resource.verbs }];
  const entry: JsonObject = {
    name: plural,
    singularName: singular,
    namespaced,
    kind,
    verbs: VERBS,
    ...(resource.shortNames.length === 0 ? {} : { shortNames: resource.shortNames }),
    ...(resource.categories.length === 0 ? {} : { categories: resource.categories }),
  };
  const parts = partsOf(resource).map((part) => ({
    name: `${plural}/${part.name}`,
    singularName: "",
    namespaced,
    ...(part.group === resource.group ? {} : { group: part.group, version: part.version }),
    kind: part.kind,
    verbs: part.verbs,
  }));
  return [entry, ...parts];
}

interface Part {
  readonly name: string;
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly verbs: readonly string[];
}

function partsOf(resource: Resource): readonly Part[] {
  const { group, version, kind } = resource;
  const parts: Part[] = resource.hasStatus
    ? [{ name: "status", group, version, kind, verbs: PART_VERBS }]
    : [];
  if (isScalable(resource)) {
    return [
      ...parts,
      { name: "scale", group: "autoscaling", version: "v1", kind: "Scale", verbs: PART_VERBS },
    ];
  }
  if (resource.storageKey !== "serviceaccounts") return parts;
  return [
    ...parts,
    { name: "token", group: "authentication.k8s.io", version: "v1", kind: "TokenRequest", verbs: ["create"] },
  ];
}

/** apidiscovery.k8s.io: everything in one document. */
function aggregated(registry: ResourceRegistry, groups: "core" | "named", version: string): JsonObject {
  const items = [...groupsOf(registry)].filter(([group]) => (group === "") === (groups === "core"));
  return {
    kind: "APIGroupDiscoveryList",
    apiVersion: `apidiscovery.k8s.io/${version}`,
    metadata: {},
    items: items.map(([group, versions]) => ({
      metadata: { name: group, creationTimestamp: null },
      versions: versions.map((name) => ({
        version: name,
        resources: served(registry)
          .filter((resource) => resource.group === group && resource.version === name)
          .map(aggregatedEntry),
        freshness: "Current",
      })),
    })),
  };
}

function aggregatedEntry(resource: Served): JsonObject {
  const responseKind = { group: resource.group, version: resource.version, kind: resource.kind };
  const common = {
    resource: resource.plural,
    responseKind,
    scope: resource.namespaced ? "Namespaced" : "Cluster",
    singularResource: resource.singular,
  };
  if ("verbs" in resource) return { ...common, verbs: resource.verbs };
  return {
    ...common,
    verbs: VERBS,
    ...(resource.shortNames.length === 0 ? {} : { shortNames: resource.shortNames }),
    ...(resource.categories.length === 0 ? {} : { categories: resource.categories }),
    subresources: partsOf(resource).map(({ name, verbs, group, version, kind }) => ({
      subresource: name,
      responseKind: { group, version, kind },
      verbs,
    })),
  };
}

function versionInfo(): JsonObject {
  return {
    ...KUBERNETES_VERSION,
    gitCommit: "",
    gitTreeState: "clean",
    buildDate: "1970-01-01T00:00:00Z",
    goVersion: "",
    compiler: "",
    platform: "linux/amd64",
  };
}
