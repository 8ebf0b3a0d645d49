import type { PathMatch, PathRewrite } from "@ambit/model/http";
import { describe, expect, test } from "vitest";
import { joinTarget, rewritePath } from "./rewrite-path.ts";

const segments = (value: string): PathMatch => ({ kind: "segments", value });
const prefix = (value: string): PathMatch => ({ kind: "prefix", value, ignoreCase: false });
const to = (path: string): PathRewrite => ({ kind: "prefix", path });

describe("a prefix of segments is replaced", () => {
  test.each([
    ["/foo/bar", "/foo", "/xyz", "/xyz/bar"],
    ["/foo/bar", "/foo", "/xyz/", "/xyz/bar"],
    ["/foo/bar", "/foo/", "/xyz", "/xyz/bar"],
    ["/foo/bar", "/foo/", "/xyz/", "/xyz/bar"],
    ["/foo", "/foo", "/xyz", "/xyz"],
    ["/foo/", "/foo", "/xyz", "/xyz/"],
    ["/foo/bar", "/foo", "", "/bar"],
    ["/foo/", "/foo", "", "/"],
    ["/foo", "/foo", "", "/"],
    ["/foo/", "/foo", "/", "/"],
    ["/foo", "/foo", "/", "/"],
    ["/prefix/one/two", "/prefix", "/", "/one/two"],
    ["/strip-prefix/three", "/strip-prefix", "/", "/three"],
    ["/strip-prefix", "/strip-prefix", "/", "/"],
    ["/original-prefix/lemon", "/original-prefix", "/replacement-prefix", "/replacement-prefix/lemon"],
    ["/bar", "/", "/xyz", "/xyz/bar"],
  ])("%s, %s by %j: %s", (path, match, replacement, expected) => {
    expect(rewritePath(to(replacement), segments(match), path)).toBe(expected);
  });
});

describe("what a match took is replaced", () => {
  test.each<[string, PathMatch | undefined, string, string]>([
    ["/foobar", prefix("/foo"), "/x", "/xbar"],
    ["/foo", prefix("/"), "/x/", "/x/foo"],
    ["/FOO/a", { kind: "prefix", value: "/foo", ignoreCase: true }, "/x", "/x/a"],
    ["/foo", { kind: "exact", value: "/foo", ignoreCase: false }, "/x", "/x"],
    ["/foo/1", { kind: "regex", pattern: "/foo/.*" }, "/x", "/x"],
    ["/foo", undefined, "/x", "/x/foo"],
    ["/foo", prefix("/foo"), "", "/"],
  ])("%s, %j by %s: %s", (path, match, replacement, expected) => {
    expect(rewritePath(to(replacement), match, path)).toBe(expected);
  });
});

describe("a whole path is replaced", () => {
  test.each([
    ["/full/one/two", "/one", "/one"],
    ["/full", "", "/"],
  ])("%s by %j: %s", (path, replacement, expected) => {
    expect(rewritePath({ kind: "full", path: replacement }, segments("/full"), path)).toBe(expected);
  });
});

describe("a pattern is replaced wherever it is found", () => {
  test.each([
    ["/service/a/v1/b", "^/service/([^/]+)(/.*)$", "\\2/instance/\\1", "/v1/b/instance/a"],
    ["/a/one/b/one/c", "one", "two", "/a/two/b/two/c"],
    ["/a/b", "x", "y", "/a/b"],
    ["/a/b", "/a(x)?", "[\\0\\1\\7]", "[/a]/b"],
    ["/a", "a", "\\\\", "/\\"],
    ["/a", "(", "x", "/a"],
    ["/a", "/a", "", "/"],
  ])("%s, %s by %s: %s", (path, pattern, substitution, expected) => {
    expect(rewritePath({ kind: "regex", pattern, substitution }, undefined, path)).toBe(expected);
  });
});

test.each([
  ["/a", "x=1", "/a?x=1"],
  ["/a", "", "/a?"],
  ["/a", undefined, "/a"],
  ["/a?y=2", "x=1", "/a?y=2"],
])("%s with the query %j is %s", (path, query, expected) => {
  expect(joinTarget(path, query)).toBe(expected);
});
