import { describe, expect, test } from "vitest";
import {
  AmbientMesh,
  aMeshConfig,
  aNamespace,
  aNode,
  aPod,
  aPolicy,
  aService,
  aServiceEntry,
  aSlice,
  aWorkloadEntry,
} from "./testing/ambient-mesh.ts";

const POD = "Kubernetes//Pod/shop/cart-1";
const CART = "shop/cart.shop.svc.cluster.local";
const selector = { app: "cart" };

/** The ports of each service of a workload, as `80->8080`. */
function servicesOf(mesh: AmbientMesh, name: string): Record<string, readonly string[]> {
  const { services = {} } = Object(mesh.json(name));
  return Object.fromEntries(
    Object.entries(services).map(([key, list]) => [
      key,
      (Object(list).ports ?? []).map(
        (port: Record<string, number>) => `${port["servicePort"]}->${port["targetPort"]}`,
      ),
    ]),
  );
}

describe("services of a pod", () => {
  test("are those of its namespace that select it, and no others", () => {
    const mesh = new AmbientMesh();
    mesh.apply(
      aPod({ name: "cart-1", labels: { app: "cart", tier: "back" } }),
      aService({ name: "cart", spec: { selector } }),
      aService({ name: "both", spec: { selector: { tier: "back", app: "cart" } } }),
      aService({ name: "more", spec: { selector: { app: "cart", zone: "a" } } }),
      aService({ name: "none", spec: {} }),
      aService({ name: "alias", spec: { selector, type: "ExternalName" } }),
      aService({ name: "cart", namespace: "bank", spec: { selector } }),
    );
    expect(Object.keys(servicesOf(mesh, POD)).sort()).toEqual(["shop/both.shop.svc.cluster.local", CART]);
  });

  test("by a ServiceEntry: a port of the pod with the entry's name counts, then its target port, then its own", () => {
    const mesh = new AmbientMesh();
    const ports = [
      { number: 80, name: "web" },
      { number: 81, name: "x", targetPort: 8181 },
      { number: 82, name: "y" },
    ];
    mesh.apply(
      aPod({
        name: "cart-1",
        labels: selector,
        spec: { containers: [{ ports: [{ name: "web", containerPort: 8000 }] }] },
      }),
      aServiceEntry({ name: "ext", spec: { ports, workloadSelector: { labels: selector } } }),
    );
    expect(servicesOf(mesh, POD)).toEqual({ "shop/a.example.com": ["80->8000", "81->8181", "82->82"] });
  });

  test("not by a ServiceEntry when that is switched off, nor by one that selects nothing", () => {
    const mesh = new AmbientMesh({ selectPodsByServiceEntry: false });
    mesh.apply(
      aPod({ name: "cart-1", labels: selector }),
      aServiceEntry({ name: "ext", spec: { workloadSelector: { labels: selector } } }),
    );
    expect(servicesOf(mesh, POD)).toEqual({});
    const other = new AmbientMesh();
    other.apply(
      aPod({ name: "cart-1", labels: selector }),
      aServiceEntry({ name: "ext", spec: { workloadSelector: {} } }),
    );
    expect(servicesOf(other, POD)).toEqual({});
  });

  test("by a slice that names the very pod, for a Service without a selector", () => {
    const mesh = new AmbientMesh();
    const target = { kind: "Pod", namespace: "shop", name: "cart-1", uid: "uid-cart-1" };
    const slice = (targetRef: object) =>
      aSlice({ name: "cart-x", endpoints: [{ addresses: ["10.0.0.1"], targetRef }] });
    mesh.apply(aPod({ name: "cart-1" }), aService({ name: "cart" }), slice(target));
    expect(servicesOf(mesh, POD)).toEqual({ [CART]: ["80->8080"] });
    mesh.apply(slice({ ...target, uid: "of-an-earlier-pod" }));
    expect(servicesOf(mesh, POD)).toEqual({});
    mesh.apply(aSlice({ name: "cart-x", endpoints: [{ addresses: ["10.0.0.9"], targetRef: target }] }));
    expect(servicesOf(mesh, POD)).toEqual({});
    mesh.apply(slice(target), aService({ name: "cart", spec: { selector: { app: "other" } } }));
    expect(servicesOf(mesh, POD)).toEqual({});
    expect(mesh.names.filter((name) => name.includes("EndpointSlice"))).toEqual([]);
  });
});

describe("other sources of workloads", () => {
  test("endpoints in a slice that are no pods", () => {
    const mesh = new AmbientMesh();
    mesh.apply(
      aService({ name: "cart" }),
      aSlice({
        name: "cart-x",
        endpoints: [
          { addresses: ["192.0.2.1"] },
          { addresses: ["192.0.2.2"], conditions: { ready: false } },
          { addresses: ["192.0.2.1"], conditions: { ready: false } },
          { addresses: ["192.0.2.3"], targetRef: { kind: "Pod", namespace: "shop", name: "p", uid: "u" } },
        ],
      }),
    );
    const uid = "Kubernetes/discovery.k8s.io/EndpointSlice/shop/cart-x";
    expect(mesh.names).toEqual([`${uid}/192.0.2.1`, `${uid}/192.0.2.2`, CART]);
    expect(mesh.json(`${uid}/192.0.2.2`)).toEqual({
      uid: `${uid}/192.0.2.2`,
      name: "cart-x",
      namespace: "shop",
      clusterId: "Kubernetes",
      addresses: ["wAACAg=="],
      networkMode: "HOST_NETWORK",
      services: { [CART]: { ports: [{ servicePort: 80, targetPort: 9090 }] } },
      status: "UNHEALTHY",
    });
  });

  test.each<[string, object]>([
    ["of no service", { labels: {} }],
    ["of a service that is not there", { labels: { "kubernetes.io/service-name": "gone" } }],
    ["with names for addresses", { addressType: "FQDN" }],
  ])("no endpoints of a slice %s", (_name, parts) => {
    const mesh = new AmbientMesh();
    mesh.apply(
      aService({ name: "cart" }),
      aSlice({ name: "x", endpoints: [{ addresses: ["192.0.2.1"] }], ...parts }),
    );
    expect(mesh.names).toEqual([CART]);
  });

  test("a WorkloadEntry is selected by Services and ServiceEntries, by the labels of both its parts", () => {
    const mesh = new AmbientMesh();
    mesh.apply(
      aWorkloadEntry({
        name: "vm",
        labels: { app: "cart", "networking.istio.io/tunnel": "http" },
        spec: {
          labels: { app: "overridden", stage: "prod" },
          ports: { http: 9000, named: 9001 },
          network: "remote",
        },
      }),
      aService({
        name: "cart",
        spec: {
          selector,
          ports: [
            { name: "http", port: 80, targetPort: 8080 },
            { name: "n", port: 81, targetPort: "named" },
            { name: "m", port: 82, targetPort: "missing" },
          ],
        },
      }),
      aServiceEntry({ name: "ext", spec: { workloadSelector: { labels: { stage: "prod" } } } }),
    );
    const uid = "Kubernetes/networking.istio.io/WorkloadEntry/shop/vm";
    expect(servicesOf(mesh, uid)).toEqual({
      [CART]: ["80->8080", "81->9001"],
      "shop/a.example.com": ["80->9000"],
    });
    expect(mesh.json(uid)).toMatchObject({
      network: "remote",
      canonicalName: "cart",
      tunnelProtocol: "HBONE",
      nativeTunnel: true,
    });
  });

  test("names that are looked up are endpoints themselves, unless there are others", () => {
    const mesh = new AmbientMesh();
    const hosts = ["a.example.com", "b.example.com"];
    mesh.apply(aServiceEntry({ name: "ext", spec: { hosts, resolution: "DNS_ROUND_ROBIN" } }));
    const uid = "Kubernetes/networking.istio.io/ServiceEntry/shop/ext";
    expect(servicesOf(mesh, `${uid}/b.example.com`)).toEqual({ "shop/b.example.com": ["80->80"] });
    mesh.apply(
      aServiceEntry({
        name: "ext",
        spec: { hosts, resolution: "DNS", endpoints: [{ address: "c.example.com" }] },
      }),
    );
    expect(servicesOf(mesh, `${uid}/c.example.com`)).toEqual({
      "shop/a.example.com": ["80->80"],
      "shop/b.example.com": ["80->80"],
    });
    expect(mesh.names).toHaveLength(3);
    mesh.apply(
      aServiceEntry({
        name: "ext",
        spec: { hosts, resolution: "DNS", workloadSelector: { labels: selector } },
      }),
    );
    expect(mesh.names).toEqual(["shop/a.example.com", "shop/b.example.com"]);
  });
});

describe("a hostname of several ServiceEntries", () => {
  const endpoints = [{ address: "203.0.113.1" }];
  const old = aServiceEntry({ name: "old", created: "2026-01-01T00:00:00Z", spec: { endpoints } });
  const young = aServiceEntry({ name: "young", created: "2026-01-02T00:00:00Z", spec: { endpoints } });
  const elsewhere = aServiceEntry({ name: "bank", namespace: "bank", created: "2026-01-03T00:00:00Z" });

  test("is the oldest one's; the others have no service and no workloads until it goes", () => {
    const mesh = new AmbientMesh();
    mesh.apply(young, old, elsewhere);
    const uid = (name: string) => `Kubernetes/networking.istio.io/ServiceEntry/shop/${name}/203.0.113.1`;
    expect(mesh.names).toEqual([uid("old"), "bank/a.example.com", "shop/a.example.com"]);
    expect(mesh.json("shop/a.example.com")).toMatchObject({ name: "old", canonical: true });
    expect(mesh.json("bank/a.example.com")).not.toHaveProperty("canonical");
    mesh.remove("ServiceEntry", "shop/old");
    expect(mesh.names).toEqual([uid("young"), "bank/a.example.com", "shop/a.example.com"]);
    mesh.remove("ServiceEntry", "shop/young");
    expect(mesh.json("bank/a.example.com")).toMatchObject({ canonical: true });
  });

  test("is that of the one seen first when they are equally old, also after it changed", () => {
    const mesh = new AmbientMesh();
    mesh.apply(aServiceEntry({ name: "z" }));
    mesh.apply(aServiceEntry({ name: "a" }));
    mesh.apply(aServiceEntry({ name: "z", spec: { ports: [{ number: 81 }] } }));
    expect(mesh.json("shop/a.example.com")).toMatchObject({ name: "z", ports: [{ servicePort: 81 }] });
    mesh.remove("ServiceEntry", "shop/z");
    mesh.apply(aServiceEntry({ name: "z" }));
    expect(mesh.json("shop/a.example.com")).toMatchObject({ name: "a" });
  });

  test("is the Kubernetes Service's if it is called so", () => {
    const mesh = new AmbientMesh();
    mesh.apply(aServiceEntry({ name: "ext", spec: { hosts: ["cart.shop.svc.cluster.local"], endpoints } }));
    expect(mesh.json(CART)).toMatchObject({ name: "ext" });
    mesh.apply(aService({ name: "cart" }));
    expect(mesh.json(CART)).toMatchObject({ name: "cart", ipFamilies: "IPV4_ONLY" });
    expect(mesh.names).toEqual([CART]);
  });
});

describe("what holds for the mesh", () => {
  test("the network is a label of the system namespace, and part of every alias", () => {
    const mesh = new AmbientMesh();
    mesh.apply(aPod({ name: "cart-1" }), aService({ name: "cart" }));
    const changes = mesh.apply(
      aNamespace({ name: "istio-system", labels: { "topology.istio.io/network": "n1" } }),
    );
    expect(changes.addresses.updated.flatMap(({ aliases }) => aliases)).toEqual([
      "n1/10.0.0.1",
      "n1/10.96.0.1",
    ]);
    expect(mesh.json(POD)).toMatchObject({ network: "n1" });
    expect(mesh.json(CART)).toMatchObject({ addresses: [{ network: "n1" }] });
  });

  test("a trust domain of its own is sent", () => {
    const mesh = new AmbientMesh();
    mesh.apply(aPod({ name: "cart-1" }), aMeshConfig({ trustDomain: "example.org" }));
    expect(mesh.json(POD)).toMatchObject({ trustDomain: "example.org" });
  });

  test("objects of namespaces that are not discovered do not exist, until they are", () => {
    const mesh = new AmbientMesh();
    mesh.apply(
      aMeshConfig({ discoverySelectors: [{ matchLabels: { mesh: "yes" } }] }),
      aNamespace({ name: "shop" }),
      aPod({ name: "cart-1", labels: selector }),
      aService({ name: "cart", spec: { selector } }),
      aPolicy({ name: "p" }),
    );
    expect(mesh.names).toEqual([]);
    expect([...mesh.index.authorizations()]).toEqual([]);
    mesh.apply(aNamespace({ name: "shop", labels: { mesh: "yes" } }));
    expect(mesh.names).toEqual([POD, CART]);
    expect([...mesh.index.authorizations()]).toHaveLength(1);
    mesh.remove("Namespace", "shop");
    expect(mesh.names).toEqual([]);
    mesh.apply(aMeshConfig({}));
    expect(mesh.names).toEqual([POD, CART]);
  });

  test("objects of another revision are not ours, pods and Services are whatever they say", () => {
    const mesh = new AmbientMesh({ revision: "blue" });
    const green = { "istio.io/rev": "green" };
    mesh.apply(
      aPod({ name: "cart-1", labels: green }),
      aService({ name: "cart", labels: green }),
      aServiceEntry({ name: "green", labels: green }),
      aServiceEntry({
        name: "blue",
        labels: { "istio.io/rev": "blue" },
        spec: { hosts: ["blue.example.com"] },
      }),
      aServiceEntry({ name: "plain", spec: { hosts: ["plain.example.com"] } }),
      aWorkloadEntry({ name: "vm", labels: green }),
      aPolicy({ name: "p", labels: green }),
    );
    expect(mesh.names).toEqual([POD, "shop/blue.example.com", CART, "shop/plain.example.com"]);
    expect([...mesh.index.authorizations()]).toEqual([]);
  });

  test("ServiceEntries may be for their namespace alone, or for nobody", () => {
    const mesh = new AmbientMesh();
    const policies = [
      {
        visibility: "NAMESPACE",
        matchingRules: [{ namespaceSelector: { matchLabels: { private: "yes" } } }],
      },
    ];
    mesh.apply(
      aMeshConfig({ serviceEntryVisibility: { defaultVisibility: "NONE", policies } }),
      aNamespace({ name: "shop", labels: { private: "yes" } }),
      aServiceEntry({ name: "ext" }),
      aServiceEntry({ name: "ext", namespace: "bank", spec: { endpoints: [{ address: "203.0.113.1" }] } }),
    );
    expect(mesh.names).toEqual(["shop/a.example.com"]);
    expect(mesh.json("shop/a.example.com")).toMatchObject({ visibility: "NAMESPACE" });
    expect(mesh.json("shop/a.example.com")).not.toHaveProperty("canonical");
  });
});

describe("a name that is asked for", () => {
  const mesh = new AmbientMesh();
  mesh.apply(
    aPod({ name: "cart-1", labels: selector }),
    aPod({ name: "twin", ip: "10.0.0.1" }),
    aPod({ name: "cart-2", ip: "10.0.0.2", labels: selector, spec: { nodeName: "n2" } }),
    aService({ name: "cart", spec: { selector } }),
    aServiceEntry({ name: "net", spec: { addresses: ["198.51.100.7/24"] } }),
  );
  const names = (found: readonly { readonly name: string }[]) => found.map(({ name }) => name);
  const twin = "Kubernetes//Pod/shop/twin";
  const second = "Kubernetes//Pod/shop/cart-2";

  test.each<[string, string, readonly string[]]>([
    ["a uid", POD, [POD]],
    ["an address, also of several", "/10.0.0.1", [POD, twin]],
    ["a service, with its workloads", CART, [CART, POD, second]],
    ["a service's address, with its workloads", "/10.96.0.1", [CART, POD, second]],
    ["a block", "/198.51.100.0/24", ["shop/a.example.com"]],
    ["an address in another network", "n9/10.0.0.1", []],
    ["nothing there is", "shop/nothing", []],
  ])("%s", (_name, name, expected) => {
    expect(names(mesh.index.lookupAddresses(name))).toEqual(expected);
  });

  test("a node has its workloads", () => {
    expect(names(mesh.index.workloadsOnNode("n2"))).toEqual([second]);
    expect(names(mesh.index.workloadsOnNode("n3"))).toEqual([]);
  });
});

describe("changes", () => {
  test("name what is new or different, and what is gone", () => {
    const mesh = new AmbientMesh();
    const added = mesh.apply(aPod({ name: "cart-1" }), aService({ name: "cart" }));
    expect(added.addresses.updated.map(({ name }) => name)).toEqual([POD, CART]);
    expect(mesh.apply(aPod({ name: "cart-1" })).addresses).toEqual({ updated: [], removed: [] });
    expect(mesh.remove("Pod", "shop/cart-1").addresses).toEqual({ updated: [], removed: [POD] });
  });

  test("report parts that cannot be used, once, and when they are in order again", () => {
    const mesh = new AmbientMesh();
    const bad = aService({ name: "cart", spec: { ports: [{ port: 0 }] } });
    const problems = [expect.objectContaining({ path: "spec.ports[0].port" })];
    expect(mesh.apply(bad).reports).toEqual([{ kind: "Service", key: "shop/cart", problems }]);
    expect(mesh.apply(bad).reports).toEqual([]);
    expect([...mesh.index.reports()]).toHaveLength(1);
    expect(mesh.apply(aService({ name: "cart" })).reports).toEqual([
      { kind: "Service", key: "shop/cart", problems: [] },
    ]);
  });

  test("tell of every ServiceEntry that counts", () => {
    const mesh = new AmbientMesh();
    const { serviceEntries } = mesh.apply(aServiceEntry({ name: "ext" }));
    expect(serviceEntries.map(({ key, entry }) => [key, entry?.hosts])).toEqual([
      ["shop/ext", ["a.example.com"]],
    ]);
    expect(Array.from(mesh.index.serviceEntries(), ({ key }) => key)).toEqual(["shop/ext"]);
    expect(mesh.remove("ServiceEntry", "shop/ext").serviceEntries).toEqual([
      { key: "shop/ext", entry: undefined },
    ]);
  });
});

describe("one object's change computes only what read it", () => {
  const WORKLOADS = "workloads of Pods";

  /** Twenty pods of ten services in two namespaces on four nodes. */
  function aBusyMesh(): AmbientMesh {
    const mesh = new AmbientMesh();
    const numbers = Array.from({ length: 20 }, (_, index) => index);
    mesh.apply(
      ...["shop", "bank"].map((name) => aNamespace({ name })),
      ...numbers
        .slice(0, 4)
        .map((node) => aNode({ name: `n${node}`, labels: { "topology.kubernetes.io/zone": `z${node}` } })),
      ...numbers.slice(0, 10).map((number) =>
        aService({
          name: `s${number}`,
          ip: `10.96.0.${number}`,
          namespace: number % 2 === 0 ? "shop" : "bank",
          spec: { selector: { app: `s${number}` } },
        }),
      ),
      ...numbers.map((number) => busyPod(number)),
    );
    mesh.recomputations();
    return mesh;
  }

  const busyPod = (number: number, status: object = {}) =>
    aPod({
      name: `p${number}`,
      ip: `10.0.0.${number}`,
      namespace: number % 2 === 0 ? "shop" : "bank",
      labels: { app: `s${number % 10}`, tier: "all" },
      spec: { nodeName: `n${number % 4}` },
      status,
    });

  test("a pod's readiness: that pod", () => {
    const mesh = aBusyMesh();
    mesh.apply(busyPod(3, { conditions: [] }));
    expect(mesh.recomputations()).toEqual({ Pod: 1, [WORKLOADS]: 1 });
  });

  test("a part of a pod that nobody uses: nothing", () => {
    const mesh = aBusyMesh();
    mesh.apply(busyPod(3, { startTime: "2026-01-01T00:00:00Z" }));
    expect(mesh.recomputations()).toEqual({});
  });

  test("a port of a Service: its pods", () => {
    const mesh = aBusyMesh();
    const spec = { selector: { app: "s4" }, ports: [{ port: 81, targetPort: 1 }] };
    const { addresses } = mesh.apply(aService({ name: "s4", ip: "10.96.0.4", spec }));
    expect(addresses.updated.map(({ name }) => name).sort()).toEqual([
      "Kubernetes//Pod/shop/p14",
      "Kubernetes//Pod/shop/p4",
      "shop/s4.shop.svc.cluster.local",
    ]);
    expect(mesh.recomputations()).toMatchObject({ [WORKLOADS]: 2, services: 1 });
  });

  test("an annotation of a Service that is for clients: no pod", () => {
    const mesh = aBusyMesh();
    const annotations = { "networking.istio.io/traffic-distribution": "PreferClose" };
    const { addresses } = mesh.apply(
      aService({ name: "s4", ip: "10.96.0.4", annotations, spec: { selector: { app: "s4" } } }),
    );
    expect(addresses.updated.map(({ name }) => name)).toEqual(["shop/s4.shop.svc.cluster.local"]);
    expect(mesh.recomputations()).not.toHaveProperty([WORKLOADS]);
  });

  test("a new Service: the pods that it selects", () => {
    const mesh = aBusyMesh();
    mesh.apply(aService({ name: "new", ip: "10.96.1.1", spec: { selector: { app: "s6", tier: "all" } } }));
    expect(mesh.recomputations()).toMatchObject({ [WORKLOADS]: 2 });
    mesh.apply(aService({ name: "other", ip: "10.96.1.2", spec: { selector: { tier: "none" } } }));
    expect(mesh.recomputations()).not.toHaveProperty([WORKLOADS]);
  });

  test("a node's zone: the pods there; another label of it: none", () => {
    const mesh = aBusyMesh();
    mesh.apply(aNode({ name: "n1", labels: { "topology.kubernetes.io/zone": "other" } }));
    expect(mesh.recomputations()).toEqual({ localities: 1, [WORKLOADS]: 5 });
    mesh.apply(aNode({ name: "n1", labels: { "topology.kubernetes.io/zone": "other", x: "y" } }));
    expect(mesh.recomputations()).toEqual({ localities: 1 });
  });

  test("a policy that selects: the pods it selects", () => {
    const mesh = aBusyMesh();
    mesh.apply(aPolicy({ name: "p", spec: { selector: { matchLabels: { app: "s2" } } } }));
    expect(mesh.recomputations()).toMatchObject({ [WORKLOADS]: 2 });
  });

  test("a policy for a namespace: no pod", () => {
    const mesh = aBusyMesh();
    mesh.apply(aPolicy({ name: "p" }));
    expect(mesh.recomputations()).not.toHaveProperty([WORKLOADS]);
  });
});
