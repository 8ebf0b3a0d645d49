import { describe, expect, test } from "vitest";
import { type BaggageSource, formatBaggage, NO_BAGGAGE, parseBaggage } from "./baggage.ts";

const full: BaggageSource = {
  clusterId: "c1",
  namespace: "shop",
  workloadType: "deployment",
  workloadName: "cart",
  canonicalName: "cart-svc",
  canonicalRevision: "v2",
  locality: { region: "r1", zone: "z1", subzone: "s1" },
};
const empty: BaggageSource = {
  clusterId: "",
  namespace: "",
  workloadType: "pod",
  workloadName: "",
  canonicalName: "",
  canonicalRevision: "",
  locality: { region: "", zone: "", subzone: "" },
};

describe("formatBaggage", () => {
  test("writes the members in ztunnel's order", () => {
    expect(formatBaggage(full)).toBe(
      "k8s.cluster.name=c1,k8s.namespace.name=shop,k8s.deployment.name=cart,service.name=cart-svc," +
        "service.version=v2,cloud.region=r1,cloud.availability_zone=z1",
    );
  });

  test.each([
    {
      name: "leaves out what is empty",
      workload: { ...empty, namespace: "shop" },
      text: "k8s.namespace.name=shop",
    },
    { name: "is empty for an empty workload", workload: empty, text: "" },
    {
      name: "leaves out what no header can carry",
      workload: { ...empty, clusterId: "a\r\nx: y", workloadName: "caf\u00e9", namespace: "shop" },
      text: "k8s.namespace.name=shop",
    },
  ])("$name", ({ workload, text }) => {
    expect(formatBaggage(workload)).toBe(text);
  });
});

describe("parseBaggage", () => {
  test.each(["deployment", "cronjob", "pod", "job"])("takes the name of a %s as the workload's", (type) => {
    expect(parseBaggage([`k8s.${type}.name=x`])).toEqual({ ...NO_BAGGAGE, workloadName: "x" });
  });

  test.each([
    { name: "nothing", values: [], baggage: {} },
    { name: "an empty value", values: [""], baggage: {} },
    { name: "an empty member", values: ["service.name="], baggage: {} },
    { name: "a member without =", values: ["service.name"], baggage: {} },
    { name: "unknown names", values: ["a=b,k8s.replicaset.name=x,K8S.POD.NAME=y"], baggage: {} },
    { name: "what follows a second =", values: ["service.name=a=b"], baggage: { serviceName: "a" } },
    {
      name: "several instances",
      values: ["cloud.region=r", "service.name=a"],
      baggage: { region: "r", serviceName: "a" },
    },
    { name: "the last of a name", values: ["service.name=a,service.name=b"], baggage: { serviceName: "b" } },
    { name: "a last that is empty", values: ["service.name=a", "service.name="], baggage: {} },
    {
      name: "spaces, which are not trimmed",
      values: ["service.name= a , cloud.region=r"],
      baggage: { serviceName: " a " },
    },
    { name: "one value that is not ASCII", values: ["service.name=a", "cloud.region=\u00e9"], baggage: {} },
    { name: "one value with a control character", values: ["service.name=a\u0000"], baggage: {} },
  ])("reads $name", ({ values, baggage }) => {
    expect(parseBaggage(values)).toEqual({ ...NO_BAGGAGE, ...baggage });
  });

  test.each([
    { name: "64 members", values: [`${"a=b,".repeat(63)}service.name=x`], isRead: true },
    { name: "65 members", values: [`${"a=b,".repeat(64)}service.name=x`], isRead: false },
    { name: "65 members in two instances", values: ["a=b,".repeat(63), "service.name=x"], isRead: false },
    { name: "8192 characters", values: ["service.name=x,".padEnd(8192, "y")], isRead: true },
    { name: "8193 characters", values: ["service.name=x,".padEnd(8193, "y")], isRead: false },
  ])("is bounded: $name", ({ values, isRead }) => {
    expect(parseBaggage(values).serviceName).toBe(isRead ? "x" : undefined);
  });
});
