/**
 * The lab's addresses and names as one value, made from the lab's name, its index and the number of nodes: the same
 * three give the same plan, so that a later process can take away what an earlier one left.
 *
 *   host ── 198.18.<index>.0/30 ── control plane (bridge, first address of the nodes' block)
 *                                    ├── node 1 ── its pods, each behind a veth of its own, routed
 *                                    └── node 2 ── ...
 *
 * All of it is inside namespaces but one end of one veth, by which programs of the host reach the API server.
 */
import { type Cidr, cidrOf, type IpAddress, parseIpAddress } from "@ambit/addr";
import { NetworkError } from "./network-error.ts";

/** An address of each family. */
export interface AddressPair {
  readonly ipv4: IpAddress;
  readonly ipv6: IpAddress;
}

/** A block of each family. */
export interface BlockPair {
  readonly ipv4: Cidr;
  readonly ipv6: Cidr;
}

/** One node. Plain data: it goes through JSON as it is. */
export interface NodePlan {
  /** The Node object's name: `n1`. */
  readonly name: string;
  /** From 1. */
  readonly number: number;
  /** Network namespace under /run/netns: `<lab>-n1`. */
  readonly netns: string;
  readonly address: AddressPair;
  /** Where its pods' addresses are from. */
  readonly pods: BlockPair;
  /** The pods' gateway, on the node's end of every pod's veth. The kubelet's probes come from here. */
  readonly gateway: AddressPair;
}

/** The veth between the host and the control plane. */
export interface HostLinkPlan {
  /** Its name on the host. */
  readonly hostInterface: string;
  readonly hostAddress: IpAddress;
  /** Where the API server is for programs of the host. */
  readonly controlPlaneAddress: IpAddress;
  readonly prefixLength: number;
}

/** Everything about a lab's network. Plain data: it goes through JSON as it is. */
export interface LabPlan {
  readonly name: string;
  readonly index: number;
  readonly controlPlane: {
    /** `<lab>-cp`. */
    readonly netns: string;
    readonly address: AddressPair;
  };
  readonly hostLink: HostLinkPlan;
  readonly nodeBlock: BlockPair;
  readonly nodes: readonly NodePlan[];
  /** All nodes' pods. */
  readonly pods: BlockPair;
  readonly services: BlockPair;
  /** Service `default/kubernetes`. */
  readonly apiService: AddressPair;
  /** Service `kube-system/kube-dns`. */
  readonly dnsService: AddressPair;
}

/** What a plan is made from. */
export interface LabShape {
  /** At most 16 of `a-z`, `0-9` and `-`, beginning with a letter and not ending with `-`. */
  readonly name: string;
  /** Two labs at the same time have different ones; below `LAB_INDEX_COUNT`. */
  readonly index: number;
  /** 1 to `MAX_NODES`. */
  readonly nodeCount: number;
}

/** As many labs can be on a machine at the same time. */
export const LAB_INDEX_COUNT = 32;
/** Of one lab. */
export const MAX_NODES = 16;

// Interface names, which hold more than the lab's name, are at most 15 characters; namespaces have no such bound.
const NAME = /^[a-z]([a-z0-9-]{0,14}[a-z0-9])?$/;
/** Each lab has four /16 blocks of 10.0.0.0/8 from here on. */
const FIRST_BLOCK = 128;
const BLOCKS_OF_A_LAB = 4;
/** Values of the third byte that the pods of a node have. */
const BYTES_OF_A_NODE = 4;
/** Nodes begin at .11, after the control plane's .1. */
const NODE_OFFSET = 10;

/** Throws NetworkError "bad-plan", which says what a lab may be. */
export function planLab(shape: LabShape): LabPlan {
  checkShape(shape);
  const { name, index, nodeCount } = shape;
  const space = addressSpace(index);
  const numbers = Array.from({ length: nodeCount }, (_, position) => position + 1);
  return {
    name,
    index,
    controlPlane: { netns: `${name}-cp`, address: space.node(1) },
    hostLink: {
      hostInterface: `ambit-lab${index}`,
      hostAddress: parseIpAddress(`198.18.${index}.1`),
      controlPlaneAddress: parseIpAddress(`198.18.${index}.2`),
      prefixLength: 30,
    },
    nodeBlock: space.nodeBlock,
    nodes: numbers.map((number) => ({
      name: `n${number}`,
      number,
      netns: `${name}-n${number}`,
      address: space.node(NODE_OFFSET + number),
      pods: space.podBlock(number),
      gateway: space.pod(number, 1),
    })),
    pods: space.pods,
    services: space.services,
    apiService: space.service(1),
    dnsService: space.service(10),
  };
}

/** The lowest index that no other lab has. Throws NetworkError "bad-plan" when all are taken. */
export function findFreeLabIndex(taken: ReadonlySet<number>): number {
  for (let index = 0; index < LAB_INDEX_COUNT; index += 1) {
    if (!taken.has(index)) return index;
  }
  throw new NetworkError("bad-plan", `${LAB_INDEX_COUNT} labs are up: take one down (ambit lab down <name>)`);
}

/** The address of each family that is `offset` (below 65,536) after the beginning of the blocks. */
export function addressesAt(blocks: BlockPair, offset: number): AddressPair {
  return { ipv4: ipv4At(blocks.ipv4, offset), ipv6: ipv6At(blocks.ipv6, offset) };
}

/** Whether a namespace under /run/netns is one of the lab's. A lab of another name never has it. */
export function isLabNamespace(lab: string, namespace: string): boolean {
  return (
    namespace.startsWith(`${lab}-`) && /^(?:cp|n[0-9]+|p-[0-9a-f]{10})$/.test(namespace.slice(lab.length + 1))
  );
}

/** The namespace of a pod; `id` is ten hexadecimal digits. */
export function podNamespace(lab: string, id: string): string {
  return `${lab}-p-${id}`;
}

function checkShape({ name, index, nodeCount }: LabShape): void {
  if (!NAME.test(name)) {
    throw new NetworkError(
      "bad-plan",
      `lab name "${name}": use 1 to 16 of a-z, 0-9 and "-", a letter first and no "-" last`,
    );
  }
  if (!Number.isInteger(index) || index < 0 || index >= LAB_INDEX_COUNT) {
    throw new NetworkError("bad-plan", `lab index ${index}: use 0 to ${LAB_INDEX_COUNT - 1}`);
  }
  if (!Number.isInteger(nodeCount) || nodeCount < 1 || nodeCount > MAX_NODES) {
    throw new NetworkError("bad-plan", `${nodeCount} nodes: use 1 to ${MAX_NODES}`);
  }
}

/**
 * | | IPv4 | IPv6 |
 * |---|---|---|
 * | nodes | 10.B.0.0/24 | fdab:1700:I::/64 |
 * | pods of node k | 10.(B+1).(4k).0/22 | fdab:1700:I:(100+k)::/64 |
 * | services | 10.(B+2).0.0/16 | fdab:1700:I:ffff::/112 |
 */
function addressSpace(index: number) {
  const first = FIRST_BLOCK + index * BLOCKS_OF_A_LAB;
  const prefix = `fdab:1700:${index.toString(16)}`;
  const nodeBlock = block(`10.${first}.0.0`, 24, `${prefix}::`, 64);
  const services = block(`10.${first + 2}.0.0`, 16, `${prefix}:ffff::`, 112);
  const podBlock = (node: number) =>
    block(
      `10.${first + 1}.${node * BYTES_OF_A_NODE}.0`,
      22,
      `${prefix}:${(0x100 + node).toString(16)}::`,
      64,
    );
  return {
    nodeBlock,
    services,
    // 56 bits leave the last byte of the fourth group: 100 to 1ff.
    pods: block(`10.${first + 1}.0.0`, 16, `${prefix}:100::`, 56),
    podBlock,
    node: (offset: number) => addressesAt(nodeBlock, offset),
    pod: (node: number, offset: number) => addressesAt(podBlock(node), offset),
    service: (offset: number) => addressesAt(services, offset),
  };
}

function block(ipv4: string, length4: number, ipv6: string, length6: number): BlockPair {
  return {
    ipv4: cidrOf(parseIpAddress(ipv4), length4),
    ipv6: cidrOf(parseIpAddress(ipv6), length6),
  };
}

/** A block's address ends with `.0`. */
function ipv4At({ ip }: Cidr, offset: number): IpAddress {
  const [first = "", second = "", third = ""] = ip.split(".");
  return parseIpAddress(`${first}.${second}.${Number(third) + (offset >> 8)}.${offset & 0xff}`);
}

/** A block's address ends with `::`. */
function ipv6At({ ip }: Cidr, offset: number): IpAddress {
  return parseIpAddress(`${ip}${offset.toString(16)}`);
}
