import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { HboneError } from "./hbone-error.ts";
import { formatTraceparent, parseTraceparent } from "./traceparent.ts";

const TRACE = "0af7651916cd43dd8448eb211c80319c";

describe("formatTraceparent", () => {
  test("is version 00, unsampled, and keeps leading zeros", () => {
    const trace = new Uint8Array(16);
    trace[15] = 1;
    expect(formatTraceparent(trace, Uint8Array.of(0, 1, 2, 3, 4, 5, 6, 255))).toBe(
      "00-00000000000000000000000000000001-00010203040506ff-00",
    );
  });

  test.each([
    [15, 8],
    [16, 9],
  ])("refuses %i and %i bytes", (trace, parent) => {
    expect(() => formatTraceparent(new Uint8Array(trace), new Uint8Array(parent))).toThrow(HboneError);
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
    const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
    fc.assert(
      fc.property(bytes(16), bytes(8), (trace, parent) => {
        const text = formatTraceparent(trace, parent);
        expect(text).toHaveLength(55);
        expect(parseTraceparent(text)).toBe(Buffer.from(trace).toString("hex"));
      }),
    );
  });
});
