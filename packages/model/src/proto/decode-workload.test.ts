import { Address, type Workload as WireWorkload } from "@ambit/proto/workload";
import { describe, expect, test } from "vitest";
import type { Workload } from "../workload.ts";
import { decodeAddress } from "./decode-resource.ts";

function decode(wire: WireWorkload) {
  const payload = Address.encode({ workload: { uid: "u", ...wire } }).finish();
  const { resource } = decodeAddress(payload);
  if (resource.kind !== "workload") throw new Error("not a workload");
  return resource;
}

const ip = (...bytes: number[]) => Uint8Array.from(bytes);
const NO_GATEWAY = { hboneMtlsPort: 15008 };

describe("fields of a workload", () => {
  const rows: readonly [string, WireWorkload, Partial<Workload>][] = [
    ["uid", {}, { uid: "u" }],
    ["texts that are absent", {}, { name: "", namespace: "", network: "", node: "", hostname: "" }],
    ["name and namespace", { name: "n", namespace: "ns" }, { name: "n", namespace: "ns" }],
    ["IPv4 address", { addresses: [ip(10, 0, 0, 1)] }, { workloadIps: ["10.0.0.1"] as never }],
    [
      "IPv6 address",
      { addresses: [ip(0xfd, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1)] },
      { workloadIps: ["fd00::1"] as never },
    ],
    [
      "IPv4 address in IPv6 form",
      { addresses: [ip(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 10, 0, 0, 1)] },
      { workloadIps: ["10.0.0.1"] as never },
    ],
    ["no address", {}, { workloadIps: [] }],
    ["tunnel protocol NONE", { tunnelProtocol: 0 }, { protocol: "TCP" }],
    ["tunnel protocol HBONE", { tunnelProtocol: 1 }, { protocol: "HBONE" }],
    ["trust domain", { trustDomain: "td" }, { trustDomain: "td" }],
    ["trust domain by default", { trustDomain: "" }, { trustDomain: "cluster.local" }],
    ["service account", { serviceAccount: "sa" }, { serviceAccount: "sa" }],
    ["service account by default", { serviceAccount: "" }, { serviceAccount: "default" }],
    ["cluster", { clusterId: "c" }, { clusterId: "c" }],
    ["cluster by default", { clusterId: "" }, { clusterId: "Kubernetes" }],
    ["no waypoint", {}, { waypoint: undefined }],
    [
      "waypoint by address",
      { waypoint: { address: { network: "n", address: ip(10, 0, 0, 9) }, hboneMtlsPort: 15008 } },
      {
        waypoint: {
          destination: { kind: "address", network: "n", address: "10.0.0.9" as never },
          hboneMtlsPort: 15008,
        },
      },
    ],
    [
      "waypoint by name",
      { waypoint: { hostname: { namespace: "ns", hostname: "w" }, hboneMtlsPort: 15008 } },
      {
        waypoint: { destination: { kind: "hostname", namespace: "ns", hostname: "w" }, hboneMtlsPort: 15008 },
      },
    ],
    [
      "network gateway",
      { networkGateway: { hostname: { namespace: "ns", hostname: "gw" }, hboneMtlsPort: 65_537 } },
      {
        networkGateway: {
          destination: { kind: "hostname", namespace: "ns", hostname: "gw" },
          hboneMtlsPort: 1,
        },
      },
    ],
    ["type deployment", { workloadType: 0 }, { workloadType: "deployment" }],
    ["type cronjob", { workloadType: 1 }, { workloadType: "cronjob" }],
    ["type pod", { workloadType: 2 }, { workloadType: "pod" }],
    ["type job", { workloadType: 3 }, { workloadType: "job" }],
    ["unknown type", { workloadType: 99 as never }, { workloadType: "deployment" }],
    ["native tunnel", { nativeTunnel: true }, { nativeTunnel: true }],
    [
      "names for telemetry",
      { workloadName: "w", canonicalName: "c", canonicalRevision: "r" },
      { workloadName: "w", canonicalName: "c", canonicalRevision: "r" },
    ],
    ["policies", { authorizationPolicies: ["a/b", "c/d"] }, { authorizationPolicies: ["a/b", "c/d"] }],
    ["status healthy", { status: 0 }, { status: "Healthy" }],
    ["status unhealthy", { status: 1 }, { status: "Unhealthy" }],
    [
      "application tunnel without a port",
      { applicationTunnel: { protocol: 1, port: 0 } },
      { applicationTunnel: { protocol: "PROXY", port: undefined } },
    ],
    [
      "application tunnel with a port",
      { applicationTunnel: { protocol: 0, port: 65_616 } },
      { applicationTunnel: { protocol: "NONE", port: 80 } },
    ],
    ["no application tunnel", {}, { applicationTunnel: undefined }],
    [
      "locality",
      { locality: { region: "r", zone: "z", subzone: "s" } },
      { locality: { region: "r", zone: "z", subzone: "s" } },
    ],
    ["no locality", {}, { locality: { region: "", zone: "", subzone: "" } }],
    ["network mode standard", { networkMode: 0 }, { networkMode: "Standard" }],
    ["network mode host", { networkMode: 1 }, { networkMode: "HostNetwork" }],
    ["capacity absent", {}, { capacity: 1 }],
    ["capacity 0", { capacity: { value: 0 } }, { capacity: 0 }],
    ["capacity", { capacity: { value: 4_000_000_000 } }, { capacity: 4_000_000_000 }],
    ["extensions are ignored", { extensions: [{ name: "x" }] }, { uid: "u" }],
  ];

  test.each(rows)("%s", (_name, wire, expected) => {
    expect(decode(wire).workload).toMatchObject(expected);
  });
});

describe("services of a workload", () => {
  test("are endpoints with port maps, and the keys are listed", () => {
    const services = {
      "ns/a": { ports: [{ servicePort: 80, targetPort: 8080, appProtocol: 3 }] },
      "ns/b": {},
    };
    const { workload, endpoints } = decode({ services });
    expect(workload.services).toEqual(["ns/a", "ns/b"]);
    expect(endpoints).toEqual(
      new Map([
        ["ns/a", new Map([[80, 8080]])],
        ["ns/b", new Map()],
      ]),
    );
  });

  test("of a port that is there twice, the later one counts", () => {
    const ports = [
      { servicePort: 53, targetPort: 1 },
      { servicePort: 53, targetPort: 2 },
    ];
    expect(decode({ services: { "ns/a": { ports } } }).endpoints.get("ns/a")).toEqual(new Map([[53, 2]]));
  });

  test("port numbers lose what does not fit 16 bits", () => {
    const ports = [{ servicePort: 65_616, targetPort: 131_152 }];
    expect(decode({ services: { "ns/a": { ports } } }).endpoints.get("ns/a")).toEqual(new Map([[80, 80]]));
  });

  test("a target port of 0 is kept: the name is the endpoint's to know", () => {
    const ports = [{ servicePort: 80, targetPort: 0 }];
    expect(decode({ services: { "ns/a": { ports } } }).endpoints.get("ns/a")).toEqual(new Map([[80, 0]]));
  });

  test("a key that looks like the prototype is a key", () => {
    const { endpoints } = decode({ services: { "__proto__/x": {} } });
    expect([...endpoints.keys()]).toEqual(["__proto__/x"]);
  });
});

describe("a workload is refused for", () => {
  const rows: readonly [string, WireWorkload, RegExp][] = [
    ["an empty uid", { uid: "" }, /^uid is empty/],
    ["an address of 3 bytes", { addresses: [ip(10, 0, 0, 1), ip(1, 2, 3)] }, /^addresses\[1\].*found 3/],
    ["an address of no bytes", { addresses: [ip()] }, /^addresses\[0\].*found 0/],
    ["an address of 5 bytes", { addresses: [ip(1, 2, 3, 4, 5)] }, /^addresses\[0\].*found 5/],
    ["an address of 17 bytes", { addresses: [new Uint8Array(17)] }, /found 17/],
    ["the tunnel protocol of sidecars", { tunnelProtocol: 2 }, /^tunnel_protocol: LEGACY_ISTIO_MTLS/],
    ["an unknown tunnel protocol", { tunnelProtocol: 3 as never }, /^tunnel_protocol: unknown value 3/],
    ["an unknown status", { status: 2 as never }, /^status: unknown value 2/],
    ["a negative enum value", { status: -1 as never }, /^status: unknown value -1/],
    ["an unknown network mode", { networkMode: 2 as never }, /^network_mode: unknown value 2/],
    ["a waypoint without destination", { waypoint: NO_GATEWAY }, /^waypoint has no destination/],
    [
      "a network gateway without destination",
      { networkGateway: NO_GATEWAY },
      /^network_gateway has no destination/,
    ],
    [
      "a waypoint at half an address",
      { waypoint: { address: { address: ip(10, 0) } } },
      /^waypoint: .*found 2/,
    ],
    [
      "a service key without a slash",
      { services: { nokey: {} } },
      /^services: expected "namespace\/hostname", found "nokey"/,
    ],
    [
      "an unknown tunnel of the application",
      { applicationTunnel: { protocol: 7 as never } },
      /^application_tunnel.protocol: unknown value 7/,
    ],
  ];

  test.each(rows)("%s", (_name, wire, reason) => {
    expect(() => decode(wire)).toThrow(
      expect.objectContaining({ code: "invalid-resource", message: expect.stringMatching(reason) }),
    );
  });
});
