/** `ambit lab exec`: a command in a pod: its network, its files, its environment, this terminal. */
import { spawn } from "node:child_process";
import type { KubeObject } from "@ambit/kube";
import { findPodEntry, KubeletError, type PodEntry } from "../kubelet/index.ts";
import { LabError } from "../lab-error.ts";
import { systemEnvironment } from "../network/index.ts";
import { findRecord } from "../state/json-file.ts";
import { nodeStateFolder } from "../state/lab-paths.ts";
import { openLabApi, RESOURCES } from "./lab-api.ts";
import { chooseLab } from "./lab-choice.ts";

/** What is asked for. */
export interface ExecOptions {
  readonly name?: string | undefined;
  readonly namespace?: string | undefined;
  readonly container?: string | undefined;
}

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
/** What shells answer for a program that a signal ended. */
const SIGNAL_EXIT_BASE = 128;
const SIGNAL_NUMBERS: Readonly<Record<string, number>> = { SIGHUP: 1, SIGINT: 2, SIGKILL: 9, SIGTERM: 15 };

/** `[namespace/]pod`, or the beginning of pods' names up to a `-`, of which any that runs is taken. The command's exit code. */
export async function execInPod(
  target: string,
  command: readonly string[],
  options: ExecOptions,
): Promise<number> {
  const { lab, paths } = chooseLab(options.name);
  using api = await openLabApi(lab, paths);
  const { items } = await api.list(RESOURCES.pods, {});
  const pod = choosePod(items, target, options.namespace);
  const { namespace = "", name } = pod.metadata;
  const node = findRecord(pod["spec"])?.["nodeName"];
  if (typeof node !== "string") throw new LabError("not-found", `pod ${namespace}/${name} is on no node yet`);
  try {
    return await run(
      findPodEntry(nodeStateFolder(paths, node), { namespace, name, container: options.container }),
      command,
    );
  } catch (cause) {
    if (!(cause instanceof KubeletError)) throw cause;
    throw new LabError("not-found", cause.message, { cause });
  }
}

/** Throws LabError "not-found", and "bad-usage" where several namespaces have one. */
export function choosePod(
  pods: readonly KubeObject[],
  target: string,
  namespace: string | undefined,
): KubeObject {
  const slash = target.indexOf("/");
  const [space, name] = slash < 0 ? [namespace, target] : [target.slice(0, slash), target.slice(slash + 1)];
  const inSpace = pods.filter((pod) => space === undefined || pod.metadata.namespace === space);
  const exact = inSpace.filter((pod) => pod.metadata.name === name);
  const found = exact.length > 0 ? exact : inSpace.filter((pod) => pod.metadata.name.startsWith(`${name}-`));
  const spaces = [...new Set(found.map((pod) => pod.metadata.namespace ?? ""))].sort();
  if (spaces.length > 1) {
    throw new LabError(
      "bad-usage",
      `pods "${name}" are in namespaces ${spaces.join(", ")}: choose one with -n`,
    );
  }
  const chosen = found.find(isRunning) ?? found[0];
  if (chosen === undefined) {
    const where = space === undefined ? "" : ` in namespace ${space}`;
    throw new LabError("not-found", `there is no pod "${name}"${where}`);
  }
  return chosen;
}

function isRunning(pod: KubeObject): boolean {
  return findRecord(pod["status"])?.["phase"] === "Running" && pod.metadata.deletionTimestamp === undefined;
}

function run({ command: enter, env }: PodEntry, command: readonly string[]): Promise<number> {
  const [program = "", ...args] = [...enter, ...command];
  const child = spawn(program, args, { env: withTools(env), cwd: "/", stdio: "inherit" });
  const pass = (signal: NodeJS.Signals): void => void child.kill(signal);
  for (const signal of SIGNALS) process.on(signal, pass);
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  child.once("error", reject);
  child.once("exit", (code, signal) =>
    resolve(code ?? SIGNAL_EXIT_BASE + (SIGNAL_NUMBERS[signal ?? ""] ?? 0)),
  );
  return promise.finally(() => {
    for (const signal of SIGNALS) process.off(signal, pass);
  });
}

/** A shell's user looks for the tools of this machine, too. */
function withTools(env: Record<string, string>): Record<string, string> {
  const path = [env["PATH"], systemEnvironment()["PATH"]].filter((part) => part !== undefined && part !== "");
  const term = process.env["TERM"];
  return { ...env, PATH: path.join(":"), ...(term === undefined ? {} : { TERM: term }) };
}
