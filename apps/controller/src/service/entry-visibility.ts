import { matchesSelector } from "@ambit/kube-objects/selectors";
import {
  type EntryVisibility,
  MESH_CONFIG_KEY,
  type MeshConfig,
  type Namespace,
  type TextMap,
  type VisibilityConfig,
} from "@ambit/mesh-objects";
import type { Collection, CollectionGraph, Reader } from "../collections/collection-graph.ts";

/** Who may see the ServiceEntries of a namespace. Called in a derivation. */
export type VisibilityOf = (read: Reader, namespace: string) => EntryVisibility;

export function declareEntryVisibility(
  graph: CollectionGraph,
  objects: { readonly MeshConfig: Collection<MeshConfig>; readonly Namespace: Collection<Namespace> },
): VisibilityOf {
  const config = graph.deriveValue<{ readonly found: VisibilityConfig | undefined }>(
    "visibility configuration",
    (read) => ({ found: read.get(objects.MeshConfig, MESH_CONFIG_KEY)?.serviceEntryVisibility }),
  );
  // Kept for each namespace, so that other labels of it concern no ServiceEntry.
  const chosen = graph.derive("visibility of namespaces", {
    from: objects.Namespace,
    keyOf: ({ namespace }: { namespace: string; visibility: EntryVisibility }) => namespace,
    derive: ({ name, labels }, read) => {
      const { found } = read.value(config);
      return found === undefined ? [] : [{ namespace: name, visibility: chooseVisibility(found, labels) }];
    },
  });
  return (read, namespace) => {
    const { found } = read.value(config);
    return found === undefined
      ? "PUBLIC"
      : (read.get(chosen, namespace)?.visibility ?? chooseVisibility(found, {}));
  };
}

/** The first policy all of whose rules match counts. One without rules matches every namespace. */
export function chooseVisibility(config: VisibilityConfig, namespaceLabels: TextMap): EntryVisibility {
  const policy = config.policies.find(({ namespaceSelectors }) =>
    namespaceSelectors.every(
      (selector) => selector !== undefined && matchesSelector(selector, namespaceLabels),
    ),
  );
  return policy?.visibility ?? config.defaultVisibility;
}
