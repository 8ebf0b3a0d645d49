import { KubeError } from "./kube-error.ts";
import type { KubeResource } from "./kube-object.ts";

/** Which part of the API a request is about. */
export interface PathTarget {
  readonly namespace?: string | undefined;
  readonly name?: string | undefined;
  readonly subresource?: string | undefined;
}

/** The path of a kind, of an object, or of a part of it. Throws "bad-request" for what cannot be in a path. */
export function formatPath(resource: KubeResource, { namespace, name, subresource }: PathTarget): string {
  const { group, version, plural, isNamespaced } = resource;
  if (isNamespaced && namespace === undefined && name !== undefined) {
    throw new KubeError("bad-request", `${plural} ${name}: its namespace is missing`);
  }
  const segments = [
    ...(group === "" ? ["api"] : ["apis", group]),
    version,
    ...(isNamespaced && namespace !== undefined ? ["namespaces", namespace] : []),
    plural,
    ...(name === undefined ? [] : [name]),
    ...(subresource === undefined ? [] : [subresource]),
  ];
  return segments.map((segment) => `/${encodeSegment(segment)}`).join("");
}

/** Fields that are absent are left out. Empty when nothing is left. */
export function formatQuery(fields: Readonly<Record<string, string | undefined>>): string {
  const query = new URLSearchParams();
  for (const [field, value] of Object.entries(fields)) {
    if (value !== undefined) {
      query.set(field, value);
    }
  }
  return query.size === 0 ? "" : `?${query.toString()}`;
}

/** Kubernetes allows neither of these in a name; in a path they would lead elsewhere. */
function encodeSegment(segment: string): string {
  if (segment === "" || segment === "." || segment === ".." || /[/%\\]/.test(segment)) {
    throw new KubeError("bad-request", `"${segment}" cannot be part of a path of the API`);
  }
  return encodeURIComponent(segment);
}
