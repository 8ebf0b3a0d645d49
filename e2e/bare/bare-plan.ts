/** Names and addresses of a bare cluster. Everything is in namespaces of its own, so that clusters may have the same. */

/** One node of a bare cluster. */
export interface BareNode {
  readonly name: string;
  /** Under /run/netns. */
  readonly netns: string;
  readonly addresses: readonly string[];
  /** Of its pods, one for each family. */
  readonly podRanges: readonly string[];
}

export interface BarePlan {
  readonly prefix: string;
  /** Where the control plane runs, with a bridge that the nodes are plugged into. */
  readonly controlPlane: { readonly netns: string; readonly addresses: readonly string[] };
  readonly nodes: readonly BareNode[];
  readonly podRanges: readonly string[];
  readonly serviceRanges: readonly string[];
  /** Of Service `default/kubernetes`. */
  readonly apiService: string;
  readonly dnsService: string;
}

/** Both families: what is true of one has to be of the other. */
export const FAMILIES = ["IPv4", "IPv6"] as const;
const FIRST_NODE = 11;

/** Of two nodes unless more are wanted. */
export function planBare(prefix: string, nodeCount = 2): BarePlan {
  const nodes = Array.from({ length: nodeCount }, (_, index): BareNode => {
    const number = index + 1;
    const host = FIRST_NODE + index;
    return {
      name: `n${number}`,
      netns: `${prefix}-n${number}`,
      addresses: [`10.200.0.${host}`, `fd00:10:200::${host}`],
      podRanges: [`10.201.${number}.0/24`, `fd00:10:201:${number}::/64`],
    };
  });
  return {
    prefix,
    controlPlane: { netns: `${prefix}-cp`, addresses: ["10.200.0.1", "fd00:10:200::1"] },
    nodes,
    podRanges: ["10.201.0.0/16", "fd00:10:201::/48"],
    serviceRanges: ["10.202.0.0/16", "fd00:10:202::/112"],
    apiService: "10.202.0.1",
    dnsService: "10.202.0.10",
  };
}
