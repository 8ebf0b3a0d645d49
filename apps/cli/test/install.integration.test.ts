// `ambit install`, `check`, `upgrade` and `uninstall` against the embedded API server, with nodes that are played.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { decodeChart, renderChart } from "@ambit/chart";
import { type KubeObject, type KubeResource, openKubeClient } from "@ambit/kube";
import { FakeKube } from "@ambit/kube/testing";
import { anApiServer } from "@ambit/kube-embedded/testing";
import { BUILTIN_RESOURCES } from "@ambit/kube-objects/resources";
import { expect, test } from "vitest";
import { runCli } from "../src/app.ts";
import { Cluster, RESOURCES } from "../src/cluster/cluster.ts";
import { refOf } from "../src/install/mesh-objects.ts";
import { aHost, CHART_FOLDER } from "../src/testing/a-host.ts";
import { FakeNodes } from "./fake-nodes.ts";

/** Time is the test's, but not that of the limit for requests. */
const UNBOUND = { rate: { perSecond: 1_000_000, burst: 1_000_000 } };
/** Definitions are many, and only some tests are about them. */
const INSTALL = ["install", "--set", "crds.enabled=false"] as const;
const SYSTEM = { namespace: "istio-system" };

/** Two nodes, an enrolled pod, and no mesh. Time goes on when the command waits, and with it the nodes. */
async function aCluster() {
  const folder = await mkdtemp(join(tmpdir(), "ambit-install-"));
  // Every object has a moment of its own.
  let serverMs = Date.parse("2026-01-01T00:00:00Z");
  const server = await anApiServer({ definitions: [], nowMs: () => (serverMs += 1000) });
  const kubeconfig = join(folder, "kubeconfig");
  await writeFile(kubeconfig, server.kubeconfig);
  const client = await openKubeClient({ kind: "kubeconfig", path: kubeconfig }, UNBOUND);
  let nowMs = 1_000_000;
  const nodes = new FakeNodes({ api: client, nodes: ["n1", "n2"], nowMs: () => nowMs });
  for (const name of ["n1", "n2"]) {
    const status = {
      nodeInfo: { operatingSystem: "linux", architecture: "amd64", kernelVersion: "6.1.0" },
      conditions: [{ type: "Ready", status: "True" }],
    };
    await client.create(RESOURCES.nodes, undefined, { apiVersion: "v1", kind: "Node", metadata: { name } });
    await client.patch(
      RESOURCES.nodes,
      { name },
      { kind: "merge", body: { status } },
      { subresource: "status" },
    );
  }
  const labels = { "istio.io/dataplane-mode": "ambient" };
  await client.create(RESOURCES.namespaces, undefined, {
    apiVersion: "v1",
    kind: "Namespace",
    metadata: { name: "shop", labels },
  });
  await client.create(RESOURCES.pods, "shop", {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "web" },
    spec: { nodeName: "n1", containers: [{ name: "c", image: "x" }] },
  });
  const ready = {
    phase: "Running",
    podIPs: [{ ip: "10.0.0.1" }],
    conditions: [{ type: "Ready", status: "True" }],
  };
  const web = { namespace: "shop", name: "web" };
  await client.patch(
    RESOURCES.pods,
    web,
    { kind: "merge", body: { status: ready } },
    { subresource: "status" },
  );
  const run = async (...args: readonly string[]) => {
    const host = aHost({
      nowMs: () => nowMs,
      sleep: async (ms) => {
        // Fewer looks than there are seconds.
        nowMs += 5 * ms;
        await nodes.step();
      },
      openCluster: async (source) => {
        const api = await openKubeClient(source, UNBOUND);
        return new Cluster(api, () => Promise.reject(new Error("no ports")));
      },
    });
    const code = await runCli([...args, "--kubeconfig", kubeconfig], host);
    return { code, output: host.output, errors: host.errors };
  };
  return {
    client,
    nodes,
    run,
    [Symbol.asyncDispose]: async () => {
      client[Symbol.dispose]();
      await server.close();
      await rm(folder, { recursive: true });
    },
  };
}

type TestCluster = Awaited<ReturnType<typeof aCluster>>;

/** Everything that is stored, by kind and name. */
async function contents({ client }: TestCluster): Promise<readonly string[]> {
  const found: string[] = [];
  for (const { group, version, plural, namespaced } of BUILTIN_RESOURCES) {
    if (plural === "events") continue;
    const { items } = await client.list({ group, version, plural, isNamespaced: namespaced }, {});
    found.push(...items.map(({ metadata }) => `${plural} ${metadata.namespace ?? ""}/${metadata.name}`));
  }
  return found.sort();
}

function find({ client }: TestCluster, resource: KubeResource, name: string): Promise<KubeObject> {
  return client.get(resource, resource.isNamespaced ? { ...SYSTEM, name } : { name });
}

test("install ends with a mesh as the chart has it, in an order that works, and with the answer who is encrypted", async () => {
  await using cluster = await aCluster();
  const { code, output, errors } = await cluster.run("install");
  expect({ code, errors }).toEqual({ code: 0, errors: "" });
  expect(output).toContain("ok       Kubernetes: ");
  expect(output).toContain("cni            [####################] 2/2\n");
  expect(output).toMatch(/shop +web +n1 +yes/);
  expect(output).toContain("1 of 1 pods of 1 namespace encrypted");
  const release = {
    name: "ambit",
    namespace: "istio-system",
    service: "ambit",
    kubeVersion: "1.36.0",
    isUpgrade: false,
  };
  const { objects } = renderChart(decodeChart(aHost().readFolder(CHART_FOLDER)), new Map(), release);
  const versions: [string, number][] = [];
  for (const object of objects) {
    const { resource, name } = refOf(object, objects);
    const stored = await cluster.client.get(resource, name);
    expect(stored).toMatchObject(object);
    versions.push([object.kind, Date.parse(stored.metadata.creationTimestamp ?? "")]);
  }
  const earliest = (kind: string): number =>
    Math.min(...versions.filter(([one]) => one === kind).map(([, time]) => time));
  const latest = (kind: string): number =>
    Math.max(...versions.filter(([one]) => one === kind).map(([, time]) => time));
  const order = [
    "CustomResourceDefinition",
    "ServiceAccount",
    "ConfigMap",
    "Deployment",
    "DaemonSet",
    "ValidatingWebhookConfiguration",
  ];
  for (const [index, kind] of order.slice(1).entries()) {
    expect(latest(order[index] ?? ""), kind).toBeLessThanOrEqual(earliest(kind));
  }
});

test("what cannot go well is refused before anything is changed", async () => {
  await using cluster = await aCluster();
  const other = {
    apiVersion: "apps/v1",
    kind: "DaemonSet",
    metadata: { name: "ztunnel" },
    spec: { selector: {} },
  };
  await cluster.client.create(RESOURCES.daemonsets, "kube-system", other);
  const before = await contents(cluster);
  const { code, output, errors } = await cluster.run("install");
  expect(code).toBe(1);
  expect(output).toContain(
    "refused  other meshes: the node proxy of another mesh is there: DaemonSet kube-system/ztunnel",
  );
  expect(output).toContain("fix: ");
  expect(errors).toMatch(/checks refuse; nothing was changed/);
  expect(await contents(cluster)).toEqual(before);
});

test("a right that is missing is named, and nothing else is asked of who has all", async () => {
  const kube = new FakeKube();
  kube.isAllowed = ({ verb, plural }) => verb !== "*" && !(verb === "create" && plural === "clusterroles");
  const openCluster = () => {
    const api = Object.assign(kube, { [Symbol.dispose]: () => undefined });
    return Promise.resolve(new Cluster(api, () => Promise.reject(new Error("no ports"))));
  };
  const host = aHost({ openCluster });
  expect(await runCli(["check", "--kubeconfig", "k"], host)).toBe(1);
  expect(host.output).toContain(
    "refused  access: not allowed: create clusterroles.rbac.authorization.k8s.io\n",
  );
  kube.isAllowed = () => true;
  kube.requests.length = 0;
  await runCli(["check", "--kubeconfig", "k"], aHost({ openCluster }));
  expect(kube.requests.filter(({ verb }) => verb === "review")).toHaveLength(1);
});

test("what is stuck says why, and can be gone on with", async () => {
  await using cluster = await aCluster();
  cluster.nodes.isGood = (image) => !image.includes("/ztunnel:");
  const stuck = await cluster.run(...INSTALL);
  expect(stuck.code).toBe(1);
  expect(stuck.errors).toMatch(
    /ztunnel: pod ztunnel-\S+ on node n1: ImagePullBackOff: ambit.local\/ztunnel:0.1.0 is not there/,
  );
  expect((await cluster.run("upgrade")).code).toBe(1);
  cluster.nodes.isGood = () => true;
  for (const pod of (await cluster.client.list(RESOURCES.pods, { labelSelector: "app=ztunnel" })).items) {
    await cluster.client.delete(RESOURCES.pods, pod.metadata, { gracePeriodSeconds: 0 });
  }
  expect(await cluster.run(...INSTALL)).toMatchObject({ code: 0, errors: "" });
  expect((await cluster.run("install")).errors).toContain("use ambit upgrade");
});

test("upgrade changes node after node, keeps the values, and takes away what is no longer part of it", async () => {
  await using cluster = await aCluster();
  await cluster.run(
    "install",
    "--set",
    "crds.enabled=false,cni.ambient.ipv6=false,global.networkPolicy.enabled=true",
  );
  const { code, output, errors } = await cluster.run(
    "upgrade",
    "--set",
    "global.tag=2.0,global.networkPolicy.enabled=false",
  );
  expect({ code, errors }).toEqual({ code: 0, errors: "" });
  // Agent, then proxy.
  expect(cluster.nodes.changedOver).toEqual(["n1", "n2", "n1", "n2"]);
  expect(output).toContain("removed: NetworkPolicy istio-system/ztunnel");
  const ztunnel = await find(cluster, RESOURCES.daemonsets, "ztunnel");
  expect(JSON.stringify(ztunnel["spec"])).toContain("ambit.local/ztunnel:2.0");
  expect(ztunnel["spec"]).not.toHaveProperty("minReadySeconds");
  const settings = await find(cluster, RESOURCES.configMaps, "istio-cni-config");
  expect(settings["data"]).toMatchObject({ AMBIENT_IPV6: "false" });
});

test("upgrade goes back by itself when a node's new proxy does not start, and no node loses its old one", async () => {
  await using cluster = await aCluster();
  await cluster.run(...INSTALL);
  cluster.nodes.isGood = (image) => image !== "ambit.local/ztunnel:2.0";
  const { code, output, errors } = await cluster.run("upgrade", "--set", "global.tag=2.0");
  expect(code).toBe(1);
  expect(output).toContain("going back to 0.1.0");
  expect(errors).toContain("the upgrade failed and 0.1.0 is back: ztunnel: pod ztunnel-n1");
  const pods = (await cluster.client.list(RESOURCES.pods, { labelSelector: "app=ztunnel" })).items;
  expect(pods.map((pod) => JSON.stringify(pod["spec"]).match(/ztunnel:[\d.]+/)?.[0])).toEqual([
    "ztunnel:0.1.0",
    "ztunnel:0.1.0",
  ]);
  expect(await cluster.run("check")).toMatchObject({ code: 0 });
});

test("upgrade goes back when pods that were encrypted are so no more, and holds the other nodes meanwhile", async () => {
  await using cluster = await aCluster();
  await cluster.run(...INSTALL);
  cluster.nodes.canEnrol = () =>
    cluster.nodes.changedOver.length === 0 || cluster.nodes.changedOver.length > 2;
  const { code, errors } = await cluster.run("upgrade", "--set", "cni.env.NEW=1");
  expect(code).toBe(1);
  expect(errors).toContain("health gate: pod shop/web on node n1 is encrypted no more");
  expect(cluster.nodes.changedOver[0]).toBe("n1");
});

test("uninstall takes pods out of the mesh first, and leaves nothing", async () => {
  await using cluster = await aCluster();
  const before = await contents(cluster);
  await cluster.run("install");
  for (const [resource, apiVersion, kind, name] of [
    [RESOURCES.secrets, "v1", "Secret", "istio-ca-secret"],
    [RESOURCES.leases, "coordination.k8s.io/v1", "Lease", "istio-status-leader"],
  ] as const) {
    await cluster.client.create(resource, "istio-system", { apiVersion, kind, metadata: { name } });
  }
  const { code, output, errors } = await cluster.run("uninstall");
  expect({ code, errors }).toEqual({ code: 0, errors: "" });
  expect(output).toContain(
    "namespace shop has left; back with: kubectl label namespace shop istio.io/dataplane-mode=ambient",
  );
  expect(output).toContain("nothing of the mesh is left");
  expect(await contents(cluster)).toEqual(before);
  const web = await cluster.client.get(RESOURCES.pods, { namespace: "shop", name: "web" });
  expect(web.metadata.annotations ?? {}).not.toHaveProperty("ambient.istio.io/redirection");
  expect((await cluster.run("uninstall")).errors).toContain("ambit has installed nothing");
});

test("uninstall keeps definitions that have objects, unless it is told to purge", async () => {
  await using cluster = await aCluster();
  await cluster.run("install");
  const policies = {
    group: "security.istio.io",
    version: "v1",
    plural: "peerauthentications",
    isNamespaced: true,
  };
  const policy = {
    apiVersion: "security.istio.io/v1",
    kind: "PeerAuthentication",
    metadata: { name: "strict" },
    spec: {},
  };
  await cluster.client.create(policies, "shop", policy);
  const { output } = await cluster.run("uninstall");
  expect(output).toContain(
    "peerauthentications.security.istio.io stays: 1 objects; --purge removes them with it",
  );
  expect((await cluster.client.list(RESOURCES.definitions, {})).items).toHaveLength(1);
  expect(await cluster.run("install")).toMatchObject({ code: 0 });
  expect(await cluster.run("uninstall", "--purge")).toMatchObject({ code: 0 });
  expect((await cluster.client.list(RESOURCES.definitions, {})).items).toEqual([]);
});

test("check tells what is missing, and install what it would apply", async () => {
  await using cluster = await aCluster();
  expect(await cluster.run("check")).toMatchObject({ code: 0 });
  await cluster.run(...INSTALL);
  await cluster.client.delete(RESOURCES.configMaps, { ...SYSTEM, name: "istio-cni-config" });
  const { code, output } = await cluster.run("check");
  expect(code).toBe(1);
  expect(output).toContain("refused  configuration: ConfigMap istio-system/istio-cni-config is missing");
  const dry = await cluster.run("install", "--dry-run", "--set", "crds.enabled=false");
  expect(dry.output.match(/^kind: DaemonSet$/gm)).toHaveLength(2);
  expect((await cluster.run("install", "--set", "nonsense")).code).toBe(64);
});
