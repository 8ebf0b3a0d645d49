import { parseIpAddress, parseSocketAddress } from "@ambit/addr";
import { expect, test } from "vitest";
import { type InnerTunnelIdentity, innerPoolKey, poolKey, type TunnelIdentity } from "./pool-key.ts";

function anIdentity(serviceAccount: string, namespace = "shop") {
  return { trustDomain: "cluster.local", namespace, serviceAccount };
}

const tunnel: TunnelIdentity = {
  source: anIdentity("client"),
  expected: [anIdentity("a"), anIdentity("b")],
  destination: parseSocketAddress("10.0.0.1:15008"),
  sourceIp: parseIpAddress("10.0.0.2"),
};

test("equal parts give the same key", () => {
  expect(poolKey({ ...tunnel, expected: [anIdentity("a"), anIdentity("b")] })).toBe(poolKey(tunnel));
});

test.each<{ name: string; other: Partial<TunnelIdentity> }>([
  { name: "the source", other: { source: anIdentity("other") } },
  { name: "an expected identity", other: { expected: [anIdentity("a"), anIdentity("c")] } },
  { name: "the order of expected identities", other: { expected: [anIdentity("b"), anIdentity("a")] } },
  { name: "the number of expected identities", other: { expected: [anIdentity("a")] } },
  { name: "no expected identity", other: { expected: [] } },
  {
    name: "names that look like separators",
    other: { expected: [anIdentity("a,33:spiffe://cluster.local/ns/shop/sa/b")] },
  },
  { name: "the destination's port", other: { destination: parseSocketAddress("10.0.0.1:15009") } },
  { name: "the destination", other: { destination: parseSocketAddress("10.0.0.3:15008") } },
  { name: "the source address", other: { sourceIp: parseIpAddress("10.0.0.3") } },
])("differs by $name", ({ other }) => {
  expect(poolKey({ ...tunnel, ...other })).not.toBe(poolKey(tunnel));
});

const inner: InnerTunnelIdentity = { authority: "shop.example:80", expected: [anIdentity("server")] };

test("an inner tunnel's key is equal for equal parts, and never that of an outer one", () => {
  const key = innerPoolKey(poolKey(tunnel), { ...inner, expected: [anIdentity("server")] });
  expect(key).toBe(innerPoolKey(poolKey(tunnel), inner));
  expect(key).not.toBe(poolKey(tunnel));
});

test.each<{ name: string; outer?: Partial<TunnelIdentity>; other?: Partial<InnerTunnelIdentity> }>([
  { name: "the source", outer: { source: anIdentity("other") } },
  { name: "the source address", outer: { sourceIp: parseIpAddress("10.0.0.3") } },
  { name: "the gateway", outer: { destination: parseSocketAddress("10.0.0.3:15008") } },
  { name: "who the gateway may be", outer: { expected: [anIdentity("a")] } },
  { name: "what is asked of the gateway", other: { authority: "shop.example:81" } },
  { name: "who may answer behind it", other: { expected: [anIdentity("other")] } },
  { name: "an authority that looks like more", other: { authority: "shop.example:80 39:x" } },
])("an inner tunnel's key differs by $name", ({ outer, other }) => {
  const key = innerPoolKey(poolKey({ ...tunnel, ...outer }), { ...inner, ...other });
  expect(key).not.toBe(innerPoolKey(poolKey(tunnel), inner));
});
