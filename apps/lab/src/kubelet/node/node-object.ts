/** The Node object of a lab's node. No I/O. */
import { formatCidr } from "@ambit/addr";
import type { NewKubeObject } from "@ambit/kube";
import type { JsonObject } from "@ambit/kube-objects/json";
import type { NodePlan } from "../../network/index.ts";
import { timestamp } from "../pod/pod-status.ts";

export interface MachineFacts {
  /** As Go names it: `amd64`, `arm64`. */
  readonly architecture: string;
  readonly cpus: number;
  readonly memoryBytes: number;
  readonly kernelVersion: string;
}

/** As many addresses as a node has for pods. */
const POD_CAPACITY = 250;

export function nodeObject(node: NodePlan, machine: MachineFacts, nowMs: number): NewKubeObject {
  const { name, pods } = node;
  return {
    apiVersion: "v1",
    kind: "Node",
    metadata: {
      name,
      labels: {
        "kubernetes.io/hostname": name,
        "kubernetes.io/os": "linux",
        "kubernetes.io/arch": machine.architecture,
      },
    },
    spec: { podCIDR: formatCidr(pods.ipv4), podCIDRs: [formatCidr(pods.ipv4), formatCidr(pods.ipv6)] },
    status: nodeStatus(node, machine, nowMs),
  };
}

export function nodeStatus(
  { name, address }: NodePlan,
  { architecture, cpus, memoryBytes, kernelVersion }: MachineFacts,
  nowMs: number,
): JsonObject {
  const resources = {
    cpu: String(cpus),
    memory: `${Math.floor(memoryBytes / 1024)}Ki`,
    pods: String(POD_CAPACITY),
  };
  const time = timestamp(nowMs);
  return {
    addresses: [
      { type: "InternalIP", address: address.ipv4 },
      { type: "InternalIP", address: address.ipv6 },
      { type: "Hostname", address: name },
    ],
    capacity: resources,
    allocatable: resources,
    conditions: [
      {
        type: "Ready",
        status: "True",
        reason: "KubeletReady",
        message: "kubelet is posting ready status",
        lastHeartbeatTime: time,
        lastTransitionTime: time,
      },
    ],
    nodeInfo: {
      architecture,
      operatingSystem: "linux",
      osImage: "ambit lab",
      kernelVersion,
      kubeletVersion: "v1.34.0",
      containerRuntimeVersion: "ambit://1",
      kubeProxyVersion: "v1.34.0",
      machineID: name,
      systemUUID: name,
      bootID: name,
    },
  };
}
