/** Carries out what plan-conf.ts has worked out. */
import { lstat, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import type { JsonRecord } from "../plugin/json.ts";
import type { ConfFile } from "./cni-conf.ts";
import { ownerOf, readConfFiles, resolveConf, writeFileAtomically } from "./host-files.ts";
import { InstallError } from "./install-error.ts";
import type { ConfSettings } from "./install-options.ts";
import { type ConfPlan, type ConfRemoval, planConf, planConfRemoval } from "./plan-conf.ts";

const FILE_MODE = 0o600;
const GROUP_READABLE_MODE = 0o640;

/** The configuration directory with our entry in mind. All methods throw InstallError "conf-failed". */
export class ConfWriter {
  readonly #settings: ConfSettings;
  readonly #plugin: JsonRecord;

  constructor(settings: ConfSettings, plugin: JsonRecord) {
    this.#settings = settings;
    this.#plugin = plugin;
  }

  /** What would be done now. */
  async plan(): Promise<ConfPlan> {
    const { files, problems } = await this.#read();
    const plan = planConf(files, this.#settings, this.#plugin);
    return { ...plan, warnings: [...problems, ...plan.warnings] };
  }

  async write({ file, replaces }: Extract<ConfPlan, { kind: "write" }>): Promise<void> {
    await this.#guarded(`cannot write ${file.name}`, async () => {
      if (replaces === undefined) await this.#writeOwn(file);
      else if (replaces === file.name) await this.#rewrite(file);
      else await this.#become(file, replaces);
    });
  }

  /** The runtime calls the plugin no more. */
  async remove(): Promise<void> {
    const { files } = await this.#read();
    for (const step of planConfRemoval(files, this.#settings)) await this.#removeStep(step);
  }

  async #removeStep(step: ConfRemoval): Promise<void> {
    const name = step.kind === "delete" ? step.name : step.file.name;
    await this.#guarded(`cannot take the plugin out of ${name}`, async () => {
      if (step.kind === "delete") await rm(join(this.#settings.dir, step.name));
      else await this.#rewrite(step.file);
    });
  }

  async #writeOwn(file: ConfFile): Promise<void> {
    const mode = this.#settings.isGroupReadable ? GROUP_READABLE_MODE : FILE_MODE;
    await writeFileAtomically(join(this.#settings.dir, file.name), file.text, { mode });
  }

  /** With mode and owner as they are; through a link within the directory. */
  async #rewrite(file: ConfFile): Promise<void> {
    const path = await resolveConf(this.#settings.dir, file.name);
    await writeFileAtomically(path, file.text, await ownerOf(path));
  }

  /** A bare `.conf` turns into a list; a run that was cut off in between is finished. */
  async #become(file: ConfFile, replaces: string): Promise<void> {
    const { dir } = this.#settings;
    const [from, to] = [await resolveConf(dir, replaces), join(dir, file.name)];
    if ((await lstat(to).catch(() => undefined)) === undefined) {
      await writeFileAtomically(to, file.text, await ownerOf(from));
    } else if ((await readFile(to, "utf8")) !== file.text) {
      throw new InstallError(
        "conf-failed",
        `${replaces} and ${file.name} are both there, and the plugin can only be chained into one of them: remove one`,
      );
    }
    await rm(join(dir, replaces));
  }

  #read(): ReturnType<typeof readConfFiles> {
    const { dir } = this.#settings;
    return this.#guarded(`cannot read the CNI configuration in ${dir}`, () => readConfFiles(dir));
  }

  async #guarded<T>(what: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof InstallError) throw error;
      const reason = error instanceof Error ? error.message : String(error);
      throw new InstallError("conf-failed", `${what}: ${reason}`, { cause: error });
    }
  }
}
