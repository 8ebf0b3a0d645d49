import type { HeaderList } from "@ambit/http1";
import type { TracingPolicy } from "@ambit/model/http";
import { continueTrace, type TraceContext, writeTrace } from "./trace-context.ts";

const SAMPLES = 100_000;

/** Continues or begins the trace of a request, and tells the backend. None where nobody would be told of its spans. */
export function traceRequest(
  headers: HeaderList,
  policy: TracingPolicy,
  source: { readonly random: () => number; readonly uuid: () => string },
): TraceContext | undefined {
  if (policy.provider === undefined) return undefined;
  const context = continueTrace(headers, {
    hexDigits: (count) => source.uuid().replaceAll("-", "").slice(0, count),
    isSampled: () => source.random() * SAMPLES < policy.samplingPer100000,
  });
  if (policy.isPropagated) writeTrace(headers, context, policy.provider.kind === "zipkin" ? "b3" : "w3c");
  return context;
}
