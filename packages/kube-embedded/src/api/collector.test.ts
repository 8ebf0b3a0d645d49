import { finalizersOf, type KubeObject, nameOf, withMetadata } from "@ambit/kube-objects";
import type { JsonObject } from "@ambit/kube-objects/json";
import { DEFINITIONS } from "@ambit/kube-objects/resources";
import { aConfigMap, MESH_POLICY } from "@ambit/kube-objects/testing";
import { describe, expect, test } from "vitest";
import { anApiState, aResource, TEST_TIME, type TestState } from "../testing/an-api-state.ts";
import { PLAIN_WRITE } from "./api-state.ts";
import { Collector } from "./collector.ts";
import { createObject } from "./create.ts";
import { createDefinitions } from "./definitions.ts";
import { type DeleteOptions, deleteObject, PLAIN_DELETE, type Propagation } from "./remove.ts";
import { replaceObject } from "./update.ts";

interface Cluster extends Disposable {
  readonly state: TestState;
  /** Lets the collector do what is to be done; says whether it had asked for it. */
  settle(): boolean;
  map(name: string, metadata?: JsonObject, namespace?: string): KubeObject;
  delete(path: string, name: string, options?: Partial<DeleteOptions>): KubeObject;
  /** Names of the ConfigMaps that are left. */
  names(namespace?: string): readonly string[];
}

function aCluster(state = anApiState()): Cluster {
  let isAwake = false;
  const collector = new Collector(state, () => {
    isAwake = true;
  });
  collector.collect();
  const maps = aResource(state, "v1/configmaps");
  return {
    state,
    settle: () => {
      const asked = isAwake;
      isAwake = false;
      collector.collect();
      return asked;
    },
    map: (name, metadata = {}, namespace = "default") => {
      const object = { ...aConfigMap(name), metadata: { name, ...metadata } };
      return createObject(state, maps, { object, target: { namespace, name: "" } }, PLAIN_WRITE);
    },
    delete: (path, name, options = {}) => {
      const resource = aResource(state, path);
      const target = { namespace: resource.namespaced ? "default" : "", name };
      return deleteObject(state, resource, target, { ...PLAIN_DELETE, ...options }).object;
    },
    names: (namespace = "default") =>
      state.store
        .list("configmaps")
        .filter((object) => object.metadata.namespace === namespace)
        .map(nameOf),
    [Symbol.dispose]: () => collector[Symbol.dispose](),
  };
}

function owned(owner: KubeObject, more: JsonObject = {}): JsonObject {
  const { kind, apiVersion } = owner;
  return {
    ownerReferences: [{ apiVersion, kind, name: nameOf(owner), uid: owner.metadata.uid ?? "", ...more }],
  };
}

describe("owners", () => {
  test("take their dependents along, and those theirs", () => {
    using cluster = aCluster();
    const root = cluster.map("root");
    const child = cluster.map("child", owned(root));
    cluster.map("grandchild", owned(child));
    cluster.map("stranger");
    cluster.settle();
    cluster.delete("v1/configmaps", "root");
    expect(cluster.names()).toContain("child");
    expect(cluster.settle()).toBe(true);
    expect(cluster.names()).toEqual(["stranger"]);
  });

  test("leave a dependent that has another owner, without their name", () => {
    using cluster = aCluster();
    const [first, second] = [cluster.map("first"), cluster.map("second")];
    const references = [first, second].flatMap((owner) => owned(owner).ownerReferences as JsonObject[]);
    cluster.map("child", { ownerReferences: references });
    cluster.delete("v1/configmaps", "first");
    cluster.settle();
    expect(
      cluster.state.store.find("configmaps", "default", "child")?.metadata.ownerReferences,
    ).toMatchObject([{ name: "second" }]);
    cluster.delete("v1/configmaps", "second");
    cluster.settle();
    expect(cluster.names()).toEqual([]);
  });

  test("of another namespace are none, and take a dependent along", () => {
    using cluster = aCluster();
    cluster.map("misled", owned(cluster.map("far", {}, "kube-system")));
    cluster.settle();
    expect(cluster.names()).toEqual([]);
  });

  test("that have gone before take a dependent along that comes after them", () => {
    using cluster = aCluster();
    const owner = cluster.map("owner");
    cluster.delete("v1/configmaps", "owner");
    cluster.map("late", owned(owner));
    cluster.settle();
    expect(cluster.names()).toEqual([]);
  });

  test("that never were are left out of it", () => {
    using cluster = aCluster();
    cluster.map("brought-along", owned(withMetadata(aConfigMap("ghost"), { uid: "nobody" })));
    cluster.settle();
    expect(cluster.names()).toEqual(["brought-along"]);
  });

  test("without a namespace may have dependents in any", () => {
    using cluster = aCluster();
    const namespace = cluster.state.store.find("namespaces", "", "kube-system");
    cluster.map("child", owned(namespace ?? aConfigMap("missing")));
    cluster.settle();
    expect(cluster.names()).toEqual(["child"]);
  });

  test("deleted in the foreground wait for the dependents that block them", () => {
    using cluster = aCluster();
    const owner = cluster.map("owner");
    cluster.map("blocking", { ...owned(owner, { blockOwnerDeletion: true }), finalizers: ["test/hold"] });
    cluster.map("free", owned(owner));
    const waiting = cluster.delete("v1/configmaps", "owner", { propagation: "Foreground" });
    expect(waiting.metadata).toMatchObject({
      deletionTimestamp: TEST_TIME,
      finalizers: ["foregroundDeletion"],
    });
    cluster.settle();
    expect(cluster.names()).toEqual(["blocking", "owner"]);
    release(cluster, "blocking");
    cluster.settle();
    expect(cluster.names()).toEqual([]);
  });

  test("deleted as parents of orphans leave them without a name", () => {
    using cluster = aCluster();
    cluster.map("child", owned(cluster.map("owner")));
    cluster.delete("v1/configmaps", "owner", { propagation: "Orphan" });
    cluster.settle();
    expect(cluster.names()).toEqual(["child"]);
    expect(
      cluster.state.store.find("configmaps", "default", "child")?.metadata.ownerReferences,
    ).toBeUndefined();
  });

  test.each<Propagation>(["Foreground", "Orphan", "Background"])(
    "without dependents go at once (%s)",
    (propagation) => {
      using cluster = aCluster();
      cluster.map("alone");
      cluster.delete("v1/configmaps", "alone", { propagation });
      cluster.settle();
      expect(cluster.names()).toEqual([]);
    },
  );
});

/** Takes the finalizers from a ConfigMap, as the controller would that set them. */
function release({ state }: Cluster, name: string): void {
  const current = state.store.find("configmaps", "default", name);
  if (current === undefined) throw new Error(`${name} is gone`);
  const next = withMetadata(current, { finalizers: undefined });
  replaceObject(state, aResource(state, "v1/configmaps"), { current, next, part: "object" }, PLAIN_WRITE);
}

describe("finalizers", () => {
  test("hold an object, which says that it is to go, until they are taken away", () => {
    using cluster = aCluster();
    cluster.map("held", { finalizers: ["test/hold"] });
    const held = cluster.delete("v1/configmaps", "held");
    expect(held.metadata).toMatchObject({ deletionTimestamp: TEST_TIME, deletionGracePeriodSeconds: 0 });
    expect(cluster.delete("v1/configmaps", "held")).toEqual(held);
    cluster.settle();
    release(cluster, "held");
    expect(cluster.names()).toEqual([]);
  });
});

describe("preconditions of a deletion", () => {
  test.each([
    ["uid", { uid: "other" }],
    ["version", { resourceVersion: "1" }],
  ])("are kept: %s", (_name, options) => {
    using cluster = aCluster();
    cluster.map("a");
    expect(() => cluster.delete("v1/configmaps", "a", options)).toThrow(
      expect.objectContaining({ code: "Conflict" }),
    );
    expect(cluster.names()).toEqual(["a"]);
  });

  test("of a dry run change nothing", () => {
    using cluster = aCluster();
    cluster.map("a", { finalizers: ["x/y"] });
    cluster.delete("v1/configmaps", "a", { dryRun: true });
    expect(
      cluster.state.store.find("configmaps", "default", "a")?.metadata.deletionTimestamp,
    ).toBeUndefined();
  });
});

describe("a namespace", () => {
  const shop = { apiVersion: "v1", kind: "Namespace", metadata: { name: "shop" } };

  function withShop(cluster: Cluster): void {
    const target = { namespace: "", name: "" };
    createObject(
      cluster.state,
      aResource(cluster.state, "v1/namespaces"),
      { object: shop, target },
      PLAIN_WRITE,
    );
    cluster.settle();
  }

  test("has its account, and gets it back", () => {
    using cluster = aCluster();
    withShop(cluster);
    const account = () => cluster.state.store.find("serviceaccounts", "shop", "default");
    const first = account();
    expect(first).toBeDefined();
    deleteObject(
      cluster.state,
      aResource(cluster.state, "v1/serviceaccounts"),
      { namespace: "shop", name: "default" },
      PLAIN_DELETE,
    );
    cluster.settle();
    expect(account()?.metadata.uid).not.toBe(first?.metadata.uid);
  });

  test("goes with everything in it, and takes nothing new meanwhile", () => {
    using cluster = aCluster();
    withShop(cluster);
    cluster.map("a", {}, "shop");
    cluster.map("b", {}, "default");
    const going = cluster.delete("v1/namespaces", "shop");
    expect(going).toMatchObject({
      metadata: { deletionTimestamp: TEST_TIME },
      status: { phase: "Terminating" },
    });
    expect(() => cluster.map("late", {}, "shop")).toThrow(
      expect.objectContaining({
        code: "Forbidden",
        message:
          'configmaps "late" is forbidden: unable to create new content in namespace shop because it is being terminated',
      }),
    );
    cluster.settle();
    expect(cluster.names("shop")).toEqual([]);
    expect(cluster.names("default")).toEqual(["b"]);
    expect(cluster.state.store.find("namespaces", "", "shop")).toBeUndefined();
    expect(cluster.state.store.find("serviceaccounts", "shop", "default")).toBeUndefined();
  });

  test("waits for what is held in it", () => {
    using cluster = aCluster();
    withShop(cluster);
    cluster.map("held", { finalizers: ["x/y"] }, "shop");
    cluster.delete("v1/namespaces", "shop");
    cluster.settle();
    const held = cluster.state.store.find("configmaps", "shop", "held");
    expect(held?.metadata.deletionTimestamp).toBe(TEST_TIME);
    expect(cluster.state.store.find("namespaces", "", "shop")).toBeDefined();
    if (held === undefined) return;
    const next = withMetadata(held, { finalizers: undefined });
    replaceObject(
      cluster.state,
      aResource(cluster.state, "v1/configmaps"),
      { current: held, next, part: "object" },
      PLAIN_WRITE,
    );
    cluster.settle();
    expect(cluster.state.store.find("namespaces", "", "shop")).toBeUndefined();
  });

  test.each(["default", "kube-system", "kube-public"])("named %s stays", (name) => {
    using cluster = aCluster();
    expect(() => cluster.delete("v1/namespaces", name)).toThrow(
      expect.objectContaining({
        code: "Forbidden",
        message: `namespaces "${name}" is forbidden: this namespace may not be deleted`,
      }),
    );
  });
});

describe("a definition", () => {
  test("goes with its objects, and its resource with it", () => {
    const state = anApiState();
    createDefinitions(state, [MESH_POLICY]);
    using cluster = aCluster(state);
    const resource = aResource(state, "mesh.example.com/v1/meshpolicies");
    const object: KubeObject = {
      apiVersion: "mesh.example.com/v1",
      kind: "MeshPolicy",
      metadata: { name: "a" },
    };
    createObject(state, resource, { object, target: { namespace: "default", name: "" } }, PLAIN_WRITE);
    cluster.delete("apiextensions.k8s.io/v1/customresourcedefinitions", "meshpolicies.mesh.example.com");
    expect(finalizersOf(state.store.list(DEFINITIONS)[0] ?? object)).toHaveLength(1);
    cluster.settle();
    expect(state.store.list(DEFINITIONS)).toEqual([]);
    expect(state.store.list("meshpolicies.mesh.example.com")).toEqual([]);
    expect(state.registry.find("mesh.example.com", "v1", "meshpolicies")).toBeUndefined();
  });
});

describe("a pod on a node", () => {
  const pod = {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "p" },
    spec: { nodeName: "n1", terminationGracePeriodSeconds: 5 },
  };

  function withPod(cluster: Cluster): void {
    const target = { namespace: "default", name: "" };
    createObject(cluster.state, aResource(cluster.state, "v1/pods"), { object: pod, target }, PLAIN_WRITE);
  }

  test("goes at once where there is no kubelet", () => {
    using cluster = aCluster();
    withPod(cluster);
    cluster.delete("v1/pods", "p");
    expect(cluster.state.store.find("pods", "default", "p")).toBeUndefined();
  });

  test("waits for its kubelet where there is one", () => {
    using cluster = aCluster(anApiState({ gracefulPodDeletion: true }));
    withPod(cluster);
    expect(cluster.delete("v1/pods", "p").metadata).toMatchObject({
      deletionGracePeriodSeconds: 5,
      deletionTimestamp: "2026-03-01T12:00:05Z",
    });
    cluster.settle();
    expect(cluster.state.store.find("pods", "default", "p")).toBeDefined();
    cluster.delete("v1/pods", "p", { gracePeriodSeconds: 0 });
    expect(cluster.state.store.find("pods", "default", "p")).toBeUndefined();
  });
});

test("what was there before the collector is looked at too", () => {
  const state = anApiState();
  const maps = aResource(state, "v1/configmaps");
  const create = (name: string, metadata: JsonObject, namespace: string): KubeObject => {
    const object = { ...aConfigMap(name), metadata: { name, ...metadata } };
    return createObject(state, maps, { object, target: { namespace, name: "" } }, PLAIN_WRITE);
  };
  create("misled", owned(create("far", {}, "kube-system")), "default");
  using cluster = aCluster(state);
  expect(cluster.names()).toEqual([]);
});
