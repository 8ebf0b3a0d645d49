import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { HboneError } from "./hbone-error.ts";
import { formatTraceparent, parseTraceparent } from "./traceparent.ts";

const TRACE = "0af7651916cd43dd8448eb211c80319c";

describe("formatTraceparent", () => {
  test("is version 00 and unsampled", () => {
    expect(formatTraceparent("00000000000000000000000000000001", "00010203040506ff")).toBe(
      "00-00000000000000000000000000000001-00010203040506ff-00",
    );
  });

  test.each([
    [31, 16],
    [32, 17],
  ])("refuses %i and %i digits", (trace, parent) => {
    expect(() => formatTraceparent("a".repeat(trace), "b".repeat(parent))).toThrow(HboneError);
  });
});

describe("parseTraceparent", () => {
  test.each([
    { name: "a sampled one", text: `00-${TRACE}-b7ad6b7169203331-01`, traceId: TRACE },
    { name: "another version", text: `cc-${TRACE}-b7ad6b7169203331-00`, traceId: TRACE },
    { name: "upper case", text: `00-${TRACE.toUpperCase()}-B7AD6B7169203331-00`, traceId: TRACE },
    { name: "one too short", text: `00-${TRACE}-b7ad6b7169203331-0`, traceId: undefined },
    { name: "one too long", text: `00-${TRACE}-b7ad6b7169203331-00-`, traceId: undefined },
    { name: "one not in hex", text: `00-${TRACE.replace("0", "g")}-b7ad6b7169203331-00`, traceId: undefined },
    { name: "dashes elsewhere", text: `0-0${TRACE}-b7ad6b7169203331-00`, traceId: undefined },
    { name: "nothing", text: "", traceId: undefined },
  ])("reads $name", ({ text, traceId }) => {
    expect(parseTraceparent(text)).toBe(traceId);
  });

  test("gives back the trace id of what was formatted", () => {
    const digits = (length: number) =>
      fc
        .array(fc.constantFrom(..."0123456789abcdef"), { minLength: length, maxLength: length })
        .map((list) => list.join(""));
    fc.assert(
      fc.property(digits(32), digits(16), (trace, parent) => {
        const text = formatTraceparent(trace, parent);
        expect(text).toHaveLength(55);
        expect(parseTraceparent(text)).toBe(trace);
      }),
    );
  });
});
