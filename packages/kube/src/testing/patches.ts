import type { JsonPatchOperation, KubePatch } from "../kube-api.ts";
import { KubeError } from "../kube-error.ts";
import { decodeKubeObject, isRecord, type KubeObject } from "../kube-object.ts";

/** The object as the patch makes it; its name stays. */
export function applyPatch(object: KubeObject, patch: KubePatch): KubeObject {
  const patched =
    patch.kind === "json"
      ? patch.operations.reduce(applyOperation, structuredClone(object))
      : merge(object, patch.body, patch.kind === "strategic");
  const { name, namespace } = object.metadata;
  const result = decodeKubeObject(patched);
  return {
    ...result,
    metadata: { ...result.metadata, name, ...(namespace === undefined ? {} : { namespace }) },
  };
}

/** RFC 7396. `isStrategic`: lists of objects are merged by their field `type`, as conditions are. */
function merge(target: unknown, patch: unknown, isStrategic: boolean): unknown {
  if (isStrategic && Array.isArray(patch) && Array.isArray(target)) return mergeList(target, patch);
  if (!isRecord(patch)) {
    return patch;
  }
  const result: Record<string, unknown> = isRecord(target) ? { ...target } : {};
  for (const [field, value] of Object.entries(patch)) {
    if (value === null) {
      delete result[field];
    } else {
      result[field] = merge(result[field], value, isStrategic);
    }
  }
  return result;
}

function mergeList(target: readonly unknown[], patch: readonly unknown[]): readonly unknown[] {
  const typeOf = (item: unknown): unknown => (isRecord(item) ? item["type"] : item);
  const changes = new Map(patch.map((item) => [typeOf(item), item]));
  const isRemoved = (item: unknown): boolean => isRecord(item) && item["$patch"] === "delete";
  const kept = target.map((item) => {
    const change = changes.get(typeOf(item));
    return change === undefined || isRemoved(change) ? item : merge(item, change, true);
  });
  const known = new Set(target.map(typeOf));
  return [
    ...kept.filter((item) => !isRemoved(changes.get(typeOf(item)))),
    ...patch.filter((item) => !known.has(typeOf(item)) && !isRemoved(item)),
  ];
}

/** RFC 6902 without move and copy, which nothing of ours sends. */
function applyOperation(document: unknown, { op, path, value }: JsonPatchOperation): unknown {
  const segments = path
    .split("/")
    .slice(1)
    .map((text) => text.replaceAll("~1", "/").replaceAll("~0", "~"));
  const last = segments.pop();
  let parent: unknown = document;
  for (const segment of segments) {
    parent = childOf(parent, segment);
  }
  if (last === undefined || (!isRecord(parent) && !Array.isArray(parent))) {
    throw refused(path);
  }
  const current = childOf(parent, last);
  if (
    // To the API server what is absent is null.
    op === "test"
      ? JSON.stringify(current ?? null) !== JSON.stringify(value)
      : op !== "add" && current === undefined
  ) {
    throw refused(path);
  }
  switch (op) {
    case "test":
      return document;
    case "add":
    case "replace":
      setChild(parent, { name: last, isInsertion: op === "add" }, value);
      return document;
    case "remove":
      if (Array.isArray(parent)) {
        parent.splice(Number(last), 1);
      } else {
        Reflect.deleteProperty(parent, last);
      }
      return document;
    case "move":
    case "copy":
      throw new KubeError("bad-request", `the fake knows no ${op}`, { status: 400 });
  }
}

function setChild(
  parent: object,
  { name, isInsertion }: { readonly name: string; readonly isInsertion: boolean },
  value: unknown,
): void {
  if (Array.isArray(parent)) {
    parent.splice(name === "-" ? parent.length : Number(name), isInsertion ? 0 : 1, value);
  } else {
    Reflect.set(parent, name, value);
  }
}

function childOf(parent: unknown, name: string): unknown {
  if (Array.isArray(parent)) {
    return parent[Number(name)];
  }
  return isRecord(parent) ? parent[name] : undefined;
}

function refused(path: string): KubeError {
  return new KubeError("invalid", `the patch does not fit at ${path}`, { status: 422 });
}
