import { TunnelApplicationProtocol } from "@ambit/proto/workload";
import { expect, test } from "vitest";
import { attachWorkload } from "./attach-workload.ts";
import { aWaypoint } from "./testing/gateway-objects.ts";

const bound = { annotations: { "ambient.istio.io/waypoint-inbound-binding": "PROXY/15088" } };
const all = { labels: { "istio.io/waypoint-for": "all" } };
const waypoints = new Map([
  ["shop/all", aWaypoint({ metadata: { name: "all", ...all } })],
  [
    "shop/host",
    aWaypoint({
      metadata: { name: "host", ...all },
      status: { addresses: [{ type: "Hostname", value: "w.example.com" }] },
    }),
  ],
  ["shop/sandwich", aWaypoint({ metadata: { name: "sandwich", ...bound } })],
]);
const view = {
  findWaypoint: (key: string) => waypoints.get(key),
  findGateway: (key: string) => waypoints.get(key),
  domainSuffix: "cluster.local",
  namespace: () => ({ labels: { "istio.io/use-waypoint": "all" }, annotations: {} }),
  allNamespaceLabels: () => ({}),
  network: () => "",
};
const instanceOf = (gateway: string) => ({ "gateway.networking.k8s.io/gateway-name": gateway });

test("a workload has the address of the waypoint that serves it", () => {
  expect(attachWorkload(view, { namespace: "shop", labels: {}, isPod: true })).toMatchObject({
    waypoint: { address: { network: "", address: Uint8Array.of(10, 0, 0, 1) }, hboneMtlsPort: 15_008 },
    waypointKeys: ["shop/all"],
  });
  const labels = { "istio.io/use-waypoint": "host" };
  expect(attachWorkload(view, { namespace: "shop", labels, isPod: false }).waypoint).toEqual({
    hostname: { namespace: "shop", hostname: "w.example.com" },
    hboneMtlsPort: 15_008,
  });
});

test("without the waypoint that it asks for, nothing reaches a workload that says so", () => {
  const labels = { "istio.io/use-waypoint": "gone", "ambit.dev/waypoint-missing": "deny" };
  expect(attachWorkload(view, { namespace: "shop", labels, isPod: true })).toMatchObject({
    isDenied: true,
    waypoint: { hostname: { hostname: "gone.shop.svc.cluster.local" } },
  });
});

test("a waypoint's own pod has none, and tells how it wants to be handed its traffic", () => {
  expect(attachWorkload(view, { namespace: "shop", labels: instanceOf("all"), isPod: true })).toEqual({
    primary: { kind: "none" },
    isDenied: false,
    waypoint: undefined,
    applicationTunnel: undefined,
    waypointKeys: [],
  });
  expect(
    attachWorkload(view, { namespace: "shop", labels: instanceOf("sandwich"), isPod: true })
      .applicationTunnel,
  ).toEqual({ protocol: TunnelApplicationProtocol.PROXY, port: 15_088 });
});

test.each<[name: string, labels: Record<string, string>, isPod: boolean]>([
  ["a pod of a gateway that is no waypoint", instanceOf("other"), true],
  ["what is no pod", instanceOf("sandwich"), false],
])("%s attaches like any workload", (_name, labels, isPod) => {
  expect(attachWorkload(view, { namespace: "shop", labels, isPod }).waypointKeys).toEqual(["shop/all"]);
});
