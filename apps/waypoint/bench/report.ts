/** The result as text. */
import type { RoutesResult } from "./results.ts";

export interface RoutesVerdict {
  readonly text: string;
  readonly limit: string;
  readonly measured: string;
  readonly isMet: boolean;
}

const MB = 1_000_000;
/** A look-up that depended on the number of routes would take a thousand times as long in a table a thousand times as large. */
const TARGETS = { updateP99Ms: 5, lookUpRatio: 2, grownMb: 100 } as const;

export function judgeRoutes({
  updateMs,
  updateCpuMs,
  lookUpNs,
  residentBytes,
}: RoutesResult): readonly RoutesVerdict[] {
  const ratio = lookUpNs.all / lookUpNs.few;
  const grownMb = (residentBytes.after - residentBytes.before) / MB;
  return [
    {
      text: "a service's change, from its bytes until it is in force, p99",
      limit: `at most ${TARGETS.updateP99Ms} ms`,
      measured: `${updateMs.p99.toFixed(2)} ms`,
      isMet: updateMs.p99 <= TARGETS.updateP99Ms,
    },
    {
      text: "what it takes of processors, p99",
      limit: `at most ${TARGETS.updateP99Ms} ms`,
      measured: `${updateCpuMs.p99.toFixed(2)} ms`,
      isMet: updateCpuMs.p99 <= TARGETS.updateP99Ms,
    },
    {
      text: "look-up among all routes to one among ten",
      limit: `at most ${TARGETS.lookUpRatio.toFixed(2)}x`,
      measured: `${ratio.toFixed(2)}x`,
      isMet: ratio <= TARGETS.lookUpRatio,
    },
    {
      text: "resident memory for all of it, main thread and worker",
      limit: `at most ${TARGETS.grownMb} MB`,
      measured: `${grownMb.toFixed(0)} MB`,
      isMet: grownMb <= TARGETS.grownMb,
    },
  ];
}

export function formatRoutes(result: RoutesResult): string {
  const { plan, loadMs, updateMs, lookUpNs, largest, residentBytes } = result;
  const targets = judgeRoutes(result).map(({ text, limit, measured, isMet }) => {
    return `| ${text} | ${limit} | ${measured} | ${isMet ? "met" : "missed"} |`;
  });
  const figures = [
    `${plan.routes} routes of ${plan.services} services are in force after ${loadMs.toFixed(0)} ms.`,
    `A service's change takes ${updateMs.p50.toFixed(2)} ms (p50), ${updateMs.p99.toFixed(2)} ms (p99),`,
    `${updateMs.max.toFixed(1)} ms at most. A look-up takes ${lookUpNs.few.toFixed(0)} ns among ten routes,`,
    `${lookUpNs.all.toFixed(0)} ns among all. A service that has all routes itself changes in`,
    `${largest.updateMs.toFixed(0)} ms, and its first request indexes them in ${largest.firstLookUpMs.toFixed(0)} ms.`,
    `The process, which runs from sources, has ${(residentBytes.before / MB).toFixed(0)} MB before and`,
    `${(residentBytes.after / MB).toFixed(0)} MB after.`,
  ];
  return [
    ["### Targets", "| target | limit | measured |  |\n| --- | --- | --- | --- |"].join("\n\n"),
    ...targets,
    `\n### Figures\n\n${figures.join(" ")}`,
  ].join("\n");
}
