/** Waits for a lab to come up, and says what has. */
import { KubeError } from "@ambit/kube";
import { LabError } from "../lab-error.ts";
import type { LabHost } from "../lab-host.ts";
import { type LabPaths, processLogPath } from "../state/lab-paths.ts";
import { type LabRecord, planOf } from "../state/lab-record.ts";
import { findSupervisor, listProcesses, SUPERVISOR } from "../state/process-records.ts";
import { planProcesses } from "../supervisor/process-plan.ts";
import { openLabApi, readReadiness } from "./lab-api.ts";
import { tailOf } from "./log-tail.ts";
import { describeTrouble } from "./pod-trouble.ts";
import { describeItem, isComplete, type ReadinessItem, readinessOf } from "./readiness-view.ts";

/** The lab to wait for. */
export interface WaitOptions {
  readonly lab: LabRecord;
  readonly paths: LabPaths;
  readonly host: LabHost;
}

/** A machine that does something else, too, takes its time. */
const READY_TIMEOUT_MS = 90_000;
const REQUEST_TIMEOUT_MS = 5_000;
const POLL_MS = 100;

/** Throws LabError "not-ready" with what is missing, and why as far as it is known. */
export async function waitUntilReady({ lab, paths, host }: WaitOptions): Promise<void> {
  const endMs = host.nowMs() + READY_TIMEOUT_MS;
  await waitForProcesses({ lab, paths, host }, endMs);
  using api = await openLabApi(lab, paths);
  const said = new Set<string>();
  let items: readonly ReadinessItem[] = [];
  while (host.nowMs() < endMs) {
    requireSupervisor(paths);
    try {
      items = readinessOf(await readReadiness(api, REQUEST_TIMEOUT_MS), lab);
    } catch (error) {
      // The control plane may be starting again.
      if (!(error instanceof KubeError)) throw error;
    }
    for (const item of items) {
      if (item.ready < item.wanted || said.has(item.name)) continue;
      said.add(item.name);
      host.write(`ready: ${describeItem(item)}\n`);
    }
    if (items.length > 0 && isComplete(items)) return;
    await host.sleep(POLL_MS);
  }
  const missing = items.filter(({ ready, wanted }) => ready < wanted).map(describeItem);
  const trouble = await describeTrouble(api).catch(() => "");
  throw new LabError(
    "not-ready",
    `lab "${lab.name}" is not ready: ${missing.join(", ") || "the API does not answer"}\n${trouble}see: ambit lab status --name ${lab.name}`,
  );
}

async function waitForProcesses({ lab, paths, host }: WaitOptions, endMs: number): Promise<void> {
  const wanted = planProcesses(planOf(lab)).map(({ name }) => name);
  for (;;) {
    requireSupervisor(paths);
    const ready = new Set(
      listProcesses(paths)
        .filter(({ isReady }) => isReady)
        .map(({ name }) => name),
    );
    const missing = wanted.filter((name) => !ready.has(name));
    if (missing.length === 0) {
      host.write(`ready: control plane, kubelets and kube-proxies\n`);
      return;
    }
    if (host.nowMs() >= endMs) {
      const [first = ""] = missing;
      throw new LabError(
        "not-ready",
        `${missing.join(", ")} did not start; the end of ${first}'s log:\n${tailOf(processLogPath(paths, first))}`,
      );
    }
    await host.sleep(POLL_MS);
  }
}

function requireSupervisor(paths: LabPaths): void {
  if (findSupervisor(paths) !== undefined) return;
  throw new LabError(
    "not-ready",
    `the lab's supervisor has ended; the end of its log:\n${tailOf(processLogPath(paths, SUPERVISOR))}`,
  );
}
