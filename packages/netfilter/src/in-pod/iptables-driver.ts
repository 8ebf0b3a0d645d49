import type { IpFamily } from "@ambit/addr";
import type { IptablesVariant } from "../backend.ts";
import { type Attempt, worstAttempt } from "../failure.ts";
import { hasOwnChains } from "../iptables/diff-tables.ts";
import { describeDifferences, type IptablesFamily, reconcileTables, tryEdits } from "../iptables/iptables.ts";
import {
  creatingEdits,
  recapturingEdits,
  releasingEdits,
  removingEdits,
  type TableEdit,
} from "../iptables/restore-text.ts";
import { type DesiredTables, desiredTables, POD_CHAINS } from "../iptables/tables.ts";
import type { RunProgram } from "../program.ts";
import { inPodRules } from "../rules/in-pod-rules.ts";
import type { PodCapture } from "../rules/pod-capture.ts";
import { captureFamilies, type PodDriver } from "./driver.ts";
import { settleAll } from "./settle-all.ts";

/** The two families are independent tables, read and written side by side. */
export function iptablesDriver(run: RunProgram, variant: IptablesVariant, capture: PodCapture): PodDriver {
  const rules = inPodRules(capture);
  const families = captureFamilies(capture).map((family) => ({
    target: podFamily(run, variant, family),
    desired: desiredTables(rules, POD_CHAINS, family, capture.probeSource),
  }));
  return {
    create: () => tryAll(families, (desired) => creatingEdits(desired, POD_CHAINS)),
    release: () => tryAll(families, releasingEdits),
    recapture: () => tryAll(families, (desired) => recapturingEdits(desired, POD_CHAINS)),
    remove: (state) => tryAll(families, (desired) => removingEdits(desired, POD_CHAINS, state)),
    async reconcile() {
      const results = await settleAll(
        families.map(({ target, desired }) => reconcileTables(target, desired, POD_CHAINS)),
      );
      if (results.every(({ isChanged }) => !isChanged)) return "unchanged";
      return results.some(({ installed }) => hasOwnChains(installed, POD_CHAINS)) ? "repaired" : "installed";
    },
    async differences() {
      const found = await settleAll(
        families.map(({ target, desired }) => describeDifferences(target, desired, POD_CHAINS)),
      );
      return found.flat();
    },
  };
}

/** One family inside a pod. */
export function podFamily(run: RunProgram, variant: IptablesVariant, family: IpFamily): IptablesFamily {
  return { run, variant, family, lock: "namespace" };
}

interface DesiredFamily {
  readonly target: IptablesFamily;
  readonly desired: DesiredTables;
}

async function tryAll(
  families: readonly DesiredFamily[],
  editsOf: (desired: DesiredTables) => readonly TableEdit[],
): Promise<Attempt> {
  return worstAttempt(
    await settleAll(families.map(({ target, desired }) => tryEdits(target, editsOf(desired)))),
  );
}
