import { describe, expect, test } from "vitest";
import { decodeGateway } from "./gateway.ts";
import { decodeHttpRoute } from "./route.ts";

const metadata = { name: "waypoint", namespace: "shop" };

describe("who may attach to a listener", () => {
  test.each<[string, unknown, string]>([
    ["not told", undefined, "Same"],
    ["all", { namespaces: { from: "All" } }, "All"],
    ["a word that is not known", { namespaces: { from: "Some" } }, "None"],
    ["by selector", { namespaces: { from: "Selector", selector: { matchLabels: { a: "b" } } } }, "Selector"],
  ])("%s", (_name, allowedRoutes, expected) => {
    const spec = {
      gatewayClassName: "istio-waypoint",
      listeners: [{ name: "mesh", port: 15_008, protocol: "HBONE", allowedRoutes }],
    };
    expect(decodeGateway({ metadata, spec }).object.listeners[0]?.allowedFrom).toBe(expected);
  });

  test("a selector that cannot be read selects nothing", () => {
    const namespaces = { from: "Selector", selector: { matchExpressions: [{ key: "a", operator: "Near" }] } };
    const { object, problems } = decodeGateway({
      metadata,
      spec: { listeners: [{ allowedRoutes: { namespaces } }] },
    });
    expect(object.listeners[0]).toMatchObject({ allowedFrom: "Selector", allowedNamespaces: undefined });
    expect(problems).toHaveLength(2);
  });
});

test("addresses of the status are IP addresses unless they say otherwise", () => {
  const status = {
    addresses: [{ value: "10.0.0.1" }, { type: "Hostname", value: "a.example.com" }, { type: "IPAddress" }],
  };
  expect(decodeGateway({ metadata, status }).object.addresses).toEqual([
    { type: "IPAddress", value: "10.0.0.1" },
    { type: "Hostname", value: "a.example.com" },
  ]);
});

test("a route names parents and backends, also those it mirrors to", () => {
  const { object } = decodeHttpRoute({
    metadata,
    spec: {
      parentRefs: [{ group: "", kind: "Service", name: "a", port: 80 }, { name: "gw" }],
      rules: [
        {
          backendRefs: [{ name: "b", port: 80 }],
          filters: [
            { type: "RequestMirror", requestMirror: { backendRef: { name: "m", port: 81 } } },
            { type: "URLRewrite" },
          ],
        },
      ],
    },
  });
  expect(object.parentRefs).toEqual([
    { group: "", kind: "Service", name: "a", namespace: undefined, sectionName: undefined, port: 80 },
    {
      group: "gateway.networking.k8s.io",
      kind: "Gateway",
      name: "gw",
      namespace: undefined,
      sectionName: undefined,
      port: undefined,
    },
  ]);
  expect(object.backendRefs.map(({ kind, name, port, isMirror }) => [kind, name, port, isMirror])).toEqual([
    ["Service", "b", 80, false],
    ["Service", "m", 81, true],
  ]);
});
