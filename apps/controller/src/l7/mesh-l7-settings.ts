/** What of the mesh's configuration concerns requests. */
import {
  decodeMeshConfig,
  type ExtensionProvider,
  MESH_CONFIG_KEY,
  type MeshConfig,
  type PathNormalization,
} from "@ambit/mesh-objects";
import type { TelemetryPolicy } from "@ambit/model/http";
import type { Collection, CollectionGraph } from "../collections/collection-graph.ts";
import { DEFAULT_TELEMETRY } from "./telemetry.ts";

export interface MeshL7Settings {
  readonly rootNamespace: string;
  /** The mesh's own first. */
  readonly trustDomains: readonly string[];
  readonly pathNormalization: PathNormalization;
  readonly numTrustedProxies: number;
  readonly extensionProviders: readonly ExtensionProvider[];
  /** Where no Telemetry says otherwise. */
  readonly telemetry: TelemetryPolicy;
}

export function declareMeshL7Settings(
  graph: CollectionGraph,
  from: Collection<MeshConfig>,
): Collection<MeshL7Settings> {
  return graph.deriveValue("settings of requests", (read) => {
    const config = read.get(from, MESH_CONFIG_KEY) ?? DEFAULTS;
    const { rootNamespace, pathNormalization, numTrustedProxies, extensionProviders } = config;
    return {
      rootNamespace,
      trustDomains: [...new Set([config.trustDomain, ...config.trustDomainAliases])],
      pathNormalization,
      numTrustedProxies,
      extensionProviders,
      telemetry: { ...DEFAULT_TELEMETRY, accessLog: { ...config.accessLog, filter: undefined } },
    };
  });
}

const DEFAULTS = decodeMeshConfig({}).object;
