import type { KubeResource } from "@ambit/kube";
import { FakeKube } from "@ambit/kube/testing";
import { FakeClock } from "@ambit/lifecycle/testing";
import { describe, expect, test } from "vitest";
import { decodeChange } from "../collections/ambient-index.ts";
import { CONFIG_MAPS, DEPLOYMENTS, GATEWAYS, SERVICES } from "../kube/resources.ts";
import { GatewayWriter } from "./gateway-writer.ts";

type Json = Readonly<Record<string, unknown>>;

function aGateway({ metadata = {}, spec = {} }: { metadata?: Json; spec?: Json } = {}) {
  return {
    kind: "Gateway",
    metadata: { name: "waypoint", namespace: "shop", uid: "u1", ...metadata },
    spec: {
      gatewayClassName: "istio-waypoint",
      listeners: [{ name: "mesh", port: 15_008, protocol: "HBONE" }],
      ...spec,
    },
  };
}

/** Runs the writer until it has nothing to do, with the Gateway and these objects in the cluster. */
async function write(
  gateway = aGateway(),
  objects: readonly (readonly [
    KubeResource,
    Json & { readonly metadata: { name: string; namespace: string } },
  ])[] = [],
  revision = "",
) {
  const kube = new FakeKube();
  const clock = new FakeClock();
  const problems: string[] = [];
  const failures: unknown[] = [];
  kube.put(GATEWAYS, gateway);
  for (const [resource, object] of objects) kube.put(resource, object);
  const writer = new GatewayWriter({
    api: kube,
    surroundings: { revision, findClass: () => undefined, namespaceLabels: () => ({}) },
    template: () => ({
      image: "hub/waypoint:1",
      imagePullPolicy: "",
      controlPlane: "istiod.istio-system.svc:15012",
      clusterId: "Kubernetes",
      trustDomain: "cluster.local",
      network: "",
      domain: "cluster.local",
    }),
    systemNamespace: "istio-system",
    onProblem: (_gateway, problem) => problems.push(problem),
    onWritten: () => undefined,
    onFailure: ({ error }) => failures.push(error),
    clock,
    random: () => 0,
  });
  writer.gather([decodeChange("Gateway", gateway)]);
  const term = new AbortController();
  const running = writer.run(term.signal);
  await clock.advanceAsync(0);
  const applied = (): readonly Json[] =>
    kube.requests.flatMap(({ verb, body }) => (verb === "patch" && body !== undefined ? [body as Json] : []));
  const of = (kind: string): Json | undefined => applied().find((body) => body["kind"] === kind);
  return {
    applied,
    of,
    problems,
    failures,
    advance: (ms: number) => clock.advanceAsync(ms),
    [Symbol.asyncDispose]: async () => {
      term.abort();
      await running;
    },
  };
}

const kindsOf = (applied: readonly Json[]) => applied.map(({ kind }) => kind);

test("a Gateway gets an account, a Deployment and a Service that go with it, and our version", async () => {
  await using run = await write();
  expect(run.failures).toEqual([]);
  expect(kindsOf(run.applied())).toEqual(["ServiceAccount", "Deployment", "Service", "Gateway"]);
  const ownerReferences = [{ kind: "Gateway", name: "waypoint", uid: "u1" }];
  const labels = {
    "gateway.networking.k8s.io/gateway-name": "waypoint",
    "gateway.networking.k8s.io/gateway-class-name": "istio-waypoint",
    "gateway.istio.io/managed": "istio.io-mesh-controller",
  };
  for (const kind of ["ServiceAccount", "Deployment", "Service"]) {
    expect(run.of(kind)).toMatchObject({
      metadata: { name: "waypoint", namespace: "shop", labels, ownerReferences },
    });
  }
  expect(run.of("Deployment")).toMatchObject({
    spec: {
      selector: { matchLabels: { "gateway.networking.k8s.io/gateway-name": "waypoint" } },
      template: {
        metadata: { labels: { ...labels, "istio.io/dataplane-mode": "none" } },
        spec: {
          serviceAccountName: "waypoint",
          containers: [
            {
              name: "istio-proxy",
              image: "hub/waypoint:1",
              args: ["proxy", "waypoint", "--domain", "$(POD_NAMESPACE).svc.cluster.local"],
              env: expect.arrayContaining([
                { name: "XDS_ADDRESS", value: "istiod.istio-system.svc:15012" },
                { name: "GATEWAY_NAME", value: "waypoint" },
              ]),
              securityContext: { runAsUser: 1337, readOnlyRootFilesystem: true },
            },
          ],
        },
      },
    },
  });
  expect(run.of("Service")).toMatchObject({
    spec: {
      type: "ClusterIP",
      ports: [
        { name: "status-port", port: 15_021, appProtocol: "tcp" },
        { name: "mesh", port: 15_008, appProtocol: "hbone" },
      ],
    },
  });
  expect(run.of("Gateway")).toMatchObject({
    metadata: { annotations: { "gateway.istio.io/controller-version": "5" } },
  });
});

describe("what the Gateway says about them", () => {
  test("names, type and what its own metadata are to be", async () => {
    const annotations = {
      "gateway.istio.io/name-override": "w2",
      "gateway.istio.io/service-account": "runner",
      "networking.istio.io/service-type": "NodePort",
      "kubectl.kubernetes.io/last-applied-configuration": "{}",
      mine: "1",
    };
    await using run = await write(aGateway({ metadata: { annotations, labels: { team: "a" } } }));
    expect(run.of("ServiceAccount")).toMatchObject({ metadata: { name: "runner" } });
    expect(run.of("Deployment")).toMatchObject({
      metadata: { name: "w2", labels: { team: "a" }, annotations: { mine: "1" } },
    });
    expect(run.of("ServiceAccount")).not.toHaveProperty([
      "metadata",
      "annotations",
      "gateway.istio.io/name-override",
    ]);
    expect(run.of("Service")).toMatchObject({ metadata: { name: "w2" }, spec: { type: "NodePort" } });
  });

  test("infrastructure takes the place of its own metadata", async () => {
    const spec = { infrastructure: { labels: { tier: "x" } } };
    await using run = await write(aGateway({ metadata: { labels: { team: "a" } }, spec }));
    expect(run.of("Deployment")).toMatchObject({ metadata: { labels: { tier: "x" } } });
    expect(run.of("Deployment")?.["metadata"]).not.toHaveProperty("labels.team");
  });

  test("an address that is asked for is the Service's", async () => {
    await using run = await write(aGateway({ spec: { addresses: [{ value: "10.1.2.3" }] } }));
    expect(run.of("Service")).toMatchObject({ spec: { clusterIP: "10.1.2.3" } });
  });
});

describe("a Gateway is left alone", () => {
  test.each<[string, Parameters<typeof aGateway>[0], string]>([
    ["of another class", { spec: { gatewayClassName: "istio" } }, ""],
    ["of another revision", { metadata: { labels: { "istio.io/rev": "canary" } } }, "stable"],
    ["without a revision, by one that has a name", {}, "stable"],
    ["that runs on its user's Services", { spec: { addresses: [{ type: "Hostname", value: "mine" }] } }, ""],
    [
      "that a later controller has taken over",
      { metadata: { annotations: { "gateway.istio.io/controller-version": "6" } } },
      "",
    ],
    ["that is going", { metadata: { deletionTimestamp: "2026-01-01T00:00:00Z" } }, ""],
  ])("%s", async (_name, gateway, revision) => {
    await using run = await write(aGateway(gateway), [], revision);
    expect(run.applied()).toEqual([]);
  });

  test.each([
    ["Deployment", DEPLOYMENTS],
    ["Service", SERVICES],
  ])("whose name somebody else's %s has", async (_kind, resource) => {
    await using run = await write(aGateway(), [
      [resource, { metadata: { name: "waypoint", namespace: "shop" } }],
    ]);
    expect(run.applied()).toEqual([]);
    expect(run.problems).toEqual([expect.stringContaining("is there already and not made for a Gateway")]);
  });
});

describe("changes by ConfigMaps", () => {
  const parametersRef = { group: "", kind: "ConfigMap", name: "mine" };
  const own = aGateway({ spec: { infrastructure: { parametersRef } } });
  const ofClass = (data: Json) =>
    [
      CONFIG_MAPS,
      {
        metadata: {
          name: "defaults",
          namespace: "istio-system",
          labels: { "gateway.istio.io/defaults-for-class": "istio-waypoint" },
        },
        data,
      },
    ] as const;
  const mine = (data: Json) =>
    [CONFIG_MAPS, { metadata: { name: "mine", namespace: "shop" }, data }] as const;

  test("those of the class come first, then its own; containers merge by name, names stay", async () => {
    await using run = await write(own, [
      ofClass({ deployment: "spec: {replicas: 2, minReadySeconds: 3}" }),
      mine({
        deployment:
          "metadata: {name: other}\nspec: {replicas: 4, template: {spec: {containers: [{name: istio-proxy, resources: {requests: {cpu: 1}}}]}}}",
      }),
    ]);
    expect(run.failures).toEqual([]);
    expect(run.of("Deployment")).toMatchObject({
      metadata: { name: "waypoint", ownerReferences: [{ uid: "u1" }] },
      spec: {
        replicas: 4,
        minReadySeconds: 3,
        template: {
          spec: {
            containers: [
              { name: "istio-proxy", image: "hub/waypoint:1", resources: { requests: { cpu: 1 } } },
            ],
          },
        },
      },
    });
  });

  test("autoscaler and disruption budget are made where they are asked for", async () => {
    await using run = await write(own, [
      mine({
        horizontalPodAutoscaler: "spec: {maxReplicas: 5}",
        podDisruptionBudget: "spec: {minAvailable: 1}",
      }),
    ]);
    expect(run.of("HorizontalPodAutoscaler")).toMatchObject({
      spec: { maxReplicas: 5, scaleTargetRef: { kind: "Deployment", name: "waypoint" } },
    });
    expect(run.of("PodDisruptionBudget")).toMatchObject({ spec: { minAvailable: 1 } });
  });

  test("a part that cannot be read is told, and the others count", async () => {
    await using run = await write(own, [mine({ deployment: "[", service: "spec: {type: NodePort}" })]);
    expect(run.problems).toEqual([expect.stringContaining("ConfigMap mine: deployment")]);
    expect(run.of("Service")).toMatchObject({ spec: { type: "NodePort" } });
  });

  test("a ConfigMap that is not there is waited for", async () => {
    await using run = await write(own);
    expect(run.applied()).toEqual([]);
    expect(run.problems).toEqual([expect.stringContaining("shop/mine")]);
  });
});

test("what somebody changed comes back", async () => {
  await using run = await write();
  const before = run.applied().length;
  await run.advance(60_000);
  expect(run.applied().length).toBeGreaterThan(before);
});
