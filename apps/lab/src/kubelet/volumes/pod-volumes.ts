/** The volumes of one pod as folders and files of this machine, kept up to date while it runs. */
import { chmodSync, mkdirSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { hasKubeCode, type ServiceAccountToken } from "@ambit/kube";
import { KubeletError } from "../kubelet-error.ts";
import type { Pod, VolumeSpec } from "../pod/pod.ts";
import type { PodContext } from "../process/environment.ts";
import { writeFolder } from "./atomic-folder.ts";
import { type HostPathRules, hostPathAction, resolveHostPath } from "./host-path.ts";
import {
  type ProjectedVolume,
  projectFiles,
  type TokenSource,
  tokenSources,
  type VolumeFile,
} from "./projected-files.ts";

export interface PodVolumesOptions {
  /** The pod's own. */
  readonly folder: string;
  readonly hostPaths: HostPathRules;
  readonly createToken: (pod: Pod, source: TokenSource) => Promise<ServiceAccountToken>;
  readonly nowMs: () => number;
}

interface HeldToken extends ServiceAccountToken {
  readonly renewAtMs: number;
}

/** As the kubelet: a token is renewed after this part of its life, or after a day. */
const TOKEN_LIFE_PART = 0.8;
const DAY_MS = 86_400_000;

export class PodVolumes {
  readonly #options: PodVolumesOptions;
  readonly #tokens = new Map<string, HeldToken>();
  readonly #written = new Map<string, string>();
  #version = 0;

  constructor(options: PodVolumesOptions) {
    this.#options = options;
  }

  /** When the next token has to be renewed. */
  get renewAtMs(): number | undefined {
    const times = Array.from(this.#tokens.values(), ({ renewAtMs }) => renewAtMs);
    return times.length === 0 ? undefined : Math.min(...times);
  }

  /**
   * Makes what is missing and writes what has changed: paths by name of the volume. Rejects with KubeletError "not-there"
   * or "mount-failed", and with KubeError when a token cannot be had.
   */
  async prepare(context: PodContext): Promise<ReadonlyMap<string, string>> {
    const paths = new Map<string, string>();
    for (const volume of context.pod.volumes)
      paths.set(volume.name, await this.#prepareVolume(context, volume));
    return paths;
  }

  async #prepareVolume(context: PodContext, volume: VolumeSpec): Promise<string> {
    const folder = join(this.#options.folder, volume.name);
    switch (volume.kind) {
      case "empty":
        mkdirSync(folder, { recursive: true });
        chmodSync(folder, 0o777);
        return folder;
      case "host-path":
        return this.#hostPath(volume);
      case "projected":
        mkdirSync(folder, { recursive: true });
        await this.#fetchTokens(context.pod, volume);
        this.#write(folder, context, volume);
        return folder;
      case "unsupported":
        throw new KubeletError("mount-failed", `volume ${volume.name}: there is no ${volume.type} in a lab`);
    }
  }

  #hostPath({ path, type }: Extract<VolumeSpec, { kind: "host-path" }>): string {
    const resolved = resolveHostPath(path, this.#options.hostPaths);
    const stats = statSync(resolved, { throwIfNoEntry: false });
    const found = stats === undefined ? undefined : stats.isDirectory() ? "directory" : "other";
    const action = hostPathAction(path, type, found);
    if (action === "make-folder") mkdirSync(resolved, { recursive: true });
    if (action === "make-file") {
      mkdirSync(dirname(resolved), { recursive: true });
      writeFileSync(resolved, "");
    }
    return resolved;
  }

  async #fetchTokens(pod: Pod, volume: ProjectedVolume): Promise<void> {
    const nowMs = this.#options.nowMs();
    for (const source of tokenSources(volume)) {
      const key = tokenKey(volume, source);
      const held = this.#tokens.get(key);
      if (held !== undefined && nowMs < held.renewAtMs) continue;
      try {
        const token = await this.#options.createToken(pod, source);
        const lifeMs = token.expiresAtMs - nowMs;
        this.#tokens.set(key, { ...token, renewAtMs: nowMs + Math.min(lifeMs * TOKEN_LIFE_PART, DAY_MS) });
      } catch (error) {
        if (!hasKubeCode(error, "not-found")) throw error;
        throw new KubeletError("not-there", `service account "${pod.serviceAccountName}" not found`, {
          cause: error,
        });
      }
    }
  }

  #write(folder: string, context: PodContext, volume: ProjectedVolume): void {
    const files = projectFiles(
      context,
      volume,
      (source) => this.#tokens.get(tokenKey(volume, source))?.token ?? "",
    );
    const content = fingerprint(files);
    if (this.#written.get(volume.name) === content) return;
    this.#version += 1;
    writeFolder(folder, files, `${this.#options.nowMs()}-${this.#version}`);
    this.#written.set(volume.name, content);
  }
}

function tokenKey({ name }: ProjectedVolume, { path, audience = "" }: TokenSource): string {
  return `${name}\0${path}\0${audience}`;
}

function fingerprint(files: ReadonlyMap<string, VolumeFile>): string {
  return JSON.stringify(
    Array.from(files, ([path, { content, mode }]) => [path, mode, Buffer.from(content).toString("latin1")]),
  );
}
