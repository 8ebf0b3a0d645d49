import type { LabelSelector } from "@ambit/kube-objects/selectors";
import { type ExtensionProvider, readProviders } from "./extension-provider.ts";
import { readLabelSelector } from "./label-selector.ts";
import type { Decoded } from "./object-problem.ts";
import { ObjectReader } from "./object-reader.ts";
import { readPercentage } from "./telemetry.ts";
import { readRetries, type VirtualRetries } from "./virtual-service.ts";

/** The keys of MeshConfig that decide what ztunnels and waypoints are told. It has many others, for other proxies. */
export interface MeshConfig {
  readonly kind: "MeshConfig";
  /** Whose policies apply to the whole mesh. */
  readonly rootNamespace: string;
  readonly trustDomain: string;
  readonly trustDomainAliases: readonly string[];
  /** Namespaces that count; `undefined`: all. One that cannot be read selects nothing. */
  readonly discoverySelectors: readonly LabelSelector[] | undefined;
  readonly serviceEntryVisibility: VisibilityConfig | undefined;
  readonly pathNormalization: PathNormalization;
  /** Proxies before a waypoint whose word counts about who the client is. */
  readonly numTrustedProxies: number;
  readonly extensionProviders: readonly ExtensionProvider[];
  readonly accessLog: AccessLogConfig;
  readonly telemetry: TelemetryDefaults;
  /** What a request is tried again for where no route says; `undefined`: as Istio has it. */
  readonly defaultRetries: VirtualRetries | undefined;
  /** Who sees a DestinationRule that does not say. */
  readonly destinationRuleExportTo: readonly string[];
}

/** How a path is written before anybody looks at it. */
export type PathNormalization = "NONE" | "BASE" | "MERGE_SLASHES" | "DECODE_AND_MERGE_SLASHES";

/** Names of providers where no Telemetry names any, and how many traces begin at a proxy. */
export interface TelemetryDefaults {
  readonly metrics: readonly string[];
  readonly accessLogging: readonly string[];
  readonly tracing: readonly string[];
  readonly samplingPer100000: number | undefined;
}

/** What the whole mesh logs of requests, unless a Telemetry says otherwise. */
export interface AccessLogConfig {
  readonly isEnabled: boolean;
  readonly encoding: "text" | "json";
  readonly format: string | undefined;
}

/** Who sees a ServiceEntry: everybody, its own namespace, or nobody. */
export type EntryVisibility = "PUBLIC" | "NAMESPACE" | "NONE";

/** Who sees ServiceEntries of which namespaces: the first policy all of whose rules match, else the default. */
export interface VisibilityConfig {
  readonly defaultVisibility: EntryVisibility;
  readonly policies: readonly VisibilityPolicy[];
}

export interface VisibilityPolicy {
  readonly visibility: EntryVisibility;
  /** On the labels of the namespace; `undefined` matches nothing, because it could not be read. */
  readonly namespaceSelectors: readonly (LabelSelector | undefined)[];
}

/** Reads the value under the key `mesh` of Istio's ConfigMap, parsed from YAML. Absent keys have Istio's defaults. */
export function decodeMeshConfig(json: unknown): Decoded<MeshConfig> {
  const reader = new ObjectReader(json);
  const exportTo = reader.field("defaultDestinationRuleExportTo").texts();
  const object: MeshConfig = {
    kind: "MeshConfig",
    rootNamespace: reader.field("rootNamespace").text() ?? "istio-system",
    trustDomain: reader.field("trustDomain").text() ?? "cluster.local",
    trustDomainAliases: reader.field("trustDomainAliases").texts(),
    discoverySelectors: readDiscoverySelectors(reader.field("discoverySelectors")),
    serviceEntryVisibility: readVisibility(reader.field("serviceEntryVisibility")),
    pathNormalization: readNormalization(reader.at("pathNormalization", "normalization")),
    numTrustedProxies:
      reader.at("defaultConfig", "gatewayTopology", "numTrustedProxies").integer(0, MAX_TRUSTED_PROXIES) ?? 0,
    extensionProviders: readProviders(reader.field("extensionProviders")),
    accessLog: {
      isEnabled: (reader.field("accessLogFile").text() ?? "") !== "",
      encoding: reader.field("accessLogEncoding").word("TEXT", "JSON") === "JSON" ? "json" : "text",
      format: reader.field("accessLogFormat").text() || undefined,
    },
    telemetry: readTelemetryDefaults(reader),
    defaultRetries: readRetries(reader.field("defaultHttpRetryPolicy")),
    destinationRuleExportTo: exportTo.length > 0 ? exportTo : ["*"],
  };
  return { object, problems: reader.problems };
}

function readTelemetryDefaults(reader: ObjectReader): TelemetryDefaults {
  const providers = reader.field("defaultProviders");
  return {
    metrics: providers.field("metrics").texts(),
    accessLogging: providers.field("accessLogging").texts(),
    tracing: providers.field("tracing").texts(),
    samplingPer100000: readPercentage(reader.at("defaultConfig", "tracing", "sampling")),
  };
}

const MAX_TRUSTED_PROXIES = 64;

function readNormalization(reader: ObjectReader): PathNormalization {
  const word = reader.word("DEFAULT", "NONE", "BASE", "MERGE_SLASHES", "DECODE_AND_MERGE_SLASHES");
  return word === undefined || word === "DEFAULT" ? "BASE" : word;
}

function readDiscoverySelectors(reader: ObjectReader): readonly LabelSelector[] | undefined {
  const selectors = reader.list();
  return selectors.length === 0 ? undefined : selectors.flatMap((item) => readLabelSelector(item) ?? []);
}

function readVisibility(reader: ObjectReader): VisibilityConfig | undefined {
  if (!reader.isPresent) {
    return undefined;
  }
  return {
    defaultVisibility: readVisibilityWord(reader.field("defaultVisibility")),
    policies: reader
      .field("policies")
      .list()
      .map((policy) => ({
        visibility: readVisibilityWord(policy.field("visibility")),
        namespaceSelectors: policy
          .field("matchingRules")
          .list()
          .map((rule) => readLabelSelector(rule.field("namespaceSelector"))),
      })),
  };
}

/** UNSPECIFIED is PUBLIC. */
function readVisibilityWord(reader: ObjectReader): EntryVisibility {
  const word = reader.word("UNSPECIFIED", "PUBLIC", "NAMESPACE", "NONE");
  return word === undefined || word === "UNSPECIFIED" ? "PUBLIC" : word;
}
