/** A pod's network: the configuration that counts at that moment, its plugins, and the record by which it is undone. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { JsonObject } from "@ambit/kube-objects/json";
import { podNamespace, runTool } from "../../network/index.ts";
import { KubeletError } from "../kubelet-error.ts";
import type { Attachment, NetworkConfig } from "./cni-types.ts";
import { execPlugin } from "./exec-plugin.ts";
import { namespaceOf } from "./lab-plugin.ts";
import { chooseConfig, LAB_CONFIG_FILE, labConfig } from "./network-config.ts";
import { type PluginCall, resultAddresses } from "./plugin-call.ts";
import { addNetwork, type LabPlugin, type PluginRunner, removeNetwork } from "./plugin-chain.ts";

/** What a sandbox is undone by. Plain data: it is kept on disk. */
export interface NetworkRecord {
  readonly attachment: Attachment;
  /** As it was when the pod was attached. */
  readonly config: NetworkConfig;
  readonly result: JsonObject | undefined;
}

export interface AttachedNetwork extends NetworkRecord {
  readonly addresses: readonly string[];
}

/** What the pods' workers need of this. */
export interface PodNetwork {
  /** What is to be recorded before anything is made. Throws KubeletError "network-failed" without a configuration. */
  plan(pod: Attachment["pod"], sandboxId: string): NetworkRecord;
  /** Rejects with KubeletError "network-failed"; nothing is left then. */
  attach(record: NetworkRecord): Promise<AttachedNetwork>;
  /** Never rejects: what a plugin says is logged. The namespace is gone afterwards. */
  detach(record: NetworkRecord): Promise<void>;
}

export interface CniNetworkOptions {
  readonly lab: string;
  readonly configFolder: string;
  readonly binFolder: string;
  readonly labPlugin: LabPlugin;
  readonly onProblem: (attachment: Attachment, error: unknown) => void;
  /** A program of the list has answered, well or not. */
  readonly onCall: (call: PluginCall, durationMs: number) => void;
  readonly nowMs: () => number;
}

const INTERFACE = "eth0";

export class CniNetwork implements PodNetwork {
  readonly #options: CniNetworkOptions;
  readonly #runner: PluginRunner;

  private constructor(options: CniNetworkOptions) {
    this.#options = options;
    const { binFolder, labPlugin, onCall, nowMs } = options;
    this.#runner = {
      binFolder,
      labPlugin,
      run: async (call) => {
        const startMs = nowMs();
        const answer = await execPlugin(binFolder, call);
        onCall(call, nowMs() - startMs);
        return answer;
      },
      makeNamespace: async (attachment) => {
        await runTool(["ip", "netns", "add", namespaceOf(attachment)]);
      },
    };
  }

  /** Gives the node its first configuration, unless it has one already. */
  static open(options: CniNetworkOptions): CniNetwork {
    mkdirSync(options.configFolder, { recursive: true });
    mkdirSync(options.binFolder, { recursive: true });
    if (!readdirSync(options.configFolder).some((name) => /\.(conflist|conf)$/.test(name))) {
      writeFileSync(join(options.configFolder, LAB_CONFIG_FILE), labConfig());
    }
    return new CniNetwork(options);
  }

  plan(pod: Attachment["pod"], sandboxId: string): NetworkRecord {
    const config = chooseConfig(this.#readFiles());
    if (config === undefined) {
      throw new KubeletError(
        "network-failed",
        `no valid network configuration in ${this.#options.configFolder}`,
      );
    }
    const netns = `/var/run/netns/${podNamespace(this.#options.lab, sandboxId.slice(0, 10))}`;
    return {
      attachment: { containerId: sandboxId, netns, interfaceName: INTERFACE, pod },
      config,
      result: undefined,
    };
  }

  async attach(record: NetworkRecord): Promise<AttachedNetwork> {
    try {
      const result = await addNetwork(record.config, record.attachment, this.#runner);
      const addresses = resultAddresses(result);
      if (addresses.length === 0) throw new KubeletError("network-failed", "the plugins gave no address");
      return { ...record, result, addresses };
    } catch (error) {
      await this.detach(record);
      throw error;
    }
  }

  async detach({ config, attachment, result }: NetworkRecord): Promise<void> {
    const onProblem = (error: unknown) => this.#options.onProblem(attachment, error);
    await removeNetwork(config, attachment, this.#runner, { result, onProblem });
    await runTool(["ip", "-force", "-batch", "-"], `netns del ${namespaceOf(attachment)}\n`).catch(
      () => undefined,
    );
  }

  #readFiles() {
    const { configFolder } = this.#options;
    return readdirSync(configFolder).flatMap((name) => {
      try {
        return [{ name, text: readFileSync(join(configFolder, name), "utf8") }];
      } catch {
        // Replaced at this very moment, or a folder.
        return [];
      }
    });
  }
}
