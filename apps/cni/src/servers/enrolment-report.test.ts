import { beforeEach, expect, test } from "vitest";
import { Netns } from "../agent/netns.ts";
import { Enrolment } from "../enrolment/enrolment.ts";
import type { Pod } from "../kube/pod.ts";
import { PodTable } from "../kube/pod-table.ts";
import { aPod } from "../kube/testing/a-pod.ts";
import { type PodReport, reportEnrolment, stateOf } from "./enrolment-report.ts";

class TestNetns extends Netns {
  override [Symbol.dispose](): void {}
}

let table: PodTable;

beforeEach(() => {
  table = new PodTable({
    rules: { selectors: [{ podSelector: { matchLabels: { mesh: "on" } } }], excludedNamespaces: [] },
    systemNamespace: "istio-system",
    onPod: () => {},
    onNamespace: () => {},
  });
  conflict = undefined;
});

const WANTED = aPod({ labels: { mesh: "on" } });

function enrolled(pod: Pod): Enrolment {
  const enrolment = new Enrolment(pod);
  enrolment.enter(new TestNetns(-1, { inode: 70, device: 4 }));
  enrolment.rules = "installed";
  enrolment.ackedBy = 1;
  enrolment.ips = pod.ips;
  enrolment.verifiedMs = 0;
  return enrolment;
}

let conflict: string | undefined;

function report(
  enrolments: readonly Enrolment[],
  differences: ReadonlyMap<string, readonly string[]> = new Map(),
  newest: "connected" | "away" = "connected",
): readonly PodReport[] {
  return reportEnrolment({
    node: "n1",
    table,
    enrolments: new Map(enrolments.map((enrolment) => [enrolment.uid, enrolment])),
    ztunnel: { newest: newest === "away" ? undefined : 1, isSynced: true, count: newest === "away" ? 0 : 1 },
    isCurrent: true,
    differences,
    conflictOf: () => conflict,
  }).pods;
}

test("a pod that is as it should be has nothing to say", () => {
  table.observe(WANTED);
  expect(report([enrolled(WANTED)])).toEqual([
    {
      uid: "uid-1",
      namespace: "app",
      name: "client",
      wanted: true,
      installed: true,
      proven: true,
      reason: "",
      annotation: undefined,
      rules: "installed",
      ips: ["10.0.0.1"],
      netns: "70",
      verified: "1970-01-01T00:00:00.000Z",
    },
  ]);
});

test("rules that were just found to differ are not installed", () => {
  table.observe(WANTED);
  const differences = new Map([["uid-1", ["a jump is missing"]]]);
  expect(report([enrolled(WANTED)], differences)).toMatchObject([
    { installed: false, proven: true, reason: "a jump is missing" },
  ]);
});

test("what a NetworkPolicy keeps from a pod, and who does not listen in it, is told", () => {
  table.observe(WANTED);
  conflict = "patch it";
  const enrolment = enrolled(WANTED);
  enrolment.silentPorts = [15_008];
  expect(report([enrolment])).toMatchObject([
    { installed: true, proven: false, reason: "nobody listens inside the pod on 15008; patch it" },
  ]);
});

test("how often rules were restored is told", () => {
  table.observe(WANTED);
  const enrolment = enrolled(WANTED);
  enrolment.restored = { count: 2, lastMs: 0 };
  expect(report([enrolment])).toMatchObject([
    {
      installed: true,
      restored: { count: 2, last: "1970-01-01T00:00:00.000Z" },
      reason:
        "its rules were changed by somebody else and restored (2 times, last at 1970-01-01T00:00:00.000Z)",
    },
  ]);
});

test("without its ztunnel a pod is not proven", () => {
  table.observe(WANTED);
  expect(report([enrolled(WANTED)], new Map(), "away")).toMatchObject([
    { installed: true, proven: false, reason: "no ztunnel has confirmed it" },
  ]);
});

test("says why a pod is not there (yet)", () => {
  const failing = aPod({ uid: "f", name: "c-failing", labels: { mesh: "on" } });
  table.observe(aPod({ uid: "a", name: "a-plain" }));
  table.observe(aPod({ uid: "b", name: "b-new", labels: { mesh: "on" }, ips: [], phase: "Pending" }));
  table.observe(failing);
  table.observe(aPod({ uid: "d", name: "d-ended", labels: { mesh: "on" }, phase: "Failed" }));
  const enrolment = new Enrolment(failing);
  enrolment.problem = "no process of pod app/c-failing was found on this node";
  expect(report([enrolment]).map(({ name, wanted, reason }) => [name, wanted, reason])).toEqual([
    ["a-plain", false, "no selector matches"],
    ["b-new", true, "it has no IP address yet (phase Pending)"],
    [
      "c-failing",
      true,
      "no process of pod app/c-failing was found on this node; its rules are not installed",
    ],
    ["d-ended", false, "the pod has ended"],
  ]);
});

test("pods that are gone are there as long as something of them is", () => {
  expect(report([enrolled(WANTED)])).toMatchObject([
    { wanted: false, reason: "the pod is deleted; it is being taken out of the mesh" },
  ]);
});

test.each([
  { redirection: "enabled", isWanted: true, problem: undefined, state: "enrolled" },
  { redirection: "pending", isWanted: true, problem: undefined, state: "pending" },
  { redirection: undefined, isWanted: true, problem: "x", state: "failed" },
  { redirection: "enabled", isWanted: false, problem: undefined, state: "leaving" },
] as const)(
  "annotated $redirection, wanted $isWanted is $state",
  ({ redirection, isWanted, problem, state }) => {
    const enrolment = enrolled(aPod({ redirection }));
    enrolment.problem = problem;
    expect(stateOf(enrolment, isWanted)).toBe(state);
  },
);
