import { describe, expect, test } from "vitest";
import type { PodFacts } from "../cluster/pod-facts.ts";
import { aPod } from "../testing/a-pod.ts";
import { type AgentReport, decodeAgentReport } from "./agent-report.ts";
import { describeEnrolment, type EnrolmentFacts } from "./enrolment-rows.ts";

const AMBIENT = { "istio.io/dataplane-mode": "ambient" };
const enabled = { "ambient.istio.io/redirection": "enabled" };
const pending = { "ambient.istio.io/redirection": "pending" };
const SILENT: AgentReport = { kind: "silent", reason: "connection refused" };

function rowOf(pod: PodFacts, facts: Partial<EnrolmentFacts> = {}) {
  const [row] = describeEnrolment({
    pods: [pod],
    namespaceLabels: new Map([
      ["shop", AMBIENT],
      ["kube-system", AMBIENT],
    ]),
    agents: new Map([["n1", SILENT]]),
    hbonePods: undefined,
    ...facts,
  });
  if (row === undefined) throw new Error("no row");
  const { wanted, installed, proven, reason } = row;
  return { answers: [wanted, installed, proven], reason };
}

describe("a pod whose agent is silent", () => {
  test.each([
    ["in no mesh", aPod(), [false, false, false], "no label"],
    [
      "of a labelled namespace",
      aPod({ namespace: "shop" }),
      [true, false, false],
      "label of the namespace; not redirected",
    ],
    [
      "enrolled",
      aPod({ namespace: "shop", annotations: enabled }),
      [true, true, true],
      "label of the namespace",
    ],
    [
      "pending",
      aPod({ labels: AMBIENT, annotations: pending }),
      [true, true, false],
      "label of the pod; ztunnel has not acknowledged",
    ],
    [
      "that opts out",
      aPod({ namespace: "shop", labels: { "istio.io/dataplane-mode": "none" } }),
      [false, false, false],
      "the pod's label opts out",
    ],
    [
      "that opted out a moment ago",
      aPod({ annotations: enabled }),
      [false, true, true],
      "no label; still redirected",
    ],
    [
      "on the host's network",
      aPod({ namespace: "shop", isHostNetwork: true }),
      [false, false, false],
      "host network",
    ],
    [
      "with a sidecar",
      aPod({ namespace: "shop", annotations: { "sidecar.istio.io/status": "{}" } }),
      [false, false, false],
      "has a sidecar",
    ],
    [
      "of an excluded namespace",
      aPod({ namespace: "kube-system" }),
      [false, false, false],
      "excluded namespace",
    ],
    [
      "without an address",
      aPod({ namespace: "shop", ips: [] }),
      [true, false, false],
      "label of the namespace; has no address yet",
    ],
    [
      "that has ended",
      aPod({ namespace: "shop", phase: "Succeeded" }),
      [true, false, false],
      "label of the namespace; has ended",
    ],
    [
      "on no node",
      aPod({ namespace: "shop", node: "" }),
      [true, false, false],
      "label of the namespace; on no node yet",
    ],
  ] as const)("%s", (_name, pod, answers, reason) => {
    const row = rowOf(pod);
    expect(row.answers).toEqual(answers);
    expect(row.reason.startsWith(reason)).toBe(true);
  });

  test("says so, and why", () => {
    expect(rowOf(aPod({ namespace: "shop" })).reason).toContain(
      "the agent does not answer (connection refused)",
    );
    expect(rowOf(aPod({ namespace: "shop" }), { agents: new Map() }).reason).toContain("no agent on node n1");
  });

  test("is compared with what the controller tells proxies", () => {
    const pod = aPod({ namespace: "shop", annotations: enabled });
    expect(rowOf(pod, { hbonePods: new Set(["shop/client"]) }).reason).not.toContain("controller");
    expect(rowOf(pod, { hbonePods: new Set() }).reason).toContain("the controller says plain TCP");
  });
});

describe("a pod whose agent answers", () => {
  const agents = (fields: object) =>
    new Map([
      ["n1", decodeAgentReport(JSON.stringify({ pods: [{ uid: "uid-client", ...fields }] }), "agent")],
    ]);

  test("is as the agent says, whatever its labels", () => {
    const row = rowOf(aPod(), {
      agents: agents({ wanted: true, installed: true, proven: false, reason: "no ztunnel is connected" }),
    });
    expect(row).toEqual({
      answers: [true, true, false],
      reason: "no ztunnel is connected; annotation is missing",
    });
  });

  test("that the agent does not list is judged by what the API has", () => {
    expect(rowOf(aPod({ name: "other" }), { agents: agents({}) }).reason).toBe("no label");
  });
});

test("rows are by namespace and name", () => {
  const pods = [aPod({ name: "b" }), aPod({ name: "z", namespace: "app" }), aPod({ name: "a" })];
  const rows = describeEnrolment({
    pods,
    namespaceLabels: new Map(),
    agents: new Map(),
    hbonePods: undefined,
  });
  expect(rows.map(({ namespace, pod }) => `${namespace}/${pod}`)).toEqual([
    "app/z",
    "default/a",
    "default/b",
  ]);
});

test("an answer that lists no pods is refused", () => {
  expect(() => decodeAgentReport("[]", "agent x")).toThrow("agent x: its answer lists no pods");
});
