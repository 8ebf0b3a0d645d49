import type { KubeObject } from "@ambit/kube-objects";
import { type JsonObject, objectOf } from "@ambit/kube-objects/json";
import { aConfigMap } from "@ambit/kube-objects/testing";
import { describe, expect, test } from "vitest";
import { anApiState, aResource, TEST_TIME } from "../testing/an-api-state.ts";
import { PLAIN_WRITE } from "./api-state.ts";
import { createObject } from "./create.ts";

const IN_DEFAULT = { namespace: "default", name: "" };

function create(path: string, object: KubeObject, namespace = "default"): KubeObject {
  const state = anApiState();
  return createObject(
    state,
    aResource(state, path),
    { object, target: { namespace, name: "" } },
    PLAIN_WRITE,
  );
}

function anObject(kind: string, fields: JsonObject = {}, apiVersion = "v1"): KubeObject {
  return { metadata: { name: "x" }, ...fields, apiVersion, kind } as KubeObject;
}

describe("a new object", () => {
  test("has what the server gives, whatever it says itself", () => {
    const lies = {
      uid: "mine",
      resourceVersion: "9",
      creationTimestamp: "1999-01-01T00:00:00Z",
      generation: 7,
      managedFields: [{}],
      deletionTimestamp: "x",
    };
    const created = create(
      "apps/v1/deployments",
      anObject("Deployment", { metadata: { name: "x", ...lies } }, "apps/v1"),
    );
    expect(created.metadata).toEqual({
      name: "x",
      namespace: "default",
      uid: expect.stringMatching(/^uid-/),
      creationTimestamp: TEST_TIME,
      resourceVersion: expect.stringMatching(/^\d+$/),
      generation: 1,
    });
  });

  test("has no generation where nobody counts one", () => {
    expect(create("v1/configmaps", aConfigMap("a")).metadata.generation).toBeUndefined();
  });

  test("gets a name after its prefix", () => {
    const named = create("v1/configmaps", { ...aConfigMap("a"), metadata: { generateName: "web-" } });
    expect(named.metadata.name).toMatch(/^web-[bcdfghjklmnpqrstvwxz2456789]{5}$/);
  });

  test("gets another name when one is taken", () => {
    // The first two names are alike, digit for digit.
    const draws = [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2];
    const state = anApiState({ randomInteger: () => draws.shift() ?? 0 });
    const resource = aResource(state, "v1/configmaps");
    const object = { ...aConfigMap("a"), metadata: { generateName: "web-" } };
    const names = [0, 1].map(
      () => createObject(state, resource, { object, target: IN_DEFAULT }, PLAIN_WRITE).metadata.name,
    );
    expect(names).toEqual(["web-ccccc", "web-ddddd"]);
  });

  test("loses the status it comes with, where that is written apart", () => {
    expect(
      create("apps/v1/deployments", anObject("Deployment", { status: { replicas: 9 } }, "apps/v1")).status,
    ).toBeUndefined();
    expect(create("v1/pods", anObject("Pod", { status: { phase: "Running" } })).status).toEqual({
      phase: "Pending",
    });
    expect(create("v1/nodes", anObject("Node", { status: { phase: "Running" } }), "").status).toEqual({
      phase: "Running",
    });
  });

  test("is not kept by a dry run", () => {
    const state = anApiState();
    const options = { ...PLAIN_WRITE, dryRun: true };
    const created = createObject(
      state,
      aResource(state, "v1/configmaps"),
      { object: aConfigMap("a"), target: IN_DEFAULT },
      options,
    );
    expect(created.metadata.uid).toBeDefined();
    expect(state.store.find("configmaps", "default", "a")).toBeUndefined();
  });

  interface Refusal {
    readonly what: string;
    readonly path?: string;
    readonly namespace?: string;
    readonly object: KubeObject;
    readonly code: string;
    readonly message: string;
  }

  test.each<Refusal>([
    {
      what: "whose namespace is missing",
      namespace: "nowhere",
      object: anObject("ConfigMap"),
      code: "NotFound",
      message: 'namespaces "nowhere" not found',
    },
    { what: "of another kind", object: anObject("Secret"), code: "BadRequest", message: "Secret in version" },
    {
      what: "of another version",
      object: anObject("ConfigMap", {}, "v2"),
      code: "BadRequest",
      message: "(v2) does not match",
    },
    {
      what: "for another namespace",
      object: anObject("ConfigMap", { metadata: { name: "x", namespace: "other" } }),
      code: "BadRequest",
      message: "does not match the namespace sent on the request",
    },
    {
      what: "without a name",
      object: anObject("ConfigMap", { metadata: {} }),
      code: "Invalid",
      message: 'ConfigMap "" is invalid: metadata.name: Required value: name or generateName is required',
    },
    {
      what: "with a bad name",
      object: aConfigMap("Not_Good"),
      code: "Invalid",
      message: "RFC 1123 subdomain",
    },
    {
      what: "with a service's dotted name",
      path: "v1/services",
      object: anObject("Service", { metadata: { name: "a.b" } }),
      code: "Invalid",
      message: "RFC 1123 label",
    },
    {
      what: "with a bad label",
      object: anObject("ConfigMap", { metadata: { name: "x", labels: { "a b": "c d" } } }),
      code: "Invalid",
      message: 'ConfigMap "x" is invalid: [metadata.labels: Invalid value: "a b"',
    },
  ])("$what is refused", ({ path = "v1/configmaps", namespace, object, code, message }) => {
    const refused = expect.objectContaining({ code, message: expect.stringContaining(message) });
    expect(() => create(path, object, namespace)).toThrow(refused);
  });

  test("with a name that is taken is refused", () => {
    const state = anApiState();
    const resource = aResource(state, "v1/configmaps");
    const again = () =>
      createObject(state, resource, { object: aConfigMap("a"), target: IN_DEFAULT }, PLAIN_WRITE);
    again();
    expect(again).toThrow(
      expect.objectContaining({ code: "AlreadyExists", message: 'configmaps "a" already exists' }),
    );
  });

  test("beyond the most that the server holds is refused, and nothing is lost", () => {
    const state = anApiState({}, { historyEvents: 10, objects: 5 });
    const resource = aResource(state, "v1/configmaps");
    const put = (name: string) =>
      createObject(state, resource, { object: aConfigMap(name), target: IN_DEFAULT }, PLAIN_WRITE);
    put("a");
    expect(() => put("b")).toThrow(expect.objectContaining({ code: "TooManyRequests" }));
    expect(state.store.size).toBe(5);
  });
});

describe("defaults", () => {
  test.each<[string, string, JsonObject, JsonObject]>([
    [
      "services",
      "Service",
      { spec: { ports: [{ port: 80 }, { port: 53, protocol: "UDP", targetPort: "dns" }] } },
      {
        type: "ClusterIP",
        sessionAffinity: "None",
        internalTrafficPolicy: "Cluster",
        ports: [
          { port: 80, protocol: "TCP", targetPort: 80 },
          { port: 53, protocol: "UDP", targetPort: "dns" },
        ],
      },
    ],
    [
      "services",
      "Service",
      { spec: { type: "ExternalName", externalName: "a.b" } },
      { type: "ExternalName", externalName: "a.b", sessionAffinity: "None" },
    ],
    [
      "pods",
      "Pod",
      { spec: { containers: [{ name: "a", image: "a:1", ports: [{ containerPort: 80 }] }] } },
      {
        restartPolicy: "Always",
        serviceAccountName: "default",
        containers: [{ imagePullPolicy: "IfNotPresent", ports: [{ containerPort: 80, protocol: "TCP" }] }],
      },
    ],
    [
      "pods",
      "Pod",
      { spec: { serviceAccount: "web", containers: [{ name: "a", image: "reg:5000/a" }] } },
      { serviceAccountName: "web", containers: [{ imagePullPolicy: "Always" }] },
    ],
  ])("of %s are Kubernetes' own", (plural, kind, given, expected) => {
    expect(create(`v1/${plural}`, anObject(kind, given)).spec).toMatchObject(expected);
  });

  const ROLLING = { maxSurge: "25%", maxUnavailable: "25%" };

  test.each<[string, string, JsonObject, JsonObject]>([
    [
      "apps/v1/deployments",
      "Deployment",
      {},
      { replicas: 1, strategy: { type: "RollingUpdate", rollingUpdate: ROLLING } },
    ],
    [
      "apps/v1/deployments",
      "Deployment",
      { replicas: 0, strategy: { rollingUpdate: { maxSurge: 1 } } },
      {
        replicas: 0,
        strategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: 1, maxUnavailable: "25%" } },
      },
    ],
    [
      "apps/v1/deployments",
      "Deployment",
      { strategy: { type: "Recreate" } },
      { strategy: { type: "Recreate" } },
    ],
    ["apps/v1/replicasets", "ReplicaSet", {}, { replicas: 1 }],
    [
      "apps/v1/daemonsets",
      "DaemonSet",
      {},
      { updateStrategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } } },
    ],
    [
      "apps/v1/statefulsets",
      "StatefulSet",
      {},
      { replicas: 1, updateStrategy: { type: "RollingUpdate", rollingUpdate: { partition: 0 } } },
    ],
    ["batch/v1/jobs", "Job", {}, { completions: 1, parallelism: 1, backoffLimit: 6, suspend: false }],
    ["batch/v1/jobs", "Job", { parallelism: 3, suspend: true }, { parallelism: 3, suspend: true }],
  ])("of %s are Kubernetes' own (%s %j)", (resource, kind, spec, expected) => {
    const apiVersion = resource.slice(0, resource.lastIndexOf("/"));
    const created = objectOf(create(resource, anObject(kind, { spec }, apiVersion)).spec);
    expect(created).toMatchObject(expected);
    expect(created.completions).toBe(expected.completions);
    expect(objectOf(created.strategy).rollingUpdate).toEqual(objectOf(expected.strategy).rollingUpdate);
  });

  test("of a namespace say its name in a label, and hold it", () => {
    const created = create(
      "v1/namespaces",
      anObject("Namespace", { metadata: { name: "shop", labels: { a: "b" } } }),
      "",
    );
    expect(created).toMatchObject({
      metadata: { labels: { a: "b", "kubernetes.io/metadata.name": "shop" } },
      spec: { finalizers: ["kubernetes"] },
      status: { phase: "Active" },
    });
  });

  test("of a secret encode what was written in the clear", () => {
    const created = create("v1/secrets", anObject("Secret", { data: { b: "Yg==" }, stringData: { a: "a" } }));
    expect(created).toMatchObject({ type: "Opaque", data: { a: "YQ==", b: "Yg==" } });
    expect(created.stringData).toBeUndefined();
  });
});
