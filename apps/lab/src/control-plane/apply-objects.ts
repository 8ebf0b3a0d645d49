/** Server-side apply of any objects whose kinds the API serves. */
import { type KubeApi, KubeError, type KubeObject, type KubeResource, type NewKubeObject } from "@ambit/kube";
import { ApiError, decodeObject } from "@ambit/kube-objects";
import { BUILTIN_RESOURCES, decodeDefinition, ResourceRegistry } from "@ambit/kube-objects/resources";
import { LabError } from "../lab-error.ts";

/** What happened to an object. */
export interface Applied {
  readonly object: KubeObject;
  readonly kind: string;
  readonly outcome: "created" | "configured" | "unchanged";
}

type Api = Pick<KubeApi, "get" | "list" | "patch">;

const FIELD_MANAGER = "ambit-lab";
const DEFINITIONS: KubeResource = {
  group: "apiextensions.k8s.io",
  version: "v1",
  plural: "customresourcedefinitions",
  isNamespaced: false,
};

/** The kinds of an API server: Kubernetes' own and those of its definitions at this moment. */
export async function readKinds(api: Api): Promise<ResourceRegistry> {
  const { items } = await api.list(DEFINITIONS, {});
  const custom = items.flatMap((item) => {
    try {
      // Unknown fields are JSON: they come from an answer of the API.
      return decodeDefinition(decodeObject(JSON.parse(JSON.stringify(item))));
    } catch (error) {
      if (error instanceof ApiError) return [];
      throw error;
    }
  });
  return new ResourceRegistry([...BUILTIN_RESOURCES, ...custom]);
}

/** Throws LabError "bad-usage" for a kind that is not served, KubeError for what the API refuses. */
export async function applyObject(
  api: Api,
  kinds: ResourceRegistry,
  object: NewKubeObject,
  defaultNamespace: string,
): Promise<Applied> {
  const resource = kinds.findKind(object.apiVersion, object.kind);
  if (resource === undefined) {
    throw new LabError(
      "bad-usage",
      `${object.apiVersion} ${object.kind} is no kind that the lab's API serves`,
    );
  }
  const { group, version, plural, namespaced: isNamespaced } = resource;
  const { name, namespace = defaultNamespace } = object.metadata;
  if (typeof name !== "string" || typeof namespace !== "string") {
    throw new LabError("bad-usage", `${object.kind}: metadata.name is missing`);
  }
  const place = isNamespaced ? { namespace, name } : { name };
  const body = { ...object, metadata: { ...object.metadata, ...place } };
  const target: KubeResource = { group, version, plural, isNamespaced };
  const before = await findVersion(api, target, place);
  const patch = { kind: "apply", body, fieldManager: FIELD_MANAGER, force: true } as const;
  const applied = await api.patch(target, place, patch);
  const isSame = before === applied.metadata.resourceVersion;
  const outcome = before === undefined ? "created" : isSame ? "unchanged" : "configured";
  return { object: applied, kind: object.kind, outcome };
}

async function findVersion(
  api: Api,
  resource: KubeResource,
  place: { readonly namespace?: string; readonly name: string },
): Promise<string | undefined> {
  try {
    return (await api.get(resource, place)).metadata.resourceVersion;
  } catch (error) {
    if (error instanceof KubeError && error.code === "not-found") return undefined;
    throw error;
  }
}
