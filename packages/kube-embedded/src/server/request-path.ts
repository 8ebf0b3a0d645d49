/** What a path of the API addresses. */

/** A resource, one of its objects, or a part of one. */
export interface ResourcePath {
  readonly group: string;
  readonly version: string;
  readonly plural: string;
  /** Undefined where the path names none: a cluster-wide resource, or all namespaces. */
  readonly namespace: string | undefined;
  readonly name: string | undefined;
  readonly subresource: string | undefined;
}

/** Parts of a namespace that are not resources in it. */
const NAMESPACE_PARTS: ReadonlySet<string> = new Set(["status", "finalize"]);

/** Undefined for a path of something else (discovery, health, nothing). */
export function parseResourcePath(path: string): ResourcePath | undefined {
  const segments = path.split("/").slice(1);
  if (segments.at(-1) === "") segments.pop();
  const decoded = segments.map(decodeSegment);
  const [root, ...rest] = decoded;
  if (root === "api") {
    const [version, ...resource] = rest;
    return version === undefined ? undefined : parseResource({ group: "", version }, resource);
  }
  if (root !== "apis") return undefined;
  const [group, version, ...resource] = rest;
  return group === undefined || version === undefined
    ? undefined
    : parseResource({ group, version }, resource);
}

function parseResource(
  groupVersion: { readonly group: string; readonly version: string },
  segments: readonly string[],
): ResourcePath | undefined {
  const [first, second, third] = segments;
  if (first === undefined || segments.includes("")) return undefined;
  if (first === "namespaces" && second !== undefined && third !== undefined && !NAMESPACE_PARTS.has(third)) {
    const [plural = "", name, subresource, ...more] = segments.slice(2);
    return more.length > 0 ? undefined : { ...groupVersion, plural, namespace: second, name, subresource };
  }
  if (segments.length > 3) return undefined;
  return { ...groupVersion, plural: first, namespace: undefined, name: second, subresource: third };
}

function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return "";
  }
}
