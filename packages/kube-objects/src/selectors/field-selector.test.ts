import { describe, expect, test } from "vitest";
import type { KubeObject } from "../kube-object.ts";
import { parseFieldSelector } from "./field-selector.ts";

const POD: KubeObject = {
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name: "web-1", namespace: "shop" },
  spec: { nodeName: "n1" },
  status: { phase: "Running" },
};

describe("a field selector", () => {
  test.each([
    ["", true],
    ["metadata.name=web-1", true],
    ["metadata.name==web-1,metadata.namespace=shop", true],
    ["metadata.name=web-2", false],
    ["spec.nodeName=n1,status.phase!=Failed", true],
    ["spec.nodeName=n2", false],
    ["status.podIP=", true],
    ["spec.hostNetwork=false", true],
    ["status.phase!=Running", false],
  ])("%s of a pod: %s", (selector, expected) => {
    expect(parseFieldSelector(selector, "pods", "Pod")(POD)).toBe(expected);
  });

  test("picks events by what they are about", () => {
    const event = { ...POD, kind: "Event", involvedObject: { kind: "Pod", name: "web-1" }, type: "Warning" };
    const selects = parseFieldSelector("involvedObject.name=web-1,type=Warning", "events", "Event");
    expect(selects(event)).toBe(true);
    expect(selects({ ...event, type: "Normal" })).toBe(false);
  });

  test("of a field that lists cannot be selected by is refused with those that they can", () => {
    expect(() => parseFieldSelector("spec.x=1", "pods", "Pod")).toThrow(
      /spec\.x \(of Pod; supported: .*spec\.nodeName/,
    );
  });

  test("without an operator is refused", () => {
    expect(() => parseFieldSelector("metadata.name", "pods", "Pod")).toThrow("can't understand");
  });
});
