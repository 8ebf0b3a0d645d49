/** Which cluster a command talks to: kubectl's rules, and labs of this machine. */
import { join } from "node:path";
import type { KubeSource } from "@ambit/kube";
import { CliError } from "../cli-error.ts";

/** Flags of every command that asks a cluster. */
export interface ClusterFlags {
  readonly kubeconfig?: string | undefined;
  readonly context?: string | undefined;
  /** Name of a lab of this machine. */
  readonly lab?: string | undefined;
}

/** What the choice depends on. */
export interface ClusterHost {
  readonly environment: ReadonlyMap<string, string>;
  exists(path: string): boolean;
  /** Names in a folder; none when there is no such folder. */
  list(path: string): readonly string[];
}

/** A folder for each lab; `apps/lab` makes them. */
const LABS_FOLDER = "/run/ambit";

/**
 * --kubeconfig, --lab, KUBECONFIG, ~/.kube/config, the only lab that is up. Throws CliError "bad-usage" or "not-found"
 * with what can be done.
 */
export function findClusterSource(flags: ClusterFlags, host: ClusterHost): KubeSource {
  const { kubeconfig, context, lab } = flags;
  if (kubeconfig !== undefined && lab !== undefined) {
    throw new CliError("bad-usage", "--kubeconfig and --lab exclude each other");
  }
  const path = kubeconfig ?? (lab === undefined ? findPath(host) : labPath(lab, host));
  if (!host.exists(path)) throw new CliError("not-found", `there is no kubeconfig ${path}`);
  return { kind: "kubeconfig", path, ...(context === undefined ? {} : { context }) };
}

function findPath(host: ClusterHost): string {
  const named = host.environment.get("KUBECONFIG");
  if (named !== undefined && named !== "") return firstOf(named, host);
  const home = join(host.environment.get("HOME") ?? "/root", ".kube/config");
  if (host.exists(home)) return home;
  const labs = runningLabs(host);
  const [only] = labs;
  if (only === undefined) {
    throw new CliError(
      "not-found",
      "no cluster: give --kubeconfig or --lab, set KUBECONFIG, or start a lab (ambit lab up)",
    );
  }
  if (labs.length > 1) {
    throw new CliError("bad-usage", `labs ${labs.join(", ")} are up: choose one with --lab`);
  }
  return kubeconfigOf(only);
}

/** kubectl merges the files of a list; here the first that exists counts. */
function firstOf(list: string, host: ClusterHost): string {
  const paths = list.split(":").filter((path) => path !== "");
  return paths.find((path) => host.exists(path)) ?? paths[0] ?? list;
}

function labPath(lab: string, host: ClusterHost): string {
  const path = kubeconfigOf(lab);
  if (host.exists(path)) return path;
  const labs = runningLabs(host);
  const others = labs.length === 0 ? "none is up" : `up: ${labs.join(", ")}`;
  throw new CliError(
    "not-found",
    `there is no lab "${lab}" (${others}); start it with ambit lab up --name ${lab}`,
  );
}

function runningLabs(host: ClusterHost): readonly string[] {
  return host
    .list(LABS_FOLDER)
    .filter((name) => host.exists(kubeconfigOf(name)))
    .sort();
}

function kubeconfigOf(lab: string): string {
  return join(LABS_FOLDER, lab, "kubeconfig");
}
