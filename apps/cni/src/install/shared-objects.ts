import { isLibraryPath } from "./plugin-layout.ts";

/**
 * Paths of the loader and of all libraries of the running program, under the names by which it asked for them. Takes some
 * milliseconds.
 */
export function sharedObjects(): readonly string[] {
  // Else it looks up the names of all peers; @types/node does not know the property.
  Object.assign(process.report, { excludeNetwork: true });
  return decodeSharedObjects(process.report.getReport());
}

function decodeSharedObjects(value: object): readonly string[] {
  const paths: unknown = "sharedObjects" in value ? value.sharedObjects : undefined;
  const list: readonly unknown[] = Array.isArray(paths) ? paths : [];
  return list.filter((path): path is string => typeof path === "string" && isLibraryPath(path));
}
