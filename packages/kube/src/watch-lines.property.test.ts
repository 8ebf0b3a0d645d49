import fc from "fast-check";
import { expect, test } from "vitest";
import { LineSplitter } from "./watch-lines.ts";

const line = fc.string({ unit: "grapheme" }).map((text) => text.replaceAll("\n", " "));

test("lines are the same however the stream is cut", () => {
  fc.assert(
    fc.property(fc.array(line), line, fc.array(fc.integer({ min: 1, max: 9 })), (lines, rest, cuts) => {
      const bytes = Buffer.from(lines.map((text) => `${text}\n`).join("") + rest);
      const splitter = new LineSplitter(1000);
      const got: string[] = [];
      let start = 0;
      for (const length of cuts) {
        got.push(...splitter.push(bytes.subarray(start, start + length)));
        start = Math.min(start + length, bytes.length);
      }
      got.push(...splitter.push(bytes.subarray(start)));
      expect(got).toEqual(lines);
      expect(splitter.isInsideLine).toBe(rest !== "");
    }),
  );
});

test("no line is longer than the limit, and one of the limit is let through", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 1, max: 7 }), (length, part) => {
      const bytes = Buffer.from(`${"x".repeat(length)}\n`);
      const splitter = new LineSplitter(10);
      const run = () => {
        const got: string[] = [];
        for (let start = 0; start < bytes.length; start += part) {
          got.push(...splitter.push(bytes.subarray(start, start + part)));
        }
        return got;
      };
      if (length > 10) {
        expect(run).toThrow(/longer than 10 bytes/);
      } else {
        expect(run()).toEqual(["x".repeat(length)]);
      }
    }),
  );
});
