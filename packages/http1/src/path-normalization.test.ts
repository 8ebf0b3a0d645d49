import { describe, expect, test } from "vitest";
import { normalizePath, type PathNormalization } from "./path-normalization.ts";
import { formatPath } from "./request-target.ts";

const MODES: readonly PathNormalization[] = ["NONE", "BASE", "MERGE_SLASHES", "DECODE_AND_MERGE_SLASHES"];

function normal(text: string, mode: PathNormalization): string | undefined {
  const result = normalizePath(text, mode);
  return result === undefined ? undefined : formatPath(result);
}

const OVERLONG = "/%c0%ae%c0%ae/admin";

/** Input, and what BASE, MERGE_SLASHES and DECODE_AND_MERGE_SLASHES make of it; `=` is the same as the one before. */
const VECTORS: readonly (readonly [string, string, string, string])[] = [
  ["/app#foo", "/app", "=", "="],
  ["/app/../admin", "/admin", "=", "="],
  ["/app//", "/app//", "/app/", "="],
  ["/app/%2f", "/app/%2f", "=", "/app/"],
  ["/app\\admin", "/app/admin", "=", "="],
  ["/app/\\/\\/\\admin", "/app//////admin", "/app/admin", "="],
  ["/app/%2E./admin", "/admin", "=", "="],
  ["/xyz%30..//abc", "/xyz0..//abc", "/xyz0../abc", "="],
  ["/app//../admin", "/app/admin", "=", "="],
  ["/app//../../admin", "/admin", "=", "="],
  ["/%2Fapp%5cadmin%5Cabc", "/%2Fapp%5cadmin%5Cabc", "=", "/app/admin/abc"],
  ["/%5Capp%2f%5c%2F%2e%2e%2fadmin%5c\\abc", "/%5Capp%2f%5c%2F..%2fadmin%5c/abc", "=", "/app/admin/abc"],
  ["/%c0%2e%c0%2e/admin", "/%c0.%c0./admin", "=", "="],
  ["/%c0%2fadmin", "/%c0%2fadmin", "=", "/%c0/admin"],
  ["/.../admin", "/.../admin", "=", "="],
  ["/app/%252e%252e/admin", "/app/%252e%252e/admin", "=", "="],
  ["/%25c0%25ae/admin", "/%25c0%25ae/admin", "=", "="],
  [OVERLONG, OVERLONG, "=", "="],
  ["/0x2e0x2e/admin", "/0x2e0x2e/admin", "=", "="],
  ["/app/..;/admin", "/app/..;/admin", "=", "="],
  ["/admin;a=b", "/admin;a=b", "=", "="],
  ["/Admin", "/Admin", "=", "="],
  ["/../../admin", "/admin", "=", "="],
  ["/..", "/", "=", "="],
  ["/.", "/", "=", "="],
  ["/a/..", "/", "=", "="],
  ["/a/b/..", "/a/", "=", "="],
  ["/a/.", "/a/", "=", "="],
  ["/a/./b", "/a/b", "=", "="],
  ["/%7Euser/%41%2D%5f", "/~user/A-_", "=", "="],
  ["/a%20b%c3%bc", "/a%20b%c3%bc", "=", "="],
  ["/100%/%zz/%4", "/100%/%zz/%4", "=", "="],
  // What is decoded must not become an escape that whoever comes next decodes.
  ["/%%32%65/a", "/%%32e/a", "=", "="],
  ["/%2%65/a", "/%2%65/a", "=", "="],
  ["/%%%32e/a", "/%%%32e/a", "=", "="],
  ["/a?b=/../c//d%2f%41\\", "/a?b=/../c//d%2f%41\\", "=", "="],
  ["/a/..?b#c", "/?b", "=", "="],
  ["*", "*", "=", "="],
];

describe("a path", () => {
  test.each(VECTORS)("%s is %s, %s, %s", (text, base, merge, decode) => {
    const merged = merge === "=" ? base : merge;
    const decoded = decode === "=" ? merged : decode;
    expect(MODES.slice(1).map((mode) => normal(text, mode))).toEqual([base, merged, decoded]);
  });

  test.each([
    ["/a/../%41\\b//%2f", "/a/../%41\\b//%2f"],
    ["/app?q#foo", "/app?q"],
  ])("%s stays as it is without normalisation, but for the fragment", (text, path) => {
    expect(normal(text, "NONE")).toBe(path);
  });

  test.each(["", "a", "?a", "#a", "**", "/%00", "/a%00b/../c"])("%j is refused in every mode", (text) => {
    expect(MODES.map((mode) => normal(text, mode))).toEqual(MODES.map(() => undefined));
  });

  test("may have %00 in the query", () => {
    expect(normal("/a?%00", "BASE")).toBe("/a?%00");
  });

  test.each(
    [
      "/private",
      "/public/../private",
      "/public/./../private",
      "/public/.././private",
      ...["%2E%2E", "%2e%2e", "%2E/%2E%2E", "%2e/%2e%2e", "%2E%2E/%2E", "%2e%2e/%2e"].map(
        (dots) => `/public/${dots}/private`,
      ),
    ].map((path) => [path]),
  )("%s does not pass for one below /public", (path) => {
    for (const mode of MODES.slice(1)) expect(normal(path, mode)).toBe("/private");
  });

  test("leaves and comes back", () => {
    expect(normal("/public/../public", "BASE")).toBe("/public");
  });
});
