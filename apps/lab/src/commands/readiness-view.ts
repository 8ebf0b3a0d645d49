/** From the API's objects to what of a lab is ready yet. Pure. */
import type { KubeObject } from "@ambit/kube";
import { findRecord } from "../state/json-file.ts";

/** One thing that has to be ready. */
export interface ReadinessItem {
  readonly name: string;
  readonly ready: number;
  readonly wanted: number;
}

/** Objects as the API has them. */
export interface ReadinessObjects {
  readonly nodes: readonly KubeObject[];
  readonly deployments: readonly KubeObject[];
  readonly daemonSets: readonly KubeObject[];
}

/** The mesh's own, in the order in which they come up. */
const MESH = ["istiod", "istio-cni-node", "ztunnel"] as const;

/** Nodes, and the mesh where there is one. */
export function readinessOf(
  objects: ReadinessObjects,
  { nodeCount, hasMesh }: { readonly nodeCount: number; readonly hasMesh: boolean },
): readonly ReadinessItem[] {
  const nodes = { name: "nodes", ready: objects.nodes.filter(isNodeReady).length, wanted: nodeCount };
  if (!hasMesh) return [nodes];
  const workloads = [...objects.deployments, ...objects.daemonSets];
  return [nodes, ...MESH.map((name) => workloadReadiness(name, workloads, nodeCount))];
}

/** Whether nothing is missing. */
export function isComplete(items: readonly ReadinessItem[]): boolean {
  return items.every(({ ready, wanted }) => ready >= wanted);
}

/** `ztunnel 1 of 2`. */
export function describeItem({ name, ready, wanted }: ReadinessItem): string {
  return `${name} ${ready} of ${wanted}`;
}

/** A status that is of an older generation says nothing about this one. */
function workloadReadiness(
  name: (typeof MESH)[number],
  workloads: readonly KubeObject[],
  nodeCount: number,
): ReadinessItem {
  const found = workloads.find(({ metadata }) => metadata.name === name);
  const status = findRecord(found?.["status"]) ?? {};
  const isCurrent =
    found !== undefined && numberOf(status["observedGeneration"]) >= (found.metadata.generation ?? 0);
  if (name === "istiod") {
    const wanted = numberOf(findRecord(found?.["spec"])?.["replicas"], 1);
    return { name, ready: isCurrent ? numberOf(status["readyReplicas"]) : 0, wanted };
  }
  return { name, ready: isCurrent ? numberOf(status["numberReady"]) : 0, wanted: nodeCount };
}

function isNodeReady(node: KubeObject): boolean {
  const conditions = findRecord(node["status"])?.["conditions"];
  return (Array.isArray(conditions) ? conditions : []).some((condition: unknown) => {
    const { type, status } = findRecord(condition) ?? {};
    return type === "Ready" && status === "True";
  });
}

function numberOf(value: unknown, fallback = 0): number {
  return typeof value === "number" ? value : fallback;
}
