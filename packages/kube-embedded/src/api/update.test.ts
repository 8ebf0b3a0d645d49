import { type KubeObject, withField, withMetadata } from "@ambit/kube-objects";
import type { JsonObject } from "@ambit/kube-objects/json";
import { aConfigMap, MESH_POLICY } from "@ambit/kube-objects/testing";
import { describe, expect, test } from "vitest";
import { anApiState, aResource, type TestState } from "../testing/an-api-state.ts";
import { PLAIN_WRITE } from "./api-state.ts";
import { createObject } from "./create.ts";
import { createDefinitions } from "./definitions.ts";
import { updateObject, type WrittenPart } from "./update.ts";

const TARGET = { namespace: "default", name: "x" };

function aDeployment(spec: JsonObject = { replicas: 1 }): KubeObject {
  return { apiVersion: "apps/v1", kind: "Deployment", metadata: { name: "x" }, spec };
}

/** A state with one object, and a way to replace it. */
function stateWith(path: string, object: KubeObject, given: TestState = anApiState()) {
  const resource = aResource(given, path);
  const created = createObject(given, resource, { object, target: { ...TARGET, name: "" } }, PLAIN_WRITE);
  const update = (next: KubeObject, part: WrittenPart = "object") =>
    updateObject(given, resource, { object: next, target: TARGET, part }, PLAIN_WRITE);
  return { state: given, created, update };
}

describe("a replacement", () => {
  test("of the object leaves its status, and of the status everything else", () => {
    const { created, update } = stateWith("apps/v1/deployments", aDeployment());
    const first = update({ ...withField(created, "status", { replicas: 9 }), spec: { replicas: 2 } });
    expect(first).toMatchObject({ spec: { replicas: 2 } });
    expect(first.status).toBeUndefined();
    const second = update(
      { ...withField(first, "spec", { replicas: 3 }), status: { replicas: 2 } },
      "status",
    );
    expect(second).toMatchObject({ spec: { replicas: 2 }, status: { replicas: 2 } });
    const third = update(withField(withField(second, "status", {}), "spec", { replicas: 4 }));
    expect(third).toMatchObject({ spec: { replicas: 4 }, status: { replicas: 2 } });
  });

  test("counts a generation for what it says, not for labels or status", () => {
    const { created, update } = stateWith("apps/v1/deployments", aDeployment());
    const labelled = update(withMetadata(created, { labels: { a: "b" } }));
    const reported = update({ ...labelled, status: { replicas: 1 } }, "status");
    expect(reported.metadata.generation).toBe(1);
    expect(update(withField(reported, "spec", { replicas: 2 })).metadata.generation).toBe(2);
  });

  test("that changes nothing is none", () => {
    const { state, created, update } = stateWith("v1/configmaps", aConfigMap("x", { a: "1" }));
    const version = state.store.resourceVersion;
    expect(update(created)).toBe(created);
    expect(state.store.resourceVersion).toBe(version);
  });

  test("cannot change what the server gave", () => {
    const { created, update } = stateWith("v1/configmaps", aConfigMap("x"));
    const next = update(
      withMetadata(created, {
        creationTimestamp: "1999-01-01T00:00:00Z",
        generation: 99,
        labels: { a: "b" },
        deletionTimestamp: "x",
      }),
    );
    expect(next.metadata).toEqual({
      ...created.metadata,
      labels: { a: "b" },
      resourceVersion: next.metadata.resourceVersion,
    });
  });

  test("may leave out the version, and loses to nobody then", () => {
    const { created, update } = stateWith("v1/configmaps", aConfigMap("x"));
    update({ ...created, data: { a: "1" } });
    expect(
      update(withMetadata({ ...created, data: { a: "2" } }, { resourceVersion: undefined, uid: undefined }))
        .data,
    ).toEqual({ a: "2" });
  });

  test("of a custom object must say its version", () => {
    const state = anApiState();
    createDefinitions(state, [MESH_POLICY]);
    const object: KubeObject = {
      apiVersion: "mesh.example.com/v1",
      kind: "MeshPolicy",
      metadata: { name: "x" },
    };
    const { created, update } = stateWith("mesh.example.com/v1/meshpolicies", object, state);
    expect(() => update(withMetadata(created, { resourceVersion: undefined }))).toThrow(
      /must be specified for an update/,
    );
  });

  test.each([
    ["of an older version", { resourceVersion: "1" }, "the object has been modified"],
    ["of another object of that name", { uid: "other" }, "UID in precondition: other"],
  ])("%s is a conflict", (_name, metadata, message) => {
    const { created, update } = stateWith("v1/configmaps", aConfigMap("x"));
    const stale = () => update({ ...withMetadata(created, metadata), data: { a: "1" } });
    expect(stale).toThrow(
      expect.objectContaining({ code: "Conflict", message: expect.stringContaining(message) }),
    );
  });

  test("of what is not there is not found", () => {
    const state = anApiState();
    const resource = aResource(state, "v1/configmaps");
    const replacement = { object: aConfigMap("x"), target: TARGET, part: "object" } as const;
    expect(() => updateObject(state, resource, replacement, PLAIN_WRITE)).toThrow('configmaps "x" not found');
  });
});
