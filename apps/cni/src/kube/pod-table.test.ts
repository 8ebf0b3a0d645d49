import { beforeEach, describe, expect, test } from "vitest";
import { PodTable } from "./pod-table.ts";
import { aPod } from "./testing/a-pod.ts";

let touched: string[];
let flips: string[];
let table: PodTable;

beforeEach(() => {
  touched = [];
  flips = [];
  table = new PodTable({
    rules: {
      selectors: [
        { podSelector: { matchLabels: { mesh: "on" } } },
        { namespaceSelector: { matchLabels: { mesh: "on" } } },
      ],
      excludedNamespaces: ["kube-system"],
    },
    systemNamespace: "istio-system",
    onPod: (uid) => touched.push(uid),
    onNamespace: (name, isEnabled) => flips.push(`${name} ${isEnabled}`),
  });
});

test("a namespace's change concerns its pods", () => {
  table.observe(aPod({ uid: "a" }));
  table.observe(aPod({ uid: "b", name: "other", namespace: "shop" }));
  touched.length = 0;
  table.observeNamespace({ name: "app", labels: { mesh: "on" } });
  table.observeNamespace({ name: "app", labels: { mesh: "on", other: "x" } });
  table.observeNamespace({ name: "app", labels: {} });
  expect(touched).toEqual(["a", "a", "a"]);
  expect(flips).toEqual(["app true", "app false"]);
});

test("an older state of a pod changes nothing", () => {
  table.observe(aPod({ resourceVersion: "10", redirection: "enabled" }));
  table.observe(aPod({ resourceVersion: "9" }));
  expect(table.find("uid-1")?.redirection).toBe("enabled");
});

test("a name belongs to the pod that had it last", () => {
  table.observe(aPod({ uid: "old" }));
  table.observe(aPod({ uid: "new" }));
  table.forget("old");
  expect(table.findByName("app", "client")?.uid).toBe("new");
  table.forget("new");
  expect(table.findByName("app", "client")).toBeUndefined();
  expect(table.size).toBe(0);
});

describe("who is wanted", () => {
  test.each([
    { name: "a pod with the label", pod: aPod({ labels: { mesh: "on" } }), wanted: true },
    { name: "a pod without it", pod: aPod(), wanted: false },
    {
      name: "an excluded namespace",
      pod: aPod({ namespace: "kube-system", labels: { mesh: "on" } }),
      wanted: false,
    },
    {
      name: "ztunnel itself",
      pod: aPod({ namespace: "istio-system", labels: { app: "ztunnel", mesh: "on" } }),
      wanted: false,
    },
    { name: "a pod with a sidecar", pod: aPod({ labels: { mesh: "on" }, hasSidecar: true }), wanted: false },
  ])("$name: $wanted", ({ pod, wanted }) => {
    expect(table.isWanted(pod)).toBe(wanted);
  });
});

test("a ztunnel is expected while its pod runs", () => {
  const ztunnel = aPod({ uid: "z", namespace: "istio-system", labels: { app: "ztunnel" }, phase: "Pending" });
  table.observe(ztunnel);
  expect(table.expectsZtunnel).toBe(false);
  table.observe({ ...ztunnel, phase: "Running" });
  expect(table.expectsZtunnel).toBe(true);
  table.observe({ ...ztunnel, phase: "Running", isDeleting: true });
  expect(table.expectsZtunnel).toBe(false);
});
