import { decodeMeshConfig, MESH_CONFIG_KEY, type MeshConfig, type Namespace } from "@ambit/mesh-objects";
import { NETWORK } from "@ambit/mesh-objects/labels";
import type { AmbientOptions } from "./ambient-options.ts";
import type { Collection, CollectionGraph } from "./collection-graph.ts";

/** What holds for the whole mesh. */
export interface MeshSettings {
  readonly rootNamespace: string;
  readonly trustDomain: string;
  /** The network of this cluster; empty if it has no name. */
  readonly network: string;
}

export function declareMeshSettings(
  graph: CollectionGraph,
  objects: { readonly MeshConfig: Collection<MeshConfig>; readonly Namespace: Collection<Namespace> },
  options: Pick<AmbientOptions, "systemNamespace">,
): Collection<MeshSettings> {
  return graph.deriveValue("mesh settings", (read) => {
    const { rootNamespace, trustDomain } = read.get(objects.MeshConfig, MESH_CONFIG_KEY) ?? DEFAULTS;
    const network = read.get(objects.Namespace, options.systemNamespace)?.labels[NETWORK] ?? "";
    return { rootNamespace, trustDomain, network };
  });
}

const DEFAULTS = decodeMeshConfig({}).object;
