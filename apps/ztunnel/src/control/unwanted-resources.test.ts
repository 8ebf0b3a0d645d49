import { parseCidr, parseIpAddress } from "@ambit/addr";
import { MeshState } from "@ambit/mesh-state";
import { serviceKey } from "@ambit/model";
import {
  aPolicy,
  aService,
  aWorkload,
  policyResource,
  serviceResource,
  workloadResource,
} from "@ambit/model/testing";
import { expect, test } from "vitest";
import { findUnwantedResources } from "./unwanted-resources.ts";

const service = aService();
const blocks = aService({
  name: "blocks",
  vips: [],
  cidrVips: [{ network: "", cidr: parseCidr("10.0.0.0/8") }],
});
const endpoint = aWorkload({ name: "endpoint", node: "n2", workloadIps: [parseIpAddress("10.0.0.2")] });
const named = aWorkload({ name: "named", node: "n2", hostname: "named.example", workloadIps: [] });
const local = aWorkload({ name: "local", node: "n1" });
const keys = { service: serviceKey(service), endpoint: endpoint.uid, named: named.uid };

function unwanted(...demanded: readonly string[]): readonly string[] {
  const state = new MeshState();
  const ports = new Map([[80, 8080]]);
  state.apply({
    upserts: [
      serviceResource(service),
      serviceResource(blocks),
      workloadResource(endpoint, new Map([[keys.service, ports]])),
      workloadResource(named),
      workloadResource(local),
      policyResource(aPolicy()),
    ],
    removals: [],
  });
  const isDemanded = (name: string): boolean => demanded.includes(name);
  const isKept = ({ node }: typeof local): boolean => node === "n1";
  return findUnwantedResources({ state, isDemanded, isKept }).map(({ key }) => key);
}

test.each<[string, readonly string[], readonly string[]]>([
  ["nothing is asked for", [], [keys.service, keys.endpoint, keys.named]],
  ["a service is asked for by its key: its endpoints come along", [keys.service], [keys.named]],
  ["a service is asked for by its address", ["/10.96.0.10"], [keys.named]],
  ["a workload is asked for by its uid", [keys.endpoint], [keys.service, keys.named]],
  ["a workload is asked for by its address", ["/10.0.0.2"], [keys.service, keys.named]],
  ["a workload is asked for by its host name", ["default/named.example"], [keys.service, keys.endpoint]],
  [
    "an address in another network is none of theirs",
    ["n/10.0.0.2"],
    [keys.service, keys.endpoint, keys.named],
  ],
])("when %s", (_name, demanded, expected) => {
  expect(unwanted(...demanded)).toEqual(expected);
});
