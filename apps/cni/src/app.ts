/**
 * Puts the agent together and takes it apart. Start: ports and sockets, rules of the node, what the cluster wants, what an earlier
 * agent left; only then ztunnels and pods, and last the plugin's installation. Stop: nothing new, what is under way
 * ends, and the node is cleaned up if no other agent follows. What is inside pods always stays.
 */
import { join } from "node:path";
import { parseIpAddress } from "@ambit/addr";
import { formatErrorChain } from "@ambit/errors";
import type { ListenAddress } from "@ambit/http-server";
import { type KubeClient, kubeSourceOf, openKubeClient } from "@ambit/kube";
import { type Clock, Readiness, TaskGroup } from "@ambit/lifecycle";
import { type BuildInfo, formatBuildInfo, type Logging, type Program } from "@ambit/program";
import type { Logger } from "@ambit/telemetry";
import { Ambient } from "./agent/ambient.ts";
import { installerOptions } from "./agent/installer-options.ts";
import { type Netns, openNetnsPath } from "./agent/netns.ts";
import type { AgentConfig } from "./config.ts";
import type { InstallObserver } from "./install/install-options.ts";
import { Installer } from "./install/installer.ts";
import { AGENT_WAIT_MS } from "./install/place-plugin.ts";
import { AgentMetrics } from "./metrics.ts";
import { fileJournal } from "./node/capture-journal.ts";
import { openNodeNetfilter } from "./node/node-netfilter.ts";
import { podRules } from "./node/pod-rules.ts";
import {
  CAPTURED_FOLDER,
  hostPath,
  LOG_SOCKET_FILE,
  PLUGIN_RUN_SOCKET_FILE,
  PLUGIN_SOCKET_FILE,
} from "./paths.ts";
import { encodeLogLine } from "./plugin/plugin-log.ts";
import { AGENT_TIMEOUT_MS } from "./plugin/run-plugin.ts";
import { runRepair } from "./repair/repair-controller.ts";
import { repairInNetns } from "./repair/repair-in-netns.ts";
import { bindHttp, type HttpServers } from "./servers/http-servers.ts";
import { pluginLogHandler, writePluginLines } from "./servers/plugin-log-lines.ts";
import { bindPluginRunServer } from "./servers/plugin-run-server.ts";
import { bindUnixHttpServer } from "./servers/unix-http-server.ts";
import { decideShutdown } from "./shutdown/decide-shutdown.ts";
import { observeDaemonSet } from "./shutdown/observe-daemon-set.ts";
import { bindZdsListener, type ZdsListener } from "./zds/zds-listener.ts";
import { startZdsThread, type ZdsThread } from "./zds/zds-thread.ts";

/** What the process gives. */
export interface AgentDeps {
  /** Entry point of the thread that serves ztunnel's socket. */
  readonly workerUrl: URL;
  /** Folder with the plugin's files of this build. */
  readonly pluginDir: string;
  /** The program that runs the plugin. */
  readonly nodePath: string;
  /** Whether sockets can be IPv6. */
  readonly hasIpv6: boolean;
  readonly clock: Clock;
  readonly epochMs: () => number;
  readonly random: () => number;
  readonly logging: Logging;
  readonly build: BuildInfo;
  /** A part of the agent has died. */
  readonly onFailure: () => void;
}

/** As Istio: whoever is on the node may ask, within a folder that is root's. */
const RUN_FOLDER_MODE = 0o750;
const SOCKET_MODE = 0o666;
/** The runtime is root, and nobody else has any business there. */
const RUN_SOCKET_MODE = 0o600;
/** A pod's request is some hundred bytes, the log of a plugin some thousand. */
const MAX_PLUGIN_BODY_BYTES = 64 * 1024;
const MAX_LOG_BODY_BYTES = 1024 * 1024;
/** For what removes things from the node at the end; kubelet gives 30 s. */
const CLEAN_UP_LIMIT_MS = 10_000;

/** An agent whose ports are taken; `serve` puts it to work. Throws HttpServerError, KubeError, AgentError or ConfigError. */
export async function buildAgent(config: AgentConfig, deps: AgentDeps): Promise<Agent> {
  await using stack = new AsyncDisposableStack();
  const parts = new Parts(config, deps);
  const { logger } = parts;
  const httpServers = stack.use(await bindHttpPorts(parts));
  const log = await bindUnixHttpServer({
    path: join(config.runDir, LOG_SOCKET_FILE),
    folderMode: RUN_FOLDER_MODE,
    socketMode: SOCKET_MODE,
    maxBodyBytes: MAX_LOG_BODY_BYTES,
    handler: pluginLogHandler(deps.logging.logger.child("cni-plugin")),
    logger,
  });
  stack.use(log);
  const api = stack.use(await openKubeClient(kubeSourceOf(config), { clock: deps.clock }));
  const listener = config.ambientEnabled ? stack.use(bindZdsListener(config.ztunnelSocket)) : undefined;
  return new Agent({ parts, httpServers, api, listener, resources: stack.move() });
}

/** What is there without any I/O. */
class Parts {
  readonly config: AgentConfig;
  readonly deps: AgentDeps;
  readonly logger: Logger;
  readonly readiness: Readiness;
  readonly metrics: AgentMetrics;
  readonly installBlock: Disposable;
  ambient: Ambient | undefined;

  constructor(config: AgentConfig, deps: AgentDeps) {
    this.config = config;
    this.deps = deps;
    this.logger = deps.logging.logger;
    this.readiness = new Readiness({
      onUnblocked: (name, remaining) => this.logger.info("ready", { part: name, remaining }),
    });
    this.installBlock = this.readiness.block("install");
    this.metrics = new AgentMetrics({
      pods: () => this.ambient?.podCounts() ?? new Map(),
      conditions: () => this.ambient?.conditions.counts ?? new Map(),
      logCounts: () => deps.logging.writer.counts,
    });
  }
}

interface AgentInit {
  readonly parts: Parts;
  readonly httpServers: HttpServers;
  readonly api: KubeClient;
  readonly listener: ZdsListener | undefined;
  readonly resources: AsyncDisposableStack;
}

/** See buildAgent. */
export class Agent implements Program {
  readonly httpServers: HttpServers;
  readonly #init: AgentInit;
  readonly #watchBlock: Disposable;
  readonly #ztunnelBlock: Disposable;
  readonly #tasks = new TaskGroup();
  /** Ends before the rest: it would put back what is taken away. */
  readonly #installTasks = new TaskGroup();
  readonly #starting = new AbortController();
  #installer: Installer | undefined;
  #thread: ZdsThread | undefined;
  #cleanUp: (() => Promise<void>) | undefined;
  #draining: Promise<void> | undefined;

  constructor(init: AgentInit) {
    this.#init = init;
    this.httpServers = init.httpServers;
    this.#watchBlock = init.parts.readiness.block("watch");
    this.#ztunnelBlock = init.parts.readiness.block("ztunnel");
  }

  get isDraining(): boolean {
    return this.#draining !== undefined;
  }

  /** What enrols pods; undefined when that is off, and before `serve` has got so far. */
  get ambient(): Ambient | undefined {
    return this.#init.parts.ambient;
  }

  /** Resolves when pods are enrolled and the plugin is being installed, or when the start was given up. */
  async serve(): Promise<void> {
    const { parts } = this.#init;
    this.#watchTasks();
    if (parts.config.ambientEnabled) await this.#serveAmbient();
    if (this.#starting.signal.aborted) return;
    this.#watchBlock[Symbol.dispose]();
    if (!parts.config.ambientEnabled) this.#ztunnelBlock[Symbol.dispose]();
    this.#repair();
    this.#install();
    parts.logger.info("serving");
  }

  /** Drains once, however often it is called. */
  drain(): Promise<void> {
    this.#draining ??= this.#drain();
    return this.#draining;
  }

  stopThreads(): void {
    this.#thread?.stop();
  }

  async end(limitMs: number): Promise<"ended" | "stuck"> {
    this.#starting.abort();
    await this.#installTasks[Symbol.asyncDispose]();
    await this.#tasks[Symbol.asyncDispose]();
    await this.ambient?.[Symbol.asyncDispose]();
    const outcome = (await this.#thread?.end(limitMs)) ?? "ended";
    await this.#init.resources.disposeAsync();
    return outcome;
  }

  async #serveAmbient(): Promise<void> {
    const { parts, listener, api, resources } = this.#init;
    const { config, deps, logger, metrics } = parts;
    const { signal } = this.#starting;
    if (listener === undefined) return;
    const hostNetns = config.allowSwitchToHostNs
      ? resources.use(openNetnsPath(hostPath(config.hostRoot, "/proc/1/ns/net")))
      : undefined;
    const netfilter = await openNodeNetfilter({ config, hostNetns, clock: deps.clock, logger }, signal);
    if (signal.aborted) return;
    this.#cleanUp = () => netfilter.probes.destroy();
    const thread = this.#startThread(listener.fd);
    const ambient = new Ambient({
      config,
      api,
      netfilter,
      rules: podRules({
        backend: netfilter.backend,
        hasScopedLock: config.scopedXtablesLocking,
        hostProc: hostPath(config.hostRoot, "/proc"),
        logger: logger.child("cni-agent"),
      }),
      journal: fileJournal(join(config.runDir, CAPTURED_FOLDER), logger),
      foreignNetns: foreignNetns(hostNetns),
      post: (message, transfer) => thread.post(message, transfer),
      metrics,
      clock: deps.clock,
      epochMs: deps.epochMs,
      random: deps.random,
      logger: logger.child("cni-agent"),
    });
    parts.ambient = ambient;
    this.#cleanUp = () => ambient.removeHostRules();
    resources.use(await this.#bindPlugin(ambient));
    resources.use(await this.#bindPluginRuns(ambient));
    this.#tasks.spawn("objects", (own) => ambient.feed.run(own));
    await ambient.adopt(signal).catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
    if (signal.aborted) return;
    this.#tasks.spawn("guard", (own) => ambient.guard(own));
    this.#tasks.spawn("ztunnel", async (own) => {
      await ambient.whenZtunnelKnown(own);
      this.#ztunnelBlock[Symbol.dispose]();
    });
  }

  #repair(): void {
    const { parts, api } = this.#init;
    const { config, deps, metrics, logger } = parts;
    const { repairType: type } = config;
    if (type === undefined) return;
    this.#tasks.spawn("repair", (own) =>
      runRepair(
        {
          api,
          nodeName: config.repairNodeName || config.nodeName,
          type,
          filter: {
            sidecarAnnotation: config.repairSidecarAnnotation,
            initContainerName: config.repairInitContainer,
            initTerminationMessage: config.repairInitTerminationMessage,
            initExitCode: config.repairInitExitCode,
          },
          fieldSelectors: config.repairFieldSelectors,
          labelSelectors: config.repairLabelSelectors,
          label: { key: config.repairLabelKey, value: config.repairLabelValue },
          redirect: repairInNetns(config),
          onRepaired: (kind, result) => metrics.repaired(kind, result),
          epochMs: deps.epochMs,
          clock: deps.clock,
          random: deps.random,
          logger: logger.child("repair"),
        },
        own,
      ),
    );
  }

  #bindPlugin(ambient: Ambient): ReturnType<typeof bindUnixHttpServer> {
    const { config, logger } = this.#init.parts;
    return bindUnixHttpServer({
      path: join(config.runDir, PLUGIN_SOCKET_FILE),
      folderMode: RUN_FOLDER_MODE,
      socketMode: SOCKET_MODE,
      maxBodyBytes: MAX_PLUGIN_BODY_BYTES,
      handler: (request) => ambient.plugin.answer(request, AGENT_TIMEOUT_MS),
      logger,
    });
  }

  #bindPluginRuns(ambient: Ambient): Promise<AsyncDisposable> {
    const { config, deps, logger } = this.#init.parts;
    const pluginLogger = deps.logging.logger.child("cni-plugin");
    return bindPluginRunServer({
      path: join(config.runDir, PLUGIN_RUN_SOCKET_FILE),
      folderMode: RUN_FOLDER_MODE,
      socketMode: RUN_SOCKET_MODE,
      answer: (request) => ambient.plugin.answer(request, AGENT_WAIT_MS),
      writeLines: (lines) => writePluginLines(pluginLogger, lines.map(encodeLogLine)),
      epochMs: deps.epochMs,
      logger,
    });
  }

  #startThread(listenFd: number): ZdsThread {
    const { parts } = this.#init;
    const { workerUrl, clock, onFailure } = parts.deps;
    this.#thread = startZdsThread({
      url: workerUrl,
      listenFd,
      clock,
      events: {
        onMessage: (message) => parts.ambient?.link.take(message),
        onFailure: (error) => {
          parts.logger.error("the thread of ztunnel's socket has failed", { error });
          onFailure();
        },
      },
    });
    return this.#thread;
  }

  #install(): void {
    const { config, deps, logger, metrics, installBlock, readiness } = this.#init.parts;
    let block: Disposable = installBlock;
    const observer: InstallObserver = {
      installed: (result) => metrics.install.installed(result),
      readyChanged: (isReady) => {
        metrics.install.readyChanged(isReady);
        block[Symbol.dispose]();
        if (!isReady) block = readiness.block("install");
      },
    };
    const { pluginDir: bundleDir, nodePath } = deps;
    const installer = new Installer(installerOptions(config, { bundleDir, nodePath }), {
      logger: logger.child("install"),
      clock: deps.clock,
      random: deps.random,
      observer,
    });
    this.#installer = installer;
    this.#installTasks.spawn("installer", (own) => installer.run(own));
  }

  async #drain(): Promise<void> {
    const { config, readiness, logger } = this.#init.parts;
    readiness.block("shutdown");
    this.#starting.abort();
    await this.#installTasks[Symbol.asyncDispose]();
    await this.#tasks[Symbol.asyncDispose]();
    await this.ambient?.[Symbol.asyncDispose]();
    const decision = decideShutdown(
      await observeDaemonSet(this.#init.api, {
        namespace: config.podNamespace,
        nodeName: config.nodeName,
        hasOwnedConfig: config.ownedConfig,
      }),
      { isSafeUpgradeDisabled: config.disableSafeUpgrade, hasOwnedConfig: config.ownedConfig },
    );
    logger.info("what is on the node", { action: decision.action, reason: decision.reason });
    if (decision.action === "clean-up") await this.#cleanNode();
    this.httpServers.drain("graceful");
  }

  /** Each part by itself: what fails must not keep the rest on the node. */
  async #cleanNode(): Promise<void> {
    const { logger, deps } = this.#init.parts;
    const steps = [() => this.#installer?.uninstall(), () => this.#cleanUp?.()];
    const { promise: limit, resolve } = Promise.withResolvers<void>();
    using _timer = deps.clock.setTimer(CLEAN_UP_LIMIT_MS, resolve);
    for (const step of steps) {
      try {
        await Promise.race([step(), limit]);
      } catch (error) {
        logger.error("cleaning up the node has failed", { error: formatErrorChain(error) });
      }
    }
  }

  /** A task that fails by itself is a mistake of ours: better a new agent than half of one. */
  #watchTasks(): void {
    const { deps, logger } = this.#init.parts;
    for (const { signal } of [this.#tasks, this.#installTasks]) {
      signal.addEventListener(
        "abort",
        () => {
          if (this.isDraining || this.#starting.signal.aborted) return;
          const reason: unknown = signal.reason;
          logger.error("a background task has failed", { error: formatErrorChain(reason) });
          deps.onFailure();
        },
        { once: true },
      );
    }
  }
}

function bindHttpPorts(parts: Parts): Promise<HttpServers> {
  const { config, deps, metrics, readiness, logger } = parts;
  return bindHttp({
    monitoringAddress: everywhere(config.monitoringPort, deps),
    healthAddress: everywhere(config.healthPort, deps),
    metrics: metrics.registry,
    readiness,
    report: async (options) =>
      (await parts.ambient?.report(options)) ?? {
        node: config.nodeName,
        ztunnel: { connected: 0, synced: false, expected: false },
        watching: false,
        pods: [],
      },
    logLevels: deps.logging,
    version: formatBuildInfo(deps.build),
    logger: logger.child("http"),
  });
}

function everywhere(port: number, { hasIpv6 }: AgentDeps): ListenAddress {
  return { kind: "socket", address: { ip: parseIpAddress(hasIpv6 ? "::" : "0.0.0.0"), port } };
}

/** Rules for a pod must never be made in one of these. */
function foreignNetns(hostNetns: Netns | undefined): readonly Netns["id"][] {
  using own = openNetnsPath("/proc/self/ns/net");
  return hostNetns === undefined ? [own.id] : [own.id, hostNetns.id];
}
