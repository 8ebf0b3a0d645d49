import fc from "fast-check";
import { RE2JS } from "re2js";
import { describe, expect, test } from "vitest";
import type { TextMatch } from "./text-match.ts";
import { compileTextMatch, explainPatternError } from "./text-matcher.ts";

function matches(match: TextMatch, text: string): boolean | undefined {
  return compileTextMatch(match)?.(text);
}

describe("a text", () => {
  test.each<[TextMatch, string, boolean]>([
    [{ kind: "exact", value: "abc" }, "abc", true],
    [{ kind: "exact", value: "abc" }, "ABC", false],
    [{ kind: "exact", value: "aBc", ignoreCase: true }, "AbC", true],
    [{ kind: "exact", value: "" }, "", true],
    [{ kind: "prefix", value: "ab" }, "abc", true],
    [{ kind: "prefix", value: "ab" }, "Abc", false],
    [{ kind: "prefix", value: "AB", ignoreCase: true }, "abc", true],
    [{ kind: "suffix", value: "bc" }, "abc", true],
    [{ kind: "suffix", value: "bc" }, "abcd", false],
    [{ kind: "suffix", value: ".Com", ignoreCase: true }, "a.cOM", true],
    [{ kind: "presence" }, "a", true],
    [{ kind: "presence" }, "", false],
  ])("%j compared with %j is %j", (match, text, expected) => {
    expect(matches(match, text)).toBe(expected);
  });
});

describe("a pattern", () => {
  test.each<[string, string, boolean]>([
    ["a|b", "b", true],
    ["a|b", "ab", false],
    ["/v[0-9]+/.*", "/v12/x", true],
    ["/v[0-9]+", "/v12/x", false],
    ["(?i)abc", "ABC", true],
    [".*", "", true],
    [".*", "a\nb", false],
    ["a\\.b", "a.b", true],
    ["a\\.b", "axb", false],
    ["/foo.*", "/foobar", true],
    [".*\\.example\\.com", "a.example.com", true],
    [".*needle.*", "a needle b", true],
    ["needle", "a needle b", false],
  ])("%s is compared with the whole of %j: %j", (pattern, text, expected) => {
    expect(matches({ kind: "regex", pattern }, text)).toBe(expected);
  });

  test("that is none has no matcher, and a reason", () => {
    expect(compileTextMatch({ kind: "regex", pattern: "(" })).toBeUndefined();
    expect(explainPatternError("(")).toMatch(/missing/i);
    expect(explainPatternError("a(?=b)")).toBeDefined();
    expect(explainPatternError("a+")).toBeUndefined();
  });

  test("answers in linear time", () => {
    const matcher = compileTextMatch({ kind: "regex", pattern: "(a|aa|a*)*b" });
    expect(matcher?.("a".repeat(5000))).toBe(false);
  });

  test("without an engine means what it means with one", () => {
    const piece = fc.constantFrom(".*", "a", "b", "\\.", "\\/", "-", ".", "\n");
    const text = fc.string({ unit: fc.constantFrom("a", "b", ".", "/", "-", "\n"), maxLength: 6 });
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 4 }), text, (pieces, value) => {
        const pattern = pieces.join("");
        expect(matches({ kind: "regex", pattern }, value)).toBe(RE2JS.compile(pattern).matches(value));
      }),
      { numRuns: 300 },
    );
  });
});
