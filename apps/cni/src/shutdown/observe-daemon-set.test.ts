import { KubeError, type KubeErrorCode, type KubeResource } from "@ambit/kube";
import { FakeKube } from "@ambit/kube/testing";
import { describe, expect, test } from "vitest";
import { observeDaemonSet } from "./observe-daemon-set.ts";

const DAEMON_SETS: KubeResource = { group: "apps", version: "v1", plural: "daemonsets", isNamespaced: true };
const NODES: KubeResource = { group: "", version: "v1", plural: "nodes", isNamespaced: false };
const OPTIONS = { namespace: "istio-system", nodeName: "n1", hasOwnedConfig: false };

interface Requirement {
  readonly key: string;
  readonly operator: string;
  readonly values?: readonly string[];
}

function aDaemonSet(nodeSelectorTerms?: readonly unknown[], metadata: Record<string, unknown> = {}) {
  const required = nodeSelectorTerms && {
    affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms } } },
  };
  return {
    apiVersion: "apps/v1",
    kind: "DaemonSet",
    metadata: { name: "istio-cni-node", namespace: "istio-system", ...metadata },
    spec: { template: { spec: { ...required } } },
  };
}

function aCluster(nodeSelectorTerms?: readonly unknown[], labels: Record<string, string> = {}): FakeKube {
  const kube = new FakeKube();
  kube.put(DAEMON_SETS, aDaemonSet(nodeSelectorTerms));
  kube.put(NODES, { apiVersion: "v1", kind: "Node", metadata: { name: "n1", labels } });
  return kube;
}

test("a DaemonSet without affinity is on every node", async () => {
  expect(await observeDaemonSet(aCluster(), OPTIONS)).toEqual({
    kind: "found",
    isDeleting: false,
    selectsNode: true,
  });
});

test("one that is being deleted says so", async () => {
  const kube = new FakeKube();
  kube.put(
    DAEMON_SETS,
    aDaemonSet(undefined, { deletionTimestamp: "2026-01-01T00:00:00Z", finalizers: ["a"] }),
  );
  expect(await observeDaemonSet(kube, OPTIONS)).toMatchObject({ kind: "found", isDeleting: true });
});

describe("required node affinity", () => {
  test.each<[string, readonly Requirement[], Record<string, string>, boolean]>([
    ["In, one of them", [{ key: "os", operator: "In", values: ["linux", "plan9"] }], { os: "linux" }, true],
    ["In, none of them", [{ key: "os", operator: "In", values: ["plan9"] }], { os: "linux" }, false],
    ["In, no label", [{ key: "os", operator: "In", values: ["linux"] }], {}, false],
    ["NotIn, one of them", [{ key: "os", operator: "NotIn", values: ["linux"] }], { os: "linux" }, false],
    ["NotIn, no label", [{ key: "os", operator: "NotIn", values: ["linux"] }], {}, true],
    ["Exists", [{ key: "os", operator: "Exists" }], { os: "" }, true],
    ["Exists, inherited name", [{ key: "constructor", operator: "Exists" }], {}, false],
    ["DoesNotExist", [{ key: "os", operator: "DoesNotExist" }], { os: "" }, false],
    ["Gt", [{ key: "n", operator: "Gt", values: ["9"] }], { n: "10" }, true],
    ["Gt, equal", [{ key: "n", operator: "Gt", values: ["9"] }], { n: "9" }, false],
    ["Lt", [{ key: "n", operator: "Lt", values: ["9"] }], { n: "-1" }, true],
    ["Lt, no number", [{ key: "n", operator: "Lt", values: ["9"] }], { n: "x" }, false],
    ["unknown operator", [{ key: "n", operator: "Near", values: ["9"] }], { n: "9" }, false],
    [
      "all of several",
      [
        { key: "a", operator: "Exists" },
        { key: "b", operator: "Exists" },
      ],
      { a: "" },
      false,
    ],
    ["a term without requirements", [], {}, false],
  ])("%s", async (_, matchExpressions, labels, selectsNode) => {
    expect(await observeDaemonSet(aCluster([{ matchExpressions }], labels), OPTIONS)).toMatchObject({
      selectsNode,
    });
  });

  test("one matching term is enough, also by the node's name", async () => {
    const terms = [
      { matchExpressions: [{ key: "a", operator: "Exists" }] },
      { matchFields: [{ key: "metadata.name", operator: "In", values: ["n1"] }] },
    ];
    expect(await observeDaemonSet(aCluster(terms), OPTIONS)).toMatchObject({ selectsNode: true });
  });

  test("a node that has left the cluster is not selected", async () => {
    const kube = new FakeKube();
    kube.put(DAEMON_SETS, aDaemonSet([{ matchExpressions: [{ key: "a", operator: "DoesNotExist" }] }]));
    expect(await observeDaemonSet(kube, OPTIONS)).toMatchObject({ kind: "found", selectsNode: false });
  });
});

describe("errors", () => {
  test.each<[KubeErrorCode, string]>([
    ["not-found", "not-found"],
    ["unauthorized", "unauthorized"],
    ["forbidden", "unknown"],
    ["unreachable", "unknown"],
    ["timeout", "unknown"],
  ])("%s is %s", async (code, kind) => {
    const kube = aCluster();
    kube.onRequest = () => {
      throw new KubeError(code, "no");
    };
    expect(await observeDaemonSet(kube, OPTIONS)).toMatchObject({ kind });
    expect(kube.requests).toHaveLength(1);
  });

  test("with an owned configuration a question that failed is asked twice more", async () => {
    const kube = aCluster();
    kube.onRequest = () => {
      if (kube.requests.length < 3) throw new KubeError("timeout", "no");
    };
    const options = { ...OPTIONS, hasOwnedConfig: true };
    expect(await observeDaemonSet(kube, options)).toMatchObject({ kind: "found" });
    kube.onRequest = () => {
      throw new KubeError("timeout", "no");
    };
    const before = kube.requests.length;
    expect(await observeDaemonSet(kube, options)).toMatchObject({ kind: "unknown" });
    expect(kube.requests.length - before).toBe(3);
  });
});
