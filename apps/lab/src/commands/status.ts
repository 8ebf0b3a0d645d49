/** `ambit lab status`: the lab's own processes, its nodes and the mesh, and pods that are not ready. */
import { formatErrorChain } from "@ambit/errors";
import { KubeError, type KubeObject } from "@ambit/kube";
import { isAlive } from "../kubelet/process/process-id.ts";
import type { LabHost } from "../lab-host.ts";
import { listLabs, planOf } from "../state/lab-record.ts";
import { listProcesses, SUPERVISOR } from "../state/process-records.ts";
import { planProcesses } from "../supervisor/process-plan.ts";
import { formatColumns } from "./columns.ts";
import { openLabApi, RESOURCES, readReadiness } from "./lab-api.ts";
import { chooseLab, requireRoot } from "./lab-choice.ts";
import { podTrouble } from "./pod-trouble.ts";
import { isComplete, type ReadinessItem, readinessOf } from "./readiness-view.ts";

/** What `-o json` prints. */
export interface LabStatus {
  readonly name: string;
  readonly isReady: boolean;
  readonly kubeconfig: string;
  readonly processes: readonly ProcessStatus[];
  /** Empty when the API does not answer. */
  readonly parts: readonly ReadinessItem[];
  readonly pods: number;
  readonly trouble: readonly string[];
}

interface ProcessStatus {
  readonly name: string;
  readonly state: "ready" | "starting" | "not running";
  readonly pid: number | undefined;
  readonly restarts: number;
}

const REQUEST_TIMEOUT_MS = 3_000;

/** 0 when everything is ready, 1 otherwise. */
export async function showStatus(
  { name, output }: { readonly name?: string | undefined; readonly output: "short" | "json" },
  host: LabHost,
): Promise<number> {
  requireRoot();
  if (name === undefined && listLabs().length === 0) {
    host.write("no lab is up: start one with ambit lab up\n");
    return 1;
  }
  const status = await readStatus(name);
  host.write(output === "json" ? `${JSON.stringify(status, undefined, 2)}\n` : formatStatus(status));
  return status.isReady ? 0 : 1;
}

async function readStatus(name: string | undefined): Promise<LabStatus> {
  const { lab, paths } = chooseLab(name);
  const records = new Map(listProcesses(paths).map((record) => [record.name, record]));
  const names = [SUPERVISOR, ...planProcesses(planOf(lab)).map((planned) => planned.name)];
  const processes = names.map((process): ProcessStatus => {
    const record = records.get(process);
    if (record === undefined || !isAlive(record)) {
      return { name: process, state: "not running", pid: undefined, restarts: record?.restarts ?? 0 };
    }
    return {
      name: process,
      state: record.isReady ? "ready" : "starting",
      pid: record.pid,
      restarts: record.restarts,
    };
  });
  const base = { name: lab.name, kubeconfig: paths.kubeconfig, processes };
  try {
    using api = await openLabApi(lab, paths);
    const parts = readinessOf(await readReadiness(api, REQUEST_TIMEOUT_MS), lab);
    const { items } = await api.list(RESOURCES.pods, {}, { timeoutMs: REQUEST_TIMEOUT_MS });
    const areProcessesReady = processes.every(({ state }) => state === "ready");
    return {
      ...base,
      isReady: areProcessesReady && isComplete(parts),
      parts,
      pods: items.length,
      trouble: troubleOf(items),
    };
  } catch (error) {
    if (!(error instanceof KubeError)) throw error;
    return { ...base, isReady: false, parts: [], pods: 0, trouble: [`the API: ${formatErrorChain(error)}`] };
  }
}

function troubleOf(pods: readonly KubeObject[]): readonly string[] {
  return pods.map(podTrouble).filter((line) => line !== undefined);
}

function formatStatus({ name, isReady, kubeconfig, processes, parts, pods, trouble }: LabStatus): string {
  const lines = [
    `lab "${name}": ${isReady ? "ready" : "not ready"}; KUBECONFIG=${kubeconfig}\n`,
    formatColumns(
      ["PROCESS", "STATE", "PID", "RESTARTS"],
      processes.map(({ name: process, state, pid, restarts }) => [process, state, pid ?? "-", restarts]),
    ),
    formatColumns(
      ["PART", "READY"],
      [...parts.map((part) => [part.name, `${part.ready}/${part.wanted}`]), ["pods", pods]],
    ),
  ];
  if (trouble.length > 0) lines.push(`NOT READY\n${trouble.map((line) => `  ${line}\n`).join("")}`);
  return lines.join("\n");
}
