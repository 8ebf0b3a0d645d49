/** Which connections a kill may cost, and which of those that were lost no kill explains. Pure. */
import type { ConnectionFailure } from "./load-protocol.ts";

export type KilledPart = "ztunnel" | "istio-cni-node" | "istiod" | "API server";

/** From the signal until the part was ready again; `backMs` is undefined while it is not. */
export interface Kill {
  readonly part: KilledPart;
  /** Empty for parts that the cluster has one of. */
  readonly node: string;
  readonly atMs: number;
  readonly backMs: number | undefined;
}

/** A pod was taken away or joined. */
export interface PodChange {
  readonly group: string;
  readonly atMs: number;
}

/**
 * After a proxy is ready, the others find out that tunnels of before are dead; after the control plane is, it has pods to tell
 * of that came and went meanwhile.
 */
const AFTERMATH_MS = 1_000;
/** Clocks are read before what they stand for. */
const BEFORE_MS = 100;

/**
 * The kill that a failure is due to. A ztunnel takes the connections of its node's pods with it. Without control plane or API
 * server everything goes on, but a service may lead to a pod that is no more: that alone is theirs. An agent costs nothing.
 */
export function explainFailure(
  failure: ConnectionFailure,
  kills: readonly Kill[],
  changes: readonly PodChange[],
): Kill | undefined {
  return kills.find((kill) => isDuring(failure, kill) && isDueTo(failure, kill, changes));
}

/** Whether a kill can still become the explanation of something that happened then. */
export function isOver({ backMs }: Kill, nowMs: number): boolean {
  return backMs !== undefined && backMs + AFTERMATH_MS < nowMs;
}

function isDuring({ sinceMs, atMs }: ConnectionFailure, kill: Kill): boolean {
  return atMs >= kill.atMs - BEFORE_MS && sinceMs <= endOf(kill);
}

function endOf({ backMs }: Kill): number {
  return backMs === undefined ? Number.POSITIVE_INFINITY : backMs + AFTERMATH_MS;
}

function isDueTo(failure: ConnectionFailure, kill: Kill, changes: readonly PodChange[]): boolean {
  switch (kill.part) {
    case "ztunnel":
      // Through a service the server is known once it has answered.
      return failure.fromNode === kill.node || failure.toNode === kill.node || failure.toNode === "";
    case "istio-cni-node":
      return false;
    case "istiod":
    case "API server":
      return (
        failure.service !== "" &&
        failure.phase === "greeting" &&
        changes.some(
          ({ group, atMs }) =>
            group === failure.service && atMs >= kill.atMs - AFTERMATH_MS && atMs <= endOf(kill),
        )
      );
  }
}
