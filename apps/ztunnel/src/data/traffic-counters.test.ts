import { readFileSync } from "node:fs";
import { METRIC_LABELS } from "@ambit/data-plane/messages";
import type { ResponseFlag } from "@ambit/data-plane/records";
import { type TrafficFacts, TrafficRegistry } from "@ambit/data-plane/records";
import { NO_BAGGAGE } from "@ambit/hbone";
import { aService, aWorkload } from "@ambit/model/testing";
import { expect, test } from "vitest";
import { labelsOf } from "./testing/world.ts";

const GOLDEN = new URL("../../../../packages/telemetry/test/golden/", import.meta.url);

/** Label names and values of the recorded samples, in their order. */
function recorded(file: string): [name: string, value: string][][] {
  const text = readFileSync(new URL(file, GOLDEN), "utf8");
  return [...text.matchAll(/^istio_tcp_(?:connections|sent|received)\w*\{(.*)\}/gm)].map((match) =>
    [...(match[1] ?? "").matchAll(/(\w+)="([^"]*)"/g)].map(([, name = "", value = ""]) => [name, value]),
  );
}

const client = aWorkload({
  name: "client-1",
  namespace: "shop",
  serviceAccount: "client",
  workloadName: "client",
  canonicalName: "client",
  canonicalRevision: "v1",
});
const server = aWorkload({
  name: "server-1",
  namespace: "shop",
  serviceAccount: "server",
  workloadName: "server",
  canonicalName: "server",
  canonicalRevision: "v1",
});
const clientIdentity = { trustDomain: "cluster.local", namespace: "shop", serviceAccount: "client" };
const facts: TrafficFacts = {
  reporter: "source",
  source: client,
  sourceBaggage: undefined,
  sourceIdentity: clientIdentity,
  destination: server,
  service: undefined,
  isMutualTls: true,
};
const baggage = {
  ...NO_BAGGAGE,
  workloadName: "visitor",
  serviceName: "visiting",
  revision: "v3",
  namespace: "far",
  clusterId: "c2",
  region: "r",
  zone: "z",
};

function labels(fields: Partial<TrafficFacts>, flag: ResponseFlag = "-"): Record<string, string> {
  return labelsOf(new TrafficRegistry().series({ ...facts, ...fields }).of(flag).values);
}

test.each([
  { name: "of a client", file: "client.metrics.txt", fields: {}, flag: "-" },
  { name: "of a client that failed", file: "client.metrics.txt", fields: {}, flag: "CONNECT" },
  {
    name: "of a client with a service",
    file: "client.metrics.txt",
    fields: { service: aService({ namespace: "shop" }) },
    flag: "-",
  },
  { name: "of a server", file: "server.metrics.txt", fields: { reporter: "destination" }, flag: "-" },
  {
    name: "of a server that denied",
    file: "server.metrics.txt",
    fields: { reporter: "destination" },
    flag: "DENY",
  },
] as const)("labels $name are those a ztunnel recorded, in its order", ({ file, fields, flag }) => {
  const { values } = new TrafficRegistry().series({ ...facts, ...fields }).of(flag);
  expect(recorded(file)).toContainEqual(values.map((value, index) => [METRIC_LABELS[index], value]));
});

test("every recorded label name is one of ours, at its place", () => {
  for (const file of ["client.metrics.txt", "server.metrics.txt", "mesh.metrics.txt"]) {
    const samples = recorded(file);
    expect(samples.length).toBeGreaterThan(0);
    for (const sample of samples)
      expect(sample.map(([name]) => name)).toEqual(METRIC_LABELS.slice(0, sample.length));
  }
});

test.each<{ name: string; fields: Partial<TrafficFacts>; expected: Record<string, string> }>([
  {
    name: "without records everything is unknown",
    fields: { source: undefined, destination: undefined, sourceIdentity: undefined, isMutualTls: false },
    expected: {
      source_workload: "unknown",
      source_principal: "unknown",
      destination_workload: "unknown",
      destination_principal: "unknown",
      connection_security_policy: "unknown",
    },
  },
  {
    name: "baggage describes a source without a record",
    fields: { source: undefined, sourceBaggage: baggage },
    expected: {
      source_workload: "visitor",
      source_app: "visitor",
      source_canonical_service: "visiting",
      source_version: "v3",
      source_canonical_revision: "v3",
      source_workload_namespace: "far",
      source_cluster: "c2",
      source_region: "r",
      source_zone: "z",
      source_principal: "spiffe://cluster.local/ns/shop/sa/client",
    },
  },
  {
    name: "a record wins over baggage, also where the record is empty",
    fields: { sourceBaggage: baggage, source: { ...client, clusterId: "" } },
    expected: {
      source_workload: "client",
      source_app: "client",
      source_cluster: "unknown",
      source_region: "unknown",
    },
  },
  {
    name: "the principal comes from TLS alone",
    fields: { sourceIdentity: undefined },
    expected: { source_principal: "unknown", source_workload: "client" },
  },
  {
    name: "the destination's principal comes from its record, also for plaintext",
    fields: { isMutualTls: false },
    expected: {
      destination_principal: "spiffe://cluster.local/ns/shop/sa/server",
      connection_security_policy: "unknown",
    },
  },
  {
    name: "who answered behind a network gateway takes the destination's place, with what TLS proved",
    fields: {
      remote: {
        baggage,
        identity: { trustDomain: "cluster.local", namespace: "far", serviceAccount: "server" },
      },
    },
    expected: {
      source_workload: "client",
      destination_workload: "visitor",
      destination_canonical_service: "visiting",
      destination_canonical_revision: "v3",
      destination_workload_namespace: "far",
      destination_principal: "spiffe://cluster.local/ns/far/sa/server",
      destination_app: "visitor",
      destination_version: "v3",
      destination_cluster: "c2",
      destination_region: "r",
      destination_zone: "z",
    },
  },
  {
    name: "of an answer without baggage nothing is taken from the gateway",
    fields: { remote: { baggage: NO_BAGGAGE, identity: undefined } },
    expected: {
      destination_workload: "unknown",
      destination_principal: "unknown",
      destination_cluster: "unknown",
      destination_region: "unknown",
    },
  },
  {
    name: "localities are those of the records",
    fields: {
      source: { ...client, locality: { region: "r1", zone: "z1", subzone: "s" } },
      destination: { ...server, locality: { region: "r2", zone: "", subzone: "" } },
    },
    expected: {
      source_region: "r1",
      source_zone: "z1",
      destination_region: "r2",
      destination_zone: "unknown",
    },
  },
])("$name", ({ fields, expected }) => {
  expect(labels(fields)).toMatchObject(expected);
});

test("the locality group is absent when neither side has a record", () => {
  const { values } = new TrafficRegistry()
    .series({ ...facts, source: undefined, destination: undefined })
    .of("-");
  expect(values).toHaveLength(METRIC_LABELS.indexOf("source_region"));
  expect(new TrafficRegistry().series({ ...facts, source: undefined }).of("-").values).toHaveLength(
    METRIC_LABELS.length,
  );
});

test("increments are handed out once, and a label set is announced the first time it counts", () => {
  const registry = new TrafficRegistry();
  const counters = registry.series(facts).of("-");
  expect(registry.takeDeltas()).toEqual({ newLabelSets: [], traffic: [] });
  counters.opened++;
  counters.sentBytes += 5;
  registry.touch(counters);
  counters.sentBytes += 6;
  registry.touch(counters);
  expect(registry.takeDeltas()).toEqual({
    newLabelSets: [{ id: counters.id, values: counters.values }],
    traffic: [{ labels: counters.id, opened: 1, closed: 0, failed: 0, receivedBytes: 0, sentBytes: 11 }],
  });
  expect(registry.takeDeltas()).toEqual({ newLabelSets: [], traffic: [] });
  counters.closed++;
  registry.touch(counters);
  expect(registry.takeDeltas()).toEqual({
    newLabelSets: [],
    traffic: [{ labels: counters.id, opened: 0, closed: 1, failed: 0, receivedBytes: 0, sentBytes: 0 }],
  });
});

test("equal facts share their counters, and each flag has its own", () => {
  const registry = new TrafficRegistry();
  const series = registry.series(facts);
  expect(registry.series({ ...facts })).toBe(series);
  expect(series.of("-")).toBe(series.of("-"));
  expect(series.of("DENY").id).not.toBe(series.of("-").id);
});

test.each<{ name: string; fields: Partial<TrafficFacts> }>([
  { name: "the reporter", fields: { reporter: "destination" } },
  { name: "mutual TLS", fields: { isMutualTls: false } },
  { name: "the identity", fields: { sourceIdentity: undefined } },
  { name: "the service", fields: { service: aService({ namespace: "shop" }) } },
  { name: "who answers behind a gateway", fields: { remote: { baggage, identity: undefined } } },
  {
    name: "what TLS proved of it",
    fields: { remote: { baggage: NO_BAGGAGE, identity: clientIdentity } },
  },
  { name: "a record that was changed", fields: { source: { ...client, canonicalRevision: "v2" } } },
])("$name tells counters apart", ({ fields }) => {
  const registry = new TrafficRegistry();
  expect(registry.series({ ...facts, ...fields }).of("-")).not.toBe(registry.series(facts).of("-"));
});

test("a record that was replaced with the same labels keeps its counters", () => {
  const registry = new TrafficRegistry();
  const before = registry.series(facts).of("-");
  const after = registry.series({ ...facts, destination: { ...server, status: "Unhealthy" } }).of("-");
  expect(after).toBe(before);
});

test("records that are replaced for ever leave no trace but their labels", () => {
  const registry = new TrafficRegistry();
  const ids = new Set<number>();
  for (let change = 0; change < 21_000; change++)
    ids.add(registry.series({ ...facts, destination: { ...server } }).of("-").id);
  expect(ids.size).toBe(1);
});

test("facts that come again are known again, and of the others no more than a bounded number is kept", () => {
  const registry = new TrafficRegistry();
  const usual = registry.series(facts);
  const once = { ...facts, destination: { ...server } };
  const seen = registry.series(once);
  for (let change = 0; change < 5_000; change++) {
    registry.series({ ...facts, destination: { ...server } });
    if (change % 100 === 0) expect(registry.series(facts)).toBe(usual);
  }
  expect(registry.series(once)).not.toBe(seen);
  expect(registry.series(once).of("-")).toBe(seen.of("-"));
});

test("peers' own words make no more than a bounded number of label sets", () => {
  const registry = new TrafficRegistry();
  const ids = new Set<number>();
  const visit = (workloadName: string): number =>
    registry.series({ ...facts, source: undefined, sourceBaggage: { ...baggage, workloadName } }).of("-").id;
  for (let peer = 0; peer < 20_500; peer++) ids.add(visit(`peer-${peer}`));
  expect(ids.size).toBeLessThanOrEqual(20_001);
  expect(visit("yet another")).toBe(visit("and another"));
  const answer = (workloadName: string): number =>
    registry
      .series({ ...facts, remote: { baggage: { ...baggage, workloadName }, identity: undefined } })
      .of("-").id;
  expect(answer("somebody")).toBe(answer("somebody else"));
  expect(registry.series({ ...facts, source: { ...client, workloadName: "new" } }).of("-").values).toContain(
    "new",
  );
});

test("workloads that come and go for ever make no more than a bounded number of label sets", () => {
  const registry = new TrafficRegistry();
  const ids = new Set<number>();
  const count = (index: number) => {
    const source = aWorkload({ name: `job-${index}`, workloadName: `job-${index}` });
    const counters = registry.series({ ...facts, source }).of(index % 2 === 0 ? "-" : "DENY");
    ids.add(counters.id);
    return counters;
  };
  for (let index = 0; index < 50_000; index++) count(index);
  expect(ids.size).toBe(50_000);
  const beyond = [count(50_000), count(50_001), count(50_002), count(50_003)];
  expect(ids.size).toBe(50_002);
  expect(beyond[0]).toBe(beyond[2]);
  expect(labelsOf(beyond[1]?.values ?? [])).toMatchObject({
    reporter: "source",
    source_workload: "unknown",
    source_principal: "unknown",
    destination_workload: "unknown",
    request_protocol: "tcp",
    response_flags: "DENY",
    connection_security_policy: "mutual_tls",
  });
  expect(beyond[1]?.values).toHaveLength(23);
  // Those that were there before are still counted as themselves.
  expect(count(7).values).toContain("job-7");
});
