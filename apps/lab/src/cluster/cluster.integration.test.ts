// The controllers on a real API server in this process, with a kubelet that runs every pod at once.
import type { KubeObject } from "@ambit/kube";
import { listOf, objectOf, objectsOf, stringOf, valueAt } from "@ambit/kube-objects/json";
import { eventually } from "@ambit/lifecycle/testing";
import { describe, expect, test } from "vitest";
import type { ClusterKind } from "./objects/cluster-kinds.ts";
import { jsonOf } from "./objects/object-meta.ts";
import { decodePod } from "./objects/pod.ts";
import { aCluster, type TestCluster } from "./testing/a-cluster.ts";

const PATIENCE = { timeoutMs: 30_000, intervalMs: 20 };

const aTemplate = (app: string, container: Readonly<Record<string, unknown>> = {}) => ({
  metadata: { labels: { app } },
  spec: { containers: [{ name: "main", image: "ambit/lab-tools", ...container }] },
});
const aSet = (name: string, spec: Readonly<Record<string, unknown>> = {}) => ({
  metadata: { name },
  spec: { selector: { matchLabels: { app: name } }, template: aTemplate(name), ...spec },
});
const statusOf = (object: KubeObject | undefined) =>
  objectOf(jsonOf(object ?? { metadata: { name: "" } })["status"]);
const specOf = (object: KubeObject | undefined) =>
  objectOf(jsonOf(object ?? { metadata: { name: "" } })["spec"]);

async function find(cluster: TestCluster, kind: ClusterKind, name: string): Promise<KubeObject | undefined> {
  return (await cluster.list(kind)).find(({ metadata }) => metadata.name === name);
}

describe("deployments", () => {
  test("are scaled, spread over the nodes, rolled to a new template and cleaned up", async () => {
    await using cluster = await aCluster();
    await cluster.create("deployments", "default", aSet("web", { replicas: 6 }));
    await eventually(async () => {
      expect(statusOf(await find(cluster, "deployments", "web"))).toMatchObject({
        observedGeneration: 1,
        replicas: 6,
        updatedReplicas: 6,
        readyReplicas: 6,
        availableReplicas: 6,
        unavailableReplicas: 0,
      });
    }, PATIENCE);
    const pods = (await cluster.list("pods")).map(decodePod);
    expect(pods.map(({ nodeName }) => nodeName ?? "").toSorted()).toEqual([
      "n1",
      "n1",
      "n1",
      "n2",
      "n2",
      "n2",
    ]);
    const [firstSet] = await cluster.list("replicasets");
    expect(firstSet?.metadata.annotations).toMatchObject({ "deployment.kubernetes.io/revision": "1" });

    // As `kubectl rollout restart` does.
    const restartedAt = { "kubectl.kubernetes.io/restartedAt": "2026-01-01T00:00:00Z" };
    await cluster.patch("deployments", "web", {
      spec: { template: { metadata: { annotations: restartedAt } } },
    });
    await eventually(async () => {
      const status = statusOf(await find(cluster, "deployments", "web"));
      expect(status).toMatchObject({
        observedGeneration: 2,
        replicas: 6,
        updatedReplicas: 6,
        availableReplicas: 6,
      });
      expect(objectsOf(status["conditions"])).toMatchObject([
        { type: "Available", status: "True" },
        { type: "Progressing", status: "True", reason: "NewReplicaSetAvailable" },
      ]);
    }, PATIENCE);
    const replaced = (await cluster.list("pods")).map(decodePod);
    expect(replaced).toHaveLength(6);
    expect(
      replaced.every(({ meta }) => meta.annotations["kubectl.kubernetes.io/restartedAt"] !== undefined),
    ).toBe(true);
    expect(await cluster.list("replicasets")).toHaveLength(2);

    await cluster.patch("deployments", "web", { spec: { replicas: 1 } });
    await eventually(async () => expect(await cluster.list("pods")).toHaveLength(1), PATIENCE);

    const { api } = cluster;
    await api.delete(DEPLOYMENTS, { namespace: "default", name: "web" });
    await eventually(async () => {
      expect(await cluster.list("replicasets")).toEqual([]);
      expect(await cluster.list("pods")).toEqual([]);
    }, PATIENCE);
    expect(cluster.logLines()).toEqual([]);
  });

  const DEPLOYMENTS = { group: "apps", version: "v1", plural: "deployments", isNamespaced: true };

  test("of a hundred pods get exactly these", async () => {
    await using cluster = await aCluster();
    await cluster.create("deployments", "default", aSet("many", { replicas: 100 }));
    await eventually(async () => {
      expect(statusOf(await find(cluster, "deployments", "many"))).toMatchObject({ availableReplicas: 100 });
    }, PATIENCE);
    expect(await cluster.list("pods")).toHaveLength(100);
  });
});

test("a daemon set follows its nodes and surges", async () => {
  await using cluster = await aCluster();
  const updateStrategy = { rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } };
  await cluster.create("daemonsets", "default", aSet("agent", { updateStrategy }));
  const nodesOf = async () =>
    (await cluster.list("pods")).map(decodePod).map(({ nodeName }) => nodeName ?? "");
  await eventually(async () => expect((await nodesOf()).toSorted()).toEqual(["n1", "n2"]), PATIENCE);
  await cluster.kubelet.addNode("n3");
  await eventually(async () => expect((await nodesOf()).toSorted()).toEqual(["n1", "n2", "n3"]), PATIENCE);
  const before = new Set((await cluster.list("pods")).map(({ metadata }) => metadata.uid));
  await cluster.patch("daemonsets", "agent", {
    spec: { template: { metadata: { annotations: { a: "b" } } } },
  });
  await eventually(async () => {
    const pods = await cluster.list("pods");
    expect(pods).toHaveLength(3);
    expect(pods.some(({ metadata }) => before.has(metadata.uid))).toBe(false);
    expect(statusOf(await find(cluster, "daemonsets", "agent"))).toMatchObject({
      desiredNumberScheduled: 3,
      updatedNumberScheduled: 3,
      numberAvailable: 3,
      numberUnavailable: 0,
    });
  }, PATIENCE);
  await cluster.api.delete(
    { group: "", version: "v1", plural: "nodes", isNamespaced: false },
    { name: "n3" },
  );
  await eventually(async () => expect((await nodesOf()).toSorted()).toEqual(["n1", "n2"]), PATIENCE);
});

test("a stateful set's pods come in order, with their names", async () => {
  const order: string[] = [];
  await using cluster = await aCluster({
    statusOf: ({ meta }) => {
      order.push(meta.name);
      return {};
    },
  });
  await cluster.create("statefulsets", "default", aSet("db", { replicas: 3, serviceName: "db" }));
  await eventually(async () => {
    expect(statusOf(await find(cluster, "statefulsets", "db"))).toMatchObject({
      readyReplicas: 3,
      updatedReplicas: 3,
    });
  }, PATIENCE);
  expect([...new Set(order)]).toEqual(["db-0", "db-1", "db-2"]);
  expect(decodePod((await find(cluster, "pods", "db-1")) ?? { metadata: { name: "" } })).toMatchObject({
    hostname: "db-1",
    subdomain: "db",
  });
  await cluster.patch("statefulsets", "db", { spec: { replicas: 1 } });
  await eventually(async () => {
    expect((await cluster.list("pods")).map(({ metadata }) => metadata.name)).toEqual(["db-0"]);
  }, PATIENCE);
});

describe("jobs", () => {
  test("run until enough pods have succeeded", async () => {
    await using cluster = await aCluster({ statusOf: () => ({ phase: "Succeeded" }) });
    const template = aTemplate("sum");
    await cluster.create("jobs", "default", {
      metadata: { name: "sum" },
      spec: { completions: 5, parallelism: 2, template },
    });
    await eventually(async () => {
      const status = statusOf(await find(cluster, "jobs", "sum"));
      expect(status).toMatchObject({ succeeded: 5, active: 0 });
      expect(objectsOf(status["conditions"])).toMatchObject([{ type: "Complete", status: "True" }]);
    }, PATIENCE);
    expect(await cluster.list("pods")).toHaveLength(5);
  });

  test("fail when more pods fail than may", async () => {
    await using cluster = await aCluster({ statusOf: () => ({ phase: "Failed" }) });
    await cluster.create("jobs", "default", {
      metadata: { name: "bad" },
      spec: { backoffLimit: 0, template: aTemplate("bad") },
    });
    await eventually(async () => {
      const status = statusOf(await find(cluster, "jobs", "bad"));
      expect(objectsOf(status["conditions"])).toMatchObject([
        { type: "Failed", reason: "BackoffLimitExceeded" },
      ]);
    }, PATIENCE);
    expect(await cluster.list("pods")).toHaveLength(1);
  });
});

describe("services", () => {
  test("get addresses, families and node ports, and slices of their pods", async () => {
    await using cluster = await aCluster();
    await cluster.create("services", "default", {
      metadata: { name: "web", labels: { team: "a" } },
      spec: {
        type: "NodePort",
        selector: { app: "web" },
        ipFamilyPolicy: "PreferDualStack",
        ports: [{ name: "http", port: 80, targetPort: "http" }],
      },
    });
    const template = aTemplate("web", { ports: [{ name: "http", containerPort: 8080 }] });
    await cluster.create("deployments", "default", aSet("web", { replicas: 2, template }));
    await eventually(async () => {
      const spec = specOf(await find(cluster, "services", "web"));
      expect(spec).toMatchObject({ ipFamilies: ["IPv4", "IPv6"], ipFamilyPolicy: "PreferDualStack" });
      expect(listOf(spec["clusterIPs"]).map(stringOf)).toEqual([
        expect.stringMatching(/^10\.96\./),
        expect.stringMatching(/^fd00:96::/),
      ]);
      expect(valueAt(spec, "ports")).toMatchObject([{ port: 80, nodePort: expect.any(Number) }]);
      const slices = (await cluster.list("endpointslices")).filter(
        ({ metadata }) => metadata.labels?.["kubernetes.io/service-name"] === "web",
      );
      expect(slices.map((slice) => stringOf(jsonOf(slice)["addressType"]) ?? "").toSorted()).toEqual([
        "IPv4",
        "IPv6",
      ]);
      for (const slice of slices) {
        expect(slice.metadata.labels).toMatchObject({ team: "a" });
        expect(slice["ports"]).toEqual([{ name: "http", protocol: "TCP", port: 8080 }]);
        expect(objectsOf(jsonOf(slice)["endpoints"])).toMatchObject([
          { conditions: { ready: true, serving: true, terminating: false }, targetRef: { kind: "Pod" } },
          { conditions: { ready: true } },
        ]);
      }
    }, PATIENCE);
    await cluster.patch("deployments", "web", { spec: { replicas: 0 } });
    await eventually(async () => {
      const slices = (await cluster.list("endpointslices")).filter(
        ({ metadata }) => metadata.labels?.["kubernetes.io/service-name"] === "web",
      );
      expect(slices.flatMap((slice) => objectsOf(jsonOf(slice)["endpoints"]))).toEqual([]);
    }, PATIENCE);
  });

  test("of the cluster itself lead to the API server and to the DNS", async () => {
    await using cluster = await aCluster();
    await eventually(async () => {
      expect(specOf(await find(cluster, "services", "kubernetes"))).toMatchObject({ clusterIP: "10.96.0.1" });
      const [slice] = await cluster.list("endpointslices");
      expect(slice).toMatchObject({
        ports: [{ name: "https", port: 6443 }],
        endpoints: [{ addresses: ["10.0.0.1"] }],
      });
      const [dns] = await cluster.list("services", "kube-system");
      expect(specOf(dns)).toMatchObject({ clusterIP: "10.96.0.10", ports: [{ port: 53 }, { port: 53 }] });
    }, PATIENCE);
  });
});

test("namespaces have the root certificate and their account, and go with everything in them", async () => {
  await using cluster = await aCluster();
  await cluster.create("namespaces", "", { metadata: { name: "shop" } });
  await eventually(async () => {
    const maps = await cluster.list("configmaps", "shop");
    expect(maps).toMatchObject([{ metadata: { name: "kube-root-ca.crt" }, data: { "ca.crt": "PEM" } }]);
    expect(await cluster.api.get(ACCOUNTS, { namespace: "shop", name: "default" })).toBeDefined();
  }, PATIENCE);
  await cluster.create("deployments", "shop", aSet("web", { replicas: 3 }));
  await eventually(async () => expect(await cluster.list("pods", "shop")).toHaveLength(3), PATIENCE);
  await cluster.api.delete(
    { group: "", version: "v1", plural: "namespaces", isNamespaced: false },
    { name: "shop" },
  );
  await eventually(async () => {
    const names = (await cluster.list("namespaces")).map(({ metadata }) => metadata.name);
    expect(names).not.toContain("shop");
    expect(await cluster.list("pods", "shop")).toEqual([]);
  }, PATIENCE);
});

const ACCOUNTS = { group: "", version: "v1", plural: "serviceaccounts", isNamespaced: true };

describe("pods", () => {
  test("that fit nowhere wait and say so, until a node comes that they fit", async () => {
    await using cluster = await aCluster({ nodes: ["n1"] });
    await cluster.create("pods", "default", {
      metadata: { name: "picky" },
      spec: { nodeSelector: { disk: "fast" }, containers: [{ name: "main", image: "x" }] },
    });
    await eventually(async () => {
      const pod = await find(cluster, "pods", "picky");
      expect(objectsOf(statusOf(pod)["conditions"])).toMatchObject([
        { type: "PodScheduled", reason: "Unschedulable" },
      ]);
    }, PATIENCE);
    await cluster.kubelet.addNode("n2", { disk: "fast" });
    await eventually(async () => {
      expect(specOf(await find(cluster, "pods", "picky"))).toMatchObject({ nodeName: "n2" });
    }, PATIENCE);
  });

  test("of a node that is gone are removed, and come elsewhere if a set wants them", async () => {
    await using cluster = await aCluster();
    await cluster.create("deployments", "default", aSet("web", { replicas: 4 }));
    await eventually(async () => {
      expect(statusOf(await find(cluster, "deployments", "web"))).toMatchObject({ availableReplicas: 4 });
    }, PATIENCE);
    await cluster.api.delete(
      { group: "", version: "v1", plural: "nodes", isNamespaced: false },
      { name: "n2" },
    );
    await eventually(async () => {
      const pods = (await cluster.list("pods")).map(decodePod);
      expect(pods.map(({ nodeName }) => nodeName)).toEqual(["n1", "n1", "n1", "n1"]);
      expect(pods.every(({ isReady }) => isReady)).toBe(true);
    }, PATIENCE);
  });
});
