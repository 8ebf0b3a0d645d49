import { describe, expect, test } from "vitest";
import type { JsonValue } from "../json.ts";
import { applyJsonPatch } from "./json-patch.ts";

describe("a JSON patch", () => {
  test.each<[string, JsonValue, object]>([
    ["adds", [{ op: "add", path: "/b", value: 2 }], { a: [1], b: 2 }],
    ["adds to a list", [{ op: "add", path: "/a/-", value: 2 }], { a: [1, 2] }],
    ["removes", [{ op: "remove", path: "/a" }], {}],
    ["replaces", [{ op: "replace", path: "/a/0", value: 9 }], { a: [9] }],
    ["moves", [{ op: "move", from: "/a", path: "/c" }], { c: [1] }],
    ["copies", [{ op: "copy", from: "/a", path: "/c" }], { a: [1], c: [1] }],
    ["tests", [{ op: "test", path: "/a/0", value: 1 }], { a: [1] }],
    ["tests that something is absent", [{ op: "test", path: "/b", value: null }], { a: [1] }],
    ["escapes names", [{ op: "add", path: "/x~1y~0z", value: 1 }], { a: [1], "x/y~z": 1 }],
  ])("%s", (_name, patch, expected) => {
    const document = { a: [1] };
    expect(applyJsonPatch(document, patch)).toEqual(expected);
    expect(document).toEqual({ a: [1] });
  });

  test.each<[string, JsonValue, string]>([
    ["a failing test", [{ op: "test", path: "/a/0", value: 2 }], "Invalid"],
    ["a test that what is there is absent", [{ op: "test", path: "/a", value: null }], "Invalid"],
    ["a test inside what is absent", [{ op: "test", path: "/b/c", value: null }], "Invalid"],
    ["a path that is not there", [{ op: "remove", path: "/nowhere" }], "Invalid"],
    ["a whole document that is no object", [{ op: "replace", path: "", value: 3 }], "Invalid"],
    ["an unknown operation", [{ op: "_get", path: "/a" }], "BadRequest"],
    ["no list", { op: "add", path: "/a", value: 1 }, "BadRequest"],
    [
      "too many operations",
      Array.from({ length: 10_001 }, () => ({ op: "test", path: "/a/0", value: 1 })),
      "RequestEntityTooLarge",
    ],
    ["a prototype", [{ op: "add", path: "/__proto__/polluted", value: 1 }], "Invalid"],
  ])("with %s is refused", (_name, patch, code) => {
    expect(() => applyJsonPatch({ a: [1] }, patch)).toThrow(expect.objectContaining({ code }));
    expect(Object.hasOwn(Object.prototype, "polluted")).toBe(false);
  });

  test("cannot make a document grow without bound by copying it into itself", () => {
    const doubling = Array.from({ length: 60 }, (_, index) => ({
      op: "copy",
      from: "",
      path: `/copy${index}`,
    }));
    expect(() => applyJsonPatch({ a: "x".repeat(1000) }, doubling)).toThrow(
      expect.objectContaining({ code: "RequestEntityTooLarge" }),
    );
  });
});
