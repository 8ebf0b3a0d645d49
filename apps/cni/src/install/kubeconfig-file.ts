/** Keeps the plugin's kubeconfig as the service account has it at the moment. */
import { readFile, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { KUBECONFIG_FILE } from "../paths.ts";
import { ensureFolder, writeFileAtomically } from "./host-files.ts";
import { InstallError } from "./install-error.ts";
import type { ApiAccess } from "./install-options.ts";
import { formatKubeconfig } from "./kubeconfig.ts";

/** Sockets in it are open to everybody who may enter. */
const RUN_DIR_MODE = 0o755;

export interface KubeconfigFileOptions {
  readonly api: ApiAccess;
  readonly runDir: string;
  readonly mode: number;
}

export class KubeconfigFile {
  readonly #options: KubeconfigFileOptions;

  constructor(options: KubeconfigFileOptions) {
    this.#options = options;
  }

  get path(): string {
    return join(this.#options.runDir, KUBECONFIG_FILE);
  }

  /** Whether it says what it should, with the newest token, and is as readable as it should be. */
  async isCurrent(): Promise<boolean> {
    try {
      const wanted = await this.#wantedText();
      const { mode } = await stat(this.path);
      return (mode & 0o777) === this.#options.mode && (await readFile(this.path, "utf8")) === wanted;
    } catch {
      return false;
    }
  }

  /** Throws InstallError "kubeconfig-failed". */
  async write(): Promise<void> {
    try {
      await ensureFolder(this.#options.runDir, RUN_DIR_MODE);
      await writeFileAtomically(this.path, await this.#wantedText(), { mode: this.#options.mode });
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new InstallError("kubeconfig-failed", `cannot write ${this.path}: ${reason}`, { cause: error });
    }
  }

  async remove(): Promise<void> {
    await rm(this.path, { force: true });
  }

  async #wantedText(): Promise<string> {
    const { protocol, host, port, caFile, skipTlsVerify, serviceAccountDir } = this.#options.api;
    if (host === "" || port === "") {
      throw new Error("KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT are not set");
    }
    const token = (await readFile(join(serviceAccountDir, "token"), "utf8")).trim();
    const ca = skipTlsVerify
      ? undefined
      : await readFile(caFile ?? join(serviceAccountDir, "ca.crt"), "utf8");
    return formatKubeconfig({ protocol, host, port, token, ca });
  }
}
