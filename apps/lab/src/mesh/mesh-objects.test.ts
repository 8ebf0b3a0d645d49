import { describe, expect, test } from "vitest";
import { meshObjects } from "./mesh-objects.ts";
import { IMAGES } from "./mesh-options.ts";

interface Template {
  readonly metadata: { readonly labels: Readonly<Record<string, string>> };
  readonly spec: {
    readonly serviceAccountName: string;
    readonly hostNetwork?: boolean;
    readonly volumes: readonly { readonly name: string }[];
    readonly containers: readonly Container[];
  };
}

interface Container {
  readonly image: string;
  readonly args: readonly string[];
  readonly env: readonly { readonly name: string; readonly value?: string }[];
  readonly volumeMounts: readonly { readonly name: string; readonly mountPath: string }[];
}

interface Workload {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace: string };
  readonly spec: { readonly selector: { readonly matchLabels: object }; readonly template: Template };
}

const objects = meshObjects({ nodesFolder: "/run/ambit/lab/nodes", clusterDomain: "cluster.local" });
const workloads = objects.filter(
  ({ kind }) => kind === "Deployment" || kind === "DaemonSet",
) as unknown as Workload[];

function containerOf(name: string): Container {
  const [container] =
    workloads.find(({ metadata }) => metadata.name === name)?.spec.template.spec.containers ?? [];
  if (container === undefined) throw new Error(`no container of ${name}`);
  return container;
}

const valuesOf = ({ env }: Container) => Object.fromEntries(env.map(({ name, value }) => [name, value]));

describe("the mesh's objects", () => {
  test("begin with the namespace and have each name once", () => {
    expect(objects[0]).toMatchObject({ kind: "Namespace", metadata: { name: "istio-system" } });
    const keys = objects.map(({ kind, metadata }) => `${kind}/${String(metadata["name"])}`);
    expect(new Set(keys).size).toBe(keys.length);
  });

  test.each(["istiod", "istio-cni-node", "ztunnel"])(
    "%s has its account, volumes, labels and an image",
    (name) => {
      const workload = workloads.find(({ metadata }) => metadata.name === name);
      const { metadata, spec } = workload?.spec.template ?? { metadata: { labels: {} }, spec: undefined };
      expect(metadata.labels).toMatchObject({
        ...workload?.spec.selector.matchLabels,
        "istio.io/dataplane-mode": "none",
      });
      const accounts = objects
        .filter(({ kind }) => kind === "ServiceAccount")
        .map((object) => object.metadata["name"]);
      expect(accounts).toContain(spec?.serviceAccountName);
      const volumes = spec?.volumes.map((volume) => volume.name) ?? [];
      for (const container of spec?.containers ?? []) {
        expect(Object.values(IMAGES)).toContain(container.image);
        expect(volumes).toEqual(expect.arrayContaining(container.volumeMounts.map((mount) => mount.name)));
      }
    },
  );

  test("ztunnel has the chart's environment", () => {
    const container = containerOf("ztunnel");
    expect(container.args).toEqual(["proxy", "ztunnel"]);
    expect(valuesOf(container)).toMatchObject({
      CA_ADDRESS: "istiod.istio-system.svc:15012",
      XDS_ADDRESS: "istiod.istio-system.svc:15012",
      RUST_LOG: "info",
      ISTIO_META_CLUSTER_ID: "Kubernetes",
      INPOD_ENABLED: "true",
      TERMINATION_GRACE_PERIOD_SECONDS: "30",
    });
    const names = container.env.map(({ name }) => name);
    for (const name of [
      "POD_NAME",
      "POD_NAMESPACE",
      "NODE_NAME",
      "INSTANCE_IP",
      "SERVICE_ACCOUNT",
      "ZTUNNEL_CPU_LIMIT",
    ]) {
      expect(names).toContain(name);
    }
  });

  test("the controller runs waypoints from an image that the kubelets have", () => {
    expect(valuesOf(containerOf("istiod"))["AMBIT_WAYPOINT_IMAGE"]).toBe(IMAGES.waypoint);
  });

  test("paths that a node's programs share are the same on both ends, and come after the node's name", () => {
    const agent = valuesOf(containerOf("istio-cni-node"));
    expect(agent["ZTUNNEL_UDS_ADDRESS"]).toBe(valuesOf(containerOf("ztunnel"))["INPOD_UDS"]);
    for (const name of ["istio-cni-node", "ztunnel"]) {
      const { env, volumeMounts } = containerOf(name);
      const place = env.findIndex((variable) => variable.name === "NODE_NAME");
      const users = env.flatMap(({ value = "" }, index) => (value.includes("$(NODE_NAME)") ? [index] : []));
      expect(users.length).toBeGreaterThan(0);
      expect(Math.min(...users)).toBeGreaterThan(place);
      expect(volumeMounts.map(({ mountPath }) => mountPath)).toContain("/run/ambit/lab/nodes");
    }
  });

  test("the agent is in the node's network and captures DNS", () => {
    const agent = workloads.find(({ metadata }) => metadata.name === "istio-cni-node");
    expect(agent?.spec.template.spec.hostNetwork).toBe(true);
    const settings = objects.find(({ kind }) => kind === "ConfigMap")?.["data"];
    expect(settings).toMatchObject({
      AMBIENT_ENABLED: "true",
      AMBIENT_DNS_CAPTURE: "true",
      AMBIENT_IPV6: "true",
    });
  });
});
