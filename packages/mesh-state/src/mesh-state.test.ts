import { parseCidr, parseIpAddress } from "@ambit/addr";
import type { MeshResource, Service } from "@ambit/model";
import { serviceKey } from "@ambit/model";
import {
  aPolicy,
  aService,
  aWorkload,
  policyResource,
  serviceResource,
  workloadResource,
} from "@ambit/model/testing";
import { describe, expect, test } from "vitest";
import { MeshState } from "./mesh-state.ts";

const ip = parseIpAddress("10.0.0.1");
const vip = parseIpAddress("10.96.0.10");
const ports = new Map([[80, 8080]]);
const NOTHING = { parts: [], localWorkloads: [] };

function stateOf(...resources: readonly MeshResource[]): MeshState {
  const state = new MeshState({ localNode: "n1" });
  state.apply({ upserts: resources, removals: [] });
  return state;
}

function upsert(state: MeshState, ...resources: readonly MeshResource[]) {
  return state.apply({ upserts: resources, removals: [] });
}

describe("workloads", () => {
  test.each([
    [
      "an HBONE pod before a TCP pod",
      { uid: "c//Pod/b", protocol: "HBONE" },
      { uid: "c//Pod/a", protocol: "TCP" },
    ],
    [
      "a TCP pod before an HBONE entry",
      { uid: "c//Pod/b", protocol: "TCP" },
      { uid: "c/a", protocol: "HBONE" },
    ],
    ["an HBONE entry before a TCP entry", { uid: "c/b", protocol: "HBONE" }, { uid: "c/a", protocol: "TCP" }],
    ["of two alike, the first by uid", { uid: "c/a", protocol: "TCP" }, { uid: "c/b", protocol: "TCP" }],
  ] as const)("at one address: %s", (_, winner, loser) => {
    for (const order of [
      [winner, loser],
      [loser, winner],
    ] as const) {
      const state = stateOf(...order.map((fields) => workloadResource(aWorkload(fields))));
      expect(state.findWorkloadByIp("", ip)?.uid).toBe(winner.uid);
    }
  });

  test("a host-network workload is found by uid and not by address", () => {
    const workload = aWorkload({ networkMode: "HostNetwork" });
    const state = stateOf(workloadResource(workload));
    expect(state.findWorkloadByIp("", ip)).toBeUndefined();
    expect(state.findWorkloadByUid(workload.uid)).toEqual(workload);
  });

  test("addresses of another network are others", () => {
    const state = stateOf(workloadResource(aWorkload({ network: "remote" })));
    expect(state.findWorkloadByIp("", ip)).toBeUndefined();
    expect(state.findWorkloadByIp("remote", ip)).toBeDefined();
  });

  test("a pod that moves leaves its address, node and account behind", () => {
    const state = stateOf(workloadResource(aWorkload({ serviceAccount: "old" })));
    const moved = aWorkload({ serviceAccount: "new", workloadIps: [parseIpAddress("10.0.0.2")], node: "n2" });
    upsert(state, workloadResource(moved));
    expect(state.findWorkloadByIp("", ip)).toBeUndefined();
    expect(
      state.findLocalWorkload({ name: moved.name, namespace: "default", serviceAccount: "new" }),
    ).toBeUndefined();
  });

  test("without a node name every workload is local", () => {
    const state = new MeshState({ localNode: "" });
    const workload = aWorkload({ node: "n7" });
    upsert(state, workloadResource(workload));
    expect(state.findLocalWorkload(workload)).toEqual(workload);
  });
});

describe("choice of a service", () => {
  const canonical = aService({ namespace: "a", hostname: "h", canonical: true });
  const other = aService({ namespace: "b", hostname: "h", canonical: false });
  const third = aService({ namespace: "c", hostname: "h", canonical: false });
  const hidden = aService({ namespace: "d", hostname: "h", canonical: true, visibility: "Namespace" });

  test.each<[string, readonly Service[], string | undefined, string | undefined, string | undefined]>([
    ["the client's namespace before canonical", [canonical, other], "b", undefined, "b/h"],
    ["canonical before first seen", [other, canonical], "x", undefined, "a/h"],
    ["canonical before the preferred namespace", [canonical, other], "x", "b", "a/h"],
    ["the preferred namespace before first seen", [other, third], "x", "c", "c/h"],
    ["first seen", [third, other], "x", undefined, "c/h"],
    ["a private one is hidden from other namespaces", [hidden, other], "x", undefined, "b/h"],
    ["a private one is there for its own", [canonical, hidden], "d", undefined, "d/h"],
    ["a private one is there for nobody in particular", [hidden], undefined, undefined, "d/h"],
    ["only hidden ones", [hidden], "x", undefined, undefined],
  ])("%s", (...[, services, client, preferred, expected]) => {
    const state = new MeshState();
    for (const service of services) {
      upsert(state, serviceResource(service));
    }
    const choice = { clientNamespace: client, preferredNamespace: preferred };
    const byName = state.chooseServiceForDns("h", choice);
    expect(byName && serviceKey(byName.service)).toBe(expected);
    if (preferred === undefined) {
      expect(state.chooseServiceByHostname("h", client)).toBe(byName);
      expect(state.chooseServiceByVip("", vip, client)).toBe(byName);
    }
  });

  test("the next best when the best is of no use for DNS", () => {
    const state = new MeshState();
    for (const service of [canonical, other, third]) {
      upsert(state, serviceResource(service));
    }
    const isUsable = ({ namespace }: Service): boolean => namespace === "c";
    const choice = { clientNamespace: "a", preferredNamespace: undefined, isUsable };
    expect(state.chooseServiceForDns("h", choice)?.service.namespace).toBe("c");
    expect(state.chooseServiceForDns("h", { ...choice, isUsable: () => false })).toBeUndefined();
  });

  const cidr = (fields: Partial<Service>, block: string) =>
    aService({
      vips: [],
      cidrVips: [{ network: "", cidr: parseCidr(block) }],
      hostname: "h",
      canonical: false,
      ...fields,
    });

  test.each<[string, readonly Service[], string, string | undefined]>([
    ["an exact VIP before any block", [cidr({ namespace: "b" }, "10.96.0.10/32"), canonical], "x", "a/h"],
    ["a hidden exact VIP gives way to a block", [hidden, cidr({ namespace: "b" }, "10.0.0.0/8")], "x", "b/h"],
    [
      "the longer prefix",
      [cidr({ namespace: "b" }, "10.0.0.0/8"), cidr({ namespace: "c" }, "10.96.0.0/16")],
      "x",
      "c/h",
    ],
    [
      "the client's namespace before the longer prefix",
      [cidr({ namespace: "b" }, "10.0.0.0/8"), cidr({ namespace: "c" }, "10.96.0.0/16")],
      "b",
      "b/h",
    ],
    [
      "a longer prefix before canonical",
      [cidr({ namespace: "b", canonical: true }, "10.0.0.0/8"), cidr({ namespace: "c" }, "10.96.0.0/16")],
      "x",
      "c/h",
    ],
    [
      "canonical in one block",
      [cidr({ namespace: "b" }, "10.0.0.0/8"), cidr({ namespace: "c", canonical: true }, "10.0.0.0/8")],
      "x",
      "c/h",
    ],
    [
      "first seen in one block",
      [cidr({ namespace: "c" }, "10.0.0.0/8"), cidr({ namespace: "b" }, "10.0.0.0/8")],
      "x",
      "c/h",
    ],
    [
      "hidden blocks are passed over",
      [
        cidr({ namespace: "b" }, "10.0.0.0/8"),
        cidr({ namespace: "c", visibility: "Namespace" }, "10.96.0.0/16"),
      ],
      "x",
      "b/h",
    ],
    ["no block around it", [cidr({ namespace: "b" }, "10.97.0.0/16")], "x", undefined],
  ])("by block: %s", (_, services, client, expected) => {
    const state = new MeshState();
    for (const service of services) {
      upsert(state, serviceResource(service));
    }
    const chosen = state.chooseServiceByVip("", vip, client);
    expect(chosen && serviceKey(chosen.service)).toBe(expected);
  });

  test("a service that is sent again keeps its place; one that was removed goes to the end", () => {
    const state = new MeshState();
    upsert(state, serviceResource(third));
    upsert(state, serviceResource(other));
    upsert(state, serviceResource({ ...third, ports }));
    expect(state.chooseServiceByHostname("h", "x")?.service.namespace).toBe("c");
    state.apply({ upserts: [], removals: [{ kind: "service", key: "c/h" }] });
    upsert(state, serviceResource(third));
    expect(state.chooseServiceByHostname("h", "x")?.service.namespace).toBe("b");
  });
});

describe("where ztunnel is known to go wrong", () => {
  const endpointIn = (uid: string, key: string) =>
    workloadResource(aWorkload({ uid }), new Map([[key, ports]]));

  test("an endpoint change of a service with a CIDR VIP is seen through the CIDR", () => {
    const service = aService({ cidrVips: [{ network: "", cidr: parseCidr("240.240.0.0/16") }] });
    const state = stateOf(serviceResource(service), endpointIn("u1", serviceKey(service)));
    const inside = parseIpAddress("240.240.0.1");
    upsert(state, endpointIn("u2", serviceKey(service)));
    expect([...(state.chooseServiceByVip("", inside)?.endpoints.keys() ?? [])]).toEqual(["u1", "u2"]);
  });

  test("two services of a namespace share a VIP, and removing one leaves the other", () => {
    const first = aService({ name: "first" });
    const second = aService({ name: "second" });
    const state = stateOf(serviceResource(first), serviceResource(second));
    state.apply({ upserts: [], removals: [{ kind: "service", key: serviceKey(second) }] });
    expect(state.chooseServiceByVip("", vip)?.service).toEqual(first);
  });

  test("unhealthy endpoints come back when the service begins to allow them", () => {
    const service = aService();
    const workload = aWorkload({ status: "Unhealthy", services: [serviceKey(service)] });
    const state = stateOf(serviceResource(service), workloadResource(workload));
    expect(state.findService(serviceKey(service))?.endpoints.size).toBe(0);
    const loadBalancer = { routingPreferences: [], mode: "Standard", healthPolicy: "AllowAll" } as const;
    upsert(state, serviceResource({ ...service, loadBalancer }));
    expect([...(state.findService(serviceKey(service))?.endpoints.keys() ?? [])]).toEqual([workload.uid]);
  });
});

describe("endpoints", () => {
  const service = aService();
  const key = serviceKey(service);

  test("wait for their service, and wait again when it goes", () => {
    const workload = aWorkload();
    const state = stateOf(workloadResource(workload, new Map([[key, ports]])));
    const endpoint = { workloadUid: workload.uid, port: ports, status: "Healthy" };
    expect(state.stagedEndpoints()).toEqual(new Map([[key, new Map([[workload.uid, endpoint]])]]));
    upsert(state, serviceResource(service));
    expect(state.stagedEndpoints().size).toBe(0);
    expect(state.findService(key)?.endpoints.get(workload.uid)).toEqual(endpoint);
    state.apply({ upserts: [], removals: [{ kind: "service", key }] });
    expect(state.stagedEndpoints().get(key)?.size).toBe(1);
    expect([...state.services()]).toEqual([]);
  });

  test("go with their workload", () => {
    const workload = aWorkload();
    const state = stateOf(
      workloadResource(
        workload,
        new Map([
          [key, ports],
          ["n/unknown", ports],
        ]),
      ),
      serviceResource(service),
    );
    const changes = state.apply({ upserts: [], removals: [{ kind: "workload", key: workload.uid }] });
    expect(changes.localWorkloads).toEqual([workload.uid]);
    expect(state.findService(key)?.endpoints.size).toBe(0);
    expect(state.stagedEndpoints().size).toBe(0);
  });

  test("of the service itself count until a workload says something else of the same uid", () => {
    const own = { workloadUid: "u", port: new Map([[80, 1]]), status: "Healthy" } as const;
    const state = stateOf(serviceResource(service, [own]));
    expect(state.findService(key)?.endpoints.get("u")?.port).toEqual(own.port);
    upsert(state, workloadResource(aWorkload({ uid: "u" }), new Map([[key, ports]])));
    expect(state.findService(key)?.endpoints.get("u")?.port).toEqual(ports);
  });

  test("of many workloads in one batch are all there", () => {
    const workloads = Array.from({ length: 10 }, (_, index) => aWorkload({ uid: `u${index}` }));
    const state = stateOf(serviceResource(service));
    upsert(state, ...workloads.map((one) => workloadResource(one, new Map([[key, ports]]))));
    expect(state.findService(key)?.endpoints.size).toBe(10);
  });
});

describe("changes", () => {
  const resources = [
    workloadResource(aWorkload(), new Map([["default/h", ports]])),
    serviceResource(aService({ hostname: "h" })),
    policyResource(aPolicy()),
  ];

  test("what is sent again unchanged changes nothing and keeps its identity", () => {
    const state = stateOf(...resources);
    const entry = state.findService("default/h");
    const workload = state.findWorkloadByIp("", ip);
    const policy = state.findPolicy("default/policy");
    expect(upsert(state, ...structuredClone(resources))).toEqual(NOTHING);
    expect(state.replaceAll(structuredClone(resources))).toEqual(NOTHING);
    expect(state.findService("default/h")).toBe(entry);
    expect(state.findWorkloadByIp("", ip)).toBe(workload);
    expect(state.findPolicy("default/policy")).toBe(policy);
  });

  test("a snapshot removes what is not in it", () => {
    const state = stateOf(...resources);
    const entry = state.findService("default/h");
    const next = aWorkload({ uid: "next", workloadIps: [parseIpAddress("10.0.0.2")] });
    const changes = state.replaceAll([workloadResource(next), ...structuredClone(resources.slice(1, 2))]);
    expect(changes.localWorkloads).toEqual([aWorkload().uid, "next"]);
    expect(changes.parts.flatMap(({ removals }) => removals)).toEqual([
      { kind: "workload", key: aWorkload().uid },
      { kind: "policy", key: "default/policy" },
    ]);
    expect([...state.workloads()]).toEqual([next]);
    expect([...state.policies()]).toEqual([]);
    expect(state.findService("default/h")?.service).toBe(entry?.service);
  });

  test("a removal of what is not there changes nothing", () => {
    const state = stateOf(...resources);
    const removals = (["workload", "service", "policy"] as const).map((kind) => ({ kind, key: "none/none" }));
    expect(state.apply({ upserts: [], removals })).toEqual(NOTHING);
  });

  test("removed and sent in one batch is there afterwards", () => {
    const state = stateOf(...resources);
    const removals = [
      { kind: "workload", key: aWorkload().uid },
      { kind: "service", key: "default/h" },
      { kind: "policy", key: "default/policy" },
    ] as const;
    state.apply({ upserts: structuredClone(resources), removals });
    expect(state.findService("default/h")?.endpoints.size).toBe(1);
    expect(state.findWorkloadByIp("", ip)).toBeDefined();
    expect([...state.policies()]).toHaveLength(1);
  });

  test("of two upserts of one key the last counts", () => {
    const state = stateOf(...resources);
    const service = aService({ hostname: "h" });
    upsert(state, serviceResource({ ...service, canonical: false }), serviceResource(service));
    expect(state.findService("default/h")?.service.canonical).toBe(true);
  });

  test("values are frozen", () => {
    const state = stateOf(...structuredClone(resources));
    const parts = [
      state.findWorkloadByIp("", ip),
      state.findWorkloadByIp("", ip)?.locality,
      state.findService("default/h"),
      state.findService("default/h")?.service.vips,
      state.findService("default/h")?.endpoints.get(aWorkload().uid),
      state.findPolicy("default/policy")?.rules,
    ];
    expect(parts.map((part) => part !== undefined && Object.isFrozen(part))).toEqual(parts.map(() => true));
  });
});

describe("policies", () => {
  const globalPolicy = aPolicy({ namespace: "istio-system", name: "all", scope: "Global" });
  const namespacePolicy = aPolicy({ namespace: "shop", name: "ns" });
  const selectorPolicy = aPolicy({ namespace: "shop", name: "sel", scope: "WorkloadSelector" });
  const foreign = aPolicy({ namespace: "bank", name: "ns" });
  const workload = aWorkload({
    namespace: "shop",
    authorizationPolicies: ["shop/sel", "shop/gone", "shop/ns"],
  });

  test("of the namespace, the global ones and the named ones apply, each once and in this order", () => {
    const state = stateOf(...[selectorPolicy, globalPolicy, namespacePolicy, foreign].map(policyResource));
    expect(state.policiesFor(workload)).toEqual([namespacePolicy, globalPolicy, selectorPolicy]);
    expect(state.unknownPolicies(workload)).toEqual(["shop/gone"]);
  });

  test("the list keeps its identity until a policy of the workload changes", () => {
    const state = stateOf(policyResource(namespacePolicy));
    const list = state.policiesFor(workload);
    upsert(state, policyResource(foreign), workloadResource(aWorkload()));
    expect(state.policiesFor(workload)).toBe(list);
    upsert(state, policyResource({ ...namespacePolicy, action: "Deny" }));
    expect(state.policiesFor(workload)).not.toBe(list);
    expect(state.policiesFor(workload)[0]?.action).toBe("Deny");
  });

  test("a named policy that arrives later applies from then on", () => {
    const state = stateOf();
    expect(state.policiesFor(workload)).toEqual([]);
    upsert(state, policyResource(selectorPolicy));
    expect(state.policiesFor(workload)).toEqual([selectorPolicy]);
    expect(state.unknownPolicies(workload)).toEqual(["shop/gone", "shop/ns"]);
  });
});

test("equal in other words is equal: maps come in any order", () => {
  const [one, two] = ["default/a", "default/b"];
  const workload = aWorkload();
  const state = stateOf(
    workloadResource(
      workload,
      new Map([
        [one, ports],
        [two, ports],
      ]),
    ),
  );
  const turned = workloadResource(
    workload,
    new Map([
      [two, ports],
      [one, ports],
    ]),
  );
  expect(upsert(state, turned)).toEqual(NOTHING);
});

test("only local workloads are named as changed, also those that cease to be local", () => {
  const state = stateOf(workloadResource(aWorkload({ uid: "here", node: "n1" })));
  const others = ["n2", "n3"].map((node) => workloadResource(aWorkload({ uid: node, node })));
  expect(upsert(state, ...others).localWorkloads).toEqual([]);
  expect(upsert(state, workloadResource(aWorkload({ uid: "here", node: "n2" }))).localWorkloads).toEqual([
    "here",
  ]);
});
