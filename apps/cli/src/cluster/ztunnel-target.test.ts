import { describe, expect, test } from "vitest";
import { aPod } from "../testing/a-pod.ts";
import { chooseZtunnel, parseTarget, targetOfPod, ztunnelOnNode } from "./ztunnel-target.ts";

const ztunnels = [
  aPod({ name: "ztunnel-a", namespace: "istio-system", node: "n1", isReady: false }),
  aPod({ name: "ztunnel-c", namespace: "istio-system", node: "n2" }),
  aPod({ name: "ztunnel-b", namespace: "istio-system", node: "n2", isTerminating: true }),
];

describe("words for a target", () => {
  test.each([
    ["client", { kind: "pod", name: "client", namespace: undefined }],
    ["client.app", { kind: "pod", name: "client", namespace: "app" }],
    ["pod/client.app", { kind: "pod", name: "client", namespace: "app" }],
    ["deploy/web", { kind: "deployment", name: "web", namespace: undefined }],
    ["DaemonSet/ztunnel.istio-system", { kind: "daemonset", name: "ztunnel", namespace: "istio-system" }],
    ["svc/web.shop", { kind: "service", name: "web", namespace: "shop" }],
  ])("%s", (word, expected) => {
    expect(parseTarget(word)).toEqual(expected);
  });

  test.each(["", "node/n1", "pod/a/b", "pod/", ".app", "client."])("%j is refused", (word) => {
    expect(() => parseTarget(word)).toThrow("is no [type/]name[.namespace]");
  });
});

describe("the ztunnel that is asked", () => {
  test("is a ready one, and one that ends only where there is no other", () => {
    expect(chooseZtunnel(ztunnels)?.name).toBe("ztunnel-c");
    expect(ztunnelOnNode(ztunnels, "n2").name).toBe("ztunnel-c");
    expect(ztunnelOnNode(ztunnels.slice(2), "n2").name).toBe("ztunnel-b");
    expect(chooseZtunnel([])).toBeUndefined();
  });

  test("is the one on the node of a pod that is none, whose rows alone are shown", () => {
    const client = aPod({ name: "client", namespace: "app", node: "n1", uid: "c" });
    const target = targetOfPod(client, ztunnels);
    expect(target.ztunnel.name).toBe("ztunnel-a");
    expect(target.workload).toBe(client);
    const [first] = ztunnels;
    if (first === undefined) throw new Error("no ztunnel");
    expect(targetOfPod(first, ztunnels)).toEqual({ ztunnel: first, workload: undefined });
  });

  test("is missing with the nodes that have one", () => {
    expect(() => ztunnelOnNode(ztunnels, "n3")).toThrow(
      'there is no ztunnel on node "n3" (nodes with one: n1, n2)',
    );
    expect(() => ztunnelOnNode([], "n3")).toThrow("no node has one");
    expect(() => targetOfPod(aPod({ name: "new", uid: "new", node: "" }), ztunnels)).toThrow(
      "on no node yet",
    );
  });
});
