import type { JsonObject, JsonValue } from "@ambit/kube-objects/json";
import { describe, expect, test } from "vitest";
import { ApiClient, anApiServer } from "../src/testing/index.ts";

const CONFIG_MAP = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "settings" }, data: { a: "1" } };
const MAPS = "/api/v1/namespaces/default/configmaps";
const SERVICES = "/api/v1/namespaces/default/services";
const POLICIES = "/apis/security.istio.io/v1/namespaces/default/authorizationpolicies";
const TABLE = { accept: "application/json;as=Table;v=v1;g=meta.k8s.io,application/json" };

const aPolicy = (fields: JsonObject = {}): JsonObject => ({
  apiVersion: "security.istio.io/v1",
  kind: "AuthorizationPolicy",
  metadata: { name: "p" },
  ...fields,
});

describe("an object over HTTP", () => {
  test("is created, read, replaced and deleted", async () => {
    await using server = await anApiServer();
    const client = new ApiClient(server.url);
    const created = await client.post(MAPS, CONFIG_MAP);
    expect(created).toMatchObject({
      status: 201,
      body: {
        metadata: { name: "settings", namespace: "default", uid: expect.any(String) },
        data: { a: "1" },
      },
    });
    expect(await client.get(`${MAPS}/settings`)).toMatchObject({ status: 200, body: created.body });
    const replaced = await client.put(`${MAPS}/settings`, { ...created.body, data: { b: "2" } });
    expect(replaced).toMatchObject({ status: 200, body: { data: { b: "2" } } });
    expect(await client.put(`${MAPS}/settings`, { ...created.body, data: { c: "3" } })).toMatchObject({
      status: 409,
      body: {
        reason: "Conflict",
        message:
          'Operation cannot be fulfilled on configmaps "settings": the object has been modified; please apply your changes to the latest version and try again',
      },
    });
    const { uid } = created.body.metadata as JsonObject;
    expect(await client.delete(`${MAPS}/settings`)).toMatchObject({
      status: 200,
      body: { kind: "Status", status: "Success", details: { name: "settings", kind: "configmaps", uid } },
    });
    expect(await client.get(`${MAPS}/settings`)).toMatchObject({
      status: 404,
      body: { reason: "NotFound", message: 'configmaps "settings" not found', details: { name: "settings" } },
    });
  });

  test("is patched in each of the four ways", async () => {
    await using server = await anApiServer();
    const client = new ApiClient(server.url);
    const service = {
      apiVersion: "v1",
      kind: "Service",
      metadata: { name: "web" },
      spec: { ports: [{ port: 80, name: "http" }] },
    };
    await client.post(SERVICES, service);
    const web = `${SERVICES}/web`;
    const patches: readonly [string, JsonValue, object][] = [
      ["merge-patch+json", { metadata: { labels: { a: "1" } } }, { metadata: { labels: { a: "1" } } }],
      [
        "json-patch+json",
        [{ op: "add", path: "/metadata/labels/b", value: "2" }],
        { metadata: { labels: { a: "1", b: "2" } } },
      ],
      [
        "strategic-merge-patch+json",
        { spec: { ports: [{ port: 81, name: "more" }] } },
        { spec: { ports: [{ port: 80 }, { port: 81, targetPort: 81, protocol: "TCP" }] } },
      ],
    ];
    for (const [type, body, expected] of patches) {
      expect(await client.patch(web, type, body), type).toMatchObject({ status: 200, body: expected });
    }
    const apply = `${web}/status?fieldManager=m&force=true`;
    const conditions = (types: readonly string[]): JsonValue => ({
      ...service,
      status: { conditions: types.map((type) => ({ type, status: "True" })) },
    });
    expect(await client.patch(apply, "apply-patch+yaml", conditions(["a", "b"]))).toMatchObject({
      status: 200,
    });
    const pruned = await client.patch(apply, "apply-patch+yaml", conditions(["b"]));
    expect(pruned.body).toMatchObject({ spec: { ports: [{}, {}] }, status: { conditions: [{ type: "b" }] } });
  });

  test("is applied as YAML, which creates it", async () => {
    await using server = await anApiServer();
    const client = new ApiClient(server.url);
    const body = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\ndata: {yes: 'on'}\n";
    const headers = { "content-type": "application/apply-patch+yaml" };
    const applied = await client.send("PATCH", `${MAPS}/settings?fieldManager=m`, { body, headers });
    expect(applied).toMatchObject({ status: 201, body: { data: { yes: "on" } } });
    expect(await client.send("PATCH", `${MAPS}/settings`, { body, headers })).toMatchObject({
      status: 422,
      body: { message: expect.stringContaining("fieldManager: Required value") },
    });
  });

  test("is shown in every version of its kind", async () => {
    await using server = await anApiServer();
    const client = new ApiClient(server.url);
    await client.post(POLICIES, aPolicy({ spec: { action: "DENY" } }));
    const beta = await client.get(`${POLICIES.replace("/v1/", "/v1beta1/")}/p`);
    expect(beta.body).toMatchObject({ apiVersion: "security.istio.io/v1beta1", spec: { action: "DENY" } });
    const list = await client.get("/apis/security.istio.io/v1beta1/authorizationpolicies");
    expect(list.body).toMatchObject({
      kind: "AuthorizationPolicyList",
      items: [{ apiVersion: "security.istio.io/v1beta1" }],
    });
    await using watch = await client.watch("/apis/security.istio.io/v1beta1/authorizationpolicies");
    expect(await watch.take(1)).toMatchObject([
      { type: "ADDED", object: { apiVersion: "security.istio.io/v1beta1" } },
    ]);
  });

  test("may leave its kind out where Kubernetes itself defines it, and only there", async () => {
    await using server = await anApiServer();
    const client = new ApiClient(server.url);
    expect(await client.post(MAPS, { metadata: { name: "a" } })).toMatchObject({
      status: 201,
      body: { kind: "ConfigMap" },
    });
    expect(await client.post(POLICIES, { metadata: { name: "a" } })).toMatchObject({ status: 400 });
  });

  test("of which all are deleted at once, as far as they are selected", async () => {
    await using server = await anApiServer();
    const client = new ApiClient(server.url);
    for (const name of ["a", "b", "c"]) {
      await client.post(MAPS, {
        ...CONFIG_MAP,
        metadata: { name, labels: { drop: name === "b" ? "no" : "yes" } },
      });
    }
    const deleted = await client.delete(`${MAPS}?labelSelector=drop%3Dyes`);
    expect(deleted.body).toMatchObject({
      kind: "ConfigMapList",
      items: [{ metadata: { name: "a" } }, { metadata: { name: "c" } }],
    });
    expect((await client.get(MAPS)).body).toMatchObject({ items: [{ metadata: { name: "b" } }] });
  });
});

describe("other forms of an answer", () => {
  test("are tables, with metadata, whole objects or nothing in their rows", async () => {
    await using server = await anApiServer();
    const client = new ApiClient(server.url);
    await client.post(POLICIES, aPolicy({ spec: { action: "DENY" } }));
    const table = await client.get(POLICIES, TABLE);
    expect(table.body).toMatchObject({
      kind: "Table",
      apiVersion: "meta.k8s.io/v1",
      metadata: { resourceVersion: expect.stringMatching(/^\d+$/) },
      columnDefinitions: [{ name: "Name", format: "name" }, { name: "Action" }, { name: "Age" }],
      rows: [
        {
          cells: ["p", "DENY", expect.any(String)],
          object: { kind: "PartialObjectMetadata", metadata: { name: "p" } },
        },
      ],
    });
    expect((await client.get(`${POLICIES}/p?includeObject=Object`, TABLE)).body).toMatchObject({
      rows: [{ object: { spec: { action: "DENY" } } }],
    });
    expect((await client.get(`${POLICIES}?includeObject=None`, TABLE)).body).toMatchObject({
      rows: [{ object: null }],
    });
    await using watch = await client.watch(POLICIES, TABLE);
    expect(await watch.take(1)).toMatchObject([
      { type: "ADDED", object: { kind: "Table", rows: [{ cells: ["p", "DENY", expect.any(String)] }] } },
    ]);
  });

  test("are metadata alone", async () => {
    await using server = await anApiServer();
    const client = new ApiClient(server.url);
    await client.post(MAPS, CONFIG_MAP);
    const accept = { accept: "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1" };
    const list = await client.get(MAPS, accept);
    expect(list.body).toMatchObject({
      kind: "PartialObjectMetadataList",
      items: [{ kind: "PartialObjectMetadata", metadata: { name: "settings" } }],
    });
    expect(JSON.stringify(list.body)).not.toContain('"data"');
  });

  test("are one document of discovery, under its own media type", async () => {
    await using server = await anApiServer();
    const type = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";
    const answer = await new ApiClient(server.url).get("/apis", { accept: `${type},application/json` });
    expect(answer).toMatchObject({ status: 200, contentType: type, body: { kind: "APIGroupDiscoveryList" } });
  });
});

describe("a definition over HTTP", () => {
  test("is served at once, changes at once, and is gone at once with its objects", async () => {
    await using server = await anApiServer();
    const client = new ApiClient(server.url);
    const version = {
      name: "v1",
      served: true,
      storage: true,
      schema: { openAPIV3Schema: { type: "object" } },
    };
    const definition = {
      apiVersion: "apiextensions.k8s.io/v1",
      kind: "CustomResourceDefinition",
      metadata: { name: "things.example.com" },
      spec: {
        group: "example.com",
        scope: "Cluster",
        names: { kind: "Thing", plural: "things" },
        versions: [version],
      },
    };
    const definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    const things = "/apis/example.com/v1/things";
    expect(await client.get(things)).toMatchObject({ status: 404 });
    expect(await client.post(definitions, definition)).toMatchObject({
      status: 201,
      body: {
        status: {
          conditions: expect.arrayContaining([
            expect.objectContaining({ type: "Established", status: "True" }),
          ]),
        },
      },
    });
    const thing = {
      apiVersion: "example.com/v1",
      kind: "Thing",
      metadata: { name: "t" },
      status: { kept: true },
    };
    expect(await client.post(things, thing)).toMatchObject({ status: 201, body: { status: { kept: true } } });
    const withStatus = [{ ...version, subresources: { status: {} } }];
    await client.patch(`${definitions}/things.example.com`, "merge-patch+json", {
      spec: { versions: withStatus },
    });
    expect(await client.put(`${things}/t/status`, (await client.get(`${things}/t`)).body)).toMatchObject({
      status: 200,
    });
    await using watch = await client.watch(things);
    await client.delete(`${definitions}/things.example.com`);
    expect(await watch.take(2)).toMatchObject([{ type: "ADDED" }, { type: "DELETED" }]);
    expect(await client.get(things)).toMatchObject({
      status: 404,
      body: { message: "the server could not find the requested resource" },
    });
  });
});
