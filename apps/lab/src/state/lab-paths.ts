/** Where a lab keeps what. Everything of one lab is below one folder, but its namespaces and cgroups. */
import { join } from "node:path";

/** A folder for each lab, and locks. */
export const LABS_FOLDER = "/run/ambit";

/** Paths of one lab. */
export interface LabPaths {
  readonly folder: string;
  /** What the lab is: name, index, nodes, programs. */
  readonly record: string;
  readonly kubeconfig: string;
  /** The administrator's token, the API's roots, and what the API serves with. */
  readonly token: string;
  readonly rootCa: string;
  readonly certificate: string;
  /** Logs of the lab's own processes. */
  readonly logs: string;
  /** One file for each of the lab's own processes. */
  readonly processes: string;
  readonly nodes: string;
}

/** Nothing is made. */
export function labPaths(name: string, labsFolder = LABS_FOLDER): LabPaths {
  const folder = join(labsFolder, name);
  return {
    folder,
    record: join(folder, "lab.json"),
    kubeconfig: join(folder, "kubeconfig"),
    token: join(folder, "admin.token"),
    rootCa: join(folder, "ca.pem"),
    certificate: join(folder, "serving-certificate.json"),
    logs: join(folder, "logs"),
    processes: join(folder, "processes"),
    nodes: join(folder, "nodes"),
  };
}

/** Of the kubelet of a node. */
export function nodeStateFolder({ nodes }: LabPaths, node: string): string {
  return join(nodes, node);
}

/** The log of one of the lab's own processes. */
export function processLogPath({ logs }: LabPaths, process: string): string {
  return join(logs, `${process}.log`);
}
