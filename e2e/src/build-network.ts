/** Makes a planned topology real: namespaces, cables, addresses and routes. */

import { runCommand } from "./command.ts";
import { Namespace } from "./namespace.ts";
import { POD_INTERFACE, type PodPlan, type Topology } from "./topology.ts";

/** Namespaces by pod name. Each is pushed to `made` as soon as it exists, so that a failure half-way can be undone. */
export function buildNetwork(topology: Topology, made: DisposableStack): ReadonlyMap<string, Namespace> {
  const namespaces = new Map<string, Namespace>();
  for (const pod of topology.pods) {
    namespaces.set(pod.name, made.use(Namespace.create(pod.netns)));
  }
  if (topology.bridge === undefined) joinDirectly(topology.pods);
  else joinByBridge(topology, made.use(Namespace.create(topology.bridge)));
  for (const pod of topology.pods) {
    const namespace = namespaces.get(pod.name);
    if (namespace !== undefined) configure(namespace, pod);
  }
  return namespaces;
}

function joinDirectly([left, right]: readonly PodPlan[]): void {
  if (left === undefined || right === undefined) return;
  addCable({ netns: left.netns, name: POD_INTERFACE }, { netns: right.netns, name: POD_INTERFACE });
}

function joinByBridge(topology: Topology, bridge: Namespace): void {
  bridge.run(["ip", "link", "add", "br0", "type", "bridge"]);
  bridge.run(["ip", "link", "set", "br0", "up"]);
  for (const pod of topology.pods) {
    const port = `to-${pod.name}`;
    addCable({ netns: pod.netns, name: POD_INTERFACE }, { netns: bridge.name, name: port });
    bridge.run(["ip", "link", "set", "dev", port, "master", "br0", "up"]);
  }
}

interface CableEnd {
  readonly netns: string;
  readonly name: string;
}

/** Made inside the namespaces, so that no name can clash with an interface of the machine. */
function addCable(left: CableEnd, right: CableEnd): void {
  const ends = ["type", "veth", "peer", "name", right.name, "netns", right.netns];
  runCommand(["ip", "link", "add", left.name, "netns", left.netns, ...ends]);
}

/**
 * The default routes have no gateway: nothing is behind the cable, but a packet to a service address must find a
 * route before netfilter can redirect it.
 */
function configure(namespace: Namespace, { address }: PodPlan): void {
  const lines = [
    `address add ${address.ip}/24 dev ${POD_INTERFACE}`,
    // Without duplicate detection the address can be used at once.
    `address add ${address.ip6}/64 dev ${POD_INTERFACE} nodad`,
    `link set ${POD_INTERFACE} up`,
    `route add default dev ${POD_INTERFACE}`,
    `-6 route add default dev ${POD_INTERFACE}`,
  ];
  for (const line of lines) namespace.run(["ip", ...line.split(" ")]);
}
