/** Values of the CNI specification (1.1), as far as a runtime handles them; older versions' are read as well. */
import type { JsonObject } from "@ambit/kube-objects/json";

/** A list of plugins, as the node's configuration has it. */
export interface NetworkConfig {
  readonly name: string;
  readonly cniVersion: string;
  /** As they are in the file. */
  readonly plugins: readonly PluginConfig[];
}

export interface PluginConfig {
  readonly type: string;
  readonly json: JsonObject;
}

/** A pod's place in the network, as CNI_* and CNI_ARGS say it. */
export interface Attachment {
  /** The sandbox's. */
  readonly containerId: string;
  /** Path of the namespace. */
  readonly netns: string;
  readonly interfaceName: string;
  readonly pod: { readonly name: string; readonly namespace: string; readonly uid: string };
}

export type CniCommand = "ADD" | "DEL" | "CHECK";
