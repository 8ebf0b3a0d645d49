import { decodeGatewayClass } from "@ambit/mesh-objects";
import { describe, expect, test } from "vitest";
import { aGateway, aWaypoint, MESH_LISTENER } from "./testing/gateway-objects.ts";
import { inboundBindingOf, waypointOf } from "./waypoint.ts";

const BINDING = "ambient.istio.io/waypoint-inbound-binding";

function aClass(metadata: object) {
  return decodeGatewayClass({ metadata: { name: "istio-waypoint", ...metadata } }).object;
}

describe("the address", () => {
  test.each<[name: string, addresses: object[], expected: object | undefined]>([
    ["the first IP", [{ value: "10.0.0.1" }, { value: "10.0.0.2" }], { kind: "ip", ip: "10.0.0.1" }],
    [
      "the first hostname before any IP",
      [
        { type: "IPAddress", value: "10.0.0.1" },
        { type: "Hostname", value: "w.example.com" },
      ],
      { kind: "hostname", namespace: "shop", hostname: "w.example.com" },
    ],
    ["the first that can be read", [{ value: "bad" }, { value: "fd00::1" }], { kind: "ip", ip: "fd00::1" }],
  ])("is %s", (_name, addresses, expected) => {
    expect(aWaypoint({ status: { addresses } }).address).toEqual(expected);
  });

  test.each<[name: string, addresses: object[]]>([
    ["none", []],
    ["nothing that can be read", [{ value: "bad" }]],
  ])("is needed to be a waypoint: %s", (_name, addresses) => {
    expect(waypointOf(aGateway({ status: { addresses } }), undefined, [])).toBeUndefined();
  });
});

test.each<[gateway: string | undefined, ofClass: string | undefined, expected: string]>([
  [undefined, undefined, "service"],
  [undefined, "all", "all"],
  ["workload", "all", "workload"],
])("label %s on the Gateway and %s on its class serve %s", (gateway, ofClass, expected) => {
  const labels = (value: string | undefined) =>
    value === undefined ? {} : { "istio.io/waypoint-for": value };
  const waypoint = aWaypoint({ metadata: { labels: labels(gateway) } }, aClass({ labels: labels(ofClass) }));
  expect(waypoint.trafficType).toBe(expected);
});

describe("the inbound binding", () => {
  test.each<[text: string, expected: object]>([
    ["NONE", { protocol: "NONE", port: 0 }],
    ["PROXY", { protocol: "PROXY", port: 0 }],
    ["PROXY/15088", { protocol: "PROXY", port: 15_088 }],
  ])("%s", (text, binding) => {
    const annotated = { annotations: { [BINDING]: text } };
    expect(inboundBindingOf(aGateway({ metadata: annotated }), undefined)).toEqual({ binding, problems: [] });
    expect(inboundBindingOf(aGateway(), aClass(annotated))).toEqual({ binding, problems: [] });
  });

  test("of the Gateway counts before that of its class", () => {
    const gateway = aGateway({ metadata: { annotations: { [BINDING]: "NONE" } } });
    const { binding } = inboundBindingOf(gateway, aClass({ annotations: { [BINDING]: "PROXY/1" } }));
    expect(binding).toEqual({ protocol: "NONE", port: 0 });
  });

  test.each(["proxy", "PROXY/", "PROXY/65536", "PROXY/1/2", "HBONE/15008", ""])(
    "%j is none, and a problem",
    (text) => {
      const gateway = aGateway({ metadata: { annotations: { [BINDING]: text } } });
      const { binding, problems } = inboundBindingOf(gateway, undefined);
      expect(binding).toBeUndefined();
      expect(problems).toEqual([
        { path: `metadata.annotations.${BINDING}`, reason: expect.stringContaining("PROXY/<port>") },
      ]);
    },
  );
});

describe("who may attach is said by", () => {
  const allowing = (from: string, changes: object = {}) => ({
    ...MESH_LISTENER,
    ...changes,
    allowedRoutes: { namespaces: { from } },
  });

  test.each<[name: string, listeners: object[], binding: string | undefined, expected: string]>([
    ["the HBONE listener", [allowing("All")], undefined, "All"],
    ["nobody without one", [allowing("All", { port: 15_009 })], undefined, "Same"],
    ["nobody if it is of another protocol", [allowing("All", { protocol: "HTTP" })], undefined, "Same"],
    ["nobody if it says nothing", [MESH_LISTENER], undefined, "Same"],
    [
      "the listener of the bound port",
      [allowing("All"), allowing("None", { port: 15_088, protocol: "TCP" })],
      "PROXY/15088",
      "None",
    ],
    [
      "the PROXY listener of a binding without a port",
      [allowing("All"), allowing("None", { port: 1, protocol: "istio.io/PROXY" })],
      "PROXY",
      "None",
    ],
  ])("%s", (_name, listeners, binding, expected) => {
    const annotations = binding === undefined ? {} : { [BINDING]: binding };
    expect(aWaypoint({ metadata: { annotations }, spec: { listeners } }).allowedFrom).toBe(expected);
  });
});
