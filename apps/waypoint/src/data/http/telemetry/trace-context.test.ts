import { HeaderList, type HeaderPair } from "@ambit/http1";
import { expect, test } from "vitest";
import { continueTrace, type TraceSource, writeTrace } from "./trace-context.ts";

const TRACE = "0af7651916cd43dd8448eb211c80319c";
const SPAN = "b7ad6b7169203331";
const source: TraceSource = { hexDigits: (count) => "a".repeat(count), isSampled: () => false };

function headersWith(...fields: HeaderPair[]): HeaderList {
  return HeaderList.from(fields);
}

test.each([
  ["traceparent", [["traceparent", `00-${TRACE}-${SPAN}-01`]]],
  ["one b3 header", [["b3", `${TRACE}-${SPAN}-1-0000000000000001`]]],
  [
    "several b3 headers",
    [
      ["X-B3-TraceId", TRACE],
      ["X-B3-SpanId", SPAN],
      ["X-B3-Sampled", "1"],
    ],
  ],
] as const)("a trace goes on by %s, and its decision holds", (_name, fields) => {
  expect(continueTrace(headersWith(...fields), source)).toEqual({
    traceId: TRACE,
    spanId: "a".repeat(16),
    parentId: SPAN,
    isSampled: true,
  });
});

test.each([
  "",
  `00-${"0".repeat(32)}-${SPAN}-01`,
  `00-${TRACE}-${"0".repeat(16)}-01`,
  `ff-${TRACE}-${SPAN}-01`,
  `00-${TRACE.toUpperCase()}-${SPAN}-01`,
])("traceparent %j begins a new trace", (traceparent) => {
  const context = continueTrace(headersWith(["traceparent", traceparent]), {
    ...source,
    isSampled: () => true,
  });
  expect(context).toEqual({
    traceId: "a".repeat(32),
    spanId: "a".repeat(16),
    parentId: undefined,
    isSampled: true,
  });
});

test.each([
  [[["b3", "0"]], false],
  [[["x-b3-sampled", "0"]], false],
  [[["b3", "d"]], true],
  [[["x-b3-flags", "1"]], true],
  [[["b3", "x"]], true],
] as const)("%j without a trace decides about the new one", (fields, isSampled) => {
  const context = continueTrace(headersWith(...fields), {
    ...source,
    isSampled: () => !fields[0][1].startsWith("d"),
  });
  expect(context).toMatchObject({ parentId: undefined, isSampled });
});

test("a short id of b3 is filled up", () => {
  const context = continueTrace(headersWith(["b3", `${SPAN}-${SPAN}`]), source);
  expect(context).toMatchObject({ traceId: `${"0".repeat(16)}${SPAN}`, isSampled: false });
});

test("the context is written in the format that is asked for", () => {
  const headers = headersWith(["traceparent", "old"], ["b3", "old"]);
  const context = { traceId: TRACE, spanId: SPAN, parentId: undefined, isSampled: true };
  writeTrace(headers, context, "w3c");
  expect(headers.find("traceparent")).toBe(`00-${TRACE}-${SPAN}-01`);
  writeTrace(headers, context, "b3");
  expect(headers.find("x-b3-traceid")).toBe(TRACE);
  expect(headers.find("x-b3-sampled")).toBe("1");
  expect(headers.has("b3")).toBe(false);
});
