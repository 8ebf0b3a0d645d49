import { describe, expect, test } from "vitest";
import { parseJsonPath } from "./json-path.ts";

const OBJECT = {
  spec: { hosts: ["a", "b"], "dotted.name": 1, mtls: { mode: "STRICT" } },
  status: {
    conditions: [
      { type: "Accepted", status: "False" },
      { type: "Ready", status: "True" },
    ],
  },
};

describe("a JSONPath", () => {
  test.each<[string, readonly unknown[]]>([
    [".spec.mtls.mode", ["STRICT"]],
    ["spec.mtls.mode", ["STRICT"]],
    ["$.spec.mtls.mode", ["STRICT"]],
    ["{.spec.mtls.mode}", ["STRICT"]],
    [".spec.hosts", [["a", "b"]]],
    [".spec.hosts[0]", ["a"]],
    [".spec.hosts[-1]", ["b"]],
    [".spec.hosts[*]", ["a", "b"]],
    [".spec.hosts[7]", []],
    [".spec['dotted.name']", [1]],
    [".spec.dotted\\.name", [1]],
    ['.status.conditions[?(@.type=="Ready")].status', ["True"]],
    ['.status.conditions[?(@.type=="Other")].status', []],
    [".status.conditions[*].type", ["Accepted", "Ready"]],
    [".nothing.at.all", []],
  ])("%s", (path, expected) => {
    expect(parseJsonPath(path)?.(OBJECT)).toEqual(expected);
  });

  test("that is something else is none", () => {
    expect(parseJsonPath(".a[1:2]")).toBeUndefined();
    expect(parseJsonPath(".a[")).toBeUndefined();
  });
});
