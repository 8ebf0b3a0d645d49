import { describe, expect, test } from "vitest";
import { ApiClient, anApiServer } from "../src/testing/index.ts";

const DEPLOYMENTS = "/apis/apps/v1/namespaces/default/deployments";
const DEPLOYMENT = {
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "web" },
  spec: { replicas: 2, selector: { matchLabels: { app: "web" } }, template: {} },
};

describe("scale", () => {
  test("is read, replaced and patched, and is the number of replicas", async () => {
    await using server = await anApiServer();
    const client = new ApiClient(server.url);
    await client.post(DEPLOYMENTS, DEPLOYMENT);
    const scale = await client.get(`${DEPLOYMENTS}/web/scale`);
    expect(scale).toMatchObject({
      status: 200,
      body: {
        kind: "Scale",
        apiVersion: "autoscaling/v1",
        metadata: { name: "web", namespace: "default" },
        spec: { replicas: 2 },
        status: { replicas: 0, selector: "app=web" },
      },
    });
    const replaced = await client.put(`${DEPLOYMENTS}/web/scale`, { ...scale.body, spec: { replicas: 3 } });
    expect(replaced).toMatchObject({ status: 200, body: { spec: { replicas: 3 } } });
    // The version that was read is no longer the newest.
    expect(
      await client.put(`${DEPLOYMENTS}/web/scale`, { ...scale.body, spec: { replicas: 4 } }),
    ).toMatchObject({
      status: 409,
    });
    expect(
      await client.patch(`${DEPLOYMENTS}/web/scale`, "merge-patch+json", { spec: { replicas: 5 } }),
    ).toMatchObject({
      status: 200,
      body: { spec: { replicas: 5 } },
    });
    expect(await client.get(`${DEPLOYMENTS}/web`)).toMatchObject({
      body: { spec: { replicas: 5, selector: { matchLabels: { app: "web" } } }, metadata: { generation: 3 } },
    });
  });

  test("is refused where it makes no sense", async () => {
    await using server = await anApiServer();
    const client = new ApiClient(server.url);
    await client.post(DEPLOYMENTS, DEPLOYMENT);
    expect(
      await client.patch(`${DEPLOYMENTS}/web/scale`, "merge-patch+json", { spec: { replicas: -1 } }),
    ).toMatchObject({
      status: 400,
    });
    expect(
      await client.patch(`${DEPLOYMENTS}/none/scale`, "merge-patch+json", { spec: { replicas: 1 } }),
    ).toMatchObject({
      status: 404,
    });
    expect(await client.delete(`${DEPLOYMENTS}/web/scale`)).toMatchObject({ status: 405 });
    expect(await client.get("/api/v1/namespaces/default/configmaps/kube-root-ca.crt/scale")).toMatchObject({
      status: 404,
    });
  });

  test("is in discovery", async () => {
    await using server = await anApiServer();
    const client = new ApiClient(server.url);
    expect(await client.get("/apis/apps/v1")).toMatchObject({
      body: {
        resources: expect.arrayContaining([
          expect.objectContaining({
            name: "deployments/scale",
            group: "autoscaling",
            version: "v1",
            kind: "Scale",
          }),
        ]),
      },
    });
  });
});
