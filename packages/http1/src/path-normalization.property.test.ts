import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { normalizePath, type PathNormalization } from "./path-normalization.ts";

const MODES: readonly PathNormalization[] = ["BASE", "MERGE_SLASHES", "DECODE_AND_MERGE_SLASHES"];

const piece = fc.constantFrom(
  ...[
    "/",
    "/",
    "/",
    ".",
    "..",
    "\\",
    "%2e",
    "%2E",
    "%2f",
    "%5C",
    "%",
    "%2",
    "%25",
    "%32",
    "%65",
    "2",
    "e",
    "f",
  ],
  ...["a", "%41", "%7e", "%c0", "%zz", ";", "~", "\u00fc"],
);
const path = fc.array(piece, { maxLength: 14 }).map((pieces) => `/${pieces.join("")}`);

function normal(text: string, mode: PathNormalization): string {
  return normalizePath(text, mode)?.path ?? "refused";
}

describe("normalising", () => {
  test.each(MODES)("by %s twice changes nothing", (mode) => {
    fc.assert(
      fc.property(path, (text) => {
        const once = normal(text, mode);
        expect(once === "refused" ? once : normal(once, mode)).toBe(once);
      }),
    );
  });

  test.each(MODES)("by %s leaves no dot segment, however it is spelt", (mode) => {
    fc.assert(
      fc.property(path, (text) => {
        const once = normal(text, mode).replaceAll(/%2e/gi, ".");
        expect(once.split("/").filter((segment) => segment === "." || segment === "..")).toEqual([]);
        expect(once).toMatch(/^\//);
        expect(once).not.toContain("\\");
      }),
    );
  });

  test("by MERGE_SLASHES and more leaves no two slashes, and no escaped one in the last mode", () => {
    fc.assert(
      fc.property(path, (text) => {
        expect(normal(text, "MERGE_SLASHES")).not.toContain("//");
        expect(normal(text, "DECODE_AND_MERGE_SLASHES")).not.toMatch(/\/\/|%2f|%5c/i);
      }),
    );
  });

  test("by BASE resolves dots as the URL standard does", () => {
    const word = fc.constantFrom("/", "/", "..", ".", "%2e", "%2E", "a", "b;c", "\\", "...", "%2f", "%5c");
    fc.assert(
      fc.property(fc.array(word, { maxLength: 14 }), (words) => {
        const text = `/${words.join("")}`;
        const standard = new URL(`http://h${text}`).pathname.replaceAll(/%2e/gi, ".");
        expect(normal(text, "BASE")).toBe(standard);
      }),
      { numRuns: 500 },
    );
  });
});
