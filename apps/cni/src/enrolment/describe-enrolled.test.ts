import { expect, test } from "vitest";
import { aPod } from "../kube/testing/a-pod.ts";
import { describeEnrolled, type EnrolledFacts } from "./describe-enrolled.ts";
import { Enrolment } from "./enrolment.ts";

interface Case {
  readonly name: string;
  readonly enrolment?: Partial<Enrolment>;
  readonly facts?: Partial<EnrolledFacts>;
  readonly status: "True" | "False";
  readonly reason: string;
  readonly message: string;
}

const CASES: readonly Case[] = [
  { name: "all is well", status: "True", reason: "Enrolled", message: "" },
  {
    name: "rules of an earlier agent that has enabled it",
    enrolment: { rules: "unknown", pod: aPod({ redirection: "enabled" }) },
    status: "True",
    reason: "Enrolled",
    message: "",
  },
  {
    name: "rules of which nothing is known",
    enrolment: { rules: "unknown" },
    status: "False",
    reason: "RulesNotInstalled",
    message: "its rules are not installed",
  },
  {
    name: "rules that cannot be made",
    enrolment: { rules: "none", problem: "no iptables" },
    status: "False",
    reason: "RulesNotInstalled",
    message: "no iptables",
  },
  {
    name: "no process of it",
    enrolment: { rules: "none", isLost: true },
    status: "False",
    reason: "NetworkNamespaceNotFound",
    message: "no process of the pod was found on its node",
  },
  {
    name: "no ztunnel",
    facts: { isProven: false },
    status: "False",
    reason: "ZtunnelNotReady",
    message: "no ztunnel has confirmed it",
  },
  {
    name: "a ztunnel that does not listen",
    enrolment: { silentPorts: [15_001, 15_008] },
    status: "False",
    reason: "ListenersMissing",
    message: "nobody listens inside the pod on 15001, 15008",
  },
  {
    name: "a NetworkPolicy against it",
    facts: { conflict: "policy p, patch it" },
    status: "True",
    reason: "NetworkPolicyConflict",
    message: "policy p, patch it",
  },
  {
    name: "dropped traffic",
    enrolment: { rules: "unknown", problem: "no iptables", isBlocked: true },
    status: "False",
    reason: "TrafficDropped",
    message: "it cannot be enrolled, so its traffic is dropped: no iptables",
  },
];

test.each(CASES)("$name: $reason", ({ enrolment = {}, facts = {}, status, reason, message }) => {
  const known = Object.assign(new Enrolment(aPod()), { rules: "installed" }, enrolment);
  const all = { enrolment: known, isProven: true, conflict: undefined, ...facts };
  expect(describeEnrolled(all)).toEqual({ status, reason, message });
});
