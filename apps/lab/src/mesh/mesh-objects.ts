/**
 * The mesh as Istio's charts install it in their ambient profile: the same objects, names, labels and environment, with
 * our programs. What differs, because a node here is a folder and no machine: paths that a program and the node's other
 * programs share, DNS capture (off), requests for CPU and memory (none), and ztunnel's /tmp, which is the machine's,
 * since programs may lie in it.
 */
import type { NewKubeObject } from "@ambit/kube";
import { agentObjects } from "./agent-objects.ts";
import { controllerObjects } from "./controller-objects.ts";
import { type MeshOptions, SYSTEM_NAMESPACE } from "./mesh-options.ts";
import { ztunnelObjects } from "./ztunnel-objects.ts";

/** In an order in which they can be created. */
export function meshObjects(options: MeshOptions): readonly NewKubeObject[] {
  return [
    { apiVersion: "v1", kind: "Namespace", metadata: { name: SYSTEM_NAMESPACE } },
    ...controllerObjects(options),
    ...agentObjects(options),
    ...ztunnelObjects(options),
  ];
}
