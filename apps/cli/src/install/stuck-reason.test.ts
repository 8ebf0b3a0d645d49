import type { KubeObject } from "@ambit/kube";
import { describe, expect, test } from "vitest";
import { findCreationProblem, findStuckReason } from "./stuck-reason.ts";

const aPod = (status: object): KubeObject => ({
  metadata: { name: "ztunnel-a", namespace: "mesh" },
  spec: { nodeName: "n1" },
  status,
});
const anEvent = (
  fields: object,
  involvedObject: object = { kind: "Pod", name: "ztunnel-a" },
): KubeObject => ({
  metadata: { name: "e" },
  type: "Warning",
  involvedObject,
  lastTimestamp: "2026-01-01T00:00:00Z",
  ...fields,
});
const waiting = (reason: string, message: string, lastState: object = {}) => ({
  containerStatuses: [{ state: { waiting: { reason, message } }, lastState }],
});

describe("why a pod is not ready", () => {
  test.each<[string, object, readonly KubeObject[], string, boolean]>([
    [
      "an image that is not there",
      waiting("ImagePullBackOff", "not found"),
      [],
      "pod ztunnel-a on node n1: ImagePullBackOff: not found",
      true,
    ],
    [
      "a program that ends",
      waiting("CrashLoopBackOff", "back-off", {
        terminated: { exitCode: 64, message: "XDS_ADDRESS is bad" },
      }),
      [],
      "pod ztunnel-a on node n1: CrashLoopBackOff, it ended with 64: XDS_ADDRESS is bad",
      true,
    ],
    [
      "no node for it",
      { conditions: [{ type: "PodScheduled", status: "False", message: "0/2 nodes are available" }] },
      [],
      "pod ztunnel-a on node n1: 0/2 nodes are available",
      false,
    ],
    [
      "an event",
      waiting("ContainerCreating", ""),
      [
        anEvent({ reason: "Old", message: "x", lastTimestamp: "2025-01-01T00:00:00Z" }),
        anEvent({ reason: "FailedMount", message: "configmap istio-ca-root-cert not found" }),
        anEvent({ reason: "Other", message: "y" }, { kind: "Pod", name: "another" }),
      ],
      "pod ztunnel-a on node n1: FailedMount: configmap istio-ca-root-cert not found",
      false,
    ],
    ["its probe", { phase: "Running" }, [], "pod ztunnel-a on node n1: runs and is not ready", false],
  ])("%s", (...[, status, events, reason, isFailing]) => {
    expect(findStuckReason([aPod(status)], events)).toEqual({ reason, isFailing });
  });

  test("is not asked of one that is", () => {
    expect(findStuckReason([aPod({ conditions: [{ type: "Ready", status: "True" }] })], [])).toBeUndefined();
  });

  test("is that of the one that fails, where others only wait", () => {
    const pods = [aPod({ phase: "Pending" }), aPod(waiting("ErrImagePull", "x"))];
    expect(findStuckReason(pods, [])?.isFailing).toBe(true);
  });

  test("is one line, however long what was said", () => {
    const reason =
      findStuckReason([aPod(waiting("ErrImagePull", `a\n${"b".repeat(1000)}`))], [])?.reason ?? "";
    expect(reason).not.toContain("\n");
    expect(reason.length).toBeLessThan(350);
  });
});

test("a workload without pods is refused by an admission or a quota, which an event tells", () => {
  const event = anEvent(
    { reason: "FailedCreate", message: "violates PodSecurity" },
    { kind: "DaemonSet", name: "ztunnel" },
  );
  expect(findCreationProblem("ztunnel", [event])).toEqual({
    reason: "violates PodSecurity",
    isFailing: true,
  });
  expect(findCreationProblem("istiod", [event])).toBeUndefined();
});
