import { parseIpAddress } from "@ambit/addr";
import { isJsonObject, objectOf, objectsOf } from "@ambit/kube-objects/json";
import { describe, expect, test } from "vitest";
import { decodeEndpointSlice } from "../objects/endpoint-slice.ts";
import type { Pod } from "../objects/pod.ts";
import type { Service } from "../objects/service.ts";
import { aPod, aService } from "../testing/objects.ts";
import type { Action } from "./controller.ts";
import { planEndpointSlices } from "./endpoint-slices.ts";

/** The slices that are created where there are none. */
function slicesOf(service: Service, pods: readonly Pod[]) {
  return planEndpointSlices(service, pods, []).actions.flatMap((action) =>
    action.type === "create" ? [objectOf(isJsonObject(action.object) ? action.object : {})] : [],
  );
}

const endpointsOf = (service: Service, pods: readonly Pod[]) =>
  slicesOf(service, pods).flatMap((slice) => objectsOf(slice["endpoints"]));

describe("endpoints of a service", () => {
  test.each([
    ["a pod that is ready", {}, { ready: true, serving: true, terminating: false }],
    ["one that is not", { isReady: false }, { ready: false, serving: false, terminating: false }],
    [
      "one that ends and still serves",
      { meta: { isTerminating: true } },
      { ready: false, serving: true, terminating: true },
    ],
    [
      "one that ends and serves no more",
      { isReady: false, meta: { isTerminating: true } },
      { ready: false, serving: false, terminating: true },
    ],
  ])("show the state of %s", (_case, overrides, conditions) => {
    expect(endpointsOf(aService(), [aPod(overrides)])).toMatchObject([
      { addresses: ["10.1.0.1"], conditions, nodeName: "n1", targetRef: { kind: "Pod", name: "web-1" } },
    ]);
  });

  test("are all ready where the service wants them published", () => {
    const pods = [aPod({ isReady: false, meta: { isTerminating: true } })];
    expect(endpointsOf(aService({ publishNotReadyAddresses: true }), pods)).toMatchObject([
      { conditions: { ready: true, serving: true, terminating: true } },
    ]);
  });

  test.each([
    ["of other labels", { meta: { labels: { app: "db" } } }],
    ["without an address", { ips: [] }],
    ["that have ended", { phase: "Succeeded" }],
    ["that have failed", { phase: "Failed" }],
    ["of the other family", { ips: [parseIpAddress("fd00::1")] }],
  ])("are not pods %s", (_case, overrides) => {
    expect(endpointsOf(aService(), [aPod(overrides)])).toEqual([]);
    // The empty slice says so.
    expect(slicesOf(aService(), [aPod(overrides)])).toHaveLength(1);
  });

  test("have the pod's name where the service governs it", () => {
    const pod = aPod({ hostname: "db-0", subdomain: "web" });
    expect(endpointsOf(aService(), [pod])).toMatchObject([{ hostname: "db-0" }]);
    expect(endpointsOf(aService(), [aPod({ hostname: "db-0", subdomain: "db" })])[0]).not.toHaveProperty(
      "hostname",
    );
  });

  test("are in a slice for each family, and for each number that a port's name has", () => {
    const port = {
      name: "http",
      protocol: "TCP",
      port: 80,
      targetPort: "web",
      nodePort: undefined,
      appProtocol: "http",
    };
    const service = aService({ ipFamilies: [4, 6], ports: [port] });
    const ips = (last: number) => [parseIpAddress(`10.1.0.${last}`), parseIpAddress(`fd00::${last}`)];
    const pods = [
      aPod({ meta: { name: "a" }, ips: ips(1), ports: [{ name: "web", port: 8080, protocol: "TCP" }] }),
      aPod({ meta: { name: "b" }, ips: ips(2), ports: [{ name: "web", port: 9090, protocol: "TCP" }] }),
      aPod({ meta: { name: "c" }, ips: ips(3), ports: [{ name: "web", port: 8080, protocol: "UDP" }] }),
    ];
    const shown = slicesOf(service, pods).map((slice) => [
      slice["addressType"],
      objectsOf(slice["ports"]).map(({ port: number, appProtocol }) => JSON.stringify([number, appProtocol])),
      objectsOf(slice["endpoints"]).map(({ addresses }) => JSON.stringify(addresses)),
    ]);
    expect(shown).toEqual([
      ["IPv4", ['[8080,"http"]'], ['["10.1.0.1"]']],
      ["IPv4", ['[9090,"http"]'], ['["10.1.0.2"]']],
      // Its port has another protocol: it is there, without the port.
      ["IPv4", [], ['["10.1.0.3"]']],
      ["IPv6", ['[8080,"http"]'], ['["fd00::1"]']],
      ["IPv6", ['[9090,"http"]'], ['["fd00::2"]']],
      ["IPv6", [], ['["fd00::3"]']],
    ]);
  });

  test("of more than a slice holds are in several", () => {
    const pods = Array.from({ length: 1001 }, (_, index) =>
      aPod({ meta: { name: `p${index}` }, ips: [parseIpAddress(`10.1.${index >> 8}.${index & 255}`)] }),
    );
    expect(slicesOf(aService(), pods).map((slice) => objectsOf(slice["endpoints"]).length)).toEqual([
      1000, 1,
    ]);
  });
});

test("nothing is written where nothing changed, and what changed is one patch", () => {
  const created = planEndpointSlices(aService(), [aPod()], []).actions;
  const slices = created.flatMap((action: Action) =>
    action.type === "create"
      ? [
          decodeEndpointSlice({
            ...action.object,
            metadata: { name: String(action.object.metadata["name"]) },
          }),
        ]
      : [],
  );
  expect(planEndpointSlices(aService(), [aPod()], slices).actions).toEqual([]);
  expect(planEndpointSlices(aService(), [aPod({ isReady: false })], slices).actions).toMatchObject([
    { type: "patch" },
  ]);
  // Without pods the slice with their ports makes room for the empty one.
  expect(planEndpointSlices(aService(), [], slices).actions.map(({ type }) => type)).toEqual([
    "create",
    "delete",
  ]);
});
