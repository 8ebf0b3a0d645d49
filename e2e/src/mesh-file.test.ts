import { decodeLocalConfig } from "@ambit/model";
import { describe, expect, test } from "vitest";
import { aPolicy, formatMeshFile, strictPolicy } from "./mesh-file.ts";
import { planTopology } from "./topology.ts";

const { pods } = planTopology("t", [
  { name: "client" },
  { name: "server", service: { 80: 7000 } },
  { name: "plain", inMesh: false },
]);

describe("the file of a scenario", () => {
  test("is accepted by the decoder of local files", () => {
    const text = formatMeshFile(pods, [strictPolicy(), aPolicy("deny-7001", { destinationPorts: [7001] })]);
    expect(decodeLocalConfig(text, "mesh.yaml").map((resource) => resource.kind)).toEqual(
      expect.arrayContaining(["workload", "service", "policy"]),
    );
  });

  test("has one line per resource, so that a change is a small diff", () => {
    const before = formatMeshFile(pods, []).split("\n");
    const after = formatMeshFile(pods, [strictPolicy()]).split("\n");
    expect(after.length - before.length).toBe(1);
  });

  test("gives a pod outside the mesh a record without HBONE", () => {
    expect(formatMeshFile(pods, [])).toMatch(/"name":"plain-1".*"protocol":"TCP"/);
  });
});
