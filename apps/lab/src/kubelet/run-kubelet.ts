/** The kubelet of a lab's node: puts the parts together. Runs in the node's network namespace, as root. */
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, statSync } from "node:fs";
import { arch, availableParallelism, release, totalmem } from "node:os";
import { basename } from "node:path";
import {
  Informer,
  type InformerEvent,
  type KubeClient,
  type KubeObject,
  type KubeResource,
  openKubeClient,
} from "@ambit/kube";
import { Gate, TaskGroup, ticks } from "@ambit/lifecycle";
import { type NodePlan, systemEnvironment } from "../network/index.ts";
import { EventWriter } from "./api/event-writer.ts";
import { decodeConfigMap, decodeSecret, type KeyedContents } from "./api/keyed-objects.ts";
import { CONFIG_MAPS, PODS, SECRETS } from "./api/kube-resources.ts";
import { StatusWriter } from "./api/status-writer.ts";
import { AddressPool } from "./cni/address-pool.ts";
import { makeLabPlugin } from "./cni/lab-plugin.ts";
import { CniNetwork } from "./cni/pod-network.ts";
import {
  type KubeletConfig,
  type KubeletDeps,
  logPath,
  type NodePaths,
  nodePaths,
} from "./kubelet-config.ts";
import { KubeletError } from "./kubelet-error.ts";
import { keepLogs } from "./node/log-keeper.ts";
import type { MachineFacts } from "./node/node-object.ts";
import { keepLease, registerNode } from "./node/register-node.ts";
import { decodePod } from "./pod/decode-pod.ts";
import { type Pod, podKey } from "./pod/pod.ts";
import { type PodRecord, PodRecords } from "./pod/pod-record.ts";
import type { PodWorkerDeps } from "./pod/pod-worker.ts";
import { PodWorkers } from "./pod-workers.ts";
import { checkProbe } from "./probes/checks.ts";
import { openPodCgroups, type PodCgroups } from "./process/cgroups.ts";
import { ProcessRuntime } from "./process/container-runtime.ts";
import { SHIM_TOOLS, type ShimTools } from "./process/container-shim.ts";
import type { PodContext } from "./process/environment.ts";
import { findTool } from "./process/machine-files.ts";
import { formatHosts, formatResolvConf } from "./process/root-files.ts";
import { PodVolumes } from "./volumes/pod-volumes.ts";
import { withTokenVolume } from "./volumes/projected-files.ts";

/** A start that takes longer waits for somebody else, and does not count. */
const START_PATIENCE_MS = 2000;
/** Many pods of a node come at once, and each is several requests. */
const REQUEST_RATE = { perSecond: 1000, burst: 2000 };
const LOG_CHECK_INTERVAL_MS = 5000;

/**
 * Registers the node and runs its pods until the signal aborts. Pods go on then, and the next kubelet of the same state
 * folder takes them over. Rejects with KubeletError "bad-config" or KubeError "bad-config" before anything is done.
 */
export async function runKubelet(config: KubeletConfig, deps: KubeletDeps): Promise<void> {
  const node = config.lab.nodes.find(({ name }) => name === config.nodeName);
  if (node === undefined) {
    throw new KubeletError("bad-config", `lab ${config.lab.name} has no node "${config.nodeName}"`);
  }
  if (!isInNamespace(node.netns)) {
    throw new KubeletError(
      "bad-config",
      `the kubelet of ${node.name} has to run in the network namespace ${node.netns}`,
    );
  }
  using api = await openKubeClient(config.kube, { clock: deps.clock, rate: REQUEST_RATE });
  const kubelet = new Kubelet({ config, deps, node, api });
  await kubelet.run();
}

interface KubeletParts {
  readonly config: KubeletConfig;
  readonly deps: KubeletDeps;
  readonly node: NodePlan;
  readonly api: KubeClient;
}

class Kubelet {
  readonly #parts: KubeletParts;
  readonly #paths: NodePaths;
  readonly #group = new TaskGroup();
  readonly #machine: MachineFacts;
  readonly #configMaps: Informer<KeyedContents>;
  readonly #secrets: Informer<KeyedContents>;
  readonly #records: PodRecords;
  readonly #cgroups: PodCgroups | undefined;
  readonly #statuses: StatusWriter;
  readonly #workers: PodWorkers;
  #isAdopted = false;

  constructor(parts: KubeletParts) {
    this.#parts = parts;
    const { config, deps, node, api } = parts;
    const { logger, clock, random, signal } = deps;
    this.#paths = nodePaths(config.stateFolder);
    for (const folder of [this.#paths.root, this.#paths.logsFolder]) mkdirSync(folder, { recursive: true });
    this.#machine = {
      architecture: arch() === "x64" ? "amd64" : arch(),
      cpus: availableParallelism(),
      memoryBytes: totalmem(),
      kernelVersion: release(),
    };
    const cgroups = openPodCgroups(config.lab.name, node.name);
    if ("obstacle" in cgroups) logger.warn("no cgroups for pods", { reason: cgroups.obstacle });
    this.#cgroups = "obstacle" in cgroups ? undefined : cgroups;
    const onChange = () => this.#workers.refreshVolumes();
    this.#configMaps = this.#inform(CONFIG_MAPS, decodeConfigMap, onChange);
    this.#secrets = this.#inform(SECRETS, decodeSecret, onChange);
    this.#records = new PodRecords(this.#paths.podsFolder);
    this.#statuses = new StatusWriter({
      api,
      clock,
      random,
      signal,
      onProblem: (pod, error) =>
        logger.warn("a pod's status cannot be written", { pod: podKey(pod), error: String(error) }),
    });
    const workerDeps = this.#workerDeps();
    this.#workers = new PodWorkers({
      deps: workerDeps,
      makeVolumes: (uid) => this.#volumesOf(uid),
      forget: (uid) => this.#statuses.forget(uid),
      removeCgroup: ({ cgroup }) => this.#cgroups?.removePod(cgroup),
      logger,
      clock,
      signal,
    });
  }

  async run(): Promise<void> {
    const { deps, node, api } = this.#parts;
    const { signal } = deps;
    const onAbort = () => void this.#group[Symbol.asyncDispose]();
    signal.addEventListener("abort", onAbort, { once: true });
    const registration = { ...deps, api, node, machine: this.#machine };
    const pods = this.#inform(
      PODS,
      (object) => withTokenVolume(decodePod(object)),
      (batch) => {
        // Pods that are here already come first, so that none is begun twice.
        if (this.#isAdopted) this.#workers.apply(batch);
      },
      `spec.nodeName=${node.name}`,
    );
    try {
      await registerNode(registration, signal);
      if (signal.aborted) return;
      this.#group.spawn("lease", (aborted) => keepLease(registration, aborted));
      this.#group.spawn("config maps", (aborted) => this.#configMaps.run(aborted));
      this.#group.spawn("secrets", (aborted) => this.#secrets.run(aborted));
      this.#group.spawn("pods", (aborted) => pods.run(aborted));
      this.#group.spawn("logs", (aborted) => this.#keepLogs(aborted));
      this.#group.spawn("adoption", (aborted) => this.#adopt(pods, aborted));
      await this.#group.join();
    } finally {
      signal.removeEventListener("abort", onAbort);
      await this.#group[Symbol.asyncDispose]();
      await this.#workers.join();
    }
  }

  async #adopt(pods: Informer<Pod>, signal: AbortSignal): Promise<void> {
    await Promise.all([pods, this.#configMaps, this.#secrets].map((informer) => informer.whenSynced(signal)));
    const records = this.#records.readAll().map(checkSandbox);
    for (const { cgroup, containers } of records) {
      this.#cgroups?.prune(cgroup, new Set(Object.values(containers).map(({ id }) => id)));
    }
    const byUid = new Map(Array.from(pods.values(), (pod) => [pod.uid, pod]));
    this.#isAdopted = true;
    this.#workers.adopt(records, (uid) => byUid.get(uid));
    const known = new Set(records.map(({ pod }) => pod.uid));
    const others = [...byUid.values()].filter(({ uid }) => !known.has(uid));
    this.#workers.apply(
      others.map((object) => ({
        type: "add",
        name: { namespace: object.namespace, name: object.name },
        object,
      })),
    );
    this.#parts.deps.logger.info("pods taken over", { count: records.length });
  }

  async #keepLogs(signal: AbortSignal): Promise<void> {
    for await (const _ of ticks(this.#parts.deps.clock, LOG_CHECK_INTERVAL_MS, signal)) {
      const current = new Set(
        Array.from(this.#workers.pods).flatMap((pod) =>
          [...pod.initContainers, ...pod.containers].map(({ name }) =>
            basename(logPath(this.#paths, pod, name)),
          ),
        ),
      );
      keepLogs(this.#paths.logsFolder, current);
    }
  }

  #workerDeps(): PodWorkerDeps {
    const { config, deps, node, api } = this.#parts;
    const { logger, clock, nowMs } = deps;
    const events = new EventWriter({
      api,
      nodeName: node.name,
      nowMs,
      newId,
      onProblem: (error) => logger.debug("an event cannot be written", { error: String(error) }),
    });
    const sandboxes = this.#records
      .readAll()
      .flatMap(({ sandbox }) => (sandbox === undefined ? [] : [sandbox.id]));
    const addresses = AddressPool.open(this.#paths.ipamFolder);
    addresses.retain(new Set(sandboxes));
    return {
      records: {
        folderOf: (uid) => this.#records.folderOf(uid),
        write: (record) => this.#records.write(record),
        remove: (uid) => this.#records.remove(uid),
      },
      network: CniNetwork.open({
        lab: config.lab.name,
        configFolder: this.#paths.cniConfigFolder,
        binFolder: this.#paths.cniBinFolder,
        labPlugin: makeLabPlugin({ node, addresses }),
        onProblem: ({ pod }, error) =>
          logger.warn("a pod's network was not taken away in order", {
            pod: podKey(pod),
            error: String(error),
          }),
        onCall: ({ type, env }, durationMs) =>
          logger.info("plugin", {
            type,
            command: env["CNI_COMMAND"],
            sandbox: env["CNI_CONTAINERID"],
            duration_ms: Math.round(durationMs),
          }),
        nowMs: () => clock.nowMs(),
      }),
      runtime: new ProcessRuntime({
        tools: findTools(),
        templatesFolder: this.#paths.templatesFolder,
        cgroups: this.#cgroups,
      }),
      images: config.images,
      programFolders: config.programFolders,
      nodeNetns: `/run/netns/${node.netns}`,
      hostIps: [node.address.ipv4, node.address.ipv6],
      contextOf: (pod, podIps) => this.#contextOf(pod, podIps),
      filesOf: (pod, podIps) => this.#filesOf(pod, podIps),
      logPathOf: (pod, container) => logPath(this.#paths, pod, container),
      check: checkProbe,
      publish: (pod, status) => this.#statuses.publish(pod, status),
      finish: (pod, status) => this.#statuses.finish(pod, status),
      report: (pod, event) => {
        const level = events.report(pod, event) === "new" ? "info" : "debug";
        logger[level]("event", { pod: podKey(pod), reason: event.reason, message: event.message });
      },
      gates: {
        start: new Gate({ capacity: config.parallelStarts, patienceMs: START_PATIENCE_MS, clock }),
        end: new Gate({ capacity: config.parallelStarts, patienceMs: START_PATIENCE_MS, clock }),
      },
      clock,
      nowMs,
      newId,
    };
  }

  #volumesOf(uid: string): PodVolumes {
    const { config, deps, api } = this.#parts;
    return new PodVolumes({
      folder: `${this.#records.folderOf(uid)}/volumes`,
      hostPaths: { root: this.#paths.root, labFolder: config.labFolder },
      createToken: (pod, { audience, expirationSeconds }) =>
        api.createToken(
          { namespace: pod.namespace, name: pod.serviceAccountName },
          {
            audiences: audience === undefined ? [] : [audience],
            expirationSeconds,
            boundObject: { apiVersion: "v1", kind: "Pod", name: pod.name, uid: pod.uid },
          },
        ),
      nowMs: deps.nowMs,
    });
  }

  #contextOf(pod: Pod, podIps: readonly string[]): PodContext {
    const { config, node } = this.#parts;
    const { cpus, memoryBytes } = this.#machine;
    const { PATH = "" } = systemEnvironment();
    return {
      pod,
      place: {
        nodeName: node.name,
        hostIps: [node.address.ipv4, node.address.ipv6],
        podIps,
        cpus,
        memoryBytes,
      },
      findKeys: (kind, namespace, name) =>
        (kind === "secret" ? this.#secrets : this.#configMaps).find({ namespace, name }),
      apiServer: config.apiServer,
      base: { PATH, HOME: "/root" },
    };
  }

  #filesOf(pod: Pod, podIps: readonly string[]): ReadonlyMap<string, string> {
    const { config } = this.#parts;
    const { dnsService } = config.lab;
    const resolvConf = formatResolvConf(pod, {
      nameservers: [dnsService.ipv4],
      clusterDomain: config.clusterDomain,
      hostResolvConf: readMachineFile("/etc/resolv.conf"),
    });
    const hosts = pod.hostNetwork
      ? readMachineFile("/etc/hosts")
      : formatHosts(pod, podIps, config.clusterDomain);
    return new Map([
      ["/etc/resolv.conf", resolvConf],
      ["/etc/hosts", hosts],
      ["/etc/hostname", `${pod.hostNetwork ? config.nodeName : pod.hostname}\n`],
    ]);
  }

  #inform<T>(
    resource: KubeResource,
    decode: (object: KubeObject) => T,
    onEvents: (batch: readonly InformerEvent<T>[]) => void,
    fieldSelector?: string,
  ): Informer<T> {
    const { deps, api } = this.#parts;
    return new Informer({
      api,
      resource,
      selection: fieldSelector === undefined ? {} : { fieldSelector },
      decode,
      onEvents,
      onProblem: (problem) => {
        const error = problem.error instanceof Error ? problem.error.message : String(problem.error);
        deps.logger.warn("informer", { resource: resource.plural, problem: problem.kind, error });
      },
      clock: deps.clock,
      random: deps.random,
    });
  }
}

/** Elsewhere it would change somebody else's network. */
function isInNamespace(netns: string): boolean {
  const own = statSync("/proc/self/ns/net");
  const wanted = statSync(`/run/netns/${netns}`, { throwIfNoEntry: false });
  return wanted?.ino === own.ino && wanted.dev === own.dev;
}

/** A sandbox whose namespace is gone (the machine was restarted) is made anew. */
function checkSandbox(record: PodRecord): PodRecord {
  const { sandbox } = record;
  if (sandbox === undefined || existsSync(sandbox.netns)) return record;
  return { ...record, sandbox: { ...sandbox, isReady: false } };
}

/** Throws KubeletError "bad-config" naming what is not installed. */
function findTools(): ShimTools {
  const found = Object.entries(SHIM_TOOLS).map(([field, name]) => [field, findTool(name)]);
  return Object.fromEntries(found) as unknown as ShimTools;
}

function readMachineFile(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

function newId(): string {
  return randomBytes(32).toString("hex");
}
