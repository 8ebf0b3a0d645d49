import type { RenderedObject } from "@ambit/chart";
import type { KubeObject } from "@ambit/kube";
import { describe, expect, test } from "vitest";
import { checkCluster } from "./check-cluster.ts";
import type { ClusterFacts } from "./cluster-facts.ts";
import { detectPlatform } from "./platform.ts";

const OURS = { "app.kubernetes.io/part-of": "ambit", "app.kubernetes.io/managed-by": "ambit" };
const HELMS = { ...OURS, "app.kubernetes.io/managed-by": "Helm" };

interface NodeFields {
  readonly labels?: Readonly<Record<string, string>>;
  readonly nodeInfo?: object;
  readonly ready?: object;
}

function aNode({ labels = {}, nodeInfo = {}, ready = { status: "True" } }: NodeFields = {}): KubeObject {
  const system = { operatingSystem: "linux", architecture: "amd64", kernelVersion: "6.1.0", ...nodeInfo };
  return {
    metadata: { name: "n1", labels },
    status: { nodeInfo: system, conditions: [{ type: "Ready", ...ready }] },
  };
}

function anObject(namespace: string, name: string, fields: object = {}, labels: object = {}): KubeObject {
  return { metadata: { namespace, name, labels: { ...labels } }, ...fields };
}

const GATEWAY_API = anObject("", "gateways.gateway.networking.k8s.io");
const AMBIENT: KubeObject = { metadata: { name: "shop", labels: { "istio.io/dataplane-mode": "ambient" } } };

/** Whatever is not well, as `level subject: message`. */
function findings(
  changes: Partial<ClusterFacts>,
  objects: readonly RenderedObject[] = [],
): readonly string[] {
  const facts: ClusterFacts = {
    version: "v1.34.0",
    namespace: "istio-system",
    missingRights: [],
    nodes: [aNode()],
    namespaces: [],
    daemonSets: [],
    deployments: [],
    pods: [],
    definitions: [GATEWAY_API],
    networkPolicies: [],
    ciliumConfig: undefined,
    ...changes,
  };
  const found = checkCluster(facts, objects);
  for (const { level, fix } of found) expect(fix === "").toBe(level === "ok" || level === "note");
  return found
    .filter(({ level }) => level !== "ok")
    .map(({ level, subject, message }) => `${level} ${subject}: ${message}`);
}

const rendered = (kind: string, name: string, fields: object = {}): RenderedObject => ({
  apiVersion: "v1",
  kind,
  metadata: { name },
  ...fields,
});

test("a cluster like most is well", () => {
  expect(findings({})).toEqual([]);
});

describe("what keeps the mesh out is refused", () => {
  test.each<[string, Partial<ClusterFacts>, string]>([
    ["an old version", { version: "v1.29.3+x" }, "refused Kubernetes: v1.29.3+x is too old"],
    [
      "missing rights",
      {
        missingRights: [
          { verb: "create", group: "apps", plural: "daemonsets" },
          { verb: "get", group: "", plural: "pods" },
        ],
      },
      "refused access: not allowed: create daemonsets.apps, get pods",
    ],
    [
      "another ztunnel",
      { daemonSets: [anObject("kube-system", "ztunnel")] },
      "refused other meshes: the node proxy of another mesh is there: DaemonSet kube-system/ztunnel",
    ],
    [
      "a release of helm",
      { daemonSets: [anObject("istio-system", "istio-cni-node", {}, HELMS)] },
      "refused other meshes: helm has installed istio-system/istio-cni-node",
    ],
    [
      "a namespace for harmless pods only",
      {
        namespaces: [
          {
            metadata: {
              name: "istio-system",
              labels: { "pod-security.kubernetes.io/enforce": "restricted" },
            },
          },
        ],
      },
      "refused namespace istio-system: its pod security level is restricted, which refuses the node agent",
    ],
    [
      "a node without a network",
      {
        nodes: [
          aNode({
            ready: { status: "False", reason: "KubeletNotReady", message: "cni plugin not initialized" },
          }),
        ],
      },
      "refused node n1: it has no CNI configuration to chain to (cni plugin not initialized)",
    ],
    [
      "an old kernel",
      { nodes: [aNode({ nodeInfo: { kernelVersion: "3.10.0-1160" } })] },
      "refused node n1: its kernel 3.10.0-1160 is too old",
    ],
    [
      "another processor",
      { nodes: [aNode({ nodeInfo: { architecture: "s390x" } })] },
      "refused node n1: there are no images for s390x",
    ],
    [
      "Cilium that wants to be alone",
      { ciliumConfig: anObject("kube-system", "cilium-config", { data: { "cni-exclusive": "true" } }) },
      "refused Cilium: it takes the plugins of others out of its CNI configuration (cni-exclusive)",
    ],
  ])("%s", (_name, facts, finding) => {
    expect(findings(facts)).toEqual([finding]);
  });

  test("a control plane that has the name and the place of ours", () => {
    const istiod = anObject("istio-system", "istiod", {}, { app: "istiod" });
    const ours = [rendered("Deployment", "istiod")];
    expect(findings({ deployments: [istiod] }, ours)).toEqual([
      "refused other meshes: another control plane is there: Deployment istio-system/istiod",
    ]);
    expect(
      findings({ deployments: [{ ...istiod, metadata: { ...istiod.metadata, namespace: "other" } }] }, ours),
    ).toEqual(["warning other meshes: another control plane is there: Deployment other/istiod"]);
  });

  test("ports of nodes that others have, where the agent shares the node's network", () => {
    const spec = { hostNetwork: true, containers: [{ ports: [{ containerPort: 8000 }] }] };
    const agent = rendered("DaemonSet", "istio-cni-node", { spec: { template: { spec } } });
    const pods = [anObject("app", "web", { spec }), anObject("istio-system", "istio-cni-node-x", { spec })];
    expect(findings({ pods }, [agent])).toEqual([
      "refused DaemonSet istio-cni-node: its ports on the nodes are taken by app/web",
    ]);
    expect(findings({ pods }, [rendered("DaemonSet", "istio-cni-node")])).toEqual([]);
  });
});

describe("what will surprise is a warning", () => {
  const aMember = anObject("shop", "web", { spec: { containers: [{ ports: [{ containerPort: 15_008 }] }] } });

  test("a pod of the mesh on the mesh's ports", () => {
    expect(findings({ namespaces: [AMBIENT], pods: [aMember] })).toEqual([
      "warning ports: pods of enrolled namespaces use ports of the mesh themselves: shop/web",
    ]);
    expect(findings({ pods: [aMember] })).toEqual([]);
  });

  test("a NetworkPolicy that keeps the mesh's port closed", () => {
    const policy = anObject("shop", "only-web", {
      spec: {
        podSelector: {},
        policyTypes: ["Ingress"],
        ingress: [{ ports: [{ port: 80, protocol: "TCP" }] }],
      },
    });
    const pods = [anObject("shop", "web")];
    const [finding = ""] = findings({ namespaces: [AMBIENT], pods, networkPolicies: [policy] });
    expect(finding).toMatch(/^warning NetworkPolicy shop\/only-web: leaves out 15008\/TCP/);
    expect(findings({ pods, networkPolicies: [policy] })).toEqual([]);
  });

  test("Cilium that hides services", () => {
    const data = { "kube-proxy-replacement": "true" };
    const [finding = ""] = findings({ ciliumConfig: anObject("kube-system", "cilium-config", { data }) });
    expect(finding).toMatch(/^warning Cilium: it turns addresses of services/);
  });

  test("a node that is not ready, no node at all", () => {
    const [finding] = findings({
      nodes: [aNode({ ready: { status: "Unknown", message: "stopped posting" } })],
    });
    expect(finding).toBe("warning node n1: not ready: stopped posting");
    expect(findings({ nodes: [] })).toEqual(["warning nodes: there is none"]);
  });
});

test("what is worth knowing is a note: Windows, no Gateway API", () => {
  expect(findings({ definitions: [], nodes: [aNode({ nodeInfo: { operatingSystem: "windows" } })] })).toEqual(
    [
      "note node n1: Windows: its pods stay outside of the mesh",
      "note Gateway API: not installed: waypoints need it, everything else works without",
    ],
  );
});

test("our own objects are no conflict", () => {
  expect(findings({ daemonSets: [anObject("istio-system", "ztunnel", {}, OURS)] })).toEqual([]);
});

test.each<[string | undefined, KubeObject]>([
  ["gke", aNode({ labels: { "cloud.google.com/gke-nodepool": "p" } })],
  ["k3s", aNode({ nodeInfo: { kubeletVersion: "v1.34.1+k3s1" } })],
  ["minikube", aNode({ labels: { "minikube.k8s.io/name": "m" } })],
  ["microk8s", aNode({ labels: { "microk8s.io/cluster": "true" } })],
  ["openshift", aNode({ labels: { "node.openshift.io/os_id": "rhcos" } })],
  [undefined, aNode({ nodeInfo: { kubeletVersion: "v1.34.1" } })],
])("platform %s is seen by what a node says", (platform, node) => {
  expect(detectPlatform([node])).toBe(platform);
});

test("k3d is k3s in containers", () => {
  const node = aNode({ nodeInfo: { kubeletVersion: "v1.34.1+k3s1" } });
  expect(detectPlatform([{ ...node, metadata: { name: "k3d-server-0" } }])).toBe("k3d");
  expect(detectPlatform([])).toBeUndefined();
});
