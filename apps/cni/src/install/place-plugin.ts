/** Puts the plugin on the host and takes it away. The launcher is replaced last, by a rename, and only by one that runs. */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { PLUGIN_TYPE } from "./cni-conf.ts";
import { copyFileDurably, syncFolder, temporaryName } from "./host-files.ts";
import { InstallError } from "./install-error.ts";
import type { PluginFiles } from "./install-options.ts";
import { buildLauncher, type LauncherCommand, launcherArchitecture } from "./launcher.ts";
import {
  copiedCommand,
  inPlaceCommand,
  type PlacedFile,
  PRIVATE_FOLDER,
  placedFiles,
} from "./plugin-layout.ts";
import { tryPlugin } from "./try-plugin.ts";

const DIGEST_CHARS = 16;

/** When all pods of a node come at once, the last of them wait for their turn. An agent that ends is noticed at once. */
export const AGENT_WAIT_MS = 20_000;

/** The plugin that this agent brings, worked out once. */
export class PluginPlacement {
  readonly #files: PluginFiles;
  readonly #placed: readonly PlacedFile[];
  /** Relative to the plugin directory; undefined when the plugin runs where it is. */
  readonly #folder: string | undefined;
  readonly #launcher: Buffer;

  private constructor(files: PluginFiles, digest: string | undefined) {
    this.#files = files;
    this.#placed = digest === undefined ? [] : placedFiles(files);
    this.#folder = digest === undefined ? undefined : join(PRIVATE_FOLDER, digest);
    const command: LauncherCommand =
      this.#folder === undefined ? inPlaceCommand(files) : copiedCommand(files, this.#folder);
    const { runSocket } = files;
    const agent = runSocket === undefined ? undefined : { socketPath: runSocket, waitMs: AGENT_WAIT_MS };
    this.#launcher = buildLauncher(launcherArchitecture(process.arch), { ...command, agent });
  }

  /** Reads all source files. Throws InstallError. */
  static async open(files: PluginFiles): Promise<PluginPlacement> {
    if (files.placement === "in-place") return new PluginPlacement(files, undefined);
    try {
      return new PluginPlacement(files, await digestOf(placedFiles(files)));
    } catch (error) {
      throw copyFailed("the plugin's own files cannot be read", error);
    }
  }

  /** The launcher as runtimes find it. */
  get path(): string {
    return join(this.#files.binDir, PLUGIN_TYPE);
  }

  /** Whether everything is on the host as it should be. */
  async isInPlace(): Promise<boolean> {
    try {
      const launcher = await readFile(this.path);
      const { mode } = await stat(this.path);
      return launcher.equals(this.#launcher) && (mode & 0o111) === 0o111 && (await this.#isFolderComplete());
    } catch {
      return false;
    }
  }

  /** Does what is missing. Throws InstallError; what was there before goes on working then. */
  async place(): Promise<void> {
    const temporary = temporaryName(this.path);
    const isFolderNew = !(await this.#isFolderComplete());
    try {
      if (isFolderNew) await this.#copyFolder();
      await writeFile(temporary, this.#launcher, { mode: 0o755 });
      await tryPlugin({ launcher: temporary, libraries: this.#libraries });
      await rename(temporary, this.path);
      await syncFolder(this.#files.binDir);
    } catch (error) {
      await rm(temporary, { force: true }).catch(() => undefined);
      // Of no use, and large.
      if (isFolderNew && this.#folder !== undefined) {
        await rm(join(this.#files.binDir, this.#folder), { recursive: true, force: true }).catch(
          () => undefined,
        );
      }
      throw copyFailed(`cannot put the plugin into ${this.#files.binDir}`, error);
    }
  }

  /** Removes folders of other versions. Not right after `place`: a plugin of theirs may just be starting. */
  async sweep(): Promise<void> {
    const privateFolder = join(this.#files.binDir, PRIVATE_FOLDER);
    const names = await readdir(privateFolder).catch(() => []);
    for (const name of names) {
      if (join(PRIVATE_FOLDER, name) !== this.#folder) {
        await rm(join(privateFolder, name), { recursive: true, force: true });
      }
    }
  }

  get #libraries() {
    if (this.#folder === undefined) return undefined;
    const { program: loader } = copiedCommand(this.#files, this.#folder);
    return { loader, folder: dirname(loader), program: join(this.#folder, "node") };
  }

  async #isFolderComplete(): Promise<boolean> {
    if (this.#folder === undefined) return true;
    for (const { source, target } of this.#placed) {
      const found = await stat(join(this.#files.binDir, this.#folder, target)).catch(() => undefined);
      if (found === undefined || found.size !== (await stat(source)).size) return false;
    }
    return true;
  }

  async #copyFolder(): Promise<void> {
    const folder = join(this.#files.binDir, this.#folder ?? "");
    const fresh = temporaryName(folder);
    try {
      await rm(fresh, { recursive: true, force: true });
      for (const { source, target, mode } of this.#placed) {
        await mkdir(dirname(join(fresh, target)), { recursive: true });
        await copyFileDurably(source, join(fresh, target), mode);
      }
      await rm(folder, { recursive: true, force: true });
      await rename(fresh, folder);
      await syncFolder(dirname(folder));
    } finally {
      await rm(fresh, { recursive: true, force: true });
    }
  }
}

/** Nothing of the plugin is left in the directory. */
export async function removePlugin(binDir: string): Promise<void> {
  await rm(join(binDir, PLUGIN_TYPE), { force: true });
  await rm(join(binDir, PRIVATE_FOLDER), { recursive: true, force: true });
}

/** Over names and contents. */
async function digestOf(files: readonly PlacedFile[]): Promise<string> {
  const digest = createHash("sha256");
  for (const { source, target, mode } of files) {
    digest.update(`${target} ${mode} ${(await stat(source)).size}\n`);
    for await (const chunk of createReadStream(source, { highWaterMark: 1 << 20 })) digest.update(chunk);
  }
  return digest.digest("hex").slice(0, DIGEST_CHARS);
}

function copyFailed(what: string, error: unknown): InstallError {
  if (error instanceof InstallError) return error;
  const reason = error instanceof Error ? error.message : String(error);
  return new InstallError("copy-failed", `${what}: ${reason}`, { cause: error });
}
