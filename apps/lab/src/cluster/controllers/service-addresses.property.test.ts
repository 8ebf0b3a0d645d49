import { CidrMatcher, parseCidr, parseIpAddress } from "@ambit/addr";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeService, type Service } from "../objects/service.ts";
import { aService } from "../testing/objects.ts";
import { SimulatedCluster } from "../testing/simulated-cluster.ts";
import { addressAt, rangeSize } from "./address-range.ts";
import { planServiceAddresses, serviceAddressController } from "./service-addresses.ts";

const CIDRS = [parseCidr("10.96.0.0/16"), parseCidr("fd00:96::/112")];

describe("service addresses", () => {
  test("are each given once, within their block, and stay", () => {
    const anySpec = fc.record(
      {
        type: fc.constantFrom("ClusterIP", "NodePort", "LoadBalancer", "ExternalName"),
        clusterIP: fc.constantFrom("None"),
        ipFamilyPolicy: fc.constantFrom("SingleStack", "PreferDualStack", "RequireDualStack"),
        ipFamilies: fc.constantFrom(["IPv6"], ["IPv4", "IPv6"], ["IPv6", "IPv4"]),
      },
      { requiredKeys: ["type"] },
    );
    fc.assert(
      fc.property(
        fc.array(anySpec, { minLength: 1, maxLength: 12 }),
        fc.constantFrom(24, 28),
        (specs, prefix) => {
          const cluster = new SimulatedCluster();
          const cidrs = [parseCidr(`10.96.0.0/${prefix}`), parseCidr("fd00:96::/112")];
          const controller = serviceAddressController(cidrs);
          for (const [index, spec] of specs.entries()) {
            const ports = [
              { name: "a", port: 80 },
              { name: "b", port: 81 },
            ];
            cluster.create("services", { metadata: { name: `s${index}` }, spec: { ...spec, ports } });
            // A block that is used up leaves the rest without, and that is the end of it.
            cluster.step(controller, "all");
            cluster.step(controller, "all");
          }
          expect(cluster.step(controller, "all")).toBe(false);
          const services = [...cluster.view.services.values()];
          const addresses = services.flatMap(({ clusterIps }) => clusterIps);
          expect(new Set(addresses).size).toBe(addresses.length);
          const matcher = new CidrMatcher(cidrs);
          expect(addresses.every((address) => matcher.matches(address))).toBe(true);
          const nodePorts = services.flatMap(({ ports }) => ports.flatMap(({ nodePort }) => nodePort ?? []));
          expect(new Set(nodePorts).size).toBe(nodePorts.length);
          for (const service of services) {
            const isServed = service.type === "NodePort" || service.type === "LoadBalancer";
            expect(service.ports.every(({ nodePort }) => (nodePort !== undefined) === isServed)).toBe(true);
          }
        },
      ),
    );
  });

  test.each([
    ["nothing", {}, ["IPv4"], "SingleStack"],
    ["the other family", { ipFamilies: ["IPv6"] }, ["IPv6"], "SingleStack"],
    ["both families", { ipFamilies: ["IPv6", "IPv4"] }, ["IPv6", "IPv4"], "PreferDualStack"],
    ["both if possible", { ipFamilyPolicy: "PreferDualStack" }, ["IPv4", "IPv6"], "PreferDualStack"],
    ["an address", { clusterIP: "10.96.0.7" }, ["IPv4"], "SingleStack"],
    ["no address", { clusterIP: "None", selector: { app: "web" } }, ["IPv4"], "SingleStack"],
    ["neither address nor selector", { clusterIP: "None" }, ["IPv4", "IPv6"], "PreferDualStack"],
  ])("of a service that asks for %s", (_case, spec, ipFamilies, ipFamilyPolicy) => {
    const service = decodeService({ metadata: { name: "web", uid: "1" }, spec: { ports: [], ...spec } });
    expect(planServiceAddresses([service], CIDRS).actions).toMatchObject([
      { body: { spec: { ipFamilies, ipFamilyPolicy } } },
    ]);
  });

  test("come back to a service that has lost its own", () => {
    const uid = "5f0c";
    const first = planServiceAddresses(
      [aService({ meta: { uid }, clusterIps: [], ipFamilies: [] })],
      CIDRS,
    ).actions;
    const again = planServiceAddresses(
      [aService({ meta: { uid }, clusterIps: [] }), ...OTHERS],
      CIDRS,
    ).actions;
    expect(again[0]).toEqual(first[0]);
  });

  test("are not given from what is left for services that choose", () => {
    const services = Array.from({ length: 200 }, (_, index) =>
      aService({ meta: { name: `s${index}`, uid: `u${index}` }, clusterIps: [], ipFamilies: [] }),
    );
    const given = JSON.stringify(planServiceAddresses(services, [parseCidr("10.96.0.0/24")]).actions);
    for (let last = 0; last <= 16; last += 1) expect(given).not.toContain(`"10.96.0.${last}"`);
    expect(given).not.toContain('"10.96.0.255"');
  });
});

const OTHERS: readonly Service[] = [
  aService({ meta: { name: "other", uid: "2" }, clusterIps: [parseIpAddress("10.96.0.99")] }),
];

test.each([
  ["10.96.0.0/16", 1, "10.96.0.1", 65_534],
  ["10.96.0.77/24", 254, "10.96.0.254", 254],
  ["10.0.0.0/8", 65_534, "10.0.255.254", 65_534],
  ["fd00:96::/112", 65_534, "fd00:96::fffe", 65_534],
  ["fd00:96::/64", 1, "fd00:96::1", 65_534],
])("address %s + %d is %s", (cidr, index, expected, size) => {
  expect(addressAt(parseCidr(cidr), index)).toBe(expected);
  expect(rangeSize(parseCidr(cidr))).toBe(size);
});
