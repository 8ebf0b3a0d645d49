/**
 * What scenarios know of a cluster. A provider raises one; everything that is the same on every cluster goes through
 * the Kubernetes API (`ClusterObjects`), and here is the rest.
 */
import type { ClusterObjects } from "../src/cluster-objects.ts";

/** What not every cluster has. A scenario that needs one that is missing is skipped, and says so. */
export type ClusterFeature =
  /** Pods and services have addresses of both families. */
  | "dual-stack"
  | "cron-jobs"
  /** The mesh is installed by its chart, and can be taken away and installed again. */
  | "installation"
  /** More than one node. */
  | "several-nodes"
  /** The API server asks admission webhooks before it deletes, and runs finalizers, as Kubernetes' own does. */
  | "garbage-collection";

/** Which pod, or which of its containers. */
export interface PodName {
  readonly namespace: string;
  readonly name: string;
}

/** How a command in a pod ended. */
export interface ExecResult {
  readonly exitCode: number;
  readonly output: string;
  readonly errors: string;
}

/** A part of the mesh, by the name of its workload. */
export const COMPONENTS = { controller: "istiod", cni: "istio-cni-node", ztunnel: "ztunnel" } as const;
export type Component = keyof typeof COMPONENTS;

/** A running cluster with the mesh in it, unless it is raised without. */
export interface Cluster extends AsyncDisposable {
  readonly objects: ClusterObjects;
  readonly features: ReadonlySet<ClusterFeature>;
  /** Names, in the order in which pods may be put on them. */
  readonly nodes: readonly string[];
  /** Of the test programs (`apps/lab/src/tools`), for pods that serve and ask. */
  readonly toolsImage: string;
  /** The words by which one of those programs is started in a pod of that image. */
  readonly toolsCommand: readonly string[];
  /** A command in a pod's first container, to its end. */
  exec(pod: PodName, command: readonly string[]): Promise<ExecResult>;
  /** The last lines that a pod's first container has written. */
  logs(pod: PodName, lines: number): Promise<string>;
  /** Takes images from OCI archives, on every node. */
  loadImages(archives: readonly string[]): Promise<void>;
  /** Installs the mesh, until all of it is ready. What was said of it. */
  installMesh(change?: MeshChange): Promise<string>;
  /** Changes what is installed, until all of it is ready again. */
  upgradeMesh(change: MeshChange): Promise<string>;
  /** Removes the mesh and all that it has made. */
  uninstallMesh(): Promise<string>;
  /** What a command on a node prints, for whoever looks for what the mesh has left there. */
  onNode(node: string, command: readonly string[]): Promise<ExecResult>;
  /** For whoever asks why something did not come. */
  describe(): Promise<string>;
}

/** Of an installation. */
export interface MeshChange {
  /** Values of the chart, as `--set` takes them. */
  readonly set?: Readonly<Record<string, string>>;
}

/** Who raises clusters. */
export interface Provider {
  readonly name: ProviderName;
  /** Ready to take pods. Throws an error that names what the machine lacks. `say` is told what is being done. */
  up(say: (text: string) => void): Promise<Cluster>;
}

export const PROVIDERS = ["lab", "bare", "kind"] as const;
export type ProviderName = (typeof PROVIDERS)[number];
