/** Attaches a pod to the network by all plugins of the list, and detaches it again. */
import type { JsonObject } from "@ambit/kube-objects/json";
import type { Attachment, CniCommand, NetworkConfig, PluginConfig } from "./cni-types.ts";
import { LAB_PLUGIN } from "./network-config.ts";
import { decodeResult, type PluginAnswer, type PluginCall, pluginCall, pluginFailed } from "./plugin-call.ts";

/** How plugins are run. */
export interface PluginRunner {
  /** `undefined` for a program that is not there. */
  readonly run: (call: PluginCall) => Promise<PluginAnswer | undefined>;
  /** The lab's own plugin, which makes the namespace too if it is not there. */
  readonly labPlugin: LabPlugin;
  /** Makes the namespace: when the lab's own plugin is not the first. */
  readonly makeNamespace: (attachment: Attachment) => Promise<void>;
  readonly binFolder: string;
}

export interface LabPlugin {
  readonly add: (
    attachment: Attachment,
    config: NetworkConfig,
    previous: JsonObject | undefined,
  ) => Promise<JsonObject>;
  /** Nothing happens where nothing is. */
  readonly remove: (attachment: Attachment) => Promise<void>;
}

/**
 * ADD of one plugin after another, each with the result of the one before. Rejects with KubeletError "network-failed" of
 * the first that fails; `removeNetwork` is then the caller's to call.
 */
export async function addNetwork(
  config: NetworkConfig,
  attachment: Attachment,
  runner: PluginRunner,
): Promise<JsonObject> {
  if (config.plugins[0]?.type !== LAB_PLUGIN) await runner.makeNamespace(attachment);
  let previous: JsonObject | undefined;
  for (const plugin of config.plugins) {
    previous = await addOne({ config, plugin, attachment, previous }, runner);
  }
  return previous ?? {};
}

/** What went wrong is told, and does not keep the others from being called. */
export interface Removal {
  readonly result: JsonObject | undefined;
  readonly onProblem: (error: unknown) => void;
}

/** DEL in the reverse order, each with the last result. A plugin that is no longer installed has nothing to undo with. */
export async function removeNetwork(
  config: NetworkConfig,
  attachment: Attachment,
  runner: PluginRunner,
  { result, onProblem }: Removal,
): Promise<void> {
  for (const plugin of config.plugins.toReversed()) {
    try {
      if (plugin.type === LAB_PLUGIN) await runner.labPlugin.remove(attachment);
      else await call("DEL", { config, plugin, attachment, previous: result }, runner);
    } catch (error) {
      onProblem(error);
    }
  }
}

interface Step {
  readonly config: NetworkConfig;
  readonly plugin: PluginConfig;
  readonly attachment: Attachment;
  readonly previous: JsonObject | undefined;
}

async function addOne(step: Step, runner: PluginRunner): Promise<JsonObject> {
  const { plugin, attachment, config, previous } = step;
  if (plugin.type !== LAB_PLUGIN) return call("ADD", step, runner);
  try {
    return await runner.labPlugin.add(attachment, config, previous);
  } catch (cause) {
    throw pluginFailed(plugin.type, "ADD", cause instanceof Error ? cause.message : String(cause), cause);
  }
}

async function call(command: CniCommand, step: Step, runner: PluginRunner): Promise<JsonObject> {
  const { type } = step.plugin;
  const answer = await runner.run(pluginCall({ command, ...step, binFolder: runner.binFolder }));
  if (answer !== undefined) return decodeResult(type, command, answer);
  throw pluginFailed(type, command, `failed to find plugin "${type}" in path [${runner.binFolder}]`);
}
