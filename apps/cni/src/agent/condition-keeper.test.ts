import { FakeClock } from "@ambit/lifecycle/testing";
import { memoryLogger } from "@ambit/telemetry/testing";
import { beforeEach, describe, expect, test } from "vitest";
import { Enrolment } from "../enrolment/enrolment.ts";
import { FakeNode } from "../enrolment/testing/fake-node.ts";
import type { EnrolledCondition } from "../kube/enrolled-condition.ts";
import type { Pod } from "../kube/pod.ts";
import { aPod } from "../kube/testing/a-pod.ts";
import { ConditionKeeper } from "./condition-keeper.ts";

const ENROLLED: EnrolledCondition = { status: "True", reason: "Enrolled", message: "" };

let node: FakeNode;
let clock: FakeClock;
let enrolments: Map<string, Enrolment>;
let written: [string, EnrolledCondition | undefined][];
let keeper: ConditionKeeper;
let silentPorts: readonly number[];
let ztunnel: number | undefined;
let fails: boolean;
let conflict: string | undefined;

beforeEach(() => {
  node = new FakeNode();
  node.setNamespace({ name: "app", labels: { mesh: "on" } });
  clock = new FakeClock();
  enrolments = new Map();
  written = [];
  silentPorts = [];
  ztunnel = 1;
  fails = false;
  conflict = undefined;
  keeper = new ConditionKeeper({
    table: node.table,
    enrolments: { find: (uid) => enrolments.get(uid) },
    newestZtunnel: () => ztunnel,
    conflictOf: () => conflict,
    silentPorts: () => silentPorts,
    write: (pod, condition) => {
      if (fails) return Promise.reject(new Error("refused"));
      written.push([pod.uid, condition]);
      node.setPod({ ...pod, enrolled: condition });
      return Promise.resolve();
    },
    pause: () => Promise.resolve(),
    clock,
    logger: memoryLogger("cni-agent").logger,
  });
});

function anEnrolled(changes: Partial<Pod> = {}): Enrolment {
  const pod = aPod({ enrolled: ENROLLED, redirection: "enabled", ...changes });
  node.setPod(pod);
  const enrolment = new Enrolment(pod);
  enrolment.enter(node.open(7));
  enrolment.ips = pod.ips;
  enrolment.rules = "installed";
  enrolment.ackedBy = 1;
  enrolments.set(pod.uid, enrolment);
  return enrolment;
}

async function lookFor(ms: number): Promise<void> {
  await keeper.look();
  await clock.advanceAsync(ms);
  await keeper.look();
}

describe("the condition", () => {
  test("is left alone when it is true, and counted", async () => {
    anEnrolled();
    await keeper.look();
    expect(written).toEqual([]);
    expect(keeper.counts).toEqual(new Map([["Enrolled", 1]]));
  });

  test("is written at once when it is good news that is missing", async () => {
    const { uid } = anEnrolled({ enrolled: undefined });
    await keeper.look();
    expect(written).toEqual([[uid, ENROLLED]]);
  });

  test("says bad news when they last, and good ones again", async () => {
    const { uid } = anEnrolled();
    ztunnel = undefined;
    await lookFor(9_000);
    expect(written).toEqual([]);
    await lookFor(1_000);
    expect(written).toMatchObject([[uid, { status: "False", reason: "ZtunnelNotReady" }]]);
    ztunnel = 1;
    await keeper.look();
    expect(written.at(-1)).toEqual([uid, ENROLLED]);
  });

  test("says nothing of a ztunnel that is replaced", async () => {
    anEnrolled();
    ztunnel = undefined;
    await lookFor(8_000);
    ztunnel = 1;
    await lookFor(8_000);
    ztunnel = undefined;
    await lookFor(8_000);
    expect(written).toEqual([]);
  });

  test("says that nobody listens", async () => {
    anEnrolled();
    silentPorts = [15_008];
    await lookFor(10_000);
    expect(written[0]?.[1]?.reason).toBe("ListenersMissing");
    expect(keeper.counts).toEqual(new Map([["ListenersMissing", 1]]));
  });

  test("says what a NetworkPolicy keeps from a pod that is enrolled", async () => {
    const { uid } = anEnrolled();
    conflict = "patch it";
    await keeper.look();
    expect(written).toEqual([
      [uid, { status: "True", reason: "NetworkPolicyConflict", message: "patch it" }],
    ]);
  });

  test("says why a pod that waits to start does not", async () => {
    const pod = aPod({ phase: "Pending", ips: [] });
    node.setPod(pod);
    await lookFor(10_000);
    expect(written).toEqual([]);
    keeper.noteStart(pod.uid, "no ztunnel connection");
    await lookFor(10_000);
    expect(written[0]?.[1]).toEqual({
      status: "False",
      reason: "StartRefused",
      message: "no ztunnel connection",
    });
    keeper.noteStart(pod.uid, undefined);
    await keeper.look();
    expect(keeper.counts.size).toBe(0);
  });

  test("goes when the pod is wanted no more and nothing is left of it", async () => {
    const { uid } = anEnrolled();
    node.setNamespace({ name: "app", labels: {} });
    await keeper.look();
    expect(written).toEqual([]);
    enrolments.clear();
    node.setPod(aPod({ enrolled: ENROLLED }));
    await keeper.look();
    expect(written).toEqual([[uid, undefined]]);
  });

  test("is tried again, and of many pods some at a time", async () => {
    for (let count = 0; count < 60; count += 1)
      anEnrolled({ uid: `u${count}`, name: `p${count}`, enrolled: undefined });
    fails = true;
    await keeper.look();
    expect(written).toEqual([]);
    fails = false;
    await keeper.look();
    expect(written).toHaveLength(20);
    await keeper.look();
    await keeper.look();
    expect(new Set(written.map(([uid]) => uid)).size).toBe(60);
  });
});
