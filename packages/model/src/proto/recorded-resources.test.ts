/** Resources that Istio's control plane sent, against what a stock ztunnel showed of them in its dump. */
import { readFileSync } from "node:fs";
import { Authorization as WirePolicy } from "@ambit/proto/authorization";
import { Address } from "@ambit/proto/workload";
import { describe, expect, test } from "vitest";
import { dumpAuthorization, dumpService, dumpWorkload } from "../dump.ts";
import { resourceKey } from "../mesh-batch.ts";
import { type Endpoint, serviceKey } from "../service.ts";
import { decodeAddress, decodeAuthorization } from "./decode-resource.ts";

interface RecordedResource {
  readonly typeUrl: string;
  readonly name: string;
  readonly resource: Record<string, unknown>;
}

interface RecordedDump {
  readonly workloads: readonly (Record<string, unknown> & { uid: string; services?: string[] })[];
  readonly services: readonly (Record<string, unknown> & { namespace: string; hostname: string })[];
}

function golden<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(`../../test/golden/${name}`, import.meta.url), "utf8")) as T;
}

const recorded = golden<readonly RecordedResource[]>("xds-resources.json");
const dump = golden<RecordedDump>("shared-node.config-dump.json");
const decoded = recorded.map(({ typeUrl, name, resource }) => ({
  name,
  ...decodeRecorded(typeUrl, resource),
}));
const resources = decoded.map(({ resource }) => resource);

function decodeRecorded(typeUrl: string, resource: Record<string, unknown>) {
  return typeUrl.endsWith(".Address")
    ? decodeAddress(Address.encode(Address.fromObject(resource)).finish())
    : decodeAuthorization(WirePolicy.encode(WirePolicy.fromObject(resource)).finish());
}

/** The order of a list that ztunnel makes from a hash map says nothing. */
function withUnorderedServices<T extends object>(item: T): object {
  return "services" in item && Array.isArray(item.services)
    ? { ...item, services: new Set<unknown>(item.services) }
    : item;
}

test("every resource is read without a warning and is called what its contents say", () => {
  expect(decoded.map(({ name }) => name)).toEqual(resources.map(resourceKey));
  expect(decoded.flatMap(({ warnings }) => warnings)).toEqual([]);
});

describe("workloads", () => {
  test.each(dump.workloads.map((item) => [item.uid, item] as const))("%s", (uid, expected) => {
    const found = resources.find((resource) => resource.kind === "workload" && resource.workload.uid === uid);
    const workload = found?.kind === "workload" ? dumpWorkload(found.workload) : {};
    expect(withUnorderedServices(workload)).toEqual(withUnorderedServices(expected));
  });
});

describe("services", () => {
  test.each(dump.services.map((item) => [serviceKey(item), item] as const))("%s", (key, expected) => {
    const found = resources.find((resource) => resource.kind === "service" && resourceKey(resource) === key);
    const service = found?.kind === "service" ? dumpService(found.service, endpointsOf(key)) : {};
    expect(service).toEqual(expected);
  });
});

function endpointsOf(key: string): readonly Endpoint[] {
  return resources.flatMap((resource) => {
    const port = resource.kind === "workload" ? resource.endpoints.get(key) : undefined;
    if (resource.kind !== "workload" || port === undefined) return [];
    return [{ workloadUid: resource.workload.uid, port, status: resource.workload.status }];
  });
}

test("policies", () => {
  const policies = resources.flatMap((resource) =>
    resource.kind === "policy" ? dumpAuthorization(resource.policy) : [],
  );
  expect(policies).toEqual([
    {
      action: "Deny",
      dryRun: false,
      name: "p",
      namespace: "xt",
      rules: [[[{ destinationPorts: [9090] }]]],
      scope: "Namespace",
    },
    {
      action: "Allow",
      dryRun: false,
      name: "s",
      namespace: "xt",
      rules: [[[{ principals: [{ Exact: "cluster.local/ns/app/sa/client" }] }]]],
      scope: "WorkloadSelector",
    },
    {
      action: "Deny",
      dryRun: false,
      name: "istio_converted_static_strict",
      namespace: "istio-system",
      rules: [[[{ notPrincipals: [{ Presence: [] }] }]]],
      scope: "WorkloadSelector",
    },
  ]);
});
