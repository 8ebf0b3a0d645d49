import { decodeMeshConfig, type MeshConfig } from "../objects/mesh-config.ts";
import type { Namespace } from "../objects/namespace.ts";
import { MESH_CONFIG_KEY } from "../objects/object-kinds.ts";
import { NETWORK } from "../objects/well-known.ts";
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
