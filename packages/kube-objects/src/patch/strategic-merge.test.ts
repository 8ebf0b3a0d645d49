import { describe, expect, test } from "vitest";
import type { JsonObject } from "../json.ts";
import { BUILTIN_SHAPES } from "../resources/builtin-shapes.ts";
import { PLAIN } from "./shape.ts";
import { applyStrategicMergePatch } from "./strategic-merge.ts";

const POD = BUILTIN_SHAPES.pods ?? PLAIN;
const SERVICE = BUILTIN_SHAPES.services ?? PLAIN;

function patchPod(target: JsonObject, patch: JsonObject): JsonObject {
  return applyStrategicMergePatch(target, patch, POD);
}

describe("a strategic merge patch", () => {
  test.each<[string, JsonObject, JsonObject, JsonObject]>([
    [
      "sets and removes members",
      { a: 1, b: { c: 1, d: 2 } },
      { b: { c: null, e: 3 } },
      { a: 1, b: { d: 2, e: 3 } },
    ],
    [
      "replaces lists without a key",
      { spec: { tolerations: [{ key: "a" }] } },
      { spec: { tolerations: [{ key: "b" }] } },
      { spec: { tolerations: [{ key: "b" }] } },
    ],
    [
      "merges containers by name",
      { spec: { containers: [{ name: "a", image: "a:1", env: [{ name: "X", value: "1" }] }] } },
      {
        spec: {
          containers: [
            { name: "a", env: [{ name: "Y", value: "2" }] },
            { name: "b", image: "b" },
          ],
        },
      },
      {
        spec: {
          containers: [
            {
              name: "a",
              image: "a:1",
              env: [
                { name: "X", value: "1" },
                { name: "Y", value: "2" },
              ],
            },
            { name: "b", image: "b" },
          ],
        },
      },
    ],
    [
      "deletes an item by its key",
      { status: { conditions: [{ type: "Ready", status: "True" }, { type: "Other" }] } },
      { status: { conditions: [{ $patch: "delete", type: "Ready" }] } },
      { status: { conditions: [{ type: "Other" }] } },
    ],
    [
      "replaces a whole list when told to",
      { spec: { containers: [{ name: "a" }, { name: "b" }] } },
      { spec: { containers: [{ $patch: "replace" }, { name: "c" }] } },
      { spec: { containers: [{ name: "c" }] } },
    ],
    [
      "replaces a whole object when told to",
      { spec: { securityContext: { runAsUser: 1, fsGroup: 2 } } },
      { spec: { securityContext: { $patch: "replace", runAsUser: 3 } } },
      { spec: { securityContext: { runAsUser: 3 } } },
    ],
    [
      "removes an object when told to",
      { spec: { affinity: { a: 1 }, x: 1 } },
      { spec: { affinity: { $patch: "delete" } } },
      { spec: { x: 1 } },
    ],
    [
      "retains only the keys it names",
      { spec: { volumes: [{ name: "v", emptyDir: {} }] } },
      { spec: { volumes: [{ name: "v", $retainKeys: ["name", "secret"], secret: { secretName: "s" } }] } },
      { spec: { volumes: [{ name: "v", secret: { secretName: "s" } }] } },
    ],
    [
      "adds to a set",
      { metadata: { finalizers: ["a"] } },
      { metadata: { finalizers: ["b", "a"] } },
      { metadata: { finalizers: ["a", "b"] } },
    ],
    [
      "takes items out of a set",
      { metadata: { finalizers: ["a", "b"] } },
      { metadata: { "$deleteFromPrimitiveList/finalizers": ["a"] } },
      { metadata: { finalizers: ["b"] } },
    ],
    [
      "puts items in the order asked for and leaves others where they are",
      { spec: { containers: [{ name: "a" }, { name: "x" }, { name: "b" }] } },
      {
        spec: {
          "$setElementOrder/containers": [{ name: "b" }, { name: "a" }],
          containers: [{ name: "a", image: "i" }],
        },
      },
      { spec: { containers: [{ name: "b" }, { name: "x" }, { name: "a", image: "i" }] } },
    ],
    [
      "leaves no directive in what is new",
      {},
      { spec: { containers: [{ name: "a", $retainKeys: ["name"] }] } },
      { spec: { containers: [{ name: "a" }] } },
    ],
  ])("%s", (_name, target, patch, expected) => {
    expect(patchPod(target, patch)).toEqual(expected);
  });

  test("tells service ports apart by their number", () => {
    const target = { spec: { ports: [{ port: 80, name: "http" }] } };
    expect(
      applyStrategicMergePatch(target, { spec: { ports: [{ port: 81, name: "more" }] } }, SERVICE),
    ).toEqual({
      spec: {
        ports: [
          { port: 80, name: "http" },
          { port: 81, name: "more" },
        ],
      },
    });
  });

  test("is refused where an item has no key", () => {
    expect(() => patchPod({}, { spec: { containers: [{ image: "a" }] } })).toThrow("merge key: name");
  });

  test("is refused with a directive that there is not", () => {
    expect(() => patchPod({}, { spec: { $patch: "explode" } })).toThrow('directive "explode"');
  });
});
