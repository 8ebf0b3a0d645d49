import type { KubeObject } from "@ambit/kube-objects";
import { type JsonObject, listOf, objectsOf, valueAt } from "@ambit/kube-objects/json";
import { MESH_POLICY } from "@ambit/kube-objects/testing";
import { describe, expect, test } from "vitest";
import { anApiState, aResource } from "../testing/an-api-state.ts";
import { PLAIN_WRITE } from "./api-state.ts";
import { applyObject } from "./apply.ts";
import { createObject } from "./create.ts";
import { createDefinitions } from "./definitions.ts";
import { updateObject, type WrittenPart } from "./update.ts";

const API_VERSION = "mesh.example.com/v1";

function aPolicy(fields: JsonObject): KubeObject {
  return { metadata: { name: "x" }, ...fields, apiVersion: API_VERSION, kind: "MeshPolicy" } as KubeObject;
}

/** A server with one kind that has every sort of list. */
function aServer() {
  const state = anApiState();
  createDefinitions(state, [MESH_POLICY]);
  const resource = aResource(state, `${API_VERSION}/meshpolicies`);
  const target = { namespace: "default", name: "x" };
  return {
    state,
    create: (object: KubeObject) =>
      createObject(state, resource, { object, target: { ...target, name: "" } }, PLAIN_WRITE),
    update: (object: KubeObject, manager: string, part: WrittenPart = "object") =>
      updateObject(state, resource, { object, target, part }, { ...PLAIN_WRITE, fieldManager: manager }),
    /** Forced unless it is said otherwise. */
    apply: (
      manager: string,
      fields: JsonObject,
      { part = "object", force = true }: { part?: WrittenPart; force?: boolean } = {},
    ) =>
      applyObject(
        state,
        resource,
        { body: aPolicy(fields), target, part },
        { dryRun: false, fieldManager: manager, force },
      ),
  };
}

const condition = (type: string, status = "True"): JsonObject => ({ type, status });

function typesOf(object: KubeObject): readonly unknown[] {
  return objectsOf(valueAt(object, "status", "conditions")).map(({ type }) => type);
}

describe("applying an object", () => {
  test("creates it where it is missing", () => {
    const { object, isCreated } = aServer().apply("a", { spec: { mode: "on" } });
    expect(isCreated).toBe(true);
    expect(object).toMatchObject({
      metadata: {
        name: "x",
        generation: 1,
        managedFields: [
          {
            manager: "a",
            operation: "Apply",
            apiVersion: API_VERSION,
            fieldsV1: { "f:spec": { "f:mode": {} } },
          },
        ],
      },
      spec: { mode: "on" },
    });
  });

  test("takes out what the same manager no longer sets, and nothing else", () => {
    const { create, apply } = aServer();
    create(aPolicy({ metadata: { name: "x", labels: { own: "1" } }, spec: { there: true } }));
    apply("a", { metadata: { name: "x", labels: { team: "t" } }, spec: { mode: "on", other: 1 } });
    const { object, isCreated } = apply("a", { spec: { mode: "off" } });
    expect(isCreated).toBe(false);
    expect(object.spec).toEqual({ there: true, mode: "off" });
    expect(object.metadata.labels).toEqual({ own: "1" });
  });

  test("of the same again changes nothing", () => {
    const { state, apply } = aServer();
    const first = apply("a", { spec: { mode: "on", ports: [{ port: 1 }] } }).object;
    const version = state.store.resourceVersion;
    state.nowMs = () => Date.parse("2027-01-01T00:00:00Z");
    expect(apply("a", { spec: { mode: "on", ports: [{ port: 1 }] } }).object).toBe(first);
    expect(state.store.resourceVersion).toBe(version);
  });

  test("leaves what two managers set until neither does", () => {
    const { apply } = aServer();
    apply("a", { spec: { mode: "on", a: 1 } });
    apply("b", { spec: { mode: "on", b: 1 } });
    expect(apply("a", { spec: { a: 1 } }).object.spec).toEqual({ mode: "on", a: 1, b: 1 });
    expect(apply("b", { spec: { b: 1 } }).object.spec).toEqual({ a: 1, b: 1 });
  });

  test("leaves what was written otherwise in the meantime", () => {
    const { apply, update } = aServer();
    const applied = apply("a", { spec: { mode: "on", keep: 1 } }).object;
    update({ ...applied, spec: { mode: "edited", keep: 1, extra: 1 } }, "editor");
    const after = apply("a", { spec: { keep: 1 } }).object;
    expect(after.spec).toEqual({ mode: "edited", keep: 1, extra: 1 });
  });

  test("tells items of a list apart by all of its keys, with their defaults", () => {
    const { apply } = aServer();
    apply("a", {
      spec: {
        ports: [
          { port: 53, name: "tcp" },
          { port: 53, protocol: "UDP", name: "udp" },
        ],
      },
    });
    const both = apply("b", { spec: { ports: [{ port: 53, protocol: "TCP", extra: 1 }] } }).object;
    expect(both.spec).toEqual({
      ports: [
        { port: 53, name: "tcp", extra: 1, protocol: "TCP" },
        { port: 53, protocol: "UDP", name: "udp" },
      ],
    });
    const left = apply("a", { spec: { ports: [{ port: 53, protocol: "UDP", name: "udp" }] } }).object;
    expect(left.spec).toEqual({
      ports: [
        { port: 53, extra: 1, protocol: "TCP" },
        { port: 53, protocol: "UDP", name: "udp" },
      ],
    });
  });

  test("merges sets, and replaces plain lists and whole objects", () => {
    const { apply } = aServer();
    apply("a", { spec: { hosts: ["a", "b"], plain: [{ a: 1 }], whole: { a: 1 } } });
    const after = apply("b", { spec: { hosts: ["c"], plain: [{ b: 1 }], whole: { b: 1 } } }).object;
    expect(after.spec).toMatchObject({ plain: [{ b: 1 }], whole: { b: 1 } });
    expect(new Set(listOf(valueAt(after, "spec", "hosts")))).toEqual(new Set(["a", "b", "c"]));
    expect(valueAt(apply("a", { spec: { hosts: ["b"] } }).object, "spec", "hosts")).toEqual(
      expect.arrayContaining(["b", "c"]),
    );
    expect(listOf(valueAt(apply("a", { spec: {} }).object, "spec", "hosts"))).toEqual(["c"]);
  });

  test("of a value that another has is a conflict unless it is forced", () => {
    const { apply } = aServer();
    apply("a", { spec: { mode: "on", ports: [{ port: 1, name: "x" }] } });
    const other = { spec: { mode: "off", ports: [{ port: 1, protocol: "TCP", name: "y" }] } };
    expect(() => apply("b", other, { force: false })).toThrow(
      expect.objectContaining({
        code: "Conflict",
        message: expect.stringMatching(
          /^Apply failed with 2 conflicts: conflict with "a": \.spec\.mode\n.*\.spec\.ports\[port=1,protocol="TCP"\]\.name/,
        ),
      }),
    );
    expect(apply("b", { spec: { mode: "on" } }, { force: false }).object.spec).toMatchObject({ mode: "on" });
    expect(apply("b", other).object.spec).toMatchObject({ mode: "off", ports: [{ name: "y" }] });
    // Whoever lost a field no longer takes it out.
    expect(apply("a", {}).object.spec).toMatchObject({ mode: "off", ports: [{ name: "y" }] });
  });

  test("of an object that was created otherwise takes its fields over without a conflict", () => {
    const { create, apply } = aServer();
    create(aPolicy({ spec: { mode: "on" } }));
    expect(apply("a", { spec: { mode: "off" } }, { force: false }).object.spec).toEqual({ mode: "off" });
  });

  test.each<[string, JsonObject, object]>([
    [
      "an item without its key",
      { spec: { ports: [{ name: "x" }] } },
      { code: "BadRequest", message: expect.stringContaining("omits a key field") },
    ],
    [
      "an item twice",
      { spec: { ports: [{ port: 1 }, { port: 1, protocol: "TCP" }] } },
      { message: expect.stringContaining("occurs twice") },
    ],
    [
      "managed fields",
      { metadata: { name: "x", managedFields: [] } },
      { message: "metadata.managedFields must be nil" },
    ],
    ["an older version", { metadata: { name: "x", resourceVersion: "1" } }, { code: "Conflict" }],
  ])("with %s is refused", (_name, fields, error) => {
    const { create, apply } = aServer();
    create(aPolicy({}));
    expect(() => apply("a", fields)).toThrow(expect.objectContaining(error));
  });
});

describe("applying a status", () => {
  test("prunes conditions that its manager no longer wants, and leaves those of others", () => {
    const { create, apply } = aServer();
    create(aPolicy({ spec: { mode: "on" } }));
    apply("waypoints", { status: { conditions: [condition("Bound")] } }, { part: "status" });
    apply(
      "ztunnel",
      { status: { conditions: [condition("Accepted"), condition("Other")] } },
      { part: "status" },
    );
    const pruned = apply(
      "ztunnel",
      { status: { conditions: [condition("Accepted", "False")] } },
      { part: "status" },
    ).object;
    expect(typesOf(pruned)).toEqual(["Bound", "Accepted"]);
    expect(typesOf(apply("ztunnel", { status: { conditions: [] } }, { part: "status" }).object)).toEqual([
      "Bound",
    ]);
    expect(typesOf(apply("waypoints", {}, { part: "status" }).object)).toEqual([]);
  });

  test("leaves what everybody else writes, and is left by it", () => {
    const { create, apply } = aServer();
    const created = create(aPolicy({ spec: { mode: "on" } }));
    const applied = apply(
      "s",
      { metadata: { name: "x", labels: { no: "1" } }, spec: { mode: "no" }, status: { ok: true } },
      { part: "status" },
    ).object;
    expect(applied).toMatchObject({
      spec: { mode: "on" },
      status: { ok: true },
      metadata: { generation: 1 },
    });
    expect(applied.metadata.labels).toBeUndefined();
    const changed = apply("m", { spec: { mode: "off" }, status: { ok: false } }).object;
    expect(changed).toMatchObject({
      spec: { mode: "off" },
      status: { ok: true },
      metadata: { generation: 2, uid: created.metadata.uid },
    });
  });

  test("is kept apart from the same manager's object", () => {
    const { apply } = aServer();
    apply("m", { spec: { mode: "on" } });
    apply("m", { status: { ok: true } }, { part: "status" });
    expect(apply("m", { spec: { other: 1 } }).object).toMatchObject({
      spec: { other: 1 },
      status: { ok: true },
    });
  });

  test("of what is not there is not found", () => {
    expect(() => aServer().apply("m", { status: {} }, { part: "status" })).toThrow(
      expect.objectContaining({ code: "NotFound" }),
    );
  });
});

test("a status condition of a built-in kind is pruned in the same way", () => {
  const state = anApiState();
  const resource = aResource(state, "v1/services");
  const target = { namespace: "default", name: "web" };
  const service: KubeObject = {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: "web" },
    spec: { ports: [{ port: 80 }] },
  };
  createObject(state, resource, { object: service, target: { ...target, name: "" } }, PLAIN_WRITE);
  const apply = (conditions: readonly JsonObject[]): KubeObject =>
    applyObject(
      state,
      resource,
      {
        body: { apiVersion: "v1", kind: "Service", metadata: { name: "web" }, status: { conditions } },
        target,
        part: "status",
      },
      { dryRun: false, fieldManager: "istio-ambient-service", force: true },
    ).object;
  expect(typesOf(apply([condition("istio.io/WaypointBound"), condition("x")]))).toEqual([
    "istio.io/WaypointBound",
    "x",
  ]);
  expect(apply([]).status).toEqual({ loadBalancer: {}, conditions: [] });
});
