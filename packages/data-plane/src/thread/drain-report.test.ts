import { expect, test } from "vitest";
import type { DrainComponent } from "../messages.ts";
import { DrainReport } from "./drain-report.ts";

type Report = readonly [DrainComponent, boolean];

function reportOf(
  components: readonly DrainComponent[],
  undrained: readonly (readonly DrainComponent[])[],
): { readonly report: DrainReport; readonly reported: Report[] } {
  const reported: Report[] = [];
  const report = new DrainReport(components, undrained, (component, forced) => {
    reported.push([component, forced]);
  });
  return { report, reported };
}

test("a component is reported when the last workload is through with it", () => {
  const { report, reported } = reportOf(["inbound", "outbound"], [["inbound", "outbound"], ["inbound"]]);
  report.reportAbsent();
  report.drained("inbound", false);
  expect(reported).toEqual([]);
  report.drained("outbound", false);
  report.drained("inbound", false);
  expect(reported).toEqual([
    ["outbound", false],
    ["inbound", false],
  ]);
});

test("it is forced if it was for any workload", () => {
  const { report, reported } = reportOf(["inbound"], [["inbound"], ["inbound"], ["inbound"]]);
  report.drained("inbound", false);
  report.drained("inbound", true);
  report.drained("inbound", false);
  expect(reported).toEqual([["inbound", true]]);
});

test("what no workload has is reported at once, and nothing twice", () => {
  const { report, reported } = reportOf(["inbound", "socks5"], [["inbound"]]);
  report.drained("inbound", false);
  report.reportAbsent();
  report.drained("inbound", true);
  report.drained("socks5", true);
  expect(reported).toEqual([
    ["inbound", false],
    ["socks5", false],
  ]);
});

test("a component that was not asked for counts when a workload has it", () => {
  const { report, reported } = reportOf([], [["outbound"]]);
  report.reportAbsent();
  report.drained("outbound", false);
  expect(reported).toEqual([["outbound", false]]);
});
