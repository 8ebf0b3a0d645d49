/** The Kubernetes objects of the soak. */
import { namespaceObject } from "../../enrolment/workloads.ts";
import type { MeshObject } from "../../src/mesh-objects.ts";
import {
  ACCOUNTS,
  DENIED_PORT,
  MESH_NAMESPACE,
  OPEN_PORT,
  PLAIN_NAMESPACE,
  type PodSlot,
  SERVICE_PORT,
  type SoakPlan,
} from "./plan.ts";

/** From the deletion of a pod until its process ends, and with it the pod's network. */
export const LINGER_MS = 8_000;
const GRACE_S = 15;
const UNUSED_PORT = 9_999;
/** Of a shell: what it started goes on after SIGTERM, so that other nodes may learn that the pod leaves. */
const LINGERING = `trap 'sleep ${LINGER_MS / 1000}; exit 0' TERM; sleep infinity & wait`;

/** Its servers are not the container's: nobody is to be sent to a pod before they listen. */
const IS_SERVED = { tcpSocket: { port: OPEN_PORT }, timeoutSeconds: 5 };

/** Everything but pods, and the policies that are in force before the first of them. */
export function standingObjects({ groups }: SoakPlan): readonly MeshObject[] {
  return [
    namespaceObject(MESH_NAMESPACE, true),
    namespaceObject(PLAIN_NAMESPACE, false),
    ...ACCOUNTS.map((name) => ({
      apiVersion: "v1",
      kind: "ServiceAccount",
      metadata: { name, namespace: MESH_NAMESPACE },
    })),
    {
      apiVersion: "security.istio.io/v1",
      kind: "PeerAuthentication",
      metadata: { name: "default", namespace: MESH_NAMESPACE },
      spec: { mtls: { mode: "STRICT" } },
    },
    policyObject("deny-port", { action: "DENY", rules: [toPort(DENIED_PORT)] }),
    ...groups.map((group) => serviceObject(group, { app: group }, 0)),
  ];
}

/** The pod `name` in a slot. */
export function podObject(slot: PodSlot, name: string): MeshObject {
  const labels = {
    app: slot.group,
    // As of a Deployment: telemetry is by workload, and pods of no workload would each be one.
    "service.istio.io/workload-name": slot.group,
    half: slot.half,
    ...(slot.isGuarded ? { guard: slot.name } : {}),
  };
  return aPod(MESH_NAMESPACE, name, { node: slot.node, labels, account: slot.account });
}

/** A pod outside the mesh. */
export function plainPodObject(name: string, node: string): MeshObject {
  return aPod(PLAIN_NAMESPACE, name, { node, labels: {}, account: "default" });
}

/** `extraPorts` further ports lead to the same one: a service changes when their number does, and nobody is to notice. */
export function serviceObject(
  name: string,
  selector: Readonly<Record<string, string>>,
  extraPorts: number,
): MeshObject {
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name, namespace: MESH_NAMESPACE },
    spec: {
      selector,
      ports: Array.from({ length: 1 + extraPorts }, (_, index) => ({
        name: `tcp-${index}`,
        port: SERVICE_PORT + index,
        targetPort: OPEN_PORT,
      })),
    },
  };
}

/** Forbids the guarded port of one pod. */
export function guardPolicy(slot: PodSlot, port: number): MeshObject {
  return policyObject(`guard-${slot.name}`, {
    selector: { matchLabels: { guard: slot.name } },
    action: "DENY",
    rules: [toPort(port)],
  });
}

/** Policies that come and go and forbid nothing that anybody does: all live connections are judged by them. */
export function harmlessPolicy(name: string, group: string, isAllow: boolean): MeshObject {
  const selector = { matchLabels: { app: group } };
  return policyObject(
    name,
    isAllow
      ? { selector, action: "ALLOW", rules: [{ from: [{ source: { namespaces: [MESH_NAMESPACE] } }] }] }
      : { selector, action: "DENY", rules: [toPort(UNUSED_PORT)] },
  );
}

function policyObject(name: string, spec: Readonly<Record<string, unknown>>): MeshObject {
  return {
    apiVersion: "security.istio.io/v1",
    kind: "AuthorizationPolicy",
    metadata: { name, namespace: MESH_NAMESPACE },
    spec,
  };
}

function toPort(port: number) {
  return { to: [{ operation: { ports: [`${port}`] } }] };
}

interface PodChoice {
  readonly node: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly account: string;
}

function aPod(namespace: string, name: string, { node, labels, account }: PodChoice): MeshObject {
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, namespace, labels },
    spec: {
      nodeName: node,
      serviceAccountName: account,
      terminationGracePeriodSeconds: GRACE_S,
      containers: [
        { name: "app", image: "busybox", command: ["sh", "-c", LINGERING], readinessProbe: IS_SERVED },
      ],
    },
  };
}
