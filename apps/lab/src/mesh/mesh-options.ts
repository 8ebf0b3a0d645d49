/** What the mesh's objects depend on. */
export interface MeshOptions {
  /** `<state>/nodes`: what programs of a node share, by paths that are the same inside and outside of pods. */
  readonly nodesFolder: string;
  readonly clusterDomain: string;
}

/** Of everything that is the mesh's own. */
export const SYSTEM_NAMESPACE = "istio-system";

/** Names of the programs, as images. Tags do not count. */
export const IMAGES = {
  controller: "ambit/controller",
  cni: "ambit/cni",
  ztunnel: "ambit/ztunnel",
  waypoint: "ambit/waypoint",
  tools: "ambit/lab-tools",
} as const;

/** Folders of one node, by a variable that the kubelet puts in. */
export function nodeFolder({ nodesFolder }: MeshOptions): string {
  return `${nodesFolder}/$(NODE_NAME)/root`;
}
