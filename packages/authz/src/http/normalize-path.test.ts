import type { PathNormalization } from "@ambit/model/http";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { normalizeTarget } from "./normalize-path.ts";

const MODES = ["NONE", "BASE", "MERGE_SLASHES", "DECODE_AND_MERGE_SLASHES"] as const;

function normal(target: string, mode: PathNormalization): string | undefined {
  return normalizeTarget(target, mode)?.path;
}

describe("each mode", () => {
  test.each([
    ["/app#foo", "/app", "/app", "/app"],
    ["/app/../admin", "/admin", "/admin", "/admin"],
    ["/app//", "/app//", "/app/", "/app/"],
    ["/app/%2f", "/app/%2f", "/app/%2f", "/app/"],
    ["/app\\admin", "/app/admin", "/app/admin", "/app/admin"],
    ["/app/\\/\\/\\admin", "/app//////admin", "/app/admin", "/app/admin"],
    ["/app/%2E./admin", "/admin", "/admin", "/admin"],
    ["/xyz%30..//abc", "/xyz0..//abc", "/xyz0../abc", "/xyz0../abc"],
    ["/app//../admin", "/app/admin", "/app/admin", "/app/admin"],
    ["/app//../../admin", "/admin", "/admin", "/admin"],
    ["/%2Fapp%5cadmin%5Cabc", "/%2Fapp%5cadmin%5Cabc", "/%2Fapp%5cadmin%5Cabc", "/app/admin/abc"],
    [
      "/%5Capp%2f%5c%2F%2e%2e%2fadmin%5c\\abc",
      "/%5Capp%2f%5c%2F..%2fadmin%5c/abc",
      "/%5Capp%2f%5c%2F..%2fadmin%5c/abc",
      "/app/admin/abc",
    ],
    ["/%c0%2e%c0%2e/admin", "/%c0.%c0./admin", "/%c0.%c0./admin", "/%c0.%c0./admin"],
    ["/%c0%2fadmin", "/%c0%2fadmin", "/%c0%2fadmin", "/%c0/admin"],
    ["/", "/", "/", "/"],
    ["/a/.", "/a/", "/a/", "/a/"],
    ["/a/..", "/", "/", "/"],
    ["/../../a", "/a", "/a", "/a"],
    ["//a", "//a", "/a", "/a"],
  ])("%s: %s, %s, %s", (path, base, merged, decoded) => {
    expect(normal(path, "BASE")).toBe(base);
    expect(normal(path, "MERGE_SLASHES")).toBe(merged);
    expect(normal(path, "DECODE_AND_MERGE_SLASHES")).toBe(decoded);
  });

  test.each([
    "/%252e%252e/admin",
    "/%25c0%25ae/admin",
    "/%c0%ae/admin",
    "/.../admin",
    "/0x2e0x2e/admin",
    "/..;/admin",
    "/admin;a=b",
    "/Admin",
    "/100%",
    "/%zz",
  ])("leaves %s as it is", (path) => {
    for (const mode of MODES) expect(normal(path, mode)).toBe(path);
  });

  test.each(["/%00", "/a%00b", "/a\0", "relative", "http://host/", "", "?a"])("refuses %j", (target) => {
    for (const mode of MODES) expect(normalizeTarget(target, mode)).toBeUndefined();
  });

  test("NONE leaves dots and slashes", () => {
    expect(normal("/a/../b//c%2e\\", "NONE")).toBe("/a/../b//c%2e\\");
  });
});

describe("a query", () => {
  test.each([
    ["/a/../b?c/../d%2e#e", "/b", "c/../d%2e"],
    ["/a?", "/a", ""],
    ["/a", "/a", undefined],
    ["/a?b?c", "/a", "b?c"],
    ["/a#?b", "/a", undefined],
    ["*", "*", undefined],
  ])("of %s is left as it is", (target, path, query) => {
    expect(normalizeTarget(target, "BASE")).toEqual({ path, query });
  });
});

describe("what is outside /public stays outside, however it is spelled", () => {
  const up = [
    "..",
    "%2E%2E",
    "%2e%2e",
    "./..",
    "%2E/%2E%2E",
    "%2e/%2e%2e",
    "../.",
    "%2E%2E/%2E",
    "%2e%2e/%2e",
  ];
  test.each(up)("/public/%s/private", (segments) => {
    for (const mode of ["BASE", "MERGE_SLASHES", "DECODE_AND_MERGE_SLASHES"] as const) {
      expect(normal(`/public/${segments}/private`, mode)).toBe("/private");
      expect(normal(`/public/${segments}/public`, mode)).toBe("/public");
    }
  });

  test("also where escapes are hidden in escapes that are none", () => {
    expect(normal("/public/%2%65%2%65/private", "BASE")).toBe("/private");
    expect(normal("/public/%2%2%2%2%36555/private", "BASE")).not.toContain("%2e");
  });
});

test("what comes out is in the form that it is brought into", () => {
  const piece = fc.constantFrom(
    "/",
    "\\",
    ".",
    "..",
    "%2e",
    "%2E",
    "%2f",
    "%5C",
    "%",
    "2",
    "e",
    "a",
    ";",
    "%25",
    "%30",
    "//",
    "~",
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 14 }), fc.constantFrom(...MODES), (pieces, mode) => {
      const path = normal(`/${pieces.join("")}`, mode);
      if (path === undefined || mode === "NONE") return;
      expect(normal(path, mode)).toBe(path);
      expect(path.startsWith("/")).toBe(true);
      expect(path.split("/").some((segment) => segment === "." || segment === "..")).toBe(false);
      expect(path).not.toMatch(/\\|%2[eE]/);
      if (mode !== "BASE") expect(path).not.toContain("//");
      if (mode === "DECODE_AND_MERGE_SLASHES") expect(path).not.toMatch(/%2f|%5c/i);
    }),
    { numRuns: 2000 },
  );
});
