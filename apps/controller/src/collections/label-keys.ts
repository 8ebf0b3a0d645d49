/**
 * Finds the selectors that select an object without trying all of them: a selector is indexed under one of its labels,
 * an object looks under each of its own. What is found still has to be matched in full.
 */
import type { TextMap } from "@ambit/mesh-objects";

/** The one index key of a selector in a scope (a namespace): its first label. None for one without labels. */
export function selectorIndexKeys(scope: string, wanted: TextMap): readonly string[] {
  let first: string | undefined;
  for (const key of Object.keys(wanted)) {
    first = first === undefined || key < first ? key : first;
  }
  return first === undefined ? [] : [labelKey(scope, first, wanted[first] ?? "")];
}

/** Every index key under which a selector may stand that selects these labels. */
export function labelIndexKeys(scope: string, labels: TextMap): readonly string[] {
  return Object.keys(labels).map((key) => labelKey(scope, key, labels[key] ?? ""));
}

/** Neither a namespace nor a label's name has these characters. */
function labelKey(scope: string, key: string, value: string): string {
  return `${scope}|${key}=${value}`;
}
