import { readFileSync } from "node:fs";
import { parseCidr } from "@ambit/addr";
import { describe, expect, test } from "vitest";
import {
  dumpAuthorization,
  dumpService,
  dumpStagedServices,
  dumpStaticConfig,
  dumpWorkload,
  sortedPolicies,
  sortedServices,
  sortedWorkloads,
} from "./dump.ts";
import { decodeLocalConfig } from "./local/local-config.ts";
import type { MeshResource } from "./mesh-batch.ts";
import { aMatch, aPolicy, aService, aWorkload } from "./testing/builders.ts";

interface DumpItem {
  readonly [field: string]: unknown;
  readonly services?: readonly string[];
}

interface ConfigDump {
  readonly workloads: readonly DumpItem[];
  readonly services: readonly DumpItem[];
  readonly policies: readonly DumpItem[];
  readonly stagedServices: DumpItem;
  readonly staticConfig: DumpItem;
}

function readGolden(name: string): string {
  return readFileSync(new URL(`../test/golden/${name}`, import.meta.url), "utf8");
}

function readDump(name: string): ConfigDump {
  const dump: ConfigDump = JSON.parse(readGolden(name));
  return dump;
}

function workloadsOf(resources: readonly MeshResource[]) {
  return sortedWorkloads(
    resources.flatMap((resource) => (resource.kind === "workload" ? [resource.workload] : [])),
  );
}

describe("against a dump of a stock ztunnel with a local file", () => {
  const golden = readDump("local-file.config-dump.json");
  const resources = decodeLocalConfig(readGolden("local-file.yaml"), "local-file.yaml");

  test("the static configuration is equal, also in the order of its keys", () => {
    expect(JSON.stringify(dumpStaticConfig(resources))).toBe(JSON.stringify(golden.staticConfig));
  });

  test("workloads and policies are equal", () => {
    expect(JSON.stringify(workloadsOf(resources).map(dumpWorkload))).toBe(JSON.stringify(golden.workloads));
    const policies = resources.flatMap((resource) => (resource.kind === "policy" ? [resource.policy] : []));
    expect(JSON.stringify(sortedPolicies(policies).map(dumpAuthorization))).toBe(
      JSON.stringify(golden.policies),
    );
  });

  test("services with their endpoints are equal", () => {
    const port = new Map([
      [80, 7000],
      [81, 7001],
    ]);
    const endpoint = { workloadUid: "Kubernetes//Pod/shop/server-1", port, status: "Healthy" } as const;
    const services = resources.flatMap((resource) => (resource.kind === "service" ? [resource] : []));
    expect(
      JSON.stringify(sortedServices(services).map(({ service }) => dumpService(service, [endpoint]))),
    ).toBe(JSON.stringify(golden.services));
    expect(dumpStagedServices(new Map())).toEqual(golden.stagedServices);
  });
});

describe("against a dump of a stock ztunnel that shares a node", () => {
  const golden = readDump("shared-node.config-dump.json");

  // A dump has the shape of the local file but for a workload's services, so it can be read as one.
  const asLocalFile = JSON.stringify({
    services: golden.services,
    workloads: golden.workloads.map((item) => ({ ...item, services: {} })),
  });
  const resources = decodeLocalConfig(asLocalFile, "dump");

  test("workloads with their services are equal", () => {
    const servicesOf = new Map(golden.workloads.map((item) => [item["uid"], item.services ?? []]));
    const workloads = workloadsOf(resources).map((workload) => ({
      ...workload,
      services: servicesOf.get(workload.uid) ?? [],
    }));
    expect(JSON.stringify(workloads.map(dumpWorkload))).toBe(JSON.stringify(golden.workloads));
  });

  test("services are equal", () => {
    const services = resources.flatMap((resource) => (resource.kind === "service" ? [resource] : []));
    expect(sortedServices(services).map(({ service, endpoints }) => dumpService(service, endpoints))).toEqual(
      golden.services,
    );
  });
});

test("a workload shows its optional fields once they are set", () => {
  const destination = { kind: "hostname", namespace: "shop", hostname: "waypoint" } as const;
  const workload = aWorkload({
    network: "remote",
    hostname: "db.example.com",
    nativeTunnel: true,
    applicationTunnel: { protocol: "PROXY", port: undefined },
    authorizationPolicies: ["shop/deny"],
    locality: { region: "r", zone: "", subzone: "" },
    waypoint: { destination, hboneMtlsPort: 15008 },
    networkGateway: { destination, hboneMtlsPort: 15009 },
    services: ["shop/server"],
  });
  expect(dumpWorkload(workload)).toMatchObject({
    network: "remote",
    hostname: "db.example.com",
    nativeTunnel: true,
    applicationTunnel: { protocol: "PROXY" },
    authorizationPolicies: ["shop/deny"],
    locality: { region: "r", zone: "", subzone: "" },
    waypoint: { destination: "shop/waypoint", hboneMtlsPort: 15008 },
    networkGateway: { destination: "shop/waypoint", hboneMtlsPort: 15009 },
    services: ["shop/server"],
  });
});

test("a service shows its optional fields once they are set", () => {
  const destination = {
    destination: { kind: "hostname", namespace: "shop", hostname: "waypoint" },
    hboneMtlsPort: 15008,
  } as const;
  const service = aService({
    cidrVips: [{ network: "n", cidr: parseCidr("10.1.0.0/16") }],
    waypoint: destination,
    weightedWaypoints: [{ destination, weight: 3 }],
    loadBalancer: { routingPreferences: ["Network", "Zone"], mode: "Failover", healthPolicy: "AllowAll" },
    ipFamilies: "Dual",
  });
  const waypoint = { destination: "shop/waypoint", hboneMtlsPort: 15008 };
  expect(dumpService(service, [])).toMatchObject({
    cidrVips: [{ cidr: "10.1.0.0/16", network: "n" }],
    waypoint,
    weightedWaypoints: [{ destination: waypoint, weight: 3 }],
    loadBalancer: { healthPolicy: "AllowAll", mode: "Failover", routingPreferences: ["Network", "Zone"] },
    ipFamilies: "Dual",
  });
});

test("a policy shows every kind of match, and an empty entry as an empty object", () => {
  const match = aMatch({
    principals: [
      { kind: "exact", value: "a" },
      { kind: "prefix", value: "b" },
      { kind: "suffix", value: "c" },
      { kind: "presence" },
    ],
    notServiceAccounts: [{ namespace: "shop", serviceAccount: "client" }],
    sourceIps: [parseCidr("10.0.0.1/8")],
    notDestinationPorts: [80],
  });
  expect(dumpAuthorization(aPolicy({ rules: [[[match, aMatch()], []], []] }))["rules"]).toEqual([
    [
      [
        {
          principals: [{ Exact: "a" }, { Prefix: "b" }, { Suffix: "c" }, { Presence: [] }],
          notServiceAccounts: [{ namespace: "shop", serviceAccount: "client" }],
          sourceIps: ["10.0.0.1/8"],
          notDestinationPorts: [80],
        },
        {},
      ],
      [],
    ],
    [],
  ]);
});

test("staged endpoints are sorted by service and workload", () => {
  const endpoint = (workloadUid: string) =>
    ({ workloadUid, port: new Map([[80, 0]]), status: "Unhealthy" }) as const;
  const staged = new Map([
    ["b/b", new Map([["u", endpoint("u")]])],
    [
      "a/a",
      new Map([
        ["w", endpoint("w")],
        ["v", endpoint("v")],
      ]),
    ],
  ]);
  const shown = (workloadUid: string) => ({ port: { "80": 0 }, status: "Unhealthy", workloadUid });
  expect(JSON.stringify(dumpStagedServices(staged))).toBe(
    JSON.stringify({ "a/a": { v: shown("v"), w: shown("w") }, "b/b": { u: shown("u") } }),
  );
});
