/** The commands by which the lab's own processes are started. They are for the supervisor, and not in the help. */
import { join } from "node:path";
import { formatErrorChain } from "@ambit/errors";
import { type KubeClient, openKubeClient } from "@ambit/kube";
import { type Clock, systemClock } from "@ambit/lifecycle";
import { EXIT, Logging } from "@ambit/program";
import { LogFilter, type Logger } from "@ambit/telemetry";
import type { Command } from "commander";
import { type ChosenLab, chooseLab } from "./commands/lab-choice.ts";
import { API_SERVICE_PORT, adminSource } from "./control-plane/access-files.ts";
import { connectInNamespace } from "./control-plane/pod-connections.ts";
import { runControlPlane } from "./control-plane/run-control-plane.ts";
import { findImages, programFolders } from "./images.ts";
import { runKubeProxy } from "./kube-proxy/run-kube-proxy.ts";
import { runKubelet } from "./kubelet/index.ts";
import { LabError } from "./lab-error.ts";
import type { LabHost } from "./lab-host.ts";
import type { LabPlan } from "./network/index.ts";
import { nodeStateFolder } from "./state/lab-paths.ts";
import { planOf } from "./state/lab-record.ts";
import { findPodNetns } from "./state/pod-places.ts";
import { sayReady } from "./supervisor/child-process.ts";
import { nodeOf, planProcesses } from "./supervisor/process-plan.ts";
import { Supervisor } from "./supervisor/supervisor.ts";

/** What every one of them has. */
interface Part extends ChosenLab {
  readonly plan: LabPlan;
  readonly host: LabHost;
  readonly logger: Logger;
  readonly clock: Clock;
  /** SIGTERM or SIGINT. */
  readonly signal: AbortSignal;
}

interface PartOptions {
  readonly name: string;
  readonly node?: string;
}

/** Of the cluster and its DNS. */
const CLUSTER_DOMAIN = "cluster.local";
const DEFINITIONS = "packages/kube-embedded/crds";
const RATE = { perSecond: 10_000, burst: 10_000 };
const FLUSH_LIMIT_MS = 1_000;

/** Adds `supervise`, `control-plane`, `kubelet` and `kube-proxy`. */
export function addPartCommands(program: Command, host: LabHost): void {
  const add = (name: string, run: (part: Part, options: PartOptions) => Promise<void>): void => {
    program
      .command(name, { hidden: true })
      .requiredOption("--name <lab>", "of the lab")
      .option("--node <name>", "of the node")
      .action((options: PartOptions) => runPart(name, host, { options, run }));
  };
  add("supervise", supervise);
  add("control-plane", controlPlane);
  add("kubelet", kubelet);
  add("kube-proxy", kubeProxy);
}

interface PartRun {
  readonly options: PartOptions;
  readonly run: (part: Part, options: PartOptions) => Promise<void>;
}

/** To its end, and then the process: whatever is still open must not keep it. */
async function runPart(name: string, host: LabHost, { options, run }: PartRun): Promise<void> {
  const logging = new Logging({
    scope: name,
    filter: LogFilter.parse("info"),
    format: "plain",
    output: process.stdout,
    modulePrefix: "",
  });
  const { logger } = logging;
  const ending = new AbortController();
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => ending.abort());
  let exitCode: number = EXIT.ok;
  try {
    const chosen = chooseLab(options.name);
    const plan = planOf(chosen.lab);
    await run({ ...chosen, plan, host, logger, clock: systemClock, signal: ending.signal }, options);
  } catch (error) {
    if (!ending.signal.aborted) {
      logger.error("failed", { error: formatErrorChain(error) });
      exitCode = EXIT.startFailed;
    }
  }
  await logging.flush(FLUSH_LIMIT_MS);
  host.exit(exitCode);
}

async function supervise({ plan, paths, host, logger, clock, signal }: Part): Promise<void> {
  using _supervisor = new Supervisor({
    paths,
    processes: planProcesses(plan),
    program: host.program,
    clock,
    random: Math.random,
    logger,
  });
  await aborted(signal);
}

async function controlPlane({ lab, plan, paths, host, logger, clock, signal }: Part): Promise<void> {
  await runControlPlane({
    plan,
    paths,
    hasMesh: lab.hasMesh,
    definitionsFolder: join(host.repository, DEFINITIONS),
    clusterDomain: CLUSTER_DOMAIN,
    openPodPort: ({ uid, node, namespace, name, port }) => {
      const netns = node === "" ? undefined : findPodNetns(nodeStateFolder(paths, node), uid);
      if (netns === undefined) throw new LabError("not-found", `pod ${namespace}/${name} does not run`);
      return connectInNamespace(netns, port);
    },
    clock,
    nowMs: host.nowMs,
    random: Math.random,
    logger,
    signal,
    onReady: sayReady,
  });
}

async function kubelet(part: Part, { node = "" }: PartOptions): Promise<void> {
  const { lab, plan, paths, host, logger, clock, signal } = part;
  // That it serves shows in its Node object.
  sayReady();
  await runKubelet(
    {
      lab: plan,
      nodeName: nodeOf(plan, node).name,
      stateFolder: nodeStateFolder(paths, node),
      labFolder: paths.folder,
      kube: adminSource(paths, plan.controlPlane.address.ipv4),
      apiServer: { host: plan.apiService.ipv4, port: API_SERVICE_PORT },
      clusterDomain: CLUSTER_DOMAIN,
      images: findImages({ repository: host.repository, node: host.node, ztunnel: lab.ztunnel }),
      programFolders: programFolders(host),
      parallelStarts: lab.parallelStarts,
    },
    { logger, signal, clock, nowMs: host.nowMs, random: Math.random },
  );
}

async function kubeProxy({ plan, paths, logger, clock, signal }: Part, options: PartOptions): Promise<void> {
  const node = nodeOf(plan, options.node ?? "");
  using api: KubeClient = await openKubeClient(adminSource(paths, plan.controlPlane.address.ipv4), {
    rate: RATE,
  });
  await runKubeProxy(
    {
      api,
      nodeName: node.name,
      nodeAddresses: [node.address.ipv4, node.address.ipv6],
      podCidrs: [plan.pods.ipv4, plan.pods.ipv6],
      clock,
      random: Math.random,
      logger,
      onReady: sayReady,
    },
    signal,
  );
}

function aborted(signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  if (signal.aborted) resolve();
  signal.addEventListener("abort", () => resolve(), { once: true });
  return promise;
}
