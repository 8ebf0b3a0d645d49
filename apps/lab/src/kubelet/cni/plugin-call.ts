/** What one plugin is given and what it answers. No I/O. */
import { isJsonObject, type JsonObject, listOf, objectOf, stringOf } from "@ambit/kube-objects/json";
import { KubeletError } from "../kubelet-error.ts";
import type { Attachment, CniCommand, NetworkConfig, PluginConfig } from "./cni-types.ts";

/** A run of a plugin's program. */
export interface PluginCall {
  readonly type: string;
  readonly env: Readonly<Record<string, string>>;
  readonly input: string;
}

export interface PluginAnswer {
  readonly code: number;
  readonly output: string;
  readonly errors: string;
}

export interface CallRequest {
  readonly command: CniCommand;
  readonly config: NetworkConfig;
  readonly plugin: PluginConfig;
  readonly attachment: Attachment;
  readonly previous: JsonObject | undefined;
  readonly binFolder: string;
}

/** CNI specification, section 3: the configuration of one plugin out of the list's, and the parameters. */
export function pluginCall(request: CallRequest): PluginCall {
  const { command, config, plugin, attachment, previous, binFolder } = request;
  const { pod } = attachment;
  return {
    type: plugin.type,
    env: {
      CNI_COMMAND: command,
      CNI_CONTAINERID: attachment.containerId,
      CNI_NETNS: attachment.netns,
      CNI_IFNAME: attachment.interfaceName,
      CNI_ARGS: [
        "IgnoreUnknown=1",
        `K8S_POD_NAMESPACE=${pod.namespace}`,
        `K8S_POD_NAME=${pod.name}`,
        `K8S_POD_INFRA_CONTAINER_ID=${attachment.containerId}`,
        `K8S_POD_UID=${pod.uid}`,
      ].join(";"),
      CNI_PATH: binFolder,
    },
    input: JSON.stringify({
      ...plugin.json,
      name: config.name,
      cniVersion: config.cniVersion,
      ...(previous === undefined ? {} : { prevResult: previous }),
    }),
  };
}

/** The result of an ADD. Throws KubeletError "network-failed" in a container engine's words. */
export function decodeResult(plugin: string, command: CniCommand, answer: PluginAnswer): JsonObject {
  const json = parseOutput(answer.output);
  if (answer.code !== 0) {
    const { msg, details } = json ?? {};
    const said = [stringOf(msg), stringOf(details)].filter(Boolean).join("; ");
    const reason = said === "" ? answer.errors.trim() || `exit status ${answer.code}` : said;
    throw pluginFailed(plugin, command, reason);
  }
  if (command !== "ADD") return {};
  if (json === undefined) throw pluginFailed(plugin, command, "its result is no JSON object");
  return json;
}

/** Addresses of a result of any version from 0.3.0 on, the pod's own only, without the prefix. */
export function resultAddresses(result: JsonObject): readonly string[] {
  const interfaces = listOf(result.interfaces).map(objectOf);
  return listOf(result.ips)
    .map(objectOf)
    .filter(({ interface: index }) => {
      const owner = typeof index === "number" ? interfaces[index] : undefined;
      return owner === undefined || (stringOf(owner.sandbox) ?? "") !== "";
    })
    .flatMap(({ address }) => {
      const ip = stringOf(address)?.split("/")[0];
      return ip === undefined ? [] : [ip];
    });
}

export function pluginFailed(
  plugin: string,
  command: CniCommand,
  reason: string,
  cause?: unknown,
): KubeletError {
  const message = `plugin type="${plugin}" failed (${command.toLowerCase()}): ${reason}`;
  return new KubeletError("network-failed", message, cause === undefined ? undefined : { cause });
}

function parseOutput(output: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(output);
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
