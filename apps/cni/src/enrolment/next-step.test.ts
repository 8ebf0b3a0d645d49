import { parseIpAddress } from "@ambit/addr";
import { describe, expect, test } from "vitest";
import {
  type Installed,
  nextStep,
  RELEASE_GRACE_MS,
  RETURN_PATH_GRACE_MS,
  type Surroundings,
  type Target,
} from "./next-step.ts";

const IP = parseIpAddress("10.0.0.1");
const OTHER_IP = parseIpAddress("10.0.0.2");
const WANTED: Target = { kind: "enrolled", ips: [IP], capture: "c" };

function installed(changes: Partial<Installed> = {}): Installed {
  return {
    hasNetns: true,
    rules: "none",
    isSuspect: false,
    capture: undefined,
    probes: [],
    ackedBy: undefined,
    isTold: false,
    annotation: undefined,
    releasedMs: undefined,
    withdrawnMs: undefined,
    isLost: false,
    ...changes,
  };
}

const COMPLETE = installed({
  rules: "installed",
  capture: "c",
  probes: [IP],
  ackedBy: 1,
  isTold: true,
  annotation: "enabled",
});

function around(changes: Partial<Surroundings> = {}): Surroundings {
  return {
    nowMs: 10_000,
    ztunnel: 1,
    isZtunnelBusy: false,
    hasOfferFailed: false,
    isStarting: false,
    verifyUnknown: false,
    ...changes,
  };
}

interface Case {
  readonly name: string;
  readonly has: Installed;
  readonly surroundings?: Partial<Surroundings>;
  readonly step: unknown;
}

describe("a pod that is wanted", () => {
  test.each<Case>([
    { name: "no namespace", has: installed({ hasNetns: false }), step: { kind: "find-netns" } },
    { name: "a ztunnel", has: installed(), step: { kind: "offer" } },
    {
      name: "no ztunnel",
      has: installed(),
      surroundings: { ztunnel: undefined },
      step: { kind: "install-rules" },
    },
    {
      name: "a ztunnel that refused",
      has: installed(),
      surroundings: { hasOfferFailed: true },
      step: { kind: "install-rules" },
    },
    { name: "confirmed", has: installed({ ackedBy: 1 }), step: { kind: "install-rules" } },
    {
      name: "no programs yet",
      has: installed(),
      surroundings: { isStarting: true },
      step: {
        kind: "together",
        parts: [
          { kind: "offer" },
          { kind: "install-rules" },
          { kind: "change-probes", add: [IP], remove: [] },
        ],
      },
    },
    {
      name: "no programs yet, and rules",
      has: installed({ ackedBy: 1, rules: "installed", capture: "c" }),
      surroundings: { isStarting: true },
      step: { kind: "change-probes", add: [IP], remove: [] },
    },
    {
      name: "no programs yet, and all but the annotation",
      has: { ...COMPLETE, annotation: undefined },
      surroundings: { isStarting: true },
      step: { kind: "annotate", value: "enabled" },
    },
    {
      name: "other rules than wanted",
      has: installed({ ackedBy: 1, rules: "installed", capture: "d" }),
      step: { kind: "install-rules" },
    },
    {
      name: "rules",
      has: installed({ ackedBy: 1, rules: "installed", capture: "c" }),
      step: { kind: "change-probes", add: [IP], remove: [] },
    },
    {
      name: "another address",
      has: { ...COMPLETE, probes: [OTHER_IP] },
      step: { kind: "change-probes", add: [IP], remove: [OTHER_IP] },
    },
    {
      name: "all but the annotation",
      has: { ...COMPLETE, annotation: undefined },
      step: { kind: "annotate", value: "enabled" },
    },
    {
      name: "all but a ztunnel",
      has: { ...COMPLETE, ackedBy: undefined, annotation: undefined },
      surroundings: { ztunnel: undefined },
      step: { kind: "annotate", value: "pending" },
    },
    {
      name: "a ztunnel that is being told of it",
      has: { ...COMPLETE, ackedBy: undefined, annotation: undefined },
      surroundings: { ztunnel: undefined, isZtunnelBusy: true },
      step: { kind: "rest", waitsFor: "ztunnel" },
    },
    {
      name: "pending, and confirmed now",
      has: { ...COMPLETE, annotation: "pending" },
      step: { kind: "annotate", value: "enabled" },
    },
    {
      name: "a ztunnel that went away",
      has: COMPLETE,
      surroundings: { ztunnel: undefined },
      step: { kind: "rest", waitsFor: "ztunnel" },
    },
    { name: "another ztunnel", has: COMPLETE, surroundings: { ztunnel: 2 }, step: { kind: "offer" } },
    { name: "everything", has: COMPLETE, step: { kind: "rest", waitsFor: "nothing" } },
    {
      name: "rules of an earlier agent",
      has: { ...COMPLETE, rules: "unknown", capture: undefined },
      step: { kind: "rest", waitsFor: "nothing" },
    },
    {
      name: "rules of an earlier agent that are to be verified",
      has: { ...COMPLETE, rules: "unknown", capture: undefined },
      surroundings: { verifyUnknown: true },
      step: { kind: "install-rules" },
    },
    {
      name: "rules of an agent that did not finish",
      has: { ...COMPLETE, rules: "unknown", capture: undefined, annotation: "pending" },
      step: { kind: "install-rules" },
    },
    {
      name: "rules released a moment ago",
      has: { ...COMPLETE, rules: "released", annotation: undefined },
      step: { kind: "install-rules" },
    },
  ])("with $name: $step.kind", ({ has, surroundings, step }) => {
    expect(nextStep(WANTED, has, around(surroundings))).toEqual(step);
  });

  test("whose rules may have been changed by somebody else gets them anew", () => {
    const suspect = installed({ ...COMPLETE, isSuspect: true });
    expect(nextStep(WANTED, suspect, around({ ztunnel: 1 }))).toEqual({ kind: "install-rules" });
  });

  test("without an address waits for one", () => {
    const target: Target = { kind: "enrolled", ips: [], capture: "c" };
    expect(nextStep(target, installed(), around())).toEqual({ kind: "rest", waitsFor: "address" });
  });
});

describe("a pod that leaves", () => {
  test.each<Case>([
    { name: "everything", has: COMPLETE, step: { kind: "release-rules" } },
    {
      name: "rules of an earlier agent in a namespace not looked for",
      has: { ...COMPLETE, hasNetns: false, rules: "unknown" },
      step: { kind: "find-netns" },
    },
    {
      name: "rules in a namespace that nobody finds",
      has: { ...COMPLETE, hasNetns: false, rules: "unknown", isLost: true },
      step: { kind: "annotate", value: undefined },
    },
    {
      name: "rules released",
      has: { ...COMPLETE, rules: "released", releasedMs: 10_000 },
      step: { kind: "annotate", value: undefined },
    },
    {
      name: "no annotation any more",
      has: { ...COMPLETE, rules: "released", releasedMs: 10_000, annotation: undefined },
      step: { kind: "change-probes", add: [], remove: [IP] },
    },
    {
      name: "only its proxy and the rest of its rules",
      has: { ...COMPLETE, rules: "released", releasedMs: 10_000, annotation: undefined, probes: [] },
      step: { kind: "pause", untilMs: 10_000 + RELEASE_GRACE_MS },
    },
    {
      name: "the same after the grace",
      has: {
        ...COMPLETE,
        rules: "released",
        releasedMs: 10_000 - RELEASE_GRACE_MS,
        annotation: undefined,
        probes: [],
      },
      step: { kind: "withdraw" },
    },
    {
      name: "only the way back for what ztunnel still has",
      has: installed({ rules: "released", releasedMs: 8_000, withdrawnMs: 9_000 }),
      step: { kind: "pause", untilMs: 9_000 + RETURN_PATH_GRACE_MS },
    },
    {
      name: "the same after that",
      has: installed({ rules: "released", releasedMs: 0, withdrawnMs: 10_000 - RETURN_PATH_GRACE_MS }),
      step: { kind: "remove-rules" },
    },
    {
      name: "rules that no ztunnel ever served",
      has: installed({ rules: "released", releasedMs: 10_000 }),
      step: { kind: "remove-rules" },
    },
    {
      name: "only its proxy and the rest of its rules, and no programs yet",
      has: installed({ rules: "released", releasedMs: 10_000, isTold: true }),
      surroundings: { isStarting: true },
      step: { kind: "remove-rules" },
    },
    { name: "only its proxy", has: installed({ isTold: true }), step: { kind: "withdraw" } },
    { name: "nothing", has: installed(), step: { kind: "forget" } },
  ])("with $name: $step.kind", ({ has, surroundings, step }) => {
    expect(nextStep({ kind: "left" }, has, around(surroundings))).toEqual(step);
  });
});

describe("a pod that is gone", () => {
  test.each<Case>([
    { name: "everything", has: COMPLETE, step: { kind: "change-probes", add: [], remove: [IP] } },
    { name: "no address in the set", has: { ...COMPLETE, probes: [] }, step: { kind: "withdraw" } },
    {
      name: "no proxy",
      has: { ...COMPLETE, probes: [], isTold: false },
      step: { kind: "annotate", value: undefined },
    },
    {
      name: "only rules, which go with its namespace",
      has: installed({ rules: "installed", capture: "c" }),
      step: { kind: "forget" },
    },
  ])("with $name: $step.kind", ({ has, step }) => {
    expect(nextStep({ kind: "gone" }, has, around())).toEqual(step);
  });
});
