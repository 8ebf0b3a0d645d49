import { describe, expect, test } from "vitest";
import { objectOf } from "../json.ts";
import type { KubeObject } from "../kube-object.ts";
import { MESH_POLICY } from "../testing/a-definition.ts";
import { decodeDefinition, definitionStatus } from "./custom-resources.ts";

const POLICY: KubeObject = {
  apiVersion: "mesh.example.com/v1",
  kind: "MeshPolicy",
  metadata: { name: "x", creationTimestamp: "2026-03-01T11:59:00Z" },
  spec: { mode: "STRICT", count: "many" },
  status: { conditions: [{ type: "Ready", status: "True" }] },
};

describe("a definition", () => {
  test("makes one resource for each served version, kept in one place", () => {
    const resources = decodeDefinition(MESH_POLICY);
    expect(resources).toMatchObject([
      {
        group: "mesh.example.com",
        version: "v1",
        plural: "meshpolicies",
        singular: "meshpolicy",
        kind: "MeshPolicy",
        listKind: "MeshPolicyList",
        shortNames: ["mp"],
        namespaced: true,
        hasStatus: true,
        isCustom: true,
      },
      { version: "v1beta1" },
    ]);
    expect(
      new Set(resources.map(({ storageKey, storageVersion }) => `${storageKey} ${storageVersion}`)),
    ).toEqual(new Set(["meshpolicies.mesh.example.com mesh.example.com/v1"]));
  });

  test("gives its columns, with nothing in a cell of another type", () => {
    const columns = decodeDefinition(MESH_POLICY)[0]?.columns ?? [];
    const nowMs = Date.parse("2026-03-01T12:00:00Z");
    expect(columns.map((column) => [column.name, column.cell(POLICY, nowMs)])).toEqual([
      ["Name", "x"],
      ["Mode", "STRICT"],
      ["Ready", "True"],
      ["Age", "60s"],
      ["Count", null],
    ]);
  });

  test("gives name and age where it asks for nothing", () => {
    const version = { name: "v1", served: true, storage: true };
    const plain = { ...MESH_POLICY, spec: { ...objectOf(MESH_POLICY.spec), versions: [version] } };
    expect(decodeDefinition(plain)[0]?.columns.map(({ name }) => name)).toEqual(["Name", "Age"]);
    expect(decodeDefinition(plain)[0]?.hasStatus).toBe(false);
  });

  test("says that it is established", () => {
    expect(definitionStatus(MESH_POLICY, "t")).toMatchObject({
      acceptedNames: { plural: "meshpolicies", kind: "MeshPolicy", listKind: "MeshPolicyList" },
      conditions: [
        { type: "NamesAccepted", status: "True" },
        { type: "Established", status: "True", lastTransitionTime: "t" },
      ],
      storedVersions: ["v1"],
    });
  });

  test.each<[string, object, object, string]>([
    ["group", {}, { group: "" }, "spec.group: Required value"],
    ["names", {}, { names: {} }, "spec.names.kind: Required value"],
    ["version to keep", {}, { versions: [] }, "exactly one version marked as storage"],
    ["name like its resource", { metadata: { name: "other" } }, {}, "must be spec.names.plural"],
    [
      "name of its own",
      { metadata: { name: "deployments.apps" } },
      { group: "apps", names: { plural: "deployments", kind: "X" } },
      "resource of Kubernetes itself",
    ],
  ])("without a %s is refused", (_name, changes, spec, message) => {
    const broken = { ...MESH_POLICY, ...changes, spec: { ...objectOf(MESH_POLICY.spec), ...spec } };
    expect(() => decodeDefinition(broken)).toThrow(
      expect.objectContaining({ code: "Invalid", message: expect.stringContaining(message) }),
    );
  });
});
