import { describe, expect, test } from "vitest";
import { canonicalService, workloadNameOfPod } from "./workload-name.ts";

describe("a pod's workload is named after", () => {
  test.each<[string, [kind: string, name: string] | undefined, Record<string, string>, string]>([
    ["the pod itself without an owner", undefined, {}, "pod-1"],
    ["the label that says so", ["ReplicaSet", "x"], { "service.istio.io/workload-name": "named" }, "named"],
    [
      "the Deployment behind a ReplicaSet",
      ["ReplicaSet", "cart-abc12"],
      { "pod-template-hash": "abc12" },
      "cart",
    ],
    [
      "the Rollout behind a ReplicaSet",
      ["ReplicaSet", "cart-f00"],
      { "rollouts-pod-template-hash": "f00" },
      "cart",
    ],
    ["a ReplicaSet that nothing made", ["ReplicaSet", "cart"], { "pod-template-hash": "abc12" }, "cart"],
    ["a ReplicaSet whose pods have no hash", ["ReplicaSet", "cart-abc12"], {}, "cart-abc12"],
    ["the DeploymentConfig", ["ReplicationController", "cart-3"], { deploymentconfig: "cart" }, "cart"],
    ["a ReplicationController", ["ReplicationController", "cart-3"], {}, "cart-3"],
    ["the CronJob behind a Job", ["Job", "backup-28345678"], {}, "backup"],
    ["a Job with few digits", ["Job", "backup-1234567"], {}, "backup-1234567"],
    ["a Job with many digits", ["Job", "backup-12345678901"], {}, "backup-12345678901"],
    ["a StatefulSet", ["StatefulSet", "db"], {}, "db"],
  ])("%s", (_name, owner, labels, expected) => {
    const controller = owner && { apiVersion: "apps/v1", kind: owner[0], name: owner[1] };
    expect(workloadNameOfPod({ name: "pod-1", labels, controller })).toBe(expected);
  });
});

test.each<[Record<string, string>, string, string]>([
  [{}, "cart", "latest"],
  [{ app: "a", version: "1" }, "a", "1"],
  [{ app: "a", "app.kubernetes.io/name": "b", version: "1", "app.kubernetes.io/version": "2" }, "b", "2"],
  [
    { app: "a", "service.istio.io/canonical-name": "c", "service.istio.io/canonical-revision": "3" },
    "c",
    "3",
  ],
  [{ app: "", version: "" }, "cart", "latest"],
])("the canonical service of labels %j is %s, %s", (labels, name, revision) => {
  expect(canonicalService(labels, "cart")).toEqual({ name, revision });
});
