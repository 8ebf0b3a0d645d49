/** Who is in the soak's cluster: pods in groups, a service for each group, and pods that are guarded by a policy of their own. */

export interface SoakShape {
  readonly nodes: number;
  readonly pods: number;
}

/** A place that is always taken, by one pod after the other. */
export interface PodSlot {
  /** Begins the names of the pods that take it. */
  readonly name: string;
  readonly node: string;
  readonly group: string;
  /** Every group has both, so that a service may have the one, the other, or all. */
  readonly half: "a" | "b";
  readonly account: (typeof ACCOUNTS)[number];
  /** Its pod stays from the beginning to the end. */
  readonly isGuarded: boolean;
}

export interface SoakPlan {
  readonly nodes: readonly string[];
  readonly slots: readonly PodSlot[];
  /** Each has a service of the same name. */
  readonly groups: readonly string[];
}

/** All pods here are in the mesh, with strict mutual TLS. */
export const MESH_NAMESPACE = "soak";
/** Pods here are not, and have nothing to do with the others but for being refused by them. */
export const PLAIN_NAMESPACE = "outside";
export const ACCOUNTS = ["red", "blue"] as const;

/** Open to everybody in the mesh. */
export const OPEN_PORT = 8080;
/** Nobody may, in the whole namespace, from before the first pod on. */
export const DENIED_PORT = 8081;
/** Of guarded pods: a policy forbids it now and then. */
export const GUARDED_PORT = 8082;
export const SERVED_PORTS: readonly number[] = [OPEN_PORT, DENIED_PORT, GUARDED_PORT];
/** Of services. */
export const SERVICE_PORT = 80;

const PODS_OF_A_GROUP = 10;

/** One guarded pod on each node; a group has pods on every node. */
export function planSoak({ nodes: nodeCount, pods }: SoakShape): SoakPlan {
  const nodes = Array.from({ length: nodeCount }, (_, index) => `n${index + 1}`);
  const groupCount = Math.max(1, Math.floor(pods / PODS_OF_A_GROUP));
  const groups = Array.from({ length: groupCount }, (_, index) => `g${index}`);
  const slots = Array.from({ length: pods }, (_, index): PodSlot => {
    const round = Math.floor(index / groupCount);
    return {
      name: `p${index}`,
      node: at(nodes, index + round),
      group: at(groups, index),
      half: round % 2 === 0 ? "a" : "b",
      account: at(ACCOUNTS, Math.floor(index / 3)),
      isGuarded: index < nodeCount,
    };
  });
  return { nodes, slots, groups };
}

function at<T>(values: readonly T[], index: number): T {
  const value = values[index % values.length];
  if (value === undefined) throw new Error("a list of nothing");
  return value;
}
