/**
 * The lab's own first plugin: a veth between the pod and its node, an address of each family, and routes. Two processes
 * for a pod: `ip` on the node, and one in the pod's namespace, which sets its sysctls and becomes `ip`.
 */

import { existsSync } from "node:fs";
import { basename } from "node:path";
import { type JsonObject, objectOf } from "@ambit/kube-objects/json";
import {
  type AddressPair,
  addressesAt,
  inNamespace,
  type NodePlan,
  runTool,
  setupScript,
} from "../../network/index.ts";
import type { AddressPool } from "./address-pool.ts";
import type { Attachment, NetworkConfig } from "./cni-types.ts";
import { LAB_PLUGIN } from "./network-config.ts";
import type { LabPlugin } from "./plugin-chain.ts";

export interface LabPluginOptions {
  readonly node: NodePlan;
  readonly addresses: AddressPool;
}

/** Has to be called in the node's namespace. */
export function makeLabPlugin({ node, addresses }: LabPluginOptions): LabPlugin {
  return {
    add: async (attachment, config) => {
      const number = addresses.take(attachment.containerId, isHasty(config));
      const pod = addressesAt(node.pods, number);
      const cable = { attachment, node, pod };
      await runTool(["ip", "-batch", "-"], nodeBatch(cable, !existsSync(attachment.netns)));
      const script = setupScript("pod", [attachment.interfaceName]);
      await runTool(inNamespace(namespaceOf(attachment), ["sh", "-e", "-c", script]), podBatch(cable));
      return labResult(config, cable);
    },
    remove: async (attachment) => {
      await runTool(["ip", "-force", "-batch", "-"], nodeRemoval(attachment)).catch(() => undefined);
      addresses.release(attachment.containerId);
    },
  };
}

/** `"ipam": { "reuse": "at-once" }`: an address that was let go does not rest. For tests of what comes of that. */
export function isHasty({ plugins }: NetworkConfig): boolean {
  const own = plugins.find(({ type }) => type === LAB_PLUGIN);
  return objectOf(own?.json.ipam).reuse === "at-once";
}

/** A pod's connection. */
export interface Cable {
  readonly attachment: Attachment;
  readonly node: NodePlan;
  readonly pod: AddressPair;
}

/** In the node's namespace. */
export function nodeBatch({ attachment, node, pod }: Cable, makesNamespace: boolean): string {
  const namespace = namespaceOf(attachment);
  const device = deviceOf(attachment);
  return lines([
    ...(makesNamespace ? [`netns add ${namespace}`] : []),
    `link add ${device} type veth peer name ${attachment.interfaceName} netns ${namespace}`,
    `addr add ${node.gateway.ipv4}/32 dev ${device}`,
    `addr add ${node.gateway.ipv6}/128 dev ${device} nodad`,
    `link set ${device} up`,
    `route replace ${pod.ipv4}/32 dev ${device}`,
    `route replace ${pod.ipv6}/128 dev ${device}`,
  ]);
}

/** In the pod's namespace, after `nodeBatch`. All traffic goes through the node, that to pods beside it too. */
export function podBatch({ attachment: { interfaceName: device }, node, pod }: Cable): string {
  const { pods, gateway } = node;
  return lines([
    "link set lo up",
    `addr add ${pod.ipv4}/${pods.ipv4.prefixLength} dev ${device} noprefixroute`,
    `addr add ${pod.ipv6}/${pods.ipv6.prefixLength} dev ${device} nodad noprefixroute`,
    `link set ${device} up`,
    `route add ${gateway.ipv4}/32 dev ${device}`,
    `route add default via ${gateway.ipv4} dev ${device}`,
    `route add ${gateway.ipv6}/128 dev ${device}`,
    `route add ::/0 via ${gateway.ipv6} dev ${device}`,
  ]);
}

/** For `ip -force -batch`. The device goes by itself some time after the namespace; its routes have to go at once. */
export function nodeRemoval(attachment: Attachment): string {
  return lines([`link del ${deviceOf(attachment)}`]);
}

/** As a plugin of that version would print it. */
export function labResult(config: NetworkConfig, { attachment, node, pod }: Cable): JsonObject {
  const { pods, gateway } = node;
  const isOld = /^0\.[0-3]\./.test(config.cniVersion);
  const version = (text: string) => (isOld ? { version: text } : {});
  return {
    cniVersion: config.cniVersion,
    interfaces: [
      { name: deviceOf(attachment), mac: "" },
      { name: attachment.interfaceName, mac: "", sandbox: attachment.netns },
    ],
    ips: [
      {
        ...version("4"),
        interface: 1,
        address: `${pod.ipv4}/${pods.ipv4.prefixLength}`,
        gateway: gateway.ipv4,
      },
      {
        ...version("6"),
        interface: 1,
        address: `${pod.ipv6}/${pods.ipv6.prefixLength}`,
        gateway: gateway.ipv6,
      },
    ],
    routes: [{ dst: "0.0.0.0/0" }, { dst: "::/0" }],
    dns: {},
  };
}

/** The name under /run/netns. */
export function namespaceOf({ netns }: Attachment): string {
  return basename(netns);
}

/** At most 15 characters. */
function deviceOf({ containerId }: Attachment): string {
  return `veth${containerId.slice(0, 10)}`;
}

function lines(commands: readonly string[]): string {
  return commands.map((command) => `${command}\n`).join("");
}
