/** What Telemetries make of what a waypoint tells of requests: pure. */
import type { ExtensionProvider, MetricOverride, Telemetry, TelemetryTracing } from "@ambit/mesh-objects";
import type { MetricChange, TelemetryPolicy, TracingPolicy } from "@ambit/model/http";
import type { BackendLookup } from "./backends.ts";

/** What a waypoint tells where nobody says anything: metrics alone. */
export const DEFAULT_TELEMETRY: TelemetryPolicy = {
  metricChanges: [],
  accessLog: { isEnabled: false, encoding: "text", format: undefined, filter: undefined },
  tracing: { provider: undefined, samplingPer100000: 1_000, isReported: false, isPropagated: true, tags: [] },
};

/** What a Telemetry says, whoever it is for. */
export type TelemetryParts = Pick<Telemetry, "metrics" | "accessLogging" | "tracing">;

/** What names in a Telemetry stand for. */
export interface TelemetryContext {
  /** Where no Telemetry says otherwise. */
  readonly mesh: TelemetryPolicy;
  readonly extensionProviders: readonly ExtensionProvider[];
  readonly rootNamespace: string;
  readonly lookup: BackendLookup;
}

/** The names that Istio has for what every proxy can do by itself. */
const OWN_METRICS = "prometheus";
const OWN_LOG = "envoy";

/** The later ones are more specific: providers replace those before, labels are merged by name. */
export function mergeTelemetry(
  telemetries: readonly TelemetryParts[],
  context: TelemetryContext,
): TelemetryPolicy {
  return {
    metricChanges: mergeMetrics(telemetries),
    accessLog: mergeLogging(telemetries, context),
    tracing: mergeTracing(
      telemetries.flatMap(({ tracing }) => tracing),
      context,
    ),
  };
}

const METRICS = [
  "REQUEST_COUNT",
  "REQUEST_DURATION",
  "REQUEST_SIZE",
  "RESPONSE_SIZE",
  "TCP_OPENED_CONNECTIONS",
  "TCP_CLOSED_CONNECTIONS",
  "TCP_SENT_BYTES",
  "TCP_RECEIVED_BYTES",
  "GRPC_REQUEST_MESSAGES",
  "GRPC_RESPONSE_MESSAGES",
];

interface MetricState {
  isDisabled: boolean;
  readonly labels: Map<string, string | undefined>;
}

function mergeMetrics(telemetries: readonly TelemetryParts[]): readonly MetricChange[] {
  const entries = telemetries.flatMap(({ metrics }) => metrics);
  const providers = entries.findLast((entry) => entry.providers.length > 0)?.providers;
  if (providers !== undefined && !providers.includes(OWN_METRICS)) {
    return [{ metric: undefined, isDisabled: true, labels: [] }];
  }
  const states = new Map(
    METRICS.map((name): [string, MetricState] => [name, { isDisabled: false, labels: new Map() }]),
  );
  for (const entry of entries) {
    if (entry.providers.length > 0 && !entry.providers.includes(OWN_METRICS)) continue;
    for (const override of entry.overrides) {
      for (const [name, state] of states) {
        if (override.metric === undefined || override.metric === name) applyOverride(state, override);
      }
    }
  }
  return changesOf(states);
}

function applyOverride(state: MetricState, { isDisabled, labels }: MetricOverride): void {
  state.isDisabled = isDisabled ?? state.isDisabled;
  for (const { name, expression } of labels) state.labels.set(name, expression);
}

/** One change for all metrics where they are alike. */
function changesOf(states: ReadonlyMap<string, MetricState>): readonly MetricChange[] {
  const changes = [...states].map(([metric, { isDisabled, labels }]) => ({
    metric,
    isDisabled,
    labels: [...labels].map(([name, expression]) => ({ name, expression })),
  }));
  const [first] = changes;
  const bodyOf = ({ isDisabled, labels }: Omit<MetricChange, "metric">) =>
    JSON.stringify([isDisabled, labels]);
  const isSome = ({ isDisabled, labels }: MetricChange) => isDisabled || labels.length > 0;
  if (first !== undefined && changes.every((change) => bodyOf(change) === bodyOf(first))) {
    return isSome(first) ? [{ ...first, metric: undefined }] : [];
  }
  return changes.filter(isSome);
}

function mergeLogging(
  telemetries: readonly TelemetryParts[],
  { mesh, extensionProviders }: TelemetryContext,
): TelemetryPolicy["accessLog"] {
  let merged = mesh.accessLog;
  for (const { providers, isDisabled, filter } of telemetries.flatMap(({ accessLogging }) => accessLogging)) {
    if (providers.length > 0) {
      const places = providers.flatMap((name) => logOf(name, mesh, extensionProviders) ?? []);
      merged = { ...(places[0] ?? mesh.accessLog), isEnabled: places.length > 0, filter: undefined };
    }
    merged = { ...merged, isEnabled: merged.isEnabled && !isDisabled, filter: filter ?? merged.filter };
  }
  return merged;
}

/** Only the program's own output is a place for logs. */
function logOf(
  name: string,
  { accessLog }: TelemetryPolicy,
  providers: readonly ExtensionProvider[],
): Pick<TelemetryPolicy["accessLog"], "encoding" | "format"> | undefined {
  const found = providers.find((provider) => provider.name === name);
  if (found?.kind === "file-log") return { encoding: found.encoding, format: found.format };
  return name === OWN_LOG ? { encoding: accessLog.encoding, format: accessLog.format } : undefined;
}

/** What a later one says counts, part by part; its tags are instead of those before. */
function mergeTracing(entries: readonly TelemetryTracing[], context: TelemetryContext): TracingPolicy {
  const { tracing } = context.mesh;
  const last = <K extends keyof TelemetryTracing>(key: K): TelemetryTracing[K] | undefined =>
    entries.findLast((entry) => entry[key] !== undefined)?.[key];
  const named = last("provider");
  const provider = named === undefined ? tracing.provider : tracerOf(named, context);
  return {
    provider,
    samplingPer100000: last("samplingPer100000") ?? tracing.samplingPer100000,
    isReported: provider !== undefined && (last("isReported") ?? true),
    isPropagated: last("isPropagated") ?? tracing.isPropagated,
    tags: last("tags") ?? tracing.tags,
  };
}

/** One that does not exist, or whose service does not, traces nothing. */
export function tracerOf(
  name: string,
  { extensionProviders, rootNamespace, lookup }: Omit<TelemetryContext, "mesh">,
): TracingPolicy["provider"] {
  const found = extensionProviders.find((provider) => provider.kind === "tracer" && provider.name === name);
  if (found?.kind !== "tracer") return undefined;
  const slash = found.service.indexOf("/");
  const namespace = slash < 0 ? rootNamespace : found.service.slice(0, slash);
  const service = lookup.findHostname(found.service.slice(slash + 1), namespace);
  if (service?.ports.has(found.port) !== true) return undefined;
  return { kind: found.protocol, service: service.key, port: found.port, path: found.path };
}
