import { parseIpAddress } from "@ambit/addr";
import { describe, expect, test } from "vitest";
import type { Endpoint } from "../cluster/objects/endpoint-slice.ts";
import type { Service } from "../cluster/objects/service.ts";
import { anEndpoint, aService, aSlice } from "../cluster/testing/objects.ts";
import { proxiedPorts } from "./service-port.ts";

const READY = anEndpoint("10.1.0.1");
const ELSEWHERE = anEndpoint("10.1.0.2", { nodeName: "n2" });
const NOT_READY = anEndpoint("10.1.0.3", { isReady: false, isServing: false });
const ENDING = anEndpoint("10.1.0.4", { isReady: false, isServing: true, isTerminating: true });
const ENDED = anEndpoint("10.1.0.5", { isReady: false, isServing: false, isTerminating: true });

function portsOf(service: Service, endpoints: readonly Endpoint[]) {
  return proxiedPorts({ services: [service], slices: [aSlice({ endpoints })], nodeName: "n1" }, 4);
}

describe("endpoints of a port", () => {
  test.each([
    ["those that are ready", {}, [READY, ELSEWHERE, NOT_READY, ENDING], ["10.1.0.1", "10.1.0.2"]],
    ["those that serve while they end, if none is ready", {}, [NOT_READY, ENDING, ENDED], ["10.1.0.4"]],
    ["nobody, if none serves", {}, [NOT_READY, ENDED], []],
    ["the node's own, with a local policy", { isInternalLocal: true }, [READY, ELSEWHERE], ["10.1.0.1"]],
    [
      "the node's own that end, with a local policy and none ready here",
      { isInternalLocal: true },
      [ELSEWHERE, ENDING],
      ["10.1.0.4"],
    ],
    ["each once", {}, [READY, READY], ["10.1.0.1"]],
  ])("are %s", (_case, overrides, endpoints, expected) => {
    const [port] = portsOf(aService(overrides), endpoints);
    expect(port?.endpoints.map(({ ip }) => ip)).toEqual(expected);
    expect(port?.endpoints.every((target) => target.port === 8080)).toBe(true);
  });

  test("for clients from outside follow their own policy", () => {
    const [port] = portsOf(aService({ isExternalLocal: true }), [READY, ELSEWHERE]);
    expect(port?.endpoints).toHaveLength(2);
    expect(port?.externalEndpoints.map(({ ip }) => ip)).toEqual(["10.1.0.1"]);
  });

  test("come from slices of the service, the port and the family only", () => {
    const slices = [
      aSlice({ serviceName: "other" }),
      aSlice({ meta: { namespace: "other" } }),
      aSlice({ family: 6, endpoints: [anEndpoint("fd00::1")] }),
      aSlice({ ports: [{ name: "admin", protocol: "TCP", port: 9 }] }),
      aSlice({ ports: [{ name: "http", protocol: "UDP", port: 9 }] }),
    ];
    const [port] = proxiedPorts({ services: [aService()], slices, nodeName: "n1" }, 4);
    expect(port?.endpoints).toEqual([]);
  });
});

test.each([
  ["a headless service", { isHeadless: true, clusterIps: [] }],
  ["a service by another name", { type: "ExternalName" as const, clusterIps: [] }],
  ["a service without an address so far", { clusterIps: [] }],
  ["a service of the other family", { clusterIps: [parseIpAddress("fd00::5")] }],
])("%s is not proxied", (_case, overrides) => {
  expect(portsOf(aService(overrides), [READY])).toEqual([]);
});
