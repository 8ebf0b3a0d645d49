/**
 * Everything that enrols the pods of a node, put together: what the cluster wants (informers), who carries it out
 * (enroller, by pod), and whom it concerns (ztunnels, the plugin).
 */
import { setImmediate as nextTurn } from "node:timers/promises";
import { formatErrorChain } from "@ambit/errors";
import type { KubeApi } from "@ambit/kube";
import { type Clock, sleep } from "@ambit/lifecycle";
import type { Logger } from "@ambit/telemetry";
import type { AgentConfig } from "../config.ts";
import { NetnsDirectory } from "../discovery/netns-directory.ts";
import { procView, scanProcesses } from "../discovery/proc-scan.ts";
import { Enroller } from "../enrolment/enroller.ts";
import type { Enrolment } from "../enrolment/enrolment.ts";
import type { PodRules } from "../enrolment/ports.ts";
import { hasTerminated, type Pod } from "../kube/pod.ts";
import { podAnnotations } from "../kube/pod-annotations.ts";
import { PodFeed } from "../kube/pod-feed.ts";
import { PodTable } from "../kube/pod-table.ts";
import type { ZdsMainMessage } from "../messages.ts";
import type { AgentMetrics, PodState } from "../metrics.ts";
import { mayHaveBranchEni, type RoutedProbeSet, withBranchEni } from "../node/branch-eni.ts";
import type { CaptureJournal } from "../node/capture-journal.ts";
import { silentPorts, ZTUNNEL_PORTS } from "../node/listeners.ts";
import { type NodeNetfilter, probedPods, probeSet } from "../node/node-netfilter.ts";
import { sidecarRules } from "../node/sidecar-rules.ts";
import { hostPath } from "../paths.ts";
import { PolicyWatch } from "../policy/policy-watch.ts";
import { type EnrolmentReport, reportEnrolment, stateOf } from "../servers/enrolment-report.ts";
import { PluginRequests, type PodLookup } from "../servers/plugin-requests.ts";
import { ZdsLink } from "../zds/zds-link.ts";
import { AgentError } from "./agent-error.ts";
import { ConditionKeeper } from "./condition-keeper.ts";
import { KeyedQueue } from "./keyed-queue.ts";
import { duplicateNetns, type Netns, type NetnsId, openNetnsPath } from "./netns.ts";
import { podLookup } from "./pod-lookup.ts";
import { PodStarts } from "./pod-starts.ts";
import { guardNode, guardPods } from "./rule-guard.ts";

export interface AmbientOptions {
  readonly config: AgentConfig;
  readonly api: KubeApi;
  readonly netfilter: NodeNetfilter;
  readonly rules: PodRules;
  readonly journal: CaptureJournal;
  /** Namespaces that are no pod's: the node's and the agent's. */
  readonly foreignNetns: readonly NetnsId[];
  readonly post: (message: ZdsMainMessage, transfer?: readonly ArrayBuffer[]) => void;
  readonly metrics: AgentMetrics;
  readonly clock: Clock;
  readonly epochMs: () => number;
  readonly random: () => number;
  /** Scope `cni-agent`. */
  readonly logger: Logger;
}

/** Pods that are brought forward at a time: each runs a handful of short programs. */
const CONCURRENCY = 6;
const BACKOFF = { initialMs: 5, factor: 2, jitter: 0, capMs: 5_000 };
/** For a pod that the API told of before the informer did. */
const UNSEEN_LOOK_MS = 30_000;
/** A ztunnel of Istio comes back after 15 s at the latest; one that has not by then is absent. */
const ZTUNNEL_WAIT_LIMIT_MS = 20_000;

/** See the module comment. */
export class Ambient implements AsyncDisposable {
  readonly table: PodTable;
  readonly feed: PodFeed;
  readonly link: ZdsLink;
  readonly enroller: Enroller;
  readonly plugin: PluginRequests;
  readonly conditions: ConditionKeeper;
  readonly policies: PolicyWatch;
  readonly #options: AmbientOptions;
  readonly #queue: KeyedQueue;
  readonly #starts: PodStarts;
  readonly #directory: NetnsDirectory;
  /** What each ztunnel that is in its snapshot is told. */
  readonly #told = new Map<number, ReadonlyMap<string, Netns>>();
  readonly #adopted = Promise.withResolvers<void>();
  readonly #ztunnelWaiters = new Set<() => void>();
  readonly #lookup: PodLookup;
  readonly #routedProbes: RoutedProbeSet | undefined;
  #unblocks: readonly (() => void)[] = [];
  readonly #laterLooks = new Set<Disposable>();

  constructor(options: AmbientOptions) {
    this.#options = options;
    const { config, clock, random, logger, api, metrics } = options;
    this.#queue = new KeyedQueue({
      run: (uid) => this.enroller.reconcile(uid),
      onFailure: (uid, error, retryInMs) => this.#noteFailure(uid, error, retryInMs),
      concurrency: CONCURRENCY,
      backoff: BACKOFF,
      clock,
      random,
    });
    this.table = new PodTable({
      rules: { selectors: config.selectors, excludedNamespaces: config.excludeNamespaces },
      systemNamespace: config.systemNamespace,
      onPod: (uid) => this.#touch(uid),
      onNamespace: (name, isEnabled) =>
        logger.info(`Namespace ${name} is ${isEnabled ? "enabled in" : "disabled from"} ambient mesh`),
    });
    this.feed = new PodFeed({
      api,
      nodeName: config.nodeName,
      table: this.table,
      onEvent: (type) => metrics.podEvent(type),
      clock,
      random,
      logger: logger.child("kube"),
    });
    this.#directory = new NetnsDirectory({
      view: procView(hostPath(config.hostRoot, "/proc")),
      pause: () => nextTurn(),
    });
    this.#lookup = podLookup(api, config.nodeName);
    this.#routedProbes = this.#buildRoutedProbes();
    this.link = this.#buildLink();
    this.enroller = this.#buildEnroller();
    this.policies = new PolicyWatch({ api, clock, random, logger });
    this.conditions = this.#buildConditions();
    this.#starts = new PodStarts({
      queue: this.#queue,
      enroller: this.enroller,
      conditions: this.conditions,
      directory: this.#directory,
      clock,
    });
    this.plugin = this.#buildPlugin();
  }

  /** After the informers have listed everything: what an earlier agent left is taken over. Then pods are enrolled. */
  async adopt(signal: AbortSignal): Promise<void> {
    await this.feed.whenSynced(signal);
    const captured = this.#capturedPods();
    const mayHaveRules = (pod: Pod): boolean => pod.redirection !== undefined || captured.has(pod.uid);
    const pods = [...this.table.values()].filter((pod) => mayHaveRules(pod) || this.#isDue(pod));
    const found = await scanProcesses(
      procView(hostPath(this.#options.config.hostRoot, "/proc")),
      new Map(pods.map(({ uid, ips }) => [uid, ips])),
      () => nextTurn(),
    );
    const adopted = pods
      .filter((pod) => mayHaveRules(pod) || found.has(pod.uid))
      .map((pod) => this.enroller.adopt(pod, found.get(pod.uid), { mayHaveRules: mayHaveRules(pod) }));
    await this.#syncProbes(adopted.filter(({ pod }) => pod.redirection !== undefined && !hasTerminated(pod)));
    this.#options.logger.info("pods of this node are known", {
      pods: this.table.size,
      enrolled: adopted.length,
      found: found.size,
    });
    this.#queue.serve();
    this.#options.post({ type: "serve" });
    this.#adopted.resolve();
  }

  /** Resolves when a ztunnel is connected, or none can be expected. */
  async whenZtunnelKnown(signal: AbortSignal): Promise<void> {
    const settled = Promise.withResolvers<void>();
    const look = (): void => {
      if (this.link.newest !== undefined || !this.table.expectsZtunnel) settled.resolve();
    };
    using _listener = this.table.onChange(look);
    this.#ztunnelWaiters.add(look);
    look();
    const limit = sleep(this.#options.clock, ZTUNNEL_WAIT_LIMIT_MS, signal).then((end) => {
      if (end === "elapsed" && this.link.newest === undefined && this.table.expectsZtunnel) {
        this.#options.logger.warn("a ztunnel pod runs on this node, but no ztunnel has connected");
      }
    });
    await Promise.race([settled.promise, limit]);
    this.#ztunnelWaiters.delete(look);
  }

  /** Looks after rules until the signal aborts; after `adopt`. */
  async guard(signal: AbortSignal): Promise<void> {
    const { netfilter, clock, logger, metrics } = this.#options;
    await Promise.all([
      guardPods(
        {
          enrolments: () => this.enroller.values(),
          rules: this.enroller.rules,
          enqueue: (uid) => this.#queue.enqueue(uid),
          isIdle: () => this.#queue.isIdle,
          pause: () => nextTurn(),
          clock,
        },
        signal,
      ),
      this.conditions.run(signal),
      this.policies.run(signal),
      guardNode({ ...netfilter, onRestored: () => metrics.nodeRestored(), clock, logger }, signal),
    ]);
  }

  /** For `/debug/enrolment`. */
  async report({ verify }: { readonly verify: boolean }): Promise<EnrolmentReport> {
    const enrolments = new Map([...this.enroller.values()].map((enrolment) => [enrolment.uid, enrolment]));
    const differences = new Map<string, readonly string[]>();
    for (const enrolment of verify ? enrolments.values() : []) {
      differences.set(enrolment.uid, await this.#verify(enrolment));
    }
    return reportEnrolment({
      node: this.#options.config.nodeName,
      table: this.table,
      enrolments,
      ztunnel: {
        newest: this.link.newest,
        isSynced: this.link.isNewestSynced,
        count: this.link.connectedCount,
      },
      isCurrent: this.feed.isCurrent,
      differences,
      conflictOf: (pod) => this.policies.conflictOf(pod),
    });
  }

  /** For the metrics. */
  podCounts(): ReadonlyMap<PodState, number> {
    const counts = new Map<PodState, number>();
    for (const enrolment of this.enroller.values()) {
      const state = stateOf(enrolment, this.table.isWanted(enrolment.pod));
      counts.set(state, (counts.get(state) ?? 0) + 1);
    }
    return counts;
  }

  /** At uninstallation: the node's own rules go, those inside pods stay, and nobody's traffic is dropped any more. */
  async removeHostRules(): Promise<void> {
    for (const unblock of this.#unblocks) unblock();
    await this.#routedProbes?.unroute();
    await this.#options.netfilter.probes.destroy();
    this.#options.journal.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#adopted.promise.catch(() => undefined);
    this.#adopted.reject(new AgentError("not-enrolled", "the agent ends"));
    for (const look of this.#laterLooks) look[Symbol.dispose]();
    this.link[Symbol.dispose]();
    await this.#queue[Symbol.asyncDispose]();
    this.#unblocks = [...this.enroller.values()]
      .map((enrolment) => this.enroller.rules.unblockLater(enrolment))
      .filter((unblock) => unblock !== undefined);
    this.enroller[Symbol.dispose]();
  }

  #buildLink(): ZdsLink {
    const { post, clock, logger, metrics } = this.#options;
    return new ZdsLink({
      pods: { uids: () => this.enroller.uids(), find: (uid) => this.enroller.zdsPod(uid) },
      duplicateFd: (fd) => duplicateNetns({ fd }),
      post,
      events: {
        onConnectedCount: (count) => metrics.ztunnelsConnected(count),
        onNewest: (connection) => this.#ztunnelChanged(connection),
        onSynced: (connection, uids) => this.#ztunnelSynced(connection, uids),
      },
      clock,
      logger: logger.child("zds"),
    });
  }

  #buildEnroller(): Enroller {
    const { api, rules, journal, netfilter, config, clock, epochMs, metrics, logger } = this.#options;
    return new Enroller({
      ports: {
        journal,
        netns: this.#directory,
        rules,
        probes: this.#routedProbes ?? probeSet(netfilter.probes, logger),
        ztunnels: this.link,
        annotations: podAnnotations(api, epochMs),
        listeners: { silent: (netns) => silentPorts(netns, ZTUNNEL_PORTS) },
        pods: this.table,
      },
      capture: netfilter.capture,
      verifyUnknown: config.reconcileOnStartup,
      isStrict: config.enrolment === "strict",
      nowMs: () => clock.nowMs(),
      epochMs,
      observer: metrics,
      logger,
    });
  }

  /** Undefined where no pod can be behind a branch interface. */
  #buildRoutedProbes(): RoutedProbeSet | undefined {
    const { netfilter, config, logger } = this.#options;
    // What is below /proc/sys/net is of the namespace of who looks.
    const mayHave = () => mayHaveBranchEni(hostPath(config.hostRoot, "/proc"));
    if (!config.awsBranchEniProbe || !netfilter.isSoInside(mayHave)) return undefined;
    logger.info("pods of this node may be behind AWS branch interfaces, their probes are routed");
    return withBranchEni(probeSet(netfilter.probes, logger), netfilter.run, logger);
  }

  #buildPlugin(): PluginRequests {
    const { config, clock, logger, metrics, foreignNetns, netfilter } = this.#options;
    const redirect = sidecarRules({
      backend: netfilter.backend,
      hasScopedLock: config.scopedXtablesLocking,
    });
    return new PluginRequests({
      table: this.table,
      lookup: this.#lookup,
      onUnseen: (pod) => this.#lookAgainLater(pod),
      isCurrent: () => this.feed.isCurrent,
      whenSynced: (limitMs) => this.#within(this.#adopted.promise, limitMs, "the agent is starting"),
      whenZtunnel: (limitMs) => this.#whenZtunnel(limitMs),
      openNetns: (path) => openNetnsPath(hostPath(config.hostRoot, path)),
      foreignNetns,
      onNetns: (uid, path, id) => this.#directory.note(uid, hostPath(config.hostRoot, path), id),
      enrol: (start, waitLimitMs) => this.#starts.enrol(start, waitLimitMs),
      redirect: ({ uid, netns: inside, sidecar, ips }, waitLimitMs) =>
        this.#starts.inTurn(uid, () => redirect(inside, sidecar, ips), waitLimitMs),
      onAnswer: (status, seconds) => metrics.pluginRequest(status, seconds),
      clock,
      logger,
    });
  }

  #buildConditions(): ConditionKeeper {
    const { clock, logger } = this.#options;
    return new ConditionKeeper({
      table: this.table,
      enrolments: this.enroller,
      newestZtunnel: () => this.link.newest,
      silentPorts: (netns) => silentPorts(netns, ZTUNNEL_PORTS),
      conflictOf: (pod) => this.policies.conflictOf(pod),
      write: this.enroller.writeCondition,
      pause: () => nextTurn(),
      clock,
      logger,
    });
  }

  /** The informer may never tell of a pod that was deleted before it saw it. */
  #lookAgainLater(pod: Pod): void {
    const look = this.#options.clock.setTimer(UNSEEN_LOOK_MS, () => {
      this.#laterLooks.delete(look);
      if (this.feed.hasSeen(pod) || this.table.find(pod.uid) === undefined) return;
      this.#lookup.fetchPod(pod).then(
        (current) => {
          if (current?.uid === pod.uid) this.#lookAgainLater(pod);
          else if (!this.feed.hasSeen(pod)) this.table.forget(pod.uid);
        },
        () => this.#lookAgainLater(pod),
      );
    });
    this.#laterLooks.add(look);
  }

  #touch(uid: string): void {
    if (this.table.find(uid) === undefined) this.#directory.forget(uid);
    this.#queue.enqueue(uid);
  }

  /** Of this node; what is noted of others is dropped. */
  #capturedPods(): ReadonlySet<string> {
    const { journal } = this.#options;
    const noted = journal.list();
    for (const uid of noted) if (this.table.find(uid) === undefined) journal.drop(uid);
    return new Set(noted);
  }

  #isDue(pod: Pod): boolean {
    return this.table.isWanted(pod) && !hasTerminated(pod) && pod.ips.length > 0;
  }

  /** Others stay in the sets if the address of any pod is not known: it may be theirs. */
  async #syncProbes(adopted: readonly Enrolment[]): Promise<void> {
    const pods = adopted.flatMap(({ uid, ips }) => probedPods(ips, uid));
    const prune = adopted.every(({ ips }) => ips.length > 0);
    await this.#options.netfilter.probes.sync(pods, { prune });
    for (const enrolment of adopted) {
      enrolment.probes = enrolment.ips;
      await this.#routedProbes?.add(enrolment.ips, enrolment.uid);
    }
  }

  #ztunnelChanged(connection: number | undefined): void {
    if (connection !== undefined && !this.link.isNewestSynced) {
      const told = [...this.enroller.values()].flatMap(({ uid, netns }) =>
        netns === undefined ? [] : [[uid, netns] as const],
      );
      this.#told.set(connection, new Map(told));
    }
    for (const wake of [...this.#ztunnelWaiters]) wake();
    for (const { uid } of this.enroller.values()) this.#queue.enqueue(uid);
  }

  #ztunnelSynced(connection: number, uids: ReadonlySet<string>): void {
    const told = this.#told.get(connection) ?? new Map<string, Netns>();
    for (const known of this.#told.keys()) if (known <= connection) this.#told.delete(known);
    this.enroller.confirm(connection, new Map([...told].filter(([uid]) => uids.has(uid))));
    for (const { uid } of this.enroller.values()) this.#queue.enqueue(uid);
  }

  async #whenZtunnel(limitMs: number): Promise<void> {
    if (this.link.newest !== undefined) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const look = (): void => {
      if (this.link.newest !== undefined) resolve();
    };
    using _timer = this.#options.clock.setTimer(limitMs, resolve);
    this.#ztunnelWaiters.add(look);
    await promise;
    this.#ztunnelWaiters.delete(look);
  }

  async #within(promise: Promise<void>, limitMs: number, what: string): Promise<void> {
    const limit = Promise.withResolvers<never>();
    using _timer = this.#options.clock.setTimer(limitMs, () =>
      limit.reject(new AgentError("not-enrolled", what)),
    );
    await Promise.race([promise, limit.promise]);
  }

  async #verify(enrolment: Enrolment): Promise<readonly string[]> {
    try {
      return await this.enroller.rules.verify(enrolment);
    } catch (error) {
      return [`its rules cannot be read: ${formatErrorChain(error)}`];
    }
  }

  #noteFailure(uid: string, error: unknown, retryInMs: number): void {
    const { metrics, logger } = this.#options;
    const pod = this.enroller.find(uid)?.pod ?? this.table.find(uid);
    metrics.enrolmentFailed();
    logger.warn("a pod is not as it should be, trying again", {
      ns: pod?.namespace ?? "",
      name: pod?.name ?? "",
      uid,
      retry_in_ms: Math.round(retryInMs),
      error: formatErrorChain(error),
    });
  }
}
