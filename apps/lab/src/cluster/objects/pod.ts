import { findIpAddress, type IpAddress } from "@ambit/addr";
import type { KubeObject } from "@ambit/kube";
import { type JsonObject, objectsOf, stringOf, valueAt } from "@ambit/kube-objects/json";
import { type NodeSelectorTerm, readNodeAffinity } from "@ambit/kube-objects/selectors";
import {
  decodeMeta,
  findCondition,
  type Meta,
  numberOf,
  partOf,
  type TextMap,
  textMapOf,
  timeOf,
} from "./object-meta.ts";

/** A pod as the controllers see it. */
export interface Pod {
  readonly meta: Meta;
  readonly nodeName: string | undefined;
  readonly schedulerName: string;
  readonly nodeSelector: TextMap;
  /** Terms of the required node affinity, of which one must hold; undefined for none. */
  readonly nodeAffinity: readonly NodeSelectorTerm[] | undefined;
  readonly hostname: string | undefined;
  readonly subdomain: string | undefined;
  readonly ports: readonly ContainerPort[];
  readonly phase: string;
  readonly isReady: boolean;
  /** Since when. */
  readonly readyMs: number | undefined;
  readonly ips: readonly IpAddress[];
  /** Of all containers together. */
  readonly restarts: number;
  /** When the last of its containers ended. */
  readonly finishedMs: number | undefined;
  /** The condition PodScheduled, if somebody has written one. */
  readonly scheduledReason: string | undefined;
}

export interface ContainerPort {
  readonly name: string | undefined;
  readonly port: number;
  readonly protocol: string;
}

export function decodePod(object: KubeObject): Pod {
  const spec = partOf(object, "spec");
  const status = partOf(object, "status");
  const ready = findCondition(status, "Ready");
  const containers = objectsOf(status.containerStatuses);
  return {
    meta: decodeMeta(object),
    nodeName: stringOf(spec.nodeName),
    schedulerName: stringOf(spec.schedulerName) ?? "default-scheduler",
    nodeSelector: textMapOf(spec.nodeSelector),
    nodeAffinity: readNodeAffinity(spec),
    hostname: stringOf(spec.hostname),
    subdomain: stringOf(spec.subdomain),
    ports: [...objectsOf(spec.initContainers), ...objectsOf(spec.containers)].flatMap(containerPorts),
    phase: stringOf(status.phase) ?? "Pending",
    isReady: ready?.status === "True",
    readyMs: ready?.status === "True" ? (timeOf(ready.lastTransitionTime) ?? 0) : undefined,
    ips: podIps(status),
    restarts: containers.reduce((sum, container) => sum + numberOf(container.restartCount, 0), 0),
    finishedMs: containers.reduce<number | undefined>(
      (last, container) => later(last, timeOf(valueAt(container, "state", "terminated", "finishedAt"))),
      undefined,
    ),
    scheduledReason: stringOf(findCondition(status, "PodScheduled")?.reason),
  };
}

/** Has neither ended nor been told to. */
export function isActive({ phase, meta }: Pod): boolean {
  return !isFinished(phase) && !meta.isTerminating;
}

/** Will not run again. */
export function isFinished(phase: string): boolean {
  return phase === "Succeeded" || phase === "Failed";
}

/** Ready for at least that long. */
export function isAvailable(pod: Pod, minReadySeconds: number, nowMs: number): boolean {
  return availableInMs(pod, minReadySeconds, nowMs) === 0;
}

/** How long until it is available if it stays ready: 0 for now, undefined for a pod that is not ready. */
export function availableInMs(pod: Pod, minReadySeconds: number, nowMs: number): number | undefined {
  if (pod.readyMs === undefined) {
    return undefined;
  }
  return minReadySeconds === 0 ? 0 : Math.max(0, pod.readyMs + minReadySeconds * 1000 - nowMs);
}

function containerPorts(container: JsonObject): readonly ContainerPort[] {
  return objectsOf(container.ports).map((port) => ({
    name: stringOf(port.name),
    port: numberOf(port.containerPort, 0),
    protocol: stringOf(port.protocol) ?? "TCP",
  }));
}

function podIps(status: JsonObject): readonly IpAddress[] {
  const listed = objectsOf(status.podIPs).map(({ ip }) => stringOf(ip));
  const texts = listed.length > 0 ? listed : [stringOf(status.podIP)];
  return texts.flatMap((text) => findIpAddress(text ?? "") ?? []);
}

function later(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || (b !== undefined && b > a) ? b : a;
}
