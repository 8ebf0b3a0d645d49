import { describe, expect, test } from "vitest";
import { compilePathTemplate } from "./path-template.ts";

describe("a template", () => {
  test.each([
    ["/allow/admin/{**}", "/allow/admin/", true],
    ["/allow/admin/{**}", "/allow/admin", false],
    ["/allow/admin/{**}", "/allow/admin/a/b", true],
    ["/allow/admin/{**}", "/allow/administrator/a", false],
    ["/foo/{*}/bar/{**}", "/foo/buzz/bar/bat.txt", true],
    ["/foo/{*}/bar/{**}", "/foo//bar/bat.txt", false],
    ["/foo/{*}/bar/{**}", "/foo/bar/bat", false],
    ["/store/{**}/cart", "/store//cart", true],
    ["/store/{**}/cart", "/store/cart", false],
    ["/store/{**}/cart", "/store/foo/bar/cart", true],
    ["/store/{**}/cart", "/store/foo/bar/cart/", false],
    ["/{*}", "/a", true],
    ["/{*}", "/", false],
    ["/{*}", "/a/b", false],
    ["/{**}", "/", true],
    ["/{**}", "*", false],
    ["/{*}/a", "/b/a", true],
    ["/{*}/a", "/b/a/c", false],
  ])("%s and %s: %j", (template, path, isMatch) => {
    expect(compilePathTemplate(template)?.(path)).toBe(isMatch);
  });

  test.each([
    ["/{**}/{*}"],
    ["/{**}/{**}"],
    ["/a{*}"],
    ["/{*}.txt"],
    ["/{a}"],
    ["/{*}/*"],
    ["/{*}/a b"],
    ["{*}"],
    [""],
  ])("is not %j", (template) => {
    expect(compilePathTemplate(template)).toBeUndefined();
  });
});
