/** Mesh state and certificates from a control plane, over real gRPC and TLS. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eventually } from "@ambit/lifecycle/testing";
import type { MeshResource } from "@ambit/model";
import {
  aPolicy,
  aService,
  aWorkload,
  policyResource,
  serviceResource,
  workloadResource,
} from "@ambit/model/testing";
import { ADDRESS_TYPE, AUTHORIZATION_TYPE, STATUS } from "@ambit/xds";
import { encodeForXds, TestControlPlane, type TestControlPlaneOptions } from "@ambit/xds-grpc/testing";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { TestApp } from "./test-app.ts";

const LIMIT_MS = 30_000;
const IDENTITY = { trustDomain: "cluster.local", namespace: "shop", serviceAccount: "client" };

const service = aService({ name: "server", namespace: "shop" });
const SERVICE_KEY = `shop/${service.hostname}`;
const client = workloadResource(aWorkload({ name: "client-1", namespace: "shop", serviceAccount: "client" }));
const serverPod = aWorkload({ name: "server-1", namespace: "shop", services: [SERVICE_KEY] });
const server = workloadResource(serverPod, new Map([[SERVICE_KEY, new Map([[80, 8080]])]]));
const policy = policyResource(aPolicy({ namespace: "shop", name: "late" }));
const MESH: readonly MeshResource[] = [client, server, serviceResource(service), policy];
const UIDS = ["Kubernetes//Pod/shop/client-1", "Kubernetes//Pod/shop/server-1"];
/** What no ztunnel takes: the tunnel protocol of sidecars. */
const BAD = { name: "Kubernetes//Pod/shop/bad", version: "1", aliases: [], payload: badWorkload() };

function badWorkload(): Uint8Array {
  const uid = Buffer.from("Kubernetes//Pod/shop/bad");
  const workload = [0xa2, 0x01, uid.length, ...uid, 0x28, 2];
  return Uint8Array.of(0x0a, workload.length, ...workload);
}

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "ztunnel-xds-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A file of the test's folder. */
function aFile(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const REAL_FILES = {
  readFile: () => undefined,
  exists: (path: string) => path.startsWith(folder),
  cpuCount: 1,
};

function openPlane(options: Partial<TestControlPlaneOptions> = {}): Promise<TestControlPlane> {
  return TestControlPlane.open({ identityOf: () => IDENTITY, ...options });
}

function openApp(
  plane: TestControlPlane,
  variables: Readonly<Record<string, string>> = {},
): Promise<TestApp> {
  return TestApp.open({ NODE_NAME: "n1", ...plane.variables, ...variables }, REAL_FILES);
}

const soon = { timeoutMs: 10_000 };

describe("the first sync", () => {
  test("makes the proxy ready, with mesh and certificate as the control plane gave them", {
    timeout: LIMIT_MS,
  }, async () => {
    await using plane = await openPlane({ resources: MESH });
    await using app = await openApp(plane);
    expect(await app.readiness()).toBe("500 not ready, pending: state manager\n");
    await app.ztunnel.serve();
    expect(await app.readiness()).toBe("200 ready\n");
    await eventually(() => expect(app.log).toContain("certificate true"), soon);

    const dump = await app.dump();
    expect(dump.workloads.map(({ uid }) => uid)).toEqual(UIDS);
    expect(dump.services).toMatchObject([{ hostname: service.hostname, endpoints: { [serverPod.uid]: {} } }]);
    expect(dump.policies).toMatchObject([{ name: "late" }]);
    expect(dump.certificates).toMatchObject([
      { identity: "spiffe://cluster.local/ns/shop/sa/client", state: "Available" },
    ]);
    expect(app.log).toMatch(/\tinfo\txds::client:xds\{id=1\}\tStream established\t\n/);
    expect(app.log).toMatch(/\tinfo\txds:xds\{id=1\}\thandling RBAC update late\t\n/);
    expect(app.log).toMatch(/\treadiness\tTask 'state manager' complete \(.*\), marking server ready\t\n/);
    expect(await app.metric(`istio_xds_message_total{url="${ADDRESS_TYPE}"}`)).toBe(1);
    expect(await app.metric(`ambit_xds_connected{address="https://localhost:${plane.port}"}`)).toBe(1);
  });

  test("presents node and token, and asks for addresses before policies", { timeout: LIMIT_MS }, async () => {
    await using plane = await openPlane({ resources: MESH });
    await using app = await openApp(plane, {
      AUTH_TOKEN: aFile("token", "first"),
      CLUSTER_ID: "c1",
      POD_NAME: "p",
      POD_NAMESPACE: "shop",
      ISTIO_META_NETWORK: "",
      XDS_HEADER_X_Tenant: "t",
      CA_HEADER_X_Tenant: "u",
      SECRET_TTL: "90s",
    });
    await app.ztunnel.serve();
    await eventually(() => expect(plane.certificateCalls).toHaveLength(1), soon);

    expect(plane.node).toMatchObject({
      id: "ztunnel~1.1.1.1~p.shop~shop.svc.cluster.local",
      metadata: { NAME: "p", NAMESPACE: "shop", NODE_NAME: "n1" },
    });
    expect(plane.of("sent").map(({ typeUrl }) => typeUrl)).toEqual([ADDRESS_TYPE, AUTHORIZATION_TYPE]);
    const headers = plane.of("connected")[0]?.connection.caller;
    expect([headers?.get("authorization"), headers?.get("clusterid"), headers?.get("x_tenant")]).toEqual([
      ["Bearer first"],
      ["c1"],
      ["t"],
    ]);
    const [call] = plane.certificateCalls;
    expect(call).toMatchObject({ validitySeconds: 90, impersonatedIdentity: undefined });
    expect([call?.headers.get("authorization"), call?.headers.get("x_tenant")]).toEqual([
      ["Bearer first"],
      ["u"],
    ]);
  });

  test("waits for a control plane that is not there yet, with growing pauses", {
    timeout: LIMIT_MS,
  }, async () => {
    const first = await openPlane();
    const { port, authority } = first;
    await first[Symbol.asyncDispose]();
    await using app = await openApp(first);
    const serving = app.ztunnel.serve();
    await eventually(
      () =>
        expect(app.log).toMatch(
          /\twarn\txds::client:xds\{id=3\}\tXDS client connection error: gRPC connection error connecting to https:\/\/localhost:\d+: .*, retrying in 80ms\t\n/,
        ),
      soon,
    );
    expect(await app.readiness()).toBe("500 not ready, pending: state manager\n");
    expect(await app.metric(`ambit_xds_connected{address="https://localhost:${first.port}"}`)).toBe(0);

    await using _plane = await openPlane({ port, authority, resources: MESH });
    await serving;
    expect(await app.readiness()).toBe("200 ready\n");
    expect(
      await app.metric('istio_xds_connection_terminations_total{reason="ConnectionError"}'),
    ).toBeGreaterThan(2);
  });

  test("is not over while a policy is refused: it may be the one that forbids", {
    timeout: LIMIT_MS,
  }, async () => {
    await using plane = await openPlane({ resources: [client] });
    const [name, version, aliases] = ["shop/late", "", []];
    plane.change(AUTHORIZATION_TYPE, [{ name, version, aliases, payload: Uint8Array.of(0x18, 9) }], []);
    await using app = await openApp(plane);
    const serving = app.ztunnel.serve();
    await eventually(() => expect(plane.of("nack")).toHaveLength(1), soon);
    expect(plane.of("nack")[0]?.error.message).toBe("shop/late: scope: unknown value 9");
    expect(app.log).toMatch(
      /resources refused.*first_sync="waits until the control plane sends them mended"/,
    );
    expect(await app.readiness()).toBe("500 not ready, pending: state manager\n");

    plane.put(policy);
    await serving;
    expect((await app.dump()).policies).toMatchObject([{ name: "late" }]);
  });

  test("ends with the proxy, when that is asked to end first", { timeout: LIMIT_MS }, async () => {
    const plane = await openPlane();
    await plane[Symbol.asyncDispose]();
    const app = await openApp(plane);
    const serving = app.ztunnel.serve();
    await eventually(() => expect(app.log).toContain("XDS client connection error"), soon);
    expect(await app.ztunnel.drain()).toBe("drained");
    await app[Symbol.asyncDispose]();
    await serving;
    expect(app.quits).toEqual([]);
  });
});

test("changes are applied as they come", { timeout: LIMIT_MS }, async () => {
  await using plane = await openPlane({ resources: MESH });
  await using app = await openApp(plane);
  await app.ztunnel.serve();

  plane.put(
    workloadResource({ ...serverPod, status: "Unhealthy" }, new Map([[SERVICE_KEY, new Map([[80, 8080]])]])),
  );
  await eventually(async () => {
    const { workloads, services } = await app.dump();
    expect(workloads[1]?.status).toBe("Unhealthy");
    expect(services[0]?.endpoints).toEqual({});
  }, soon);

  plane.remove(server, policy);
  await eventually(async () => {
    const { workloads, policies } = await app.dump();
    expect([workloads.length, policies.length]).toEqual([1, 0]);
  }, soon);

  plane.remove(serviceResource(service));
  await eventually(async () => expect((await app.dump()).services).toEqual([]), soon);
});

test("a resource that cannot be used is refused by name; the others are applied, and it is sent again", {
  timeout: LIMIT_MS,
}, async () => {
  await using plane = await openPlane({ resources: [client] });
  await using app = await openApp(plane);
  await app.ztunnel.serve();

  plane.change(ADDRESS_TYPE, [BAD, encodeForXds(server)], []);
  await eventually(() => expect(plane.of("nack")).toHaveLength(1), soon);
  expect(plane.of("nack")[0]?.error).toEqual({
    code: 0,
    message: `${BAD.name}: tunnel_protocol: LEGACY_ISTIO_MTLS is not supported`,
  });
  expect((await app.dump()).workloads.map(({ uid }) => uid)).toEqual(UIDS);
  expect(await app.metric(`ambit_xds_rejected_resources_total{url="${ADDRESS_TYPE}"}`)).toBe(1);

  plane.disconnect();
  await eventually(() => expect(plane.of("nack")).toHaveLength(2), soon);
  expect(plane.sentLast(ADDRESS_TYPE)).toBe(1);
  expect((await app.dump()).workloads.map(({ uid }) => uid)).toEqual(UIDS);
});

describe("a control plane that is lost", () => {
  test("changes nothing, and sends nothing again that did not change", { timeout: LIMIT_MS }, async () => {
    const first = await openPlane({ resources: MESH });
    await using app = await openApp(first);
    await app.ztunnel.serve();
    await eventually(() => expect(app.log).toContain("certificate true"), soon);
    const before = await app.dump();
    const bytes = await app.metric(`istio_xds_message_bytes_total{url="${ADDRESS_TYPE}"}`);
    await first[Symbol.asyncDispose]();

    await eventually(
      async () =>
        expect(await app.metric(`ambit_xds_connected{address="https://localhost:${first.port}"}`)).toBe(0),
      soon,
    );
    expect(await app.dump()).toEqual(before);
    expect(await app.readiness()).toBe("200 ready\n");

    const { port, authority } = first;
    await using plane = await openPlane({ port, authority, resources: MESH });
    await eventually(() => expect(plane.of("ack")).toHaveLength(2), { timeoutMs: 20_000 });
    expect(plane.sentLast(ADDRESS_TYPE)).toBe(0);
    expect(await app.metric(`istio_xds_message_bytes_total{url="${ADDRESS_TYPE}"}`)).toBe(bytes);
    expect(await app.dump()).toEqual(before);
  });

  test("is told apart: what changed meanwhile is sent, what is gone is removed", {
    timeout: LIMIT_MS,
  }, async () => {
    const first = await openPlane({ resources: MESH });
    await using app = await openApp(first);
    await app.ztunnel.serve();
    await first[Symbol.asyncDispose]();

    const { port, authority } = first;
    const other = workloadResource(aWorkload({ name: "other-1", namespace: "shop" }));
    const resources = [client, serviceResource(service), other];
    await using plane = await openPlane({ port, authority, resources });
    await eventually(() => expect(plane.of("ack")).toHaveLength(2), { timeoutMs: 20_000 });
    expect(plane.sentLast(ADDRESS_TYPE)).toBe(1);
    const { workloads, policies } = await app.dump();
    expect(workloads.map(({ uid }) => uid)).toEqual([UIDS[0], "Kubernetes//Pod/shop/other-1"]);
    expect(policies).toEqual([]);
  });

  test("is shown the token as it is now", { timeout: LIMIT_MS }, async () => {
    await using plane = await openPlane({ resources: MESH });
    await using app = await openApp(plane, { AUTH_TOKEN: aFile("token", "first") });
    await app.ztunnel.serve();
    aFile("token", "second");
    plane.disconnect();
    await eventually(() => expect(plane.of("connected")).toHaveLength(2), soon);
    expect(plane.of("connected").map(({ connection }) => connection.caller.get("authorization"))).toEqual([
      ["Bearer first"],
      ["Bearer second"],
    ]);
    // A connection that was ended in order is no error.
    expect(await app.metric('istio_xds_connection_terminations_total{reason="Reconnect"}')).toBe(1);
    expect(app.log).not.toContain("XDS client error");
  });
});

describe("certificates", () => {
  async function stateOf(app: TestApp): Promise<readonly string[]> {
    return (await app.dump()).certificates.map(
      ({ state, certChain }) => state || (certChain[0]?.serialNumber ?? ""),
    );
  }

  test("are renewed at half their life; a CA that refuses costs nothing before they expire", {
    timeout: LIMIT_MS,
  }, async () => {
    await using plane = await openPlane({ resources: MESH });
    plane.ttlMs = 9_000;
    await using app = await openApp(plane);
    await app.ztunnel.serve();
    await eventually(async () => expect(await stateOf(app)).toEqual(["Available"]), soon);

    plane.refusal = { code: STATUS.unavailable, message: "not today" };
    await eventually(() => expect(app.log).toContain("certificate fetch failed"), soon);
    expect(app.log).toMatch(/certificate fetch failed\t.*has_valid_certificate=true/);
    expect(await stateOf(app)).toEqual(["Available"]);

    await eventually(async () => expect((await stateOf(app))[0]).toMatch(/^Unavailable: .*not today/), soon);
    plane.refusal = undefined;
    await eventually(async () => expect(await stateOf(app)).toEqual(["Available"]), soon);
  });

  test("are refused when they name somebody else", { timeout: LIMIT_MS }, async () => {
    const identityOf = () => ({ ...IDENTITY, serviceAccount: "admin" });
    await using plane = await TestControlPlane.open({ identityOf, resources: MESH });
    await using app = await openApp(plane);
    await app.ztunnel.serve();
    await eventually(
      async () =>
        expect((await stateOf(app))[0]).toMatch(/^Unavailable: the CA has signed for "spiffe:.*\/sa\/admin"/),
      soon,
    );
    expect(app.log).not.toContain("certificate true");
  });

  test("come from a CA whose root has been replaced, without a restart", { timeout: LIMIT_MS }, async () => {
    const first = await openPlane({ resources: MESH });
    first.ttlMs = 3_000;
    const root = aFile("root.pem", first.rootsPem);
    await using app = await openApp(first, { CA_ROOT_CA: root, XDS_ROOT_CA: root });
    await app.ztunnel.serve();
    await eventually(async () => expect(await stateOf(app)).toEqual(["Available"]), soon);
    await first[Symbol.asyncDispose]();

    await using plane = await openPlane({ port: first.port, resources: MESH });
    aFile("root.pem", plane.rootsPem);
    await eventually(() => expect(plane.certificateCalls.length).toBeGreaterThan(0), { timeoutMs: 15_000 });
    await eventually(() => expect(plane.of("ack").length).toBeGreaterThan(1), { timeoutMs: 15_000 });
    expect(await stateOf(app)).toEqual(["Available"]);
  });

  test("are let go with the last workload that needs them", {
    timeout: LIMIT_MS,
  }, async () => {
    await using plane = await openPlane({ resources: MESH });
    await using app = await openApp(plane);
    await app.ztunnel.serve();
    await eventually(async () => expect(await stateOf(app)).toEqual(["Available"]), soon);
    plane.remove(client);
    await eventually(async () => expect((await app.dump()).certificates).toEqual([]), soon);
  });
});

describe("on demand", () => {
  test("only what is on the node comes unasked", { timeout: LIMIT_MS }, async () => {
    const away = workloadResource(aWorkload({ name: "away-1", namespace: "shop", node: "n2" }));
    await using plane = await openPlane({ resources: [client, away, policy] });
    await using app = await openApp(plane, { XDS_ON_DEMAND: "true" });
    await app.ztunnel.serve();
    expect(await app.readiness()).toBe("200 ready\n");
    await eventually(async () => {
      const { workloads, policies } = await app.dump();
      expect(workloads.map(({ uid }) => uid)).toEqual([UIDS[0]]);
      expect(policies).toHaveLength(1);
    }, soon);
  });
});

test("beside a control plane the local file is where the mesh starts from", {
  timeout: LIMIT_MS,
}, async () => {
  await using plane = await openPlane({ resources: [client] });
  const file = aFile(
    "mesh.yaml",
    "workloads: [{uid: local, name: local-1, namespace: shop, workloadIps: [127.0.0.8], services: {}}]",
  );
  await using app = await openApp(plane, { LOCAL_XDS_PATH: file });
  await app.ztunnel.serve();
  expect((await app.dump()).workloads.map(({ uid }) => uid)).toEqual([UIDS[0], "local"]);
});
