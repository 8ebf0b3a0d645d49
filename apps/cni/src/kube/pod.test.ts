import { describe, expect, test } from "vitest";
import { AgentError } from "../agent/agent-error.ts";
import { decodePod, isOlder } from "./pod.ts";

const METADATA = { name: "client", namespace: "app", uid: "u", resourceVersion: "7" };

describe("a pod", () => {
  test("is decoded to what enrolment needs", () => {
    const pod = decodePod({
      metadata: {
        ...METADATA,
        labels: { a: "b" },
        annotations: {
          "ambient.istio.io/redirection": "enabled",
          "ambient.istio.io/dns-capture": "false",
          other: "x",
        },
      },
      spec: { serviceAccountName: "sa" },
      status: { phase: "Running", podIP: "10.0.0.1", podIPs: [{ ip: "10.0.0.1" }, { ip: "FD00::1" }] },
    });
    expect(pod).toMatchObject({
      serviceAccount: "sa",
      labels: { a: "b" },
      annotations: { "ambient.istio.io/dns-capture": "false" },
      redirection: "enabled",
      phase: "Running",
      ips: ["10.0.0.1", "fd00::1"],
      hasSidecar: false,
      isHostNetwork: false,
      isDeleting: false,
    });
  });

  test("may be nearly empty", () => {
    expect(decodePod({ metadata: METADATA })).toMatchObject({
      ips: [],
      serviceAccount: "default",
      phase: "",
    });
  });

  test("without a uid makes no sense", () => {
    expect(() => decodePod({ metadata: { name: "client", namespace: "app" } })).toThrow(AgentError);
  });

  test.each([
    { status: { podIP: "10.0.0.1" }, ips: ["10.0.0.1"] },
    { status: { podIPs: [{ ip: "10.0.0.1" }, { ip: "junk" }] }, ips: [] },
    { status: { podIPs: "junk", podIP: 7 }, ips: [] },
    { status: "junk", ips: [] },
  ])("with status $status has addresses $ips", ({ status, ips }) => {
    expect(decodePod({ metadata: METADATA, status }).ips).toEqual(ips);
  });

  test("with another value of the annotation counts as not annotated", () => {
    const annotations = { "ambient.istio.io/redirection": "yes" };
    expect(decodePod({ metadata: { ...METADATA, annotations } }).redirection).toBeUndefined();
  });
});

test.each([
  { left: "9", right: "10", expected: true },
  { left: "10", right: "10", expected: false },
  { left: "11", right: "10", expected: false },
  { left: "9007199254740993", right: "9007199254740994", expected: true },
  { left: "", right: "10", expected: false },
  { left: "abc", right: "10", expected: false },
])("version $left is older than $right: $expected", ({ left, right, expected }) => {
  expect(isOlder({ resourceVersion: left }, { resourceVersion: right })).toBe(expected);
});
