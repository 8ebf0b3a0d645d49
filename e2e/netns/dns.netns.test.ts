/** Names that pods look up with their own resolver: the mesh's from ztunnel, in the pod's namespace, all others as before. */
import { eventually } from "@ambit/lifecycle/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { AMBIENT, idlePod, NOT_AMBIENT, namespaceObject } from "../enrolment/workloads.ts";
import { describeNetns } from "../src/describe-netns.ts";
import { Lab } from "../src/lab.ts";
import type { LabPod } from "../src/lab-pod.ts";
import type { MeshObject } from "../src/mesh-objects.ts";

const ADDRESS = "240.240.7.7";
const WILD_ADDRESS = "240.240.7.8";
const RECOVERY = { timeoutMs: 15_000, intervalMs: 100 };

/** A host that no name server knows, only the mesh. */
function entry(namespace: string, name: string, host: string, address: string): MeshObject {
  return {
    apiVersion: "networking.istio.io/v1",
    kind: "ServiceEntry",
    metadata: { name, namespace },
    spec: {
      hosts: [host],
      addresses: [address],
      ports: [{ number: 80, name: "http", protocol: "TCP" }],
      resolution: "STATIC",
      location: "MESH_INTERNAL",
      endpoints: [],
    },
  };
}

/** Own DNS stays as it is for a pod that says so. */
function withoutCapture(pod: MeshObject): MeshObject {
  return { ...pod, metadata: { ...pod.metadata, annotations: { "ambient.istio.io/dns-capture": "false" } } };
}

describeNetns("DNS of pods in the mesh", () => {
  let lab: Lab;

  beforeAll(async () => {
    lab = await Lab.up({ name: "dns", nodes: 1 });
    await lab.apply(
      namespaceObject("hosts", false),
      entry("hosts", "api", "api.mesh.test", ADDRESS),
      entry("hosts", "wild", "*.wild.test", WILD_ADDRESS),
    );
  });
  afterAll(async () => {
    await lab?.[Symbol.asyncDispose]();
  });

  /** An ambient namespace of its own with these pods, enrolled. */
  async function openPods(namespace: string, ...pods: readonly MeshObject[]): Promise<readonly LabPod[]> {
    await lab.apply(namespaceObject(namespace, true), ...pods);
    await lab.untilReady(namespace, pods.length);
    await lab.untilEnrolled(namespace);
    return await Promise.all(pods.map(({ metadata }) => lab.pod(namespace, metadata.name)));
  }

  const until = (pod: LabPod, name: string, expected: readonly string[]): Promise<void> =>
    eventually(async () => expect(await pod.resolve(name)).toEqual(expected), RECOVERY);

  test("is the mesh's for names that it knows, also for hosts that nobody else does", async () => {
    const shape = { namespace: "captured", name: "client" };
    const service: MeshObject = {
      apiVersion: "v1",
      kind: "Service",
      metadata: { name: "headless", namespace: "captured" },
      spec: { clusterIP: "None", selector: { app: "client" }, ports: [{ name: "tcp", port: 80 }] },
    };
    const [client] = await openPods("captured", idlePod(shape));
    if (client === undefined) throw new Error("there is no pod");
    await lab.apply(service);
    await until(client, "api.mesh.test", [ADDRESS]);
    // As it is, and with what the pod's search list makes of it.
    await until(client, "api.mesh.test.", [ADDRESS]);
    await until(client, "any.thing.wild.test", [WILD_ADDRESS]);
    await until(client, "headless", [client.ip]);
    await until(client, "headless.captured.svc.cluster.local", [client.ip]);
    expect(await client.resolve("kubernetes.default.svc")).toHaveLength(1);
    expect(await client.resolve("nosuch.captured.svc.cluster.local")).toEqual([]);
  });

  test("is the cluster's for a pod that says so, and again for one that has left", async () => {
    const [apart, leaving] = await openPods(
      "apart",
      withoutCapture(idlePod({ namespace: "apart", name: "apart" })),
      idlePod({ namespace: "apart", name: "leaving" }),
    );
    if (apart === undefined || leaving === undefined) throw new Error("a pod is missing");
    await until(leaving, "api.mesh.test", [ADDRESS]);
    expect(await apart.resolve("api.mesh.test")).toEqual([]);
    expect(await apart.resolve("kubernetes.default.svc.cluster.local")).toHaveLength(1);
    await lab.label("apart", NOT_AMBIENT);
    await lab.untilEnrolled("apart", false);
    await until(leaving, "api.mesh.test", []);
    expect(await leaving.resolve("kubernetes.default.svc.cluster.local")).toHaveLength(1);
    await lab.label("apart", AMBIENT);
    await lab.untilEnrolled("apart");
    await until(leaving, "api.mesh.test", [ADDRESS]);
  });
});
