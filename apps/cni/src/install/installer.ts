/**
 * Puts the plugin on the node and keeps it there: files, kubeconfig, then the runtime's configuration, so that nothing is
 * called that cannot answer. Whatever changes on the node, or in the service account, is looked at and put right.
 */
import { join } from "node:path";
import { formatErrorChain } from "@ambit/errors";
import { Backoff } from "@ambit/lifecycle";
import { KUBECONFIG_FILE } from "../paths.ts";
import { isConfName, PLUGIN_TYPE, pluginEntry } from "./cni-conf.ts";
import { ConfWriter } from "./conf-writer.ts";
import { FolderWatch } from "./folder-watch.ts";
import { removeLeftovers } from "./host-files.ts";
import { InstallError, type InstallErrorCode } from "./install-error.ts";
import type { InstallerDeps, InstallerOptions, InstallResult } from "./install-options.ts";
import { KubeconfigFile } from "./kubeconfig-file.ts";
import { PluginPlacement, removePlugin } from "./place-plugin.ts";
import { PRIVATE_FOLDER } from "./plugin-layout.ts";

/** Also without any event. */
const RECHECK_INTERVAL_MS = 30_000;

/** Several files change together; and nothing may keep us busy. */
const SETTLE_MS = 100;

/** By then no plugin of an older version is starting any more. */
const SWEEP_DELAY_MS = 60_000;

const RETRY = { initialMs: 500, factor: 2, jitter: 0.2, capMs: 30_000 };

/** How a failure is counted. */
const RESULT_OF_ERROR = {
  "bad-argument": "COPY_BINARIES_FAILURE",
  "unsupported-architecture": "COPY_BINARIES_FAILURE",
  "copy-failed": "COPY_BINARIES_FAILURE",
  "plugin-does-not-run": "COPY_BINARIES_FAILURE",
  "kubeconfig-failed": "CREATE_KUBECONFIG_FAILURE",
  "conf-failed": "CREATE_CNI_CONFIG_FAILURE",
} as const satisfies Record<InstallErrorCode, InstallResult>;

/** One installation on one node. `run` installs and watches; `uninstall` is for after `run` has ended. */
export class Installer {
  readonly #options: InstallerOptions;
  readonly #deps: InstallerDeps;
  readonly #conf: ConfWriter;
  readonly #kubeconfig: KubeconfigFile;
  readonly #backoff: Backoff;
  #placement: PluginPlacement | undefined;
  #problem: string | undefined = "not begun";
  #sweepAtMs: number | undefined;
  #wake: (() => void) | undefined;
  #hasChanged = false;

  constructor(options: InstallerOptions, deps: InstallerDeps) {
    const { conf, plugin, api, runDir, kubeconfigMode } = options;
    this.#options = options;
    this.#deps = deps;
    this.#conf = new ConfWriter(conf, pluginEntry(plugin));
    this.#kubeconfig = new KubeconfigFile({ api, runDir, mode: kubeconfigMode });
    this.#backoff = new Backoff(RETRY, deps.random);
  }

  /** The runtime calls a plugin that works, and the plugin has what it needs. */
  get isReady(): boolean {
    return this.#problem === undefined;
  }

  /** What is missing; undefined when ready. */
  get problem(): string | undefined {
    return this.#problem;
  }

  /** Until the signal aborts. Failures are logged, counted and tried again. */
  async run(signal: AbortSignal): Promise<void> {
    using watch = new FolderWatch(this.#watchedFolders(), () => this.#changed());
    const abort = (): void => this.#wake?.();
    signal.addEventListener("abort", abort, { once: true });
    await this.#removeLeftovers();
    while (!signal.aborted) {
      watch.rearm();
      this.#hasChanged = false;
      const pauseMs = (await this.#isInstalled()) ? this.#settled() : await this.#tryInstall();
      await this.#sweepIfDue();
      await this.#pause(pauseMs, signal);
      await this.#pause(SETTLE_MS, signal, "uninterrupted");
    }
    signal.removeEventListener("abort", abort);
  }

  /**
   * Takes everything away: first out of the runtime's configuration, then what it called. Throws InstallError for what could not
   * be removed, after having tried the rest.
   */
  async uninstall(): Promise<void> {
    this.#setProblem("uninstalled");
    const failures: unknown[] = [];
    for (const step of [
      () => this.#conf.remove(),
      () => this.#kubeconfig.remove(),
      () => removePlugin(this.#options.files.binDir),
      () => this.#removeLeftovers(),
    ]) {
      await step().catch((error: unknown) => failures.push(error));
    }
    if (failures.length > 0) {
      const reasons = failures.map(formatErrorChain).join("; ");
      throw new InstallError("copy-failed", `not all of the plugin could be removed: ${reasons}`, {
        cause: failures[0],
      });
    }
  }

  #watchedFolders() {
    const { files, conf, api, runDir } = this.#options;
    return [
      { path: files.binDir, matters: (name: string) => name === PLUGIN_TYPE || name === PRIVATE_FOLDER },
      { path: conf.dir, matters: isConfName },
      { path: api.serviceAccountDir, matters: () => true },
      { path: runDir, matters: (name: string) => name === KUBECONFIG_FILE },
    ];
  }

  /** Of agents that were killed while they wrote. */
  async #removeLeftovers(): Promise<void> {
    const { files, conf, runDir } = this.#options;
    for (const folder of [files.binDir, join(files.binDir, PRIVATE_FOLDER), conf.dir, runDir]) {
      await removeLeftovers(folder).catch((error: unknown) =>
        this.#deps.logger.warn("unfinished files of an earlier agent are left", {
          folder,
          error: formatErrorChain(error),
        }),
      );
    }
  }

  async #isInstalled(): Promise<boolean> {
    try {
      return (
        (await this.#openPlacement().then((placement) => placement.isInPlace())) &&
        (await this.#kubeconfig.isCurrent()) &&
        (await this.#conf.plan()).kind === "installed"
      );
    } catch {
      // The installation itself says what is wrong.
      return false;
    }
  }

  #settled(): number {
    this.#backoff.reset();
    if (!this.isReady) {
      // As it was left by an agent before us, or put right by another hand.
      this.#deps.observer.installed("SUCCESS");
      this.#becomeReady();
    }
    return RECHECK_INTERVAL_MS;
  }

  /** How long to wait for the next look. */
  async #tryInstall(): Promise<number> {
    const { logger, observer } = this.#deps;
    if (this.isReady) this.#setProblem("what was installed has changed");
    try {
      const waitsFor = await this.#install();
      if (waitsFor === undefined) {
        observer.installed("SUCCESS");
        this.#backoff.reset();
        this.#becomeReady();
      } else if (waitsFor !== this.#problem) {
        logger.info("waiting for the node's network plugin", { reason: waitsFor });
        this.#setProblem(waitsFor);
      }
      return RECHECK_INTERVAL_MS;
    } catch (error) {
      const failure =
        error instanceof InstallError
          ? error
          : new InstallError("copy-failed", String(error), { cause: error });
      const retryInMs = this.#backoff.next();
      observer.installed(RESULT_OF_ERROR[failure.code]);
      logger.error("the plugin cannot be installed", {
        error: formatErrorChain(failure),
        retry_in: `${Math.round(retryInMs)}ms`,
      });
      this.#setProblem(failure.message);
      return retryInMs;
    }
  }

  /** What is waited for; undefined when all is done. */
  async #install(): Promise<string | undefined> {
    const placement = await this.#openPlacement();
    if (!(await placement.isInPlace())) await placement.place();
    if (!(await this.#kubeconfig.isCurrent())) await this.#kubeconfig.write();
    const plan = await this.#conf.plan();
    for (const warning of plan.warnings) this.#deps.logger.warn("CNI configuration", { warning });
    switch (plan.kind) {
      case "wait":
        return plan.reason;
      case "installed":
        return undefined;
      case "write":
        await this.#conf.write(plan);
        this.#deps.logger.info("CNI configuration written", { file: plan.file.name });
        return undefined;
    }
  }

  async #openPlacement(): Promise<PluginPlacement> {
    this.#placement ??= await PluginPlacement.open(this.#options.files);
    return this.#placement;
  }

  #becomeReady(): void {
    this.#sweepAtMs = this.#deps.clock.nowMs() + SWEEP_DELAY_MS;
    this.#setProblem(undefined);
    this.#deps.logger.info("the plugin is installed");
  }

  #setProblem(problem: string | undefined): void {
    const wasReady = this.isReady;
    this.#problem = problem;
    if (wasReady !== this.isReady) this.#deps.observer.readyChanged(this.isReady);
  }

  async #sweepIfDue(): Promise<void> {
    if (this.#sweepAtMs === undefined || this.#deps.clock.nowMs() < this.#sweepAtMs) return;
    this.#sweepAtMs = undefined;
    await this.#placement
      ?.sweep()
      .catch((error: unknown) =>
        this.#deps.logger.warn("older files of the plugin are left", { error: formatErrorChain(error) }),
      );
  }

  #changed(): void {
    this.#hasChanged = true;
    this.#wake?.();
  }

  /** Ends early for a change, unless uninterrupted, and at once when the signal aborts. */
  #pause(ms: number, signal: AbortSignal, manner?: "uninterrupted"): Promise<void> {
    return new Promise((resolve) => {
      if (signal.aborted || (this.#hasChanged && manner === undefined)) {
        resolve();
        return;
      }
      const timer = this.#deps.clock.setTimer(ms, () => finish());
      const finish = (): void => {
        timer[Symbol.dispose]();
        this.#wake = undefined;
        resolve();
      };
      this.#wake = () => {
        if (signal.aborted || manner === undefined) finish();
      };
    });
  }
}
