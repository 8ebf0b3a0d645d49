/** From objects in the API to what a proxy is told and which certificates it gets. */
import { X509Certificate } from "node:crypto";
import { createCsr, generateKey } from "@ambit/identity";
import { systemClock } from "@ambit/lifecycle";
import { CaGrpcClient } from "@ambit/xds-grpc";
import { describe, expect, test } from "vitest";
import { aNode, HOST, type Manifest, Rig, SYSTEM_NAMESPACE, soon } from "./rig.ts";
import { TestProxy } from "./test-proxy.ts";

const service: Manifest = {
  kind: "Service",
  metadata: { name: "web", namespace: "app" },
  spec: {
    clusterIP: "10.96.0.10",
    clusterIPs: ["10.96.0.10"],
    selector: { app: "web" },
    ports: [{ name: "http", port: 80, targetPort: 8080 }],
  },
};

const denyAll: Manifest = {
  kind: "AuthorizationPolicy",
  metadata: { name: "deny", namespace: "app" },
  spec: { action: "DENY", rules: [{ from: [{ source: { notPrincipals: ["*"] } }] }] },
};

const WEB = "Kubernetes//Pod/app/web";
const SERVICE = "app/web.app.svc.cluster.local";

/** A ztunnel's pod with its token. */
async function aZtunnel(rig: Rig, node = "n1") {
  const pod = await rig.pod(`ztunnel-${node}`, {
    namespace: SYSTEM_NAMESPACE,
    account: "ztunnel",
    node,
    ip: node === "n1" ? "10.0.0.9" : "10.0.0.10",
    isEnrolled: false,
  });
  return { pod, token: await rig.token(SYSTEM_NAMESPACE, "ztunnel", { pod }) };
}

describe("a proxy on the TLS port", () => {
  test("is told of everything, and then of each change and nothing else", async () => {
    await using rig = await Rig.open();
    await rig.pod("web", { ip: "10.0.0.2", labels: { app: "web" } });
    await rig.create(service);
    const { token } = await aZtunnel(rig);
    const controller = await rig.controller();
    await using proxy = await TestProxy.open({ endpoint: controller.endpoint(token), node: aNode() });

    expect(proxy.addresses).toEqual([WEB, "Kubernetes//Pod/istio-system/ztunnel-n1", SERVICE]);
    expect(proxy.address(WEB)?.workload).toMatchObject({
      name: "web",
      namespace: "app",
      node: "n1",
      serviceAccount: "web",
      tunnelProtocol: 1,
      services: { [SERVICE]: { ports: [{ servicePort: 80, targetPort: 8080 }] } },
    });
    expect(proxy.policies).toEqual([]);

    const before = proxy.updates.length;
    await rig.create(denyAll);
    await soon(() => expect(proxy.policies).toEqual(["app/deny"]));
    expect(proxy.policy("app/deny")?.action).toBe(1);
    await rig.patch(
      { kind: "Pod", namespace: "app", name: "web" },
      { metadata: { labels: { app: "other" } } },
    );
    await soon(() => expect(proxy.address(WEB)?.workload?.services).toEqual({}));
    await rig.delete("AuthorizationPolicy", "app", "deny");
    await soon(() => expect(proxy.policies).toEqual([]));
    await rig.delete("Pod", "app", "web");
    await soon(() => expect(proxy.addresses).not.toContain(WEB));

    const told = proxy.updates
      .slice(before)
      .map(({ resources, removed }) => [
        ...resources.map(({ name }) => `+${name}`),
        ...removed.map((name) => `-${name}`),
      ]);
    expect(told).toEqual([["+app/deny"], [`+${WEB}`], ["-app/deny"], [`-${WEB}`]]);
  });

  test("gets certificates for who runs on its node, which end at the mesh's root", async () => {
    await using rig = await Rig.open();
    await rig.pod("web", { ip: "10.0.0.2" });
    const { token } = await aZtunnel(rig);
    const controller = await rig.controller();
    using client = new CaGrpcClient(controller.endpoint(token), systemClock);
    const identity = { trustDomain: "cluster.local", namespace: "app", serviceAccount: "web" };
    const call = {
      csrPem: createCsr(identity, generateKey()),
      validitySeconds: 3_600,
      impersonatedIdentity: "spiffe://cluster.local/ns/app/sa/web",
    };
    const [leafPem = "", rootPem = "", ...others] = await client.createCertificate(
      call,
      new AbortController().signal,
    );
    const [leaf, root] = [new X509Certificate(leafPem), new X509Certificate(rootPem)];
    expect(others).toEqual([]);
    expect(leaf.subjectAltName).toBe("URI:spiffe://cluster.local/ns/app/sa/web");
    expect(leaf.checkIssued(root) && leaf.verify(root.publicKey)).toBe(true);
    expect(rootPem).toBe(controller.program.roots);
    expect(await controller.get("/metrics")).toContain("citadel_server_success_cert_issuance_count 1");
  });

  test("knows the controller by its certificate, whose names are istiod's", async () => {
    await using rig = await Rig.open();
    const { token } = await aZtunnel(rig);
    const controller = await rig.controller({ env: { ISTIOD_CUSTOM_HOST: "istiod.example.org" } });
    for (const alternativeHostname of [HOST, "istio-pilot.istio-system.svc", "istiod.example.org"]) {
      const endpoint = { ...controller.endpoint(token), alternativeHostname };
      await using proxy = await TestProxy.open({ endpoint, node: aNode() });
      expect(proxy.isConnected).toBe(true);
    }
  });
});

test("a proxy on the plaintext port needs no token", async () => {
  await using rig = await Rig.open();
  await rig.pod("web", { ip: "10.0.0.2" });
  const controller = await rig.controller();
  const endpoint = { url: controller.plaintextUrl, roots: { kind: "system" } } as const;
  await using proxy = await TestProxy.open({ endpoint, node: aNode() });
  expect(proxy.addresses).toEqual([WEB]);
});

test("the roots are in every namespace, also in later ones, and are put back when somebody changes them", async () => {
  await using rig = await Rig.open();
  const controller = await rig.controller();
  const rootIn = async (namespace: string): Promise<unknown> => {
    const { data } = await rig.get("ConfigMap", namespace, "istio-ca-root-cert");
    return Object(data)["root-cert.pem"];
  };
  await soon(async () => expect(await rootIn("default")).toBe(controller.program.roots));
  await rig.create({ kind: "Namespace", metadata: { name: "later" } });
  await soon(async () => expect(await rootIn("later")).toBe(controller.program.roots));
  const configMap = { kind: "ConfigMap", namespace: "later", name: "istio-ca-root-cert" };
  await rig.patch(configMap, { data: { "root-cert.pem": "forged" } });
  await soon(async () => expect(await rootIn("later")).toBe(controller.program.roots));
  await rig.delete("ConfigMap", "default", "istio-ca-root-cert");
  await soon(async () => expect(await rootIn("default")).toBe(controller.program.roots));
});

test("the debug port shows who is connected and what they have taken", async () => {
  await using rig = await Rig.open();
  await rig.pod("web", { ip: "10.0.0.2" });
  const { token } = await aZtunnel(rig);
  const controller = await rig.controller();
  await using proxy = await TestProxy.open({ endpoint: controller.endpoint(token), node: aNode() });
  await soon(async () => {
    const [state] = Object(await controller.json("/debug/syncz"));
    expect(state).toMatchObject({
      cluster_id: "Kubernetes",
      proxy: "ztunnel-n1.istio-system",
      proxy_type: "ztunnel",
    });
    const { sent, acked } = state.resources["type.googleapis.com/istio.workload.Address"];
    expect(sent).toBe(acked);
  });
  expect(await controller.json("/debug/config_dump?proxyID=ztunnel-n1.istio-system")).toMatchObject({
    configs: expect.arrayContaining([
      expect.objectContaining({ workload: expect.objectContaining({ name: "web" }) }),
    ]),
  });
  expect(await controller.get("/metrics")).toContain('pilot_xds{version=""} 1');
  expect(proxy.addresses).toContain(WEB);
});
