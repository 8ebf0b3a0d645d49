/** A node, a pod on it and a machine behind the pod, for tests of the pod's rules alone: no proxy, no programs. */
import { parseIpAddress } from "@ambit/addr";
import { closeFd, inNetns, openNetns, routeNetlink } from "@ambit/linux";
import { childPrograms, type PodNamespace } from "@ambit/netfilter";
import { takeLease } from "./lease.ts";
import { Namespace } from "./namespace.ts";
import { RuleSockets } from "./rule-sockets.ts";

/** Addresses by family. */
export const NODE = { 4: parseIpAddress("10.98.0.1"), 6: parseIpAddress("fd98::1") };
export const POD = { 4: parseIpAddress("10.98.0.2"), 6: parseIpAddress("fd98::2") };
export const LOCALHOST = { 4: parseIpAddress("127.0.0.1"), 6: parseIpAddress("::1") };
export const APP_PORT = 8080;

/** Listeners of the pod, named for their ports. */
const POD_PORTS = [APP_PORT, 15001, 15006, 15008, 15053];
const NODE_PORTS = [APP_PORT, 53, 15008];

/** One namespace with the means to work in it. */
export interface RuleNamespace extends PodNamespace {
  readonly namespace: Namespace;
  readonly fd: number;
}

export class RuleNetwork implements Disposable {
  readonly node: RuleNamespace;
  readonly pod: RuleNamespace;
  /** Reaches the node through the pod, over the pod's interface `br0`. */
  readonly machine: RuleNamespace;
  readonly sockets: RuleSockets;
  readonly #undo: DisposableStack;

  constructor(wantedPrefix: string) {
    using undo = new DisposableStack();
    const { prefix } = undo.use(takeLease(wantedPrefix));
    const open = (name: string): RuleNamespace => openNamespace(undo, `${prefix}-${name}`);
    this.node = open("node");
    this.pod = open("pod");
    this.machine = open("machine");
    connectNamespaces(this.node.namespace, this.pod.namespace, this.machine.namespace);
    this.sockets = undo.use(new RuleSockets());
    for (const port of POD_PORTS) this.sockets.listen(this.pod.fd, `pod:${port}`, port);
    for (const port of NODE_PORTS) this.sockets.listen(this.node.fd, `node:${port}`, port);
    this.#undo = undo.move();
  }

  [Symbol.dispose](): void {
    this.#undo.dispose();
  }
}

function openNamespace(undo: DisposableStack, name: string): RuleNamespace {
  const namespace = undo.use(Namespace.create(name));
  const fd = openNetns(`/run/netns/${name}`);
  if (fd < 0) throw new Error(`cannot open the namespace ${name}: errno ${-fd}`);
  undo.defer(() => closeFd(fd));
  return {
    namespace,
    fd,
    run: childPrograms((start) => inNetns(fd, start)),
    netlink: (request) => inNetns(fd, () => routeNetlink(request)),
  };
}

function connectNamespaces(node: Namespace, pod: Namespace, machine: Namespace): void {
  const link = (namespace: Namespace, commands: readonly string[]): void => {
    namespace.run(["ip", "-batch", "-"], `${commands.join("\n")}\n`);
  };
  link(node, [
    `link add pod0 type veth peer name eth0 netns ${pod.name}`,
    `addr add ${NODE[4]}/24 dev pod0`,
    `addr add ${NODE[6]}/64 dev pod0 nodad`,
    "link set pod0 up",
  ]);
  link(machine, [
    `link add eth0 type veth peer name br0 netns ${pod.name}`,
    "addr add 10.99.0.2/24 dev eth0",
    "addr add fd99::2/64 dev eth0 nodad",
    "link set eth0 up",
  ]);
  link(pod, [
    `addr add ${POD[4]}/24 dev eth0`,
    `addr add ${POD[6]}/64 dev eth0 nodad`,
    "link set eth0 up",
    `route add default via ${NODE[4]}`,
    `route add default via ${NODE[6]}`,
    "addr add 10.99.0.1/24 dev br0",
    "addr add fd99::1/64 dev br0 nodad",
    "link set br0 up",
  ]);
  link(machine, ["route add default via 10.99.0.1", "route add default via fd99::1"]);
  pod.run(["sh", "-c", "echo 1 | tee /proc/sys/net/ipv4/ip_forward /proc/sys/net/ipv6/conf/all/forwarding"]);
}
