/** The cables of a bare cluster: a bridge in the control plane's namespace, and a cable from each node to it. */
import { Namespace } from "../src/namespace.ts";
import type { BarePlan } from "./bare-plan.ts";

const BRIDGE = "br0";
const NODE_INTERFACE = "eth0";

/** Pods of other nodes, and services, are routed; nothing leads out of the cluster. */
export function buildBareNetwork({ controlPlane, nodes, serviceRanges }: BarePlan): void {
  const centre = Namespace.create(controlPlane.netns);
  const spaces = new Map(nodes.map(({ name, netns }) => [name, Namespace.create(netns)]));
  centre.run(
    ["ip", "-batch", "-"],
    lines([
      `link add ${BRIDGE} type bridge`,
      `link set ${BRIDGE} up`,
      ...controlPlane.addresses.map((address) => addAddress(BRIDGE, address)),
    ]),
  );
  for (const node of nodes) {
    const space = spaces.get(node.name);
    if (space === undefined) continue;
    const cable = `to-${node.name}`;
    centre.run(
      ["ip", "-batch", "-"],
      lines([
        `link add ${cable} type veth peer name ${NODE_INTERFACE} netns ${node.netns}`,
        `link set ${cable} master ${BRIDGE} up`,
      ]),
    );
    space.run(
      ["ip", "-batch", "-"],
      lines([
        `link set ${NODE_INTERFACE} up`,
        ...node.addresses.map((address) => addAddress(NODE_INTERFACE, address)),
        ...controlPlane.addresses.map((via) => `route add default via ${via}`),
        ...nodes
          .filter((other) => other !== node)
          .flatMap((other) => routesTo(other.podRanges, other.addresses)),
      ]),
    );
    space.writeSysctl("net/ipv4/ip_forward", "1");
    space.writeSysctl("net/ipv6/conf/all/forwarding", "1");
  }
  const [first] = nodes;
  const routes = [
    ...nodes.flatMap(({ podRanges, addresses }) => routesTo(podRanges, addresses)),
    // Any node's kube-proxy will do.
    ...(first === undefined ? [] : routesTo(serviceRanges, first.addresses)),
  ];
  centre.run(["ip", "-batch", "-"], lines(routes));
}

/** Without asking whether somebody else has it, which takes IPv6 a second. */
function addAddress(device: string, address: string): string {
  return address.includes(":")
    ? `addr add ${address}/64 dev ${device} nodad`
    : `addr add ${address}/24 dev ${device}`;
}

function routesTo(ranges: readonly string[], gateways: readonly string[]): readonly string[] {
  return ranges.map((range, index) => `route add ${range} via ${gateways[index] ?? ""}`);
}

function lines(commands: readonly string[]): string {
  return `${commands.join("\n")}\n`;
}
