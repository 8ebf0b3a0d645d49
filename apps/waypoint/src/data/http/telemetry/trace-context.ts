/** Traces that requests belong to: W3C and B3 headers are read and written; pure. */
import type { HeaderList } from "@ambit/http1";

/** Where in a trace a request is. */
export interface TraceContext {
  /** 32 hexadecimal digits. */
  readonly traceId: string;
  /** 16 hexadecimal digits: of this hop's span. */
  readonly spanId: string;
  /** Of the span before it. */
  readonly parentId: string | undefined;
  readonly isSampled: boolean;
}

/** Draws ids, and whether a trace that begins here is sampled. */
export interface TraceSource {
  readonly hexDigits: (count: number) => string;
  readonly isSampled: () => boolean;
}

/** Header formats that are passed on. */
export type TraceFormat = "w3c" | "b3";

const TRACEPARENT = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})/;
const HEX_ID = /^(?:[0-9a-f]{16}|[0-9a-f]{32})$/i;
const SPAN_ID = /^[0-9a-f]{16}$/i;
const NO_ID = /^0+$/;

/** The context of a request that comes with these headers; a new trace where they name none. */
export function continueTrace(headers: HeaderList, source: TraceSource): TraceContext {
  const parent = readW3c(headers) ?? readB3Single(headers) ?? readB3(headers);
  const spanId = source.hexDigits(16);
  if (parent === undefined) {
    const isSampled = readB3Decision(headers) ?? source.isSampled();
    return { traceId: source.hexDigits(32), spanId, parentId: undefined, isSampled };
  }
  return {
    traceId: parent.traceId,
    spanId,
    parentId: parent.spanId,
    isSampled: parent.isSampled ?? source.isSampled(),
  };
}

/** Puts the context in; headers of the other format stay as they came. */
export function writeTrace(headers: HeaderList, context: TraceContext, format: TraceFormat): void {
  const { traceId, spanId, parentId, isSampled } = context;
  if (format === "w3c") {
    headers.set("traceparent", `00-${traceId}-${spanId}-${isSampled ? "01" : "00"}`);
    return;
  }
  headers.set("x-b3-traceid", traceId);
  headers.set("x-b3-spanid", spanId);
  if (parentId === undefined) headers.remove("x-b3-parentspanid");
  else headers.set("x-b3-parentspanid", parentId);
  headers.set("x-b3-sampled", isSampled ? "1" : "0");
  headers.remove("b3");
}

interface ParentSpan {
  readonly traceId: string;
  readonly spanId: string;
  /** Undefined: to be decided here. */
  readonly isSampled: boolean | undefined;
}

/** W3C Trace Context, section 3.2. */
function readW3c(headers: HeaderList): ParentSpan | undefined {
  const [, version, traceId, spanId, flags] = TRACEPARENT.exec(headers.find("traceparent") ?? "") ?? [];
  if (version === undefined || version === "ff" || traceId === undefined || spanId === undefined)
    return undefined;
  if (NO_ID.test(traceId) || NO_ID.test(spanId)) return undefined;
  return { traceId, spanId, isSampled: (Number.parseInt(flags ?? "0", 16) & 1) === 1 };
}

function readB3Single(headers: HeaderList): ParentSpan | undefined {
  const [traceId = "", spanId = "", sampled] = (headers.find("b3") ?? "").split("-");
  return b3Parent(traceId, spanId, sampled);
}

function readB3(headers: HeaderList): ParentSpan | undefined {
  const sampled = headers.find("x-b3-flags") === "1" ? "d" : headers.find("x-b3-sampled");
  return b3Parent(headers.find("x-b3-traceid") ?? "", headers.find("x-b3-spanid") ?? "", sampled);
}

/** B3 allows a decision without a trace: `b3: 0`, or `x-b3-sampled` alone. */
function readB3Decision(headers: HeaderList): boolean | undefined {
  if (headers.find("x-b3-flags") === "1") return true;
  const word = headers.find("b3") ?? headers.find("x-b3-sampled") ?? "";
  return B3_DECISIONS.get(word.toLowerCase());
}

const B3_DECISIONS: ReadonlyMap<string, boolean> = new Map([
  ["1", true],
  ["d", true],
  ["true", true],
  ["0", false],
  ["false", false],
]);

/** Ids of 64 bits are filled up with zeros. */
function b3Parent(traceId: string, spanId: string, sampled: string | undefined): ParentSpan | undefined {
  if (!HEX_ID.test(traceId) || !SPAN_ID.test(spanId) || NO_ID.test(traceId)) return undefined;
  const isSampled = sampled === undefined ? undefined : ["1", "d", "true"].includes(sampled);
  return { traceId: traceId.toLowerCase().padStart(32, "0"), spanId: spanId.toLowerCase(), isSampled };
}
