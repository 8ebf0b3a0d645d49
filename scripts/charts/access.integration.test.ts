// The control plane with the rights that the chart gives it, and no others: nothing is refused, and nothing is given in vain.
import { decodeChart, renderChart } from "@ambit/chart";
import { expect, test } from "vitest";
import { aNode, Rig, SYSTEM_NAMESPACE, soon } from "../../apps/controller/test/rig.ts";
import { TestProxy } from "../../apps/controller/test/test-proxy.ts";
import { readChartFiles } from "./chart-files.ts";
import { AccessProxy } from "./testing/access-proxy.ts";
import { type Access, type Grant, grantsOf } from "./testing/roles.ts";

const OBJECTS = renderChart(decodeChart(readChartFiles()), new Map(), {
  name: "ambit",
  namespace: SYSTEM_NAMESPACE,
  service: "Helm",
  kubeVersion: "1.34.0",
  isUpgrade: false,
}).objects;

/** Rights that this test has no occasion for, and why the control plane has them. */
const NOT_TRIED: Readonly<Record<string, string>> = {
  "get *": "tells no more than list, which is there beside it; kubectl auth can-i and humans ask for it",
  "update */status": "a status is applied, and that is patch; Istio's role has both",
  "watch gateway.networking.k8s.io tcproutes": "the API server here has an older version of the kind only",
  "watch gateway.networking.k8s.io tlsroutes": "the same",
  "list networking.istio.io destinationrules": "for waypoints",
  "watch networking.istio.io destinationrules": "for waypoints",
  "list networking.istio.io virtualservices": "for waypoints",
  "watch networking.istio.io virtualservices": "for waypoints",
  "list security.istio.io requestauthentications": "for waypoints",
  "watch security.istio.io requestauthentications": "for waypoints",
  "list telemetry.istio.io telemetries": "for waypoints",
  "watch telemetry.istio.io telemetries": "for waypoints",
  "patch gateway.networking.k8s.io backendtlspolicies/status": "none in this test",
  "patch gateway.networking.k8s.io httproutes/status": "none in this test",
  "patch gateway.networking.k8s.io grpcroutes/status": "none in this test",
  "patch gateway.networking.k8s.io tcproutes/status": "none in this test",
  "patch gateway.networking.k8s.io tlsroutes/status": "none in this test",
  "patch security.istio.io requestauthentications/status": "none in this test",
  "patch telemetry.istio.io telemetries/status": "none in this test",
  "patch networking.istio.io workloadentries/status": "none in this test",
  "create  serviceaccounts":
    "a waypoint's objects are applied; Kubernetes asks for create too where they are new",
  "create  services": "the same",
  "create apps deployments": "the same",
  "create autoscaling horizontalpodautoscalers": "the same",
  "create policy poddisruptionbudgets": "the same",
  "update  configmaps": "patch is used; Istio's role has both",
  "patch  configmaps": "one of a namespace that is changed by somebody is put right by it",
  "watch  secrets": "none in this test",
  "list  secrets": "none in this test",
  "update  secrets": "rotation of the root",
  "patch coordination.k8s.io leases": "update is used; Istio's role has both",
  "create networking.istio.io gateways": "only where the webhook answers, which no API server here asks",
  "watch admissionregistration.k8s.io validatingwebhookconfigurations": "none in this test",
  "update gateway.networking.k8s.io gatewayclasses": "Istio's role has it",
  "patch gateway.networking.k8s.io gatewayclasses": "Istio's role has it",
  "delete gateway.networking.k8s.io gatewayclasses": "Istio's role has it",
};

function isExcused({ verb, group, resource }: Grant): boolean {
  const keys = [
    `${verb} *`,
    `${verb} ${group} ${resource}`,
    ...(resource.endsWith("/status") ? [`${verb} */status`] : []),
  ];
  return keys.some((key) => key in NOT_TRIED);
}

/** The webhook is tried with one of two kinds, and one is enough. */
function isOptional({ verb, resource }: Access): boolean {
  return verb === "create" && resource === "authorizationpolicies";
}

const ADDRESS = [{ type: "IPAddress", value: "10.0.0.7" }];

test("the control plane's rights are enough, and it uses them", async () => {
  await using rig = await Rig.open();
  const grants = grantsOf(OBJECTS, "istiod");
  expect(grants.length).toBeGreaterThan(20);
  await using access = await AccessProxy.open(rig.server.url, grants, isOptional);
  const webhooks = OBJECTS.filter(({ kind }) => kind === "ValidatingWebhookConfiguration");
  for (const webhook of webhooks) await rig.create(webhook);
  await rig.pod("web", { ip: "10.0.0.2", labels: { app: "web" } });
  const pod = await rig.pod("ztunnel-n1", {
    namespace: SYSTEM_NAMESPACE,
    account: "ztunnel",
    ip: "10.0.0.9",
    isEnrolled: false,
  });
  const token = await rig.token(SYSTEM_NAMESPACE, "ztunnel", { pod });
  const env = {
    AMBIT_KUBE_SERVER: access.url,
    POD_NAMESPACE: SYSTEM_NAMESPACE,
    AMBIT_WAYPOINT_IMAGE: "waypoint",
  };
  await using controller = await access.orRefused(rig.controller({ env }));
  await using proxy = await TestProxy.open({ endpoint: controller.endpoint(token), node: aNode() });
  const app = { namespace: "app" };
  await rig.create({
    kind: "ConfigMap",
    metadata: { name: "waypoint-options", ...app },
    data: { horizontalPodAutoscaler: "{}", podDisruptionBudget: "{}" },
  });
  await rig.create({
    kind: "Gateway",
    metadata: { name: "waypoint", ...app },
    spec: {
      gatewayClassName: "istio-waypoint",
      listeners: [{ name: "mesh", port: 15008, protocol: "HBONE" }],
      infrastructure: { parametersRef: { group: "", kind: "ConfigMap", name: "waypoint-options" } },
    },
    status: { addresses: ADDRESS },
  });
  await rig.create({
    kind: "Service",
    metadata: { name: "web", ...app, labels: { "istio.io/use-waypoint": "waypoint" } },
    spec: {
      clusterIP: "10.96.0.10",
      clusterIPs: ["10.96.0.10"],
      selector: { app: "web" },
      ports: [{ port: 80 }],
    },
  });
  await rig.create({
    kind: "ServiceEntry",
    metadata: { name: "outside", ...app },
    spec: {
      hosts: ["outside.example"],
      ports: [{ number: 80, name: "http", protocol: "HTTP" }],
      resolution: "DNS",
    },
  });
  const spec = {
    selector: { matchLabels: { app: "web" } },
    rules: [{ from: [{ source: { namespaces: ["x"] } }] }],
  };
  await rig.create({ kind: "AuthorizationPolicy", metadata: { name: "allow", ...app }, spec });
  expect(proxy.isConnected).toBe(true);
  const unused = () =>
    grants
      .filter((grant) => !access.used.has(grant) && !isExcused(grant))
      .map(({ verb, group, resource }) => `${verb} ${group} ${resource}`);
  await access.orRefused(soon(() => expect(unused()).toEqual([])));
  expect(access.refused).toEqual([]);
});

test("the agent has the rights of istio-cni, and none besides", () => {
  const grants = grantsOf(OBJECTS, "istio-cni").map(({ verb, group, resource, names }) => {
    return `${verb} ${group === "" ? "" : `${group}/`}${resource}${names.length === 0 ? "" : ` ${names.join()}`}`;
  });
  const read = (resource: string): readonly string[] =>
    ["get", "list", "watch"].map((verb) => `${verb} ${resource}`);
  const expected = [
    ...["pods", "nodes", "namespaces", "networking.k8s.io/networkpolicies"].flatMap(read),
    "patch pods/status",
    "update pods/status",
    "get apps/daemonsets istio-cni-node",
    "create events",
    "patch events",
  ];
  expect([...new Set(grants)].sort()).toEqual(expected.sort());
});

test("the proxy has no rights at all: its certificates are all it needs", () => {
  expect(grantsOf(OBJECTS, "ztunnel")).toEqual([]);
  const account = OBJECTS.find(
    ({ kind, metadata }) => kind === "ServiceAccount" && metadata.name === "ztunnel",
  );
  expect(account).toBeDefined();
});
