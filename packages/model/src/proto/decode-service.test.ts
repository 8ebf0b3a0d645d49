import { Address, type LoadBalancing, type Service as WireService } from "@ambit/proto/workload";
import { describe, expect, test } from "vitest";
import type { LoadBalancer, Service } from "../service.ts";
import { decodeAddress } from "./decode-resource.ts";

function decode(wire: WireService): Service {
  const payload = Address.encode({ service: { hostname: "h", namespace: "ns", ...wire } }).finish();
  const { resource } = decodeAddress(payload);
  if (resource.kind !== "service") throw new Error("not a service");
  expect(resource.endpoints).toEqual([]);
  return resource.service;
}

const ip = (...bytes: number[]) => Uint8Array.from(bytes);
const v6 = ip(0xfd, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
const mapped = ip(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 10, 0, 0, 0);

describe("fields of a service", () => {
  const rows: readonly [string, WireService, Partial<Service>][] = [
    ["names", { name: "n" }, { name: "n", namespace: "ns", hostname: "h" }],
    ["subject alternative names", { subjectAltNames: ["spiffe://a"] }, { subjectAltNames: ["spiffe://a"] }],
    ["canonical", { canonical: true }, { canonical: true }],
    ["not canonical", {}, { canonical: false }],
    ["visibility public", { visibility: 0 }, { visibility: "Public" }],
    ["visibility namespace", { visibility: 1 }, { visibility: "Namespace" }],
    ["unknown visibility", { visibility: 9 as never }, { visibility: "Public" }],
    ["any IP family", { ipFamilies: 0 }, { ipFamilies: undefined }],
    ["IPv4 only", { ipFamilies: 1 }, { ipFamilies: "IPv4" }],
    ["IPv6 only", { ipFamilies: 2 }, { ipFamilies: "IPv6" }],
    ["both IP families", { ipFamilies: 3 }, { ipFamilies: "Dual" }],
    ["no waypoint", {}, { waypoint: undefined, weightedWaypoints: [] }],
    [
      "weighted waypoints",
      { weightedWaypoints: [{ destination: { hostname: { namespace: "w", hostname: "a" } }, weight: 7 }] },
      {
        weightedWaypoints: [
          {
            destination: {
              destination: { kind: "hostname", namespace: "w", hostname: "a" },
              hboneMtlsPort: 0,
            },
            weight: 7,
          },
        ],
      },
    ],
    [
      "ports",
      { ports: [{ servicePort: 80, targetPort: 8080, appProtocol: 4 }, { servicePort: 90 }] },
      {
        ports: new Map([
          [80, 8080],
          [90, 0],
        ]),
      },
    ],
    [
      "ports of more than 16 bits",
      { ports: [{ servicePort: 65_537, targetPort: 65_538 }] },
      { ports: new Map([[1, 2]]) },
    ],
    ["what only waypoints use", { ingressUseWaypoint: true, extensions: [{ name: "x" }] }, { hostname: "h" }],
  ];

  test.each(rows)("%s", (_name, wire, expected) => {
    expect(decode(wire)).toMatchObject(expected);
  });
});

describe("addresses of a service", () => {
  const vip = (address: string) => ({ vips: [{ network: "n", address }], cidrVips: [] });
  const cidrVip = (text: string, prefixLength: number) => ({
    vips: [],
    cidrVips: [{ network: "n", cidr: { ip: text, prefixLength } }],
  });
  test.each([
    ["without a length", ip(10, 0, 0, 0), undefined, vip("10.0.0.0")],
    ["IPv4 of 32 bits", ip(10, 0, 0, 0), 32, vip("10.0.0.0")],
    ["IPv6 of 128 bits", v6, 128, vip("fd00::")],
    ["IPv4 block", ip(10, 0, 0, 0), 8, cidrVip("10.0.0.0", 8)],
    ["IPv4 block of everything: a length of 0 is a length", ip(0, 0, 0, 0), 0, cidrVip("0.0.0.0", 0)],
    ["IPv6 block", v6, 8, cidrVip("fd00::", 8)],
    ["IPv6 block of 32 bits is no single address", v6, 32, cidrVip("fd00::", 32)],
    ["IPv4 in IPv6 form", mapped, 128, vip("10.0.0.0")],
    ["IPv4 block in IPv6 form", mapped, 104, cidrVip("10.0.0.0", 8)],
  ])("%s", (_name, address, length, expected) => {
    const wire = { network: "n", address, ...(length === undefined ? {} : { length }) };
    expect(decode({ addresses: [wire] })).toMatchObject(expected);
  });
});

describe("load balancing of a service", () => {
  const rows: readonly [string, LoadBalancing | undefined, LoadBalancer | undefined][] = [
    ["none", undefined, undefined],
    ["unspecified mode", {}, { routingPreferences: [], mode: "Standard", healthPolicy: "OnlyHealthy" }],
    [
      "strict",
      { mode: 1, routingPreference: [4] },
      { routingPreferences: ["Node"], mode: "Strict", healthPolicy: "OnlyHealthy" },
    ],
    [
      "failover over every scope, in order",
      { mode: 2, routingPreference: [6, 1, 2, 3, 4, 5] },
      {
        routingPreferences: ["Network", "Region", "Zone", "Subzone", "Node", "Cluster"],
        mode: "Failover",
        healthPolicy: "OnlyHealthy",
      },
    ],
    [
      "passthrough, unhealthy endpoints too",
      { mode: 3, healthPolicy: 1 },
      { routingPreferences: [], mode: "Passthrough", healthPolicy: "AllowAll" },
    ],
  ];

  test.each(rows)("%s", (_name, wire, expected) => {
    expect(decode(wire === undefined ? {} : { loadBalancing: wire }).loadBalancer).toEqual(expected);
  });
});

describe("a service is refused for", () => {
  const rows: readonly [string, WireService, RegExp][] = [
    ["an empty hostname", { hostname: "" }, /^hostname is empty/],
    ["an address of 2 bytes", { addresses: [{ address: ip(1, 2) }] }, /^addresses\[0\].*found 2/],
    ["an address without bytes", { addresses: [{ network: "n" }] }, /^addresses\[0\].*found 0/],
    [
      "a prefix longer than IPv4",
      { addresses: [{ address: ip(10, 0, 0, 0), length: 33 }] },
      /^addresses\[0\].*33 bits/,
    ],
    ["a prefix longer than IPv6", { addresses: [{ address: v6, length: 129 }] }, /^addresses\[0\].*129 bits/],
    [
      "an unspecified scope",
      { loadBalancing: { mode: 2, routingPreference: [1, 0] } },
      /^load_balancing.routing_preference: unknown value 0/,
    ],
    [
      "an unknown scope",
      { loadBalancing: { routingPreference: [7 as never] } },
      /routing_preference: unknown value 7/,
    ],
    ["an unknown mode", { loadBalancing: { mode: 4 as never } }, /^load_balancing.mode: unknown value 4/],
    [
      "an unknown health policy",
      { loadBalancing: { healthPolicy: 2 as never } },
      /^load_balancing.health_policy: unknown value 2/,
    ],
    ["an unknown IP family", { ipFamilies: 4 as never }, /^ip_families: unknown value 4/],
    ["a waypoint without destination", { waypoint: {} }, /^waypoint has no destination/],
    [
      "a weighted waypoint without gateway",
      { weightedWaypoints: [{ weight: 1 }] },
      /^weighted_waypoints\[0\] has no destination/,
    ],
    [
      "a weighted waypoint without destination",
      { weightedWaypoints: [{ destination: {} }] },
      /^weighted_waypoints\[0\].destination has no destination/,
    ],
  ];

  test.each(rows)("%s", (_name, wire, reason) => {
    expect(() => decode(wire)).toThrow(
      expect.objectContaining({ code: "invalid-resource", message: expect.stringMatching(reason) }),
    );
  });
});

describe("an address message", () => {
  test("of no kind is refused", () => {
    expect(() => decodeAddress(new Uint8Array())).toThrow(/neither a workload nor a service/);
  });

  test("that holds both is what came last, as the wire format says", () => {
    const workload = Address.encode({ workload: { uid: "u" } }).finish();
    const service = Address.encode({ service: { hostname: "h", namespace: "ns" } }).finish();
    expect(decodeAddress(Uint8Array.of(...workload, ...service)).resource.kind).toBe("service");
    expect(decodeAddress(Uint8Array.of(...service, ...workload)).resource.kind).toBe("workload");
  });

  test("that is cut short is refused", () => {
    const payload = Address.encode({ workload: { uid: "long enough" } }).finish();
    expect(() => decodeAddress(payload.subarray(0, payload.length - 1))).toThrow(
      /^not a message of this type/,
    );
  });

  test("with text that is not UTF-8 is refused", () => {
    expect(() => decodeAddress(Uint8Array.of(0x0a, 4, 0xa2, 0x01, 1, 0xff))).toThrow(
      /^not a message of this type/,
    );
  });
});
