import type { ResourceRegistry } from "@ambit/kube-objects/resources";
import type { ObjectStore } from "../store/object-store.ts";

/** What every operation of the API works on. */
export interface ApiState {
  readonly registry: ResourceRegistry;
  readonly store: ObjectStore;
  /** Wall-clock milliseconds since the epoch. */
  readonly nowMs: () => number;
  readonly newUid: () => string;
  /** Below `bound`, any of them alike. */
  readonly randomInteger: (bound: number) => number;
  /** A pod on a node stays, terminating, until somebody (a kubelet) deletes it with a grace period of 0. */
  readonly gracefulPodDeletion: boolean;
}

/** What query parameters say about a write. */
export interface WriteOptions {
  /** Answer as if, and change nothing. */
  readonly dryRun: boolean;
  /** Whose fields an apply patch sets. */
  readonly fieldManager: string;
  /** An apply patch takes fields of others. */
  readonly force: boolean;
}

/** The write of a client that asks for nothing special. */
export const PLAIN_WRITE: WriteOptions = { dryRun: false, fieldManager: "unknown", force: false };

/** RFC 3339 with seconds, as metav1.Time. */
export function timestampOf(nowMs: number): string {
  return `${new Date(nowMs).toISOString().slice(0, 19)}Z`;
}
