import { describe, expect, test } from "vitest";
import { ApiClient } from "../src/testing/api-client.ts";
import { anApiServer } from "../src/testing/index.ts";

const CONFIG_MAP = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "settings" }, data: { a: "1" } };
const MAPS = "/api/v1/namespaces/default/configmaps";

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
    expect(await client.delete(`${MAPS}/settings`)).toMatchObject({
      status: 200,
      body: { status: "Success" },
    });
    expect(await client.get(`${MAPS}/settings`)).toMatchObject({
      status: 404,
      body: { reason: "NotFound", message: 'configmaps "settings" not found', details: { name: "settings" } },
    });
  });

  test("is listed with a version from which a watch goes on", async () => {
    await using server = await anApiServer();
    const client = new ApiClient(server.url);
    await client.post(MAPS, CONFIG_MAP);
    const list = await client.get(MAPS);
    expect(list.body).toMatchObject({ kind: "ConfigMapList", items: [{ metadata: { name: "settings" } }] });
    await using watch = await client.watch(`${MAPS}?resourceVersion=${list.resourceVersion}`);
    await client.post(MAPS, { ...CONFIG_MAP, metadata: { name: "more" } });
    await client.delete(`${MAPS}/settings`);
    expect(await watch.take(2)).toMatchObject([
      { type: "ADDED", object: { metadata: { name: "more" } } },
      { type: "DELETED", object: { metadata: { name: "settings" } } },
    ]);
  });
});
