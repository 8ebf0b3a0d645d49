/** What of the mesh's configuration concerns requests. */
import {
  decodeMeshConfig,
  type ExtensionProvider,
  MESH_CONFIG_KEY,
  type MeshConfig,
  type PathNormalization,
  type TelemetryDefaults,
} from "@ambit/mesh-objects";
import type { TelemetryPolicy } from "@ambit/model/http";
import type { Collection, CollectionGraph } from "../collections/collection-graph.ts";
import { type DefaultRetry, defaultRetryOf } from "./retry-policy.ts";
import { DEFAULT_TELEMETRY, type TelemetryParts } from "./telemetry.ts";

export interface MeshL7Settings {
  readonly rootNamespace: string;
  /** The mesh's own first. */
  readonly trustDomains: readonly string[];
  readonly pathNormalization: PathNormalization;
  readonly numTrustedProxies: number;
  readonly extensionProviders: readonly ExtensionProvider[];
  /** Where no Telemetry says otherwise. */
  readonly telemetry: TelemetryPolicy;
  /** The providers of those that name none. */
  readonly telemetryDefaults: TelemetryParts;
  readonly defaultRetry: DefaultRetry;
  /** Who sees a DestinationRule that does not say. */
  readonly destinationRuleExportTo: readonly string[];
}

export function declareMeshL7Settings(
  graph: CollectionGraph,
  from: Collection<MeshConfig>,
): Collection<MeshL7Settings> {
  return graph.deriveValue("settings of requests", (read) => {
    const config = read.get(from, MESH_CONFIG_KEY) ?? DEFAULTS;
    const { rootNamespace, pathNormalization, numTrustedProxies, extensionProviders } = config;
    const { samplingPer100000 = DEFAULT_TELEMETRY.tracing.samplingPer100000, ...providers } =
      config.telemetry;
    return {
      rootNamespace,
      trustDomains: [...new Set([config.trustDomain, ...config.trustDomainAliases])],
      pathNormalization,
      numTrustedProxies,
      extensionProviders,
      telemetry: {
        ...DEFAULT_TELEMETRY,
        accessLog: { ...config.accessLog, filter: undefined },
        tracing: { ...DEFAULT_TELEMETRY.tracing, samplingPer100000 },
      },
      telemetryDefaults: defaultsOf(providers),
      defaultRetry: defaultRetryOf(config.defaultRetries),
      destinationRuleExportTo: config.destinationRuleExportTo,
    };
  });
}

/** As a Telemetry that is less specific than any. */
function defaultsOf({
  metrics,
  accessLogging,
  tracing,
}: Omit<TelemetryDefaults, "samplingPer100000">): TelemetryParts {
  const [provider] = tracing;
  const nothing = {
    samplingPer100000: undefined,
    isReported: undefined,
    isPropagated: undefined,
    tags: undefined,
  };
  return {
    metrics: [{ providers: metrics, overrides: [] }],
    accessLogging: [{ providers: accessLogging, isDisabled: false, filter: undefined }],
    tracing: provider === undefined ? [] : [{ provider, ...nothing }],
  };
}

const DEFAULTS = decodeMeshConfig({}).object;
