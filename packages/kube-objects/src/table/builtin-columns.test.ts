import { describe, expect, test } from "vitest";
import type { JsonObject } from "../json.ts";
import type { KubeObject } from "../kube-object.ts";
import { columnsOf } from "./builtin-columns.ts";
import { podStatusText } from "./pod-columns.ts";

const NOW = Date.parse("2026-03-01T12:00:00Z");

function anObject(fields: JsonObject): KubeObject {
  return {
    apiVersion: "v1",
    kind: "X",
    metadata: { name: "x", creationTimestamp: "2026-03-01T11:59:00Z" },
    ...fields,
  };
}

/** Cells by the name of their column. */
function cellsOf(resource: string, object: KubeObject): Record<string, unknown> {
  return Object.fromEntries(columnsOf(resource).map((column) => [column.name, column.cell(object, NOW)]));
}

describe("a pod's status", () => {
  const waiting = (reason: string) => ({ name: "a", state: { waiting: { reason } } });
  test.each<[string, JsonObject]>([
    ["Pending", { status: { phase: "Pending" } }],
    ["Unknown", {}],
    ["Evicted", { status: { phase: "Failed", reason: "Evicted" } }],
    [
      "ContainerCreating",
      { status: { phase: "Pending", containerStatuses: [waiting("ContainerCreating")] } },
    ],
    ["CrashLoopBackOff", { status: { phase: "Running", containerStatuses: [waiting("CrashLoopBackOff")] } }],
    [
      "Error",
      {
        status: {
          phase: "Failed",
          containerStatuses: [{ state: { terminated: { reason: "Error", exitCode: 1 } } }],
        },
      },
    ],
    [
      "ExitCode:3",
      { status: { phase: "Failed", containerStatuses: [{ state: { terminated: { exitCode: 3 } } }] } },
    ],
    [
      "Signal:9",
      { status: { phase: "Failed", containerStatuses: [{ state: { terminated: { signal: 9 } } }] } },
    ],
    [
      "Init:0/2",
      {
        spec: { initContainers: [{}, {}] },
        status: { phase: "Pending", initContainerStatuses: [waiting("PodInitializing")] },
      },
    ],
    [
      "Init:1/2",
      {
        spec: { initContainers: [{}, {}] },
        status: {
          phase: "Pending",
          initContainerStatuses: [{ state: { terminated: { exitCode: 0 } } }, { state: { running: {} } }],
        },
      },
    ],
    [
      "Init:Error",
      {
        spec: { initContainers: [{}] },
        status: {
          phase: "Pending",
          initContainerStatuses: [{ state: { terminated: { reason: "Error", exitCode: 1 } } }],
        },
      },
    ],
    [
      "Running",
      { status: { phase: "Running", containerStatuses: [{ ready: true, state: { running: {} } }] } },
    ],
    [
      "Running",
      {
        status: {
          phase: "Running",
          conditions: [{ type: "Ready", status: "True" }],
          containerStatuses: [
            { state: { terminated: { reason: "Completed" } } },
            { ready: true, state: { running: {} } },
          ],
        },
      },
    ],
    [
      "Running",
      {
        spec: { initContainers: [{}] },
        status: { phase: "Running", initContainerStatuses: [{ started: true, state: { running: {} } }] },
      },
    ],
  ])("is %s", (text, fields) => {
    expect(podStatusText(anObject(fields))).toBe(text);
  });

  test("is Terminating once it is being deleted", () => {
    const pod = anObject({ status: { phase: "Running" } });
    expect(
      podStatusText({ ...pod, metadata: { ...pod.metadata, deletionTimestamp: "2026-03-01T12:00:00Z" } }),
    ).toBe("Terminating");
  });
});

describe("cells", () => {
  test.each<[string, JsonObject, Record<string, unknown>]>([
    [
      "pods",
      {
        spec: { containers: [{}, {}], nodeName: "n1", readinessGates: [{ conditionType: "g" }] },
        status: {
          phase: "Running",
          podIP: "10.0.0.1",
          conditions: [{ type: "g", status: "True" }],
          containerStatuses: [
            { ready: true, restartCount: 2, state: { running: {} } },
            { restartCount: 1, state: { running: {} } },
          ],
        },
      },
      {
        Name: "x",
        Ready: "1/2",
        Restarts: "3",
        Age: "60s",
        IP: "10.0.0.1",
        Node: "n1",
        "Readiness Gates": "1/1",
      },
    ],
    [
      "services",
      {
        spec: {
          type: "NodePort",
          clusterIP: "10.96.0.1",
          ports: [
            { port: 80, nodePort: 30080, protocol: "TCP" },
            { port: 53, protocol: "UDP" },
          ],
          selector: { b: "2", a: "1" },
        },
      },
      {
        Type: "NodePort",
        "Cluster-IP": "10.96.0.1",
        "External-IP": "<none>",
        "Port(s)": "80:30080/TCP,53/UDP",
        Selector: "a=1,b=2",
      },
    ],
    [
      "services",
      { spec: { type: "ExternalName", externalName: "db.example.com" } },
      { "External-IP": "db.example.com", "Port(s)": "<none>", "Cluster-IP": "<none>" },
    ],
    ["services", { spec: { type: "LoadBalancer" } }, { "External-IP": "<pending>" }],
    [
      "services",
      { spec: { type: "LoadBalancer" }, status: { loadBalancer: { ingress: [{ ip: "192.0.2.1" }] } } },
      { "External-IP": "192.0.2.1" },
    ],
    ["namespaces", { status: { phase: "Active" } }, { Status: "Active" }],
    [
      "nodes",
      {
        spec: { unschedulable: true },
        status: {
          conditions: [{ type: "Ready", status: "True" }],
          addresses: [{ type: "InternalIP", address: "10.0.0.9" }],
          nodeInfo: { kubeletVersion: "v1" },
        },
      },
      {
        Status: "Ready,SchedulingDisabled",
        Roles: "<none>",
        Version: "v1",
        "Internal-IP": "10.0.0.9",
        "OS-Image": "<unknown>",
      },
    ],
    ["configmaps", { data: { a: "1" }, binaryData: { b: "" } }, { Data: 2 }],
    ["secrets", { type: "Opaque", data: { a: "" } }, { Type: "Opaque", Data: 1 }],
    [
      "endpointslices.discovery.k8s.io",
      {
        addressType: "IPv4",
        ports: [{ port: 80 }],
        endpoints: [1, 2, 3, 4].map((last) => ({ addresses: [`10.0.0.${last}`] })),
      },
      { AddressType: "IPv4", Ports: "80", Endpoints: "10.0.0.1,10.0.0.2,10.0.0.3 + 1 more..." },
    ],
    [
      "endpoints",
      { subsets: [{ addresses: [{ ip: "10.0.0.1" }], ports: [{ port: 80 }] }] },
      { Endpoints: "10.0.0.1:80" },
    ],
    [
      "events",
      {
        type: "Warning",
        reason: "Bad",
        message: "it is\n",
        involvedObject: { kind: "Pod", name: "p" },
        source: { component: "kubelet", host: "n1" },
      },
      {
        "Last Seen": "60s",
        Type: "Warning",
        Object: "pod/p",
        Message: "it is",
        Source: "kubelet, n1",
        Count: "1",
      },
    ],
    [
      "deployments.apps",
      {
        spec: {
          selector: { matchLabels: { app: "web" } },
          template: { spec: { containers: [{ name: "a", image: "i" }] } },
        },
        status: { readyReplicas: 1 },
      },
      { Ready: "1/1", "Up-to-date": 0, Containers: "a", Images: "i", Selector: "app=web" },
    ],
    [
      "networkpolicies.networking.k8s.io",
      {
        spec: {
          podSelector: {
            matchExpressions: [
              { key: "a", operator: "In", values: ["x", "y"] },
              { key: "b", operator: "Exists" },
            ],
          },
        },
      },
      { "Pod-Selector": "a in (x,y),b" },
    ],
    ["leases.coordination.k8s.io", { spec: { holderIdentity: "me" } }, { Holder: "me" }],
    ["unheard-of", {}, { Name: "x", Age: "60s" }],
  ])("of %s", (resource, fields, expected) => {
    expect(cellsOf(resource, anObject(fields))).toMatchObject(expected);
  });
});
