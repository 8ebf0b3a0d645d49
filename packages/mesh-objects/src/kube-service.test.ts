import { describe, expect, test } from "vitest";
import { decodeKubeService } from "./kube-service.ts";

const aService = (spec: object) => ({ metadata: { name: "cart", namespace: "shop" }, spec });
const portsOf = (...ports: readonly object[]) => decodeKubeService(aService({ ports })).object.ports;

describe("target ports", () => {
  test.each<[string, unknown, { targetPort: number; targetPortName?: string }]>([
    ["a number", 8080, { targetPort: 8080 }],
    ["a number as text", "8080", { targetPort: 8080 }],
    ["a name", "web", { targetPort: 0, targetPortName: "web" }],
    ["nothing", undefined, { targetPort: 80 }],
    ["zero", 0, { targetPort: 80 }],
  ])("by %s", (_name, targetPort, expected) => {
    expect(portsOf({ port: 80, targetPort })).toEqual([
      { name: "", port: 80, protocol: "TCP", appProtocol: undefined, targetPortName: undefined, ...expected },
    ]);
  });
});

describe("addresses", () => {
  test.each<[string, object, readonly string[]]>([
    [
      "all of the list",
      { clusterIP: "10.96.0.1", clusterIPs: ["10.96.0.1", "fd00::1"] },
      ["10.96.0.1", "fd00::1"],
    ],
    ["the older field alone", { clusterIP: "10.96.0.1" }, ["10.96.0.1"]],
    ["headless", { clusterIP: "None", clusterIPs: ["None"] }, []],
    ["not given yet", { clusterIP: "" }, []],
  ])("%s", (_name, spec, expected) => {
    const { object, problems } = decodeKubeService(aService({ ports: [{ port: 80 }], ...spec }));
    expect(object.clusterIps).toEqual(expected);
    expect(problems).toEqual([]);
  });
});

test("parts that cannot be used are named, the rest applies", () => {
  const { object, problems } = decodeKubeService(
    aService({
      clusterIPs: ["10.96.0.1", "nonsense"],
      ports: [{ port: 80 }, { port: 70_000 }, { name: "x" }],
    }),
  );
  expect(object.clusterIps).toEqual(["10.96.0.1"]);
  expect(object.ports.map(({ port }) => port)).toEqual([80]);
  expect(problems).toEqual([
    { path: "spec.clusterIPs[1]", reason: 'invalid IP address "nonsense"' },
    { path: "spec.ports[1].port", reason: "expected a whole number from 1 to 65535, found 70000" },
    { path: "spec.ports[2].port", reason: "a port of a Service needs a number from 1 to 65535" },
  ]);
});

test("a Service without ports is a Service all the same, and named", () => {
  const { object, problems } = decodeKubeService(aService({ clusterIP: "10.96.0.1" }));
  expect(object.ports).toEqual([]);
  expect(problems).toEqual([{ path: "spec.ports", reason: "a Service without ports leads nowhere" }]);
  expect(decodeKubeService(aService({ type: "ExternalName" })).problems).toEqual([]);
});
