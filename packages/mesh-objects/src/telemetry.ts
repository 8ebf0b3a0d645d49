/** Telemetry of Istio's API: what proxies tell of requests. Read whole; what a waypoint makes of it is the controller's. */
import { type Condition, readConditions } from "./condition.ts";
import { type ObjectMeta, readMeta } from "./object-meta.ts";
import type { Decoded } from "./object-problem.ts";
import { ObjectReader } from "./object-reader.ts";
import { readTargetRef, type TargetRef } from "./target-ref.ts";

/** What is told, for its targets, or for its namespace; in the root namespace for the whole mesh. */
export interface Telemetry extends ObjectMeta {
  readonly kind: "Telemetry";
  readonly targetRefs: readonly TargetRef[];
  readonly conditions: readonly Condition[];
  /** It is for pods by their labels, which no waypoint's services are. */
  readonly hasSelector: boolean;
  readonly metrics: readonly TelemetryMetrics[];
  readonly accessLogging: readonly TelemetryLogging[];
  readonly tracing: readonly TelemetryTracing[];
}

/** One of `metrics`. */
export interface TelemetryMetrics {
  readonly providers: readonly string[];
  /** Those for servers, which is what a waypoint counts as. */
  readonly overrides: readonly MetricOverride[];
}

/** What is different about a metric, or about all. */
export interface MetricOverride {
  readonly metric: string | undefined;
  readonly isDisabled: boolean | undefined;
  /** Without an expression the label is taken away. */
  readonly labels: readonly { readonly name: string; readonly expression: string | undefined }[];
}

/** One of `accessLogging`. */
export interface TelemetryLogging {
  readonly providers: readonly string[];
  readonly isDisabled: boolean;
  readonly filter: string | undefined;
}

/** One of `tracing`; undefined where it does not say. */
export interface TelemetryTracing {
  readonly provider: string | undefined;
  readonly samplingPer100000: number | undefined;
  readonly isReported: boolean | undefined;
  readonly isPropagated: boolean | undefined;
  readonly tags: readonly TelemetryTag[] | undefined;
}

/** A tag of spans: a literal, or a header's value. */
export interface TelemetryTag {
  readonly name: string;
  readonly literal: string | undefined;
  readonly header: string | undefined;
  readonly fallback: string;
}

/** Reads one from JSON. Throws ObjectError without a name. */
export function decodeTelemetry(json: unknown): Decoded<Telemetry> {
  const reader = new ObjectReader(json);
  const spec = reader.field("spec");
  const one = spec.field("targetRef");
  const object: Telemetry = {
    kind: "Telemetry",
    ...readMeta(reader, []),
    targetRefs: [...(one.isPresent ? [one] : []), ...spec.field("targetRefs").list()].map(readTargetRef),
    conditions: readConditions(reader.at("status", "conditions")),
    hasSelector: spec.field("selector").isPresent,
    metrics: spec.field("metrics").list().map(readMetrics),
    accessLogging: spec.field("accessLogging").list().flatMap(readLogging),
    tracing: spec.field("tracing").list().flatMap(readTracing),
  };
  return { object, problems: reader.problems };
}

const METRICS = [
  "ALL_METRICS",
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
] as const;

function readMetrics(reader: ObjectReader): TelemetryMetrics {
  return {
    providers: readProviders(reader),
    overrides: reader.field("overrides").list().flatMap(readOverride),
  };
}

function readOverride(reader: ObjectReader): readonly MetricOverride[] {
  const match = reader.field("match");
  if (!isForServers(match)) return [];
  const custom = match.field("customMetric");
  if (custom.isPresent) {
    custom.report("there are no metrics here but those of Istio");
    return [];
  }
  const field = match.field("metric");
  const metric = field.word(...METRICS);
  // A word that is none must not be taken for all of them.
  if (metric === undefined && field.isPresent) return [];
  return [
    {
      metric: metric === "ALL_METRICS" ? undefined : metric,
      isDisabled: reader.field("disabled").boolean(),
      labels: reader.field("tagOverrides").entries().flatMap(readLabel),
    },
  ];
}

function readLabel([name, reader]: readonly [string, ObjectReader]): MetricOverride["labels"] {
  if (!/^[A-Za-z_]\w*$/.test(name)) return reader.report("no name of a label") ?? [];
  if (reader.field("operation").word("UPSERT", "REMOVE") === "REMOVE")
    return [{ name, expression: undefined }];
  const expression = reader.field("value").text() ?? "";
  if (expression === "") return reader.field("value").report("a label needs a value") ?? [];
  return [{ name, expression }];
}

function readLogging(reader: ObjectReader): readonly TelemetryLogging[] {
  if (!isForServers(reader.field("match"))) return [];
  return [
    {
      providers: readProviders(reader),
      isDisabled: reader.field("disabled").boolean() ?? false,
      filter: reader.at("filter", "expression").text() || undefined,
    },
  ];
}

function readTracing(reader: ObjectReader): readonly TelemetryTracing[] {
  if (!isForServers(reader.field("match"))) return [];
  const silent = reader.field("disableSpanReporting").boolean();
  const alone = reader.field("disableContextPropagation").boolean();
  const tags = reader.field("customTags");
  return [
    {
      provider: readProviders(reader)[0],
      samplingPer100000: readPercentage(reader.field("randomSamplingPercentage")),
      isReported: silent === undefined ? undefined : !silent,
      isPropagated: alone === undefined ? undefined : !alone,
      tags: tags.isPresent ? tags.entries().flatMap(readTag) : undefined,
    },
  ];
}

function readTag([name, reader]: readonly [string, ObjectReader]): readonly TelemetryTag[] {
  const literal = reader.at("literal", "value").text();
  const header = reader.field("header");
  if (literal === undefined && !header.isPresent) {
    return reader.report("a tag is a literal or a header: it is left out") ?? [];
  }
  return [
    {
      name,
      literal,
      header: header.field("name").text()?.toLowerCase() || undefined,
      fallback: header.field("defaultValue").text() ?? "",
    },
  ];
}

/** A part in 100,000, as sampling counts. */
export function readPercentage(reader: ObjectReader): number | undefined {
  const value = reader.json;
  if (!reader.isPresent) return undefined;
  if (typeof value === "number" && value >= 0 && value <= 100) return Math.round(value * 1_000);
  return reader.report("expected a number from 0 to 100");
}

function readProviders(reader: ObjectReader): readonly string[] {
  return reader
    .field("providers")
    .list()
    .flatMap((provider) => provider.field("name").text() || []);
}

/** A waypoint is a server to its clients. */
function isForServers(match: ObjectReader): boolean {
  return match.field("mode").word("CLIENT_AND_SERVER", "CLIENT", "SERVER") !== "CLIENT";
}
