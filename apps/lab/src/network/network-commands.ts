/**
 * What `ip -batch` and the shell are given to make a lab's namespaces. Texts only. A namespace costs one process: the
 * shell writes its sysctls and becomes `ip`.
 */
import { formatCidr } from "@ambit/addr";
import type { AddressPair, LabPlan, NodePlan } from "./lab-plan.ts";

/** What is to be done inside one namespace: `sh -c <script>` with the batch as its input. */
export interface NamespaceSetup {
  readonly namespace: string;
  readonly script: string;
  readonly batch: string;
}

/** Of the control plane, and the prefix of the bridge's ports in it. */
const BRIDGE = "br0";
const UPLINK = "eth0";
const HOST_SIDE = "host0";

/**
 * Source checks would drop what ztunnel sends from its clients' addresses; duplicate detection would keep an address
 * from being used for a second.
 */
const COMMON_SYSCTLS: readonly (readonly [path: string, value: string])[] = [
  ["ipv4/conf/all/rp_filter", "0"],
  ["ipv4/conf/default/rp_filter", "0"],
  ["ipv6/conf/all/accept_dad", "0"],
  ["ipv6/conf/default/accept_dad", "0"],
  ["ipv6/conf/all/accept_ra", "0"],
  ["ipv6/conf/default/accept_ra", "0"],
];
const ROUTER_SYSCTLS: readonly (readonly [path: string, value: string])[] = [
  ["ipv4/ip_forward", "1"],
  ["ipv6/conf/all/forwarding", "1"],
];

/** Sysctls of a router (a node, the control plane) or of a pod, then `ip` in the shell's place. */
export function setupScript(kind: "router" | "pod", interfaces: readonly string[] = []): string {
  const own = interfaces.flatMap((name): (readonly [string, string])[] => [
    [`ipv4/conf/${name}/rp_filter`, "0"],
    [`ipv6/conf/${name}/accept_dad`, "0"],
    [`ipv6/conf/${name}/accept_ra`, "0"],
  ]);
  const sysctls = [...COMMON_SYSCTLS, ...(kind === "router" ? ROUTER_SYSCTLS : []), ...own];
  return [
    ...sysctls.map(([path, value]) => `echo ${value} > /proc/sys/net/${path}`),
    "exec ip -batch -",
  ].join("\n");
}

/** Run where the lab is started: the namespaces, and the one veth into them. */
export function hostBatch(plan: LabPlan): string {
  const { hostInterface, hostAddress, prefixLength } = plan.hostLink;
  return lines([
    ...[plan.controlPlane.netns, ...plan.nodes.map(({ netns }) => netns)].map((name) => `netns add ${name}`),
    `link add ${hostInterface} type veth peer name ${HOST_SIDE} netns ${plan.controlPlane.netns}`,
    `addr add ${hostAddress}/${prefixLength} dev ${hostInterface}`,
    `link set ${hostInterface} up`,
  ]);
}

/** After `hostBatch`: the bridge with a port for each node, which gets its end of the cable. */
export function controlPlaneSetup(plan: LabPlan): NamespaceSetup {
  const { controlPlaneAddress, prefixLength } = plan.hostLink;
  return {
    namespace: plan.controlPlane.netns,
    script: setupScript("router", [HOST_SIDE]),
    batch: lines([
      "link set lo up",
      `addr add ${controlPlaneAddress}/${prefixLength} dev ${HOST_SIDE}`,
      `link set ${HOST_SIDE} up`,
      `link add ${BRIDGE} type bridge`,
      `link set ${BRIDGE} up`,
      ...addAddresses(plan.controlPlane.address, plan, BRIDGE),
      ...plan.nodes.flatMap((node) => [
        `link add ${node.name} type veth peer name ${UPLINK} netns ${node.netns}`,
        `link set ${node.name} master ${BRIDGE} up`,
        ...podRoutes(node, BRIDGE),
      ]),
    ]),
  };
}

/** After `controlPlaneSetup`. */
export function nodeSetup(plan: LabPlan, node: NodePlan): NamespaceSetup {
  const { ipv4, ipv6 } = plan.controlPlane.address;
  return {
    namespace: node.netns,
    script: setupScript("router", [UPLINK]),
    batch: lines([
      "link set lo up",
      `link set ${UPLINK} up`,
      ...addAddresses(node.address, plan, UPLINK),
      `route add default via ${ipv4} dev ${UPLINK}`,
      `route add ::/0 via ${ipv6} dev ${UPLINK}`,
      ...plan.nodes.filter((other) => other !== node).flatMap((other) => podRoutes(other, UPLINK)),
    ]),
  };
}

/** In the control plane's namespace; the other end goes with it. */
export function hostLinkRemoval(): string {
  return lines([`link del ${HOST_SIDE}`]);
}

/** For `ip -force -batch`, where the lab was started. What is not there is passed over. */
export function removalBatch(namespaces: readonly string[]): string {
  return lines(namespaces.map((name) => `netns del ${name}`));
}

function addAddresses(
  { ipv4, ipv6 }: AddressPair,
  { nodeBlock }: LabPlan,
  device: string,
): readonly string[] {
  return [
    `addr add ${ipv4}/${nodeBlock.ipv4.prefixLength} dev ${device}`,
    `addr add ${ipv6}/${nodeBlock.ipv6.prefixLength} dev ${device} nodad`,
  ];
}

function podRoutes({ pods, address }: NodePlan, device: string): readonly string[] {
  return [
    `route add ${formatCidr(pods.ipv4)} via ${address.ipv4} dev ${device}`,
    `route add ${formatCidr(pods.ipv6)} via ${address.ipv6} dev ${device}`,
  ];
}

/** Each on a line of its own. */
export function lines(commands: readonly string[]): string {
  return commands.map((command) => `${command}\n`).join("");
}
