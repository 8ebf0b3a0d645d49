import { decodeChart, parseValues, type RenderedObject, renderChart } from "@ambit/chart";
import { describe, expect, test } from "vitest";
import { CASES } from "./cases.ts";
import { readChartFiles } from "./chart-files.ts";

type Fields = Readonly<Record<string, unknown>>;

const CHART = decodeChart(readChartFiles());
const NAMESPACE = "mesh";
const CLUSTER_SCOPED = new Set([
  "ClusterRole",
  "ClusterRoleBinding",
  "CustomResourceDefinition",
  "ValidatingWebhookConfiguration",
]);
const API_VERSIONS: Readonly<Record<string, string>> = {
  ServiceAccount: "v1",
  ConfigMap: "v1",
  Service: "v1",
  ResourceQuota: "v1",
  Deployment: "apps/v1",
  DaemonSet: "apps/v1",
  HorizontalPodAutoscaler: "autoscaling/v2",
  PodDisruptionBudget: "policy/v1",
  NetworkPolicy: "networking.k8s.io/v1",
  Role: "rbac.authorization.k8s.io/v1",
  RoleBinding: "rbac.authorization.k8s.io/v1",
  ClusterRole: "rbac.authorization.k8s.io/v1",
  ClusterRoleBinding: "rbac.authorization.k8s.io/v1",
  CustomResourceDefinition: "apiextensions.k8s.io/v1",
  ValidatingWebhookConfiguration: "admissionregistration.k8s.io/v1",
};

function render(values: string): readonly RenderedObject[] {
  const release = {
    name: "ambit",
    namespace: NAMESPACE,
    service: "Helm",
    kubeVersion: "1.34.0",
    isUpgrade: false,
  };
  return renderChart(CHART, parseValues(values, "values.yaml"), release).objects;
}

const everything = CASES.find(({ name }) => name === "everything")?.values ?? "";
const RENDERINGS = { defaults: render(""), everything: render(everything) } as const;

/** Every object of both, named for the report. */
const OBJECTS = Object.entries(RENDERINGS).flatMap(([name, objects]) =>
  objects.map((object): readonly [string, RenderedObject] => [
    `${name}: ${object.kind} ${object.metadata.name}`,
    object,
  ]),
);
const WORKLOADS = OBJECTS.filter(([, { kind }]) => kind === "Deployment" || kind === "DaemonSet");

function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>(
    (found, key) => (typeof found === "object" && found !== null ? Reflect.get(found, key) : undefined),
    value,
  );
}

function fieldsAt(value: unknown, ...path: readonly (string | number)[]): Fields {
  const found = at(value, ...path);
  return typeof found === "object" && found !== null ? { ...found } : {};
}

function listAt(value: unknown, ...path: readonly (string | number)[]): readonly unknown[] {
  const found = at(value, ...path);
  return Array.isArray(found) ? found : [];
}

describe("every object", () => {
  test.each(OBJECTS)("%s is of a served version, in its place, and labelled", (_name, object) => {
    const { apiVersion, kind, metadata } = object;
    expect(apiVersion).toBe(API_VERSIONS[kind]);
    expect(metadata["namespace"]).toBe(CLUSTER_SCOPED.has(kind) ? undefined : NAMESPACE);
    expect(metadata["labels"]).toMatchObject({
      "app.kubernetes.io/managed-by": "Helm",
      "app.kubernetes.io/instance": "ambit",
      "app.kubernetes.io/part-of": "ambit",
      "app.kubernetes.io/version": expect.stringMatching(/^\d/),
      "helm.sh/chart": expect.stringMatching(/^[a-z]+-\d/),
    });
  });

  test.each(Object.entries(RENDERINGS))("%s: has a name of its own", (_name, objects) => {
    const names = objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`);
    expect(new Set(names).size).toBe(names.length);
  });

  test.each(OBJECTS)(
    "%s has values that the API takes: texts in ConfigMaps, labels and annotations",
    (_name, object) => {
      const maps = [
        at(object, "metadata", "labels"),
        at(object, "metadata", "annotations"),
        at(object, "spec", "template", "metadata", "labels"),
        at(object, "spec", "template", "metadata", "annotations"),
      ];
      if (object.kind === "ConfigMap") maps.push(object["data"]);
      for (const map of maps) {
        for (const [key, value] of Object.entries(fieldsAt(map))) expect(typeof value, key).toBe("string");
      }
      for (const container of containersOf(object)) {
        for (const variable of listAt(container, "env")) {
          const { name, value, valueFrom } = fieldsAt(variable);
          expect(typeof value === "string" || typeof valueFrom === "object", String(name)).toBe(true);
        }
      }
    },
  );
});

function containersOf(object: RenderedObject): readonly unknown[] {
  return listAt(object, "spec", "template", "spec", "containers");
}

/** What each program may do beyond what any process may: ids, capabilities, folders of the node. */
const PRIVILEGES: Readonly<Record<string, Fields>> = {
  discovery: { user: 1337, isReadOnly: true, escalation: false, capabilities: [], hostPaths: [] },
  "install-cni": {
    user: 0,
    isReadOnly: undefined,
    escalation: undefined,
    capabilities: ["DAC_OVERRIDE", "NET_ADMIN", "NET_RAW", "SYS_ADMIN", "SYS_PTRACE"],
    hostPaths: [
      "/etc/cni/net.d",
      "/opt/cni/bin",
      "/proc",
      "/var/run/istio-cni",
      "/var/run/netns",
      "/var/run/ztunnel",
    ],
  },
  "istio-proxy": {
    user: 0,
    isReadOnly: true,
    escalation: true,
    capabilities: ["NET_ADMIN", "NET_RAW", "SYS_ADMIN"],
    hostPaths: ["/var/run/ztunnel"],
  },
};

describe("every workload", () => {
  test.each(WORKLOADS)("%s has no more privileges than its program needs", (_name, object) => {
    const pod = fieldsAt(object, "spec", "template", "spec");
    const [container] = containersOf(object);
    const context = fieldsAt(container, "securityContext");
    const hostPaths = listAt(pod, "volumes").flatMap((volume) => at(volume, "hostPath", "path") ?? []);
    expect(context["privileged"] ?? false).toBe(false);
    expect(at(context, "capabilities", "drop")).toEqual(["ALL"]);
    expect({
      user: context["runAsUser"] ?? at(pod, "securityContext", "runAsUser"),
      isReadOnly: context["readOnlyRootFilesystem"],
      escalation: context["allowPrivilegeEscalation"],
      capabilities: listAt(context, "capabilities", "add").map(String).sort(),
      hostPaths: hostPaths.map(String).sort(),
    }).toEqual(PRIVILEGES[String(at(container, "name"))]);
    expect(pod["hostPID"]).toBeUndefined();
  });

  test.each(WORKLOADS)(
    "%s is selected by its own labels, outside of the mesh, with an account that exists",
    (name, object) => {
      const labels = fieldsAt(object, "spec", "template", "metadata", "labels");
      expect(labels).toMatchObject(fieldsAt(object, "spec", "selector", "matchLabels"));
      expect(Object.keys(fieldsAt(object, "spec", "selector", "matchLabels")).length).toBeGreaterThan(0);
      expect(labels).toMatchObject({ "istio.io/dataplane-mode": "none", "sidecar.istio.io/inject": "false" });
      const account = at(object, "spec", "template", "spec", "serviceAccountName");
      const objects = name.startsWith("defaults") ? RENDERINGS.defaults : RENDERINGS.everything;
      expect(
        objects.some(({ kind, metadata }) => kind === "ServiceAccount" && metadata.name === account),
      ).toBe(true);
    },
  );

  test.each(WORKLOADS)("%s asks for what it needs, and says when it is ready", (_name, object) => {
    const [container] = containersOf(object);
    expect(fieldsAt(container, "resources", "requests")).toMatchObject({
      cpu: expect.any(String),
      memory: expect.any(String),
    });
    expect(at(container, "readinessProbe", "httpGet", "path")).toMatch(/^\//);
    expect(at(container, "image")).toMatch(/^[a-z.]+(?:\/[a-z-]+)+:[\w.]+$/);
  });

  test.each(WORKLOADS)("%s mounts what it has, each once", (_name, object) => {
    const volumes = listAt(object, "spec", "template", "spec", "volumes").map((volume) =>
      String(at(volume, "name")),
    );
    const [container] = containersOf(object);
    const mounts = listAt(container, "volumeMounts").map((mount) => String(at(mount, "name")));
    expect([...mounts].sort()).toEqual([...volumes].sort());
    const paths = listAt(container, "volumeMounts").map((mount) => at(mount, "mountPath"));
    expect(new Set(paths).size).toBe(paths.length);
  });
});

test("programs of nodes are on every node, first and until last, and change over one by one", () => {
  const daemonSets = RENDERINGS.defaults.filter(({ kind }) => kind === "DaemonSet");
  expect(daemonSets.map(({ metadata }) => metadata.name).sort()).toEqual(["istio-cni-node", "ztunnel"]);
  for (const daemonSet of daemonSets) {
    const pod = fieldsAt(daemonSet, "spec", "template", "spec");
    expect(pod["priorityClassName"]).toBe("system-node-critical");
    expect(pod["tolerations"]).toContainEqual({ effect: "NoSchedule", operator: "Exists" });
    expect(pod["tolerations"]).toContainEqual({ effect: "NoExecute", operator: "Exists" });
    const rolling = fieldsAt(daemonSet, "spec", "updateStrategy", "rollingUpdate");
    expect(Number(rolling["maxSurge"] ?? 0) + Number(rolling["maxUnavailable"] ?? 0)).toBe(1);
  }
});

test("a webhook cannot keep a cluster without its control plane from working", () => {
  const webhooks = RENDERINGS.defaults
    .filter(({ kind }) => kind === "ValidatingWebhookConfiguration")
    .flatMap((one) => listAt(one, "webhooks"));
  expect(webhooks.length).toBeGreaterThan(0);
  for (const webhook of webhooks) {
    expect(webhook).toMatchObject({
      failurePolicy: "Ignore",
      sideEffects: "None",
      admissionReviewVersions: ["v1"],
    });
    expect(Number(at(webhook, "timeoutSeconds"))).toBeLessThanOrEqual(5);
    for (const rule of listAt(webhook, "rules")) {
      expect(listAt(rule, "apiGroups")).not.toContain("*");
      expect(listAt(rule, "apiGroups")).not.toContain("");
    }
  }
});

test("a service leads to ports of its pods, and every binding to a role and an account of the chart", () => {
  for (const objects of Object.values(RENDERINGS)) {
    const named = (kind: unknown, name: unknown): boolean =>
      objects.some((one) => one.kind === kind && one.metadata.name === name);
    for (const binding of objects.filter(({ kind }) => kind.endsWith("RoleBinding"))) {
      expect(
        named(at(binding, "roleRef", "kind"), at(binding, "roleRef", "name")),
        binding.metadata.name,
      ).toBe(true);
      for (const subject of listAt(binding, "subjects")) {
        expect(named("ServiceAccount", at(subject, "name")), binding.metadata.name).toBe(true);
        expect(at(subject, "namespace")).toBe(NAMESPACE);
      }
    }
    const ports = objects
      .flatMap(containersOf)
      .flatMap((one) => listAt(one, "ports").map((port) => at(port, "containerPort")));
    for (const service of objects.filter(({ kind }) => kind === "Service")) {
      for (const port of listAt(service, "spec", "ports")) {
        expect(ports).toContain(at(port, "targetPort") ?? at(port, "port"));
      }
    }
  }
});

test("nobody may do everything: no wildcard, and secrets in the own namespace only", () => {
  const roles = RENDERINGS.everything.filter(({ kind }) => kind === "ClusterRole" || kind === "Role");
  expect(roles.length).toBeGreaterThan(3);
  for (const role of roles) {
    for (const rule of listAt(role, "rules")) {
      const [groups, resources, verbs] = ["apiGroups", "resources", "verbs"].map((field) =>
        listAt(rule, field),
      );
      expect([groups, resources, verbs].flat()).not.toContain("*");
      expect(at(rule, "nonResourceURLs")).toBeUndefined();
      if (role.kind !== "ClusterRole") continue;
      for (const resource of ["secrets", "serviceaccounts/token", "pods/exec", "clusterroles", "roles"]) {
        expect(resources).not.toContain(resource);
      }
      if (resources?.includes("nodes") === true || resources?.includes("pods") === true) {
        expect(verbs).not.toContain("create");
      }
    }
  }
});
