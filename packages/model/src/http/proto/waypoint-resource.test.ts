import { Service, Waypoint, type Service as WireService } from "@ambit/proto/waypoint";
import { expect, test } from "vitest";
import { decodeWaypointService, decodeWaypointSettings } from "./waypoint-resource.ts";

function decode(wire: WireService): unknown {
  return decodeWaypointService(Service.encode({ namespace: "shop", hostname: "h", ...wire }).finish());
}

const target = { service: { service: "shop/h", port: 80 } };

test("a service that says nothing but its name has no routes and allows everybody", () => {
  expect(decode({})).toMatchObject({
    kind: "service",
    service: { hostname: "h", isServed: false, ports: [], routeTables: [], policies: [] },
  });
});

test.each<[string, WireService, RegExp]>([
  ["no hostname", { hostname: "" }, /^hostname is empty/],
  ["a port that is none", { ports: [{ number: 0 }] }, /^ports\[0\]\.number: 0 is not between 1 and 65535/],
  [
    "a protocol of a later version",
    { ports: [{ number: 1, protocol: 9 as never }] },
    /^ports\[0\]\.protocol/,
  ],
  [
    "an entry that leads to no rule",
    { routeTables: [{ entries: [{ match: {}, rule: 1 }], rules: [{ respond: { status: 200 } }] }] },
    /^route_tables\[0\]\.entries\[0\]\.rule: there is no rule 1/,
  ],
  [
    "a rule that does nothing",
    { routeTables: [{ rules: [{ name: "x" }] }] },
    /^route_tables\[0\]\.rules\[0\]\.action is of no kind/,
  ],
  [
    "a backend that leads nowhere",
    { connectionRoutes: [{ backends: [{ target }, { target: {} }] }] },
    /^connection_routes\[0\]\.backends\[1\]\.target is of no kind/,
  ],
  ["a policy of no action", { policies: [{ name: "p" }] }, /^policies\[0\]\.action: unknown value 0/],
  [
    "a condition of no kind",
    { policies: [{ name: "p", action: 1, rules: [{ when: [{}] }] }] },
    /^policies\[0\]\.rules\[0\]\.when\[0\]\.key: unknown value 0/,
  ],
  [
    "half an address",
    { policies: [{ name: "p", action: 1, rules: [{ from: [{ ips: [{ address: Uint8Array.of(1) }] }] }] }] },
    /^policies\[0\]\.rules\[0\]\.from\[0\]\.ips\[0\]\.address/,
  ],
])("a service with %s is refused, and it is said where", (_name, wire, message) => {
  expect(() => decode(wire)).toThrow(message);
});

test("a condition of a later version makes a policy unusable", () => {
  // policies[0] { name: "p", action: ALLOW, rules[0] { from[0] { field 200: "a" } } }
  const from = [0xc2, 0x0c, 1, 0x61];
  const rule = [0x0a, from.length, ...from];
  const policy = [0x12, 1, 0x70, 0x18, 1, 0x32, rule.length, ...rule];
  const bytes = Uint8Array.of(0x12, 1, 0x68, 0x3a, policy.length, ...policy);
  expect(() => decodeWaypointService(bytes)).toThrow(/^policies\[0\]\.policy has a part that this version/);
});

test("a part of a later version that decides nothing is not looked at", () => {
  const bytes = Uint8Array.of(0x12, 1, 0x68, 0xc2, 0x0c, 1, 0x61);
  expect(decodeWaypointService(bytes)).toMatchObject({ kind: "service", service: { hostname: "h" } });
});

test("a provider without a port makes settings unusable", () => {
  const bytes = Waypoint.encode({ name: "w", providers: [{ name: "p" }] }).finish();
  expect(() => decodeWaypointSettings(bytes)).toThrow(/^providers\[0\]\.port/);
});

test("a resource that is too large is not read", () => {
  expect(() => decodeWaypointService(new Uint8Array(17 * 1024 * 1024))).toThrow(/larger than/);
});
