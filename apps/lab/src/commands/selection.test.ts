import { describe, expect, test } from "vitest";
import { choosePod } from "./exec.ts";
import { selectSources } from "./logs.ts";

const pod = (namespace: string, name: string, phase = "Running") => ({
  metadata: { namespace, name },
  status: { phase },
});

describe("a pod to enter", () => {
  const pods = [
    pod("shop", "web-a", "Pending"),
    pod("shop", "web-b"),
    pod("shop", "cart"),
    pod("test", "cart"),
    pod("shop", "website"),
  ];

  test.each([
    ["shop/cart", undefined, "shop/cart"],
    ["cart", "test", "test/cart"],
    ["web", undefined, "shop/web-b"],
    ["shop/web-a", undefined, "shop/web-a"],
  ])("%s in namespace %s is %s", (target, namespace, expected) => {
    const { metadata } = choosePod(pods, target, namespace);
    expect(`${metadata.namespace}/${metadata.name}`).toBe(expected);
  });

  test("has to be one, and to be there", () => {
    expect(() => choosePod(pods, "cart", undefined)).toThrow('pods "cart" are in namespaces shop, test');
    expect(() => choosePod(pods, "we", "shop")).toThrow('there is no pod "we" in namespace shop');
  });
});

describe("logs", () => {
  const names = [
    "control-plane",
    "kubelet-n1",
    "shop/web-a/web",
    "shop/web-a/side",
    "shop/web/only",
    "istio-system/ztunnel-x/istio-proxy",
  ];
  const sources = names.map((name) => ({ name, path: `/logs/${name}` }));
  const select = (target: string, options: object = {}) =>
    selectSources(sources, target, options).map(({ name }) => name);

  test.each([
    ["control-plane", {}, ["control-plane"]],
    ["web", {}, ["shop/web/only"]],
    ["shop/web-a", {}, ["shop/web-a/web", "shop/web-a/side"]],
    ["web-a", { container: "side" }, ["shop/web-a/side"]],
    ["ztunnel", {}, ["istio-system/ztunnel-x/istio-proxy"]],
    ["ztunnel", { namespace: "shop" }, []],
    ["nobody", {}, []],
  ])("of %s with %j", (target, options, expected) => {
    expect(select(target, options)).toEqual(expected);
  });
});
