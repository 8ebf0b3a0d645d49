/** The messages between the CNI agent and ztunnel as values; see codec.ts for their bytes. */

/** What the agent knows of a pod's workload. By these three it is found in the mesh. */
export interface ZdsWorkload {
  readonly name: string;
  readonly namespace: string;
  readonly serviceAccount: string;
}

/** From the agent to ztunnel; each is answered by one ack, in order. `uid` is the pod's UID in Kubernetes. */
export type ZdsRequest =
  /** Carries the descriptor of the pod's network namespace. A missing workload is a mistake of the agent. */
  | { readonly kind: "add"; readonly uid: string; readonly workload: ZdsWorkload | undefined }
  /** In a snapshot: the pod is to stay, but its namespace is not known to the agent. */
  | { readonly kind: "keep"; readonly uid: string }
  | { readonly kind: "del"; readonly uid: string }
  | { readonly kind: "snapshot-sent" };

/** The receive buffer of every known peer: a longer packet would be cut. */
export const MAX_ZDS_PACKET_BYTES = 1_024;
