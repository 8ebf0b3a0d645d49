import { HealthPolicy, Mode, Scope } from "@ambit/proto/workload";
import { describe, expect, test } from "vitest";
import { loadBalancingOfEntry, loadBalancingOfService } from "./load-balancing.ts";

const DISTRIBUTION = "networking.istio.io/traffic-distribution";
const ZONE = { routingPreference: [Scope.NETWORK, Scope.REGION, Scope.ZONE], mode: Mode.FAILOVER };
const NODE = {
  routingPreference: [Scope.NETWORK, Scope.REGION, Scope.ZONE, Scope.SUBZONE, Scope.NODE],
  mode: Mode.FAILOVER,
};
const LOCAL = { routingPreference: [Scope.NODE], mode: Mode.STRICT };
const ALL = { healthPolicy: HealthPolicy.ALLOW_ALL };

const aService = {
  isLocalInternalTraffic: false,
  trafficDistribution: "",
  publishNotReadyAddresses: false,
  annotations: {},
};

describe("endpoints of a Service", () => {
  test.each<
    [
      string,
      Partial<typeof aService> & { annotations?: Record<string, string> },
      Record<string, string>,
      unknown,
    ]
  >([
    ["nothing said", {}, {}, undefined],
    [
      "on the same node only",
      { isLocalInternalTraffic: true, trafficDistribution: "PreferClose" },
      {},
      LOCAL,
    ],
    ["close by", { trafficDistribution: "PreferClose" }, {}, ZONE],
    ["in the same zone", { trafficDistribution: "PreferSameZone" }, {}, ZONE],
    ["on the same node first", { trafficDistribution: "PreferSameNode" }, {}, NODE],
    ["by annotation, in any case", { annotations: { [DISTRIBUTION]: "prefersamenode" } }, {}, NODE],
    ["by annotation of the namespace", {}, { [DISTRIBUTION]: "PreferClose" }, ZONE],
    [
      "the Service against its namespace",
      { annotations: { [DISTRIBUTION]: "Any" } },
      { [DISTRIBUTION]: "PreferClose" },
      undefined,
    ],
    ["also those not ready", { publishNotReadyAddresses: true }, {}, ALL],
    [
      "not ready on the same node",
      { publishNotReadyAddresses: true, isLocalInternalTraffic: true },
      {},
      { ...LOCAL, ...ALL },
    ],
  ])("%s", (_name, service, namespace, expected) => {
    expect(loadBalancingOfService({ ...aService, ...service }, namespace)).toEqual(expected);
  });
});

test("a ServiceEntry without resolution leaves the choice to the client", () => {
  const entry = { resolution: "NONE" as const, annotations: { [DISTRIBUTION]: "PreferClose" } };
  expect(loadBalancingOfEntry(entry, {})).toEqual({ mode: Mode.PASSTHROUGH, ...ALL });
  expect(loadBalancingOfEntry({ ...entry, resolution: "DNS" }, {})).toEqual(ZONE);
});
