import { parseIpAddress } from "@ambit/addr";
import type { Service, Workload } from "@ambit/model";
import { aWaypointService } from "@ambit/model/http/testing";
import { aService, aWorkload } from "@ambit/model/testing";
import { expect, test } from "vitest";
import { aTrafficPolicy } from "../testing/endpoints.ts";
import { endpointsOf, type MeshView, trafficPolicyOf } from "./service-endpoints.ts";

const KEY = "shop/echo.shop.svc.cluster.local";
const QUERY = { service: KEY, port: 80, subset: undefined };

function pod(name: string, zone: string): Workload {
  return aWorkload({
    uid: name,
    name,
    workloadIps: [parseIpAddress("10.0.0.1")],
    locality: { region: "eu", zone, subzone: "" },
  });
}

function meshOf(service: Partial<Service>, workloads: readonly Workload[], local?: Workload): MeshView {
  const endpoints = new Map(
    workloads.map(({ uid }) => [
      uid,
      { workloadUid: uid, port: new Map([[80, 8080]]), status: "Healthy" as const },
    ]),
  );
  const routed = { service: aService({ ports: new Map([[80, 8080]]), ...service }), endpoints };
  return {
    findService: (key) => (key === KEY ? routed : undefined),
    findWorkloadByUid: (uid) => workloads.find((workload) => workload.uid === uid),
    findLocal: () => local,
  };
}

function preferring(mode: "Failover" | "Strict"): Partial<Service> {
  return { loadBalancer: { mode, routingPreferences: ["Region", "Zone"], healthPolicy: "OnlyHealthy" } };
}

const HERE = pod("waypoint", "a");

test("the nearest endpoints come first where the service asks for that", () => {
  const mesh = meshOf(preferring("Failover"), [pod("far", "b"), pod("near", "a")], HERE);
  const ranks = new Map(endpointsOf(mesh, QUERY, undefined)?.map(({ key, rank }) => [key, rank]));
  expect(ranks.get("near:8080")).toBeLessThan(ranks.get("far:8080") ?? 0);
});

test("those that are not near enough are left out where the service insists", () => {
  const mesh = meshOf(preferring("Strict"), [pod("far", "b"), pod("near", "a")], HERE);
  expect(endpointsOf(mesh, QUERY, undefined)?.map(({ key }) => key)).toEqual(["near:8080"]);
});

test("without preference all are equal", () => {
  const mesh = meshOf({}, [pod("far", "b"), pod("near", "a")], HERE);
  expect(endpointsOf(mesh, QUERY, undefined)?.map(({ rank }) => rank)).toEqual([0, 0]);
});

test("a subset has its own endpoints and policy, and an unknown one nobody", () => {
  const mesh = meshOf({}, [pod("v1", "a"), pod("v2", "a")]);
  const config = aWaypointService({
    trafficPolicies: [{ port: undefined, policy: aTrafficPolicy({ warmupMs: 1 }) }],
    subsets: [
      {
        name: "v2",
        labels: [],
        workloads: ["v2"],
        policies: [{ port: undefined, policy: aTrafficPolicy({ warmupMs: 2 }) }],
      },
      { name: "plain", labels: [], workloads: [], policies: [] },
    ],
  });
  const ofSubset = (subset: string) => ({ ...QUERY, subset });
  expect(endpointsOf(mesh, ofSubset("v2"), config)?.map(({ key }) => key)).toEqual(["v2:8080"]);
  expect(endpointsOf(mesh, ofSubset("plain"), config)).toEqual([]);
  expect(endpointsOf(mesh, ofSubset("v3"), config)).toBeUndefined();
  expect(trafficPolicyOf(ofSubset("v2"), config).warmupMs).toBe(2);
  expect(trafficPolicyOf(ofSubset("plain"), config).warmupMs).toBe(1);
});

test("a port's own policy replaces that of all ports", () => {
  const config = aWaypointService({
    trafficPolicies: [
      { port: undefined, policy: aTrafficPolicy({ warmupMs: 1 }) },
      { port: 80, policy: aTrafficPolicy({ warmupMs: 2 }) },
    ],
  });
  expect(trafficPolicyOf(QUERY, config).warmupMs).toBe(2);
  expect(trafficPolicyOf({ ...QUERY, port: 81 }, config).warmupMs).toBe(1);
});

const FAR_GATEWAY = parseIpAddress("172.18.0.9");
const VIP = parseIpAddress("10.96.0.10");

test.each([
  ["its gateway", { kind: "address", network: "far", address: FAR_GATEWAY }, FAR_GATEWAY],
  [
    "the service, where the gateway has a name,",
    { kind: "hostname", namespace: "istio-system", hostname: "gw" },
    VIP,
  ],
] as const)(
  "of an endpoint in another network %s gives the address, and the service its port",
  (_, destination, address) => {
    const far = aWorkload({
      uid: "far",
      workloadIps: [],
      network: "far",
      networkGateway: { destination, hboneMtlsPort: 15008 },
    });
    const mesh = meshOf({ vips: [{ network: "", address: VIP }] }, [far, pod("near", "a")], HERE);
    const found = new Map(endpointsOf(mesh, QUERY, undefined)?.map((endpoint) => [endpoint.key, endpoint]));
    expect(found.get("far:80")).toMatchObject({ address, port: 80, remote: { port: 80 } });
    expect(found.get("near:8080")?.remote).toBeUndefined();
  },
);
