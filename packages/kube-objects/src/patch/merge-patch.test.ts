import { expect, test } from "vitest";
import type { JsonObject } from "../json.ts";
import { applyMergePatch } from "./merge-patch.ts";

// RFC 7396 appendix A, as far as the target and the patch are objects.
test.each<[JsonObject, JsonObject, JsonObject]>([
  [{ a: "b" }, { a: "c" }, { a: "c" }],
  [{ a: "b" }, { b: "c" }, { a: "b", b: "c" }],
  [{ a: "b" }, { a: null }, {}],
  [{ a: "b", b: "c" }, { a: null }, { b: "c" }],
  [{ a: ["b"] }, { a: "c" }, { a: "c" }],
  [{ a: "c" }, { a: ["b"] }, { a: ["b"] }],
  [{ a: { b: "c" } }, { a: { b: "d", c: null } }, { a: { b: "d" } }],
  [{ a: [{ b: "c" }] }, { a: [1] }, { a: [1] }],
  [{ e: null }, { a: 1 }, { e: null, a: 1 }],
  [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
])("%j merged with %j is %j", (target, patch, expected) => {
  expect(applyMergePatch(target, patch)).toEqual(expected);
});

test("leaves its target as it was", () => {
  const target = { a: { b: 1 } };
  applyMergePatch(target, { a: { b: null } });
  expect(target).toEqual({ a: { b: 1 } });
});
