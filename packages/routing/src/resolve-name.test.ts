import { parseIpAddress } from "@ambit/addr";
import { MeshState } from "@ambit/mesh-state";
import { type MeshResource, type Service, serviceKey } from "@ambit/model";
import { aService, aWorkload, serviceResource, workloadResource } from "@ambit/model/testing";
import { describe, expect, test } from "vitest";
import { nameCandidates } from "./name-candidates.ts";
import { type ResolveSettings, resolveName, serviceKeysFor } from "./resolve-name.ts";

const ip = parseIpAddress;
const client = aWorkload({ name: "client", namespace: "app" });
const SETTINGS: ResolveSettings = {
  clusterDomain: "cluster.local",
  searchDomains: undefined,
  preferredNamespace: undefined,
  ipv6: true,
};
const server = aService({ name: "server", namespace: "app" });
const external = vipService("api.example.com", "10.96.0.20");

function vipService(hostname: string, address: string, fields: Partial<Service> = {}): Service {
  return aService({
    name: hostname,
    namespace: "egress",
    hostname,
    vips: [{ network: "", address: ip(address) }],
    canonical: false,
    ...fields,
  });
}

function stateOf(...resources: readonly MeshResource[]): MeshState {
  const state = new MeshState();
  state.apply({ upserts: resources, removals: [] });
  return state;
}

interface Asked {
  readonly family?: 4 | 6;
  readonly from?: typeof client;
  readonly settings?: Partial<ResolveSettings>;
}

function resolve(
  name: string,
  services: readonly Service[],
  { family = 4, from = client, settings }: Asked = {},
) {
  const state = stateOf(...services.map((service) => serviceResource(service)));
  return resolveName(state, { name, family, client: from }, { ...SETTINGS, ...settings });
}

/** The addresses, with the name that they belong to if it is another one; undefined: not of the mesh. */
function answer(...args: Parameters<typeof resolve>): string | undefined {
  const resolved = resolve(...args);
  if (resolved.kind === "unknown") return undefined;
  const alias = resolved.aliasOf === undefined ? "" : `${resolved.aliasOf} `;
  return `${alias}${resolved.addresses.join()}`;
}

describe("the candidates of a name", () => {
  test.each<[string, readonly string[]]>([
    ["server", ["server", "server.app.svc.cluster.local"]],
    ["server.app", ["server.app", "server.app.svc.cluster.local", "server.app.app.svc.cluster.local"]],
    [
      "server.app.svc",
      ["server.app.svc", "server.app.svc.cluster.local", "server.app.svc.svc.cluster.local"],
    ],
    ["a.b.c", ["a.b.c", "a.b.c.svc.cluster.local"]],
    ["pod.server.app.svc", ["pod.server.app.svc", "pod.server.app.svc.cluster.local"]],
    ["a.b.c.d", ["a.b.c.d"]],
    ["a.b.c.d.e", ["a.b.c.d.e"]],
  ])("%s", (name, expected) => {
    expect(nameCandidates(name, "app", SETTINGS).map(({ hostname }) => hostname)).toEqual(expected);
  });

  test("a search domain is taken off, whole and not from itself", () => {
    const settings = { ...SETTINGS, searchDomains: ["corp", "b.corp"] };
    expect(nameCandidates("x.y.z.b.corp", "app", settings)).toEqual([
      { hostname: "x.y.z.b.corp", strippedName: undefined },
      { hostname: "x.y.z.b", strippedName: "x.y.z.b" },
      { hostname: "x.y.z", strippedName: "x.y.z" },
      { hostname: "x.y.z.svc.cluster.local", strippedName: "x.y.z" },
    ]);
    expect(nameCandidates("a.b.c.d.bcorp", "app", settings)).toHaveLength(1);
    expect(nameCandidates("corp", "app", settings).map(({ hostname }) => hostname)).toEqual([
      "corp",
      "corp.app.svc.cluster.local",
    ]);
  });

  test("a name that comes twice is the first, which has nothing taken off", () => {
    expect(nameCandidates("server.app.svc.cluster.local", "app", SETTINGS)).toEqual([
      { hostname: "server.app.svc.cluster.local", strippedName: undefined },
      { hostname: "server", strippedName: "server" },
      { hostname: "server.app", strippedName: "server.app" },
      { hostname: "server.app.app.svc.cluster.local", strippedName: "server.app" },
      { hostname: "server.app.svc", strippedName: "server.app.svc" },
      { hostname: "server.app.svc.svc.cluster.local", strippedName: "server.app.svc" },
    ]);
  });
});

describe("a service of Kubernetes", () => {
  test.each([
    ["server.app.svc.cluster.local", "10.96.0.10"],
    ["server.app.svc", "10.96.0.10"],
    ["server.app", "10.96.0.10"],
    ["server", "10.96.0.10"],
    ["server.app.svc.cluster.local.app.svc.cluster.local", "server.app.svc.cluster.local 10.96.0.10"],
    ["server.app.app.svc.cluster.local", "server.app 10.96.0.10"],
    ["server.app.svc.svc.cluster.local", "server.app.svc 10.96.0.10"],
    ["nosuch.app.svc.cluster.local", undefined],
    ["server.other.svc.cluster.local", undefined],
    ["svc.cluster.local", undefined],
    ["cluster.local", undefined],
  ])("is found as %s", (name, expected) => {
    expect(answer(name, [server])).toBe(expected);
  });

  test("of another namespace is not found by its name alone", () => {
    const from = aWorkload({ namespace: "other" });
    expect(answer("server", [server], { from })).toBeUndefined();
    expect(answer("server.app", [server], { from })).toBe("10.96.0.10");
  });

  test("of another cluster domain", () => {
    const service = aService({ namespace: "app", hostname: "server.app.svc.corp" });
    expect(answer("server", [service], { settings: { clusterDomain: "corp" } })).toBe("10.96.0.10");
    expect(answer("server", [service])).toBeUndefined();
  });
});

describe("a headless service", () => {
  const headless = aService({ name: "hl", namespace: "app", vips: [] });
  const pod = (name: string, ips: readonly string[], fields: Parameters<typeof aWorkload>[0] = {}) =>
    workloadResource(
      aWorkload({ name, workloadIps: ips.map(ip), services: [serviceKey(headless)], ...fields }),
    );

  test("is the first address of the family of each of its healthy pods", () => {
    const state = stateOf(
      serviceResource(headless),
      pod("a", ["10.0.0.1", "10.0.0.2", "fd00::1"]),
      pod("b", ["fd00::2", "10.0.0.3"]),
      pod("c", ["10.0.0.4"], { status: "Unhealthy" }),
      pod("d", [], { hostname: "db.example.com" }),
    );
    const ask = (family: 4 | 6) =>
      resolveName(state, { name: "hl.app.svc.cluster.local", family, client }, SETTINGS);
    expect(ask(4)).toMatchObject({ addresses: [ip("10.0.0.1"), ip("10.0.0.3")], isFamilyServed: true });
    expect(ask(6)).toMatchObject({ addresses: [ip("fd00::1"), ip("fd00::2")] });
  });

  test("without pods is known and has no addresses", () => {
    expect(resolve("hl", [headless])).toMatchObject({
      kind: "resolved",
      addresses: [],
      isFamilyServed: true,
    });
  });
});

describe("a host that is not Kubernetes' own", () => {
  test("is found with its address, also behind a search domain", () => {
    expect(answer("api.example.com", [external])).toBe("10.96.0.20");
    expect(answer("api.example.com.app.svc.cluster.local", [external])).toBe("api.example.com 10.96.0.20");
    expect(answer("api.example.com.cluster.local", [external])).toBe("api.example.com 10.96.0.20");
  });

  test("without an exact address is somebody else's to answer", () => {
    expect(answer("api.example.com", [{ ...external, vips: [] }])).toBeUndefined();
  });

  test("is that of another namespace when the nearest has no address", () => {
    const near = { ...external, namespace: "app", vips: [] };
    expect(answer("api.example.com", [near, external])).toBe("10.96.0.20");
  });

  test("of one namespace only is hidden from others", () => {
    const hidden: Service = { ...external, visibility: "Namespace" };
    expect(answer("api.example.com", [hidden])).toBeUndefined();
    expect(answer("api.example.com", [hidden], { from: aWorkload({ namespace: "egress" }) })).toBe(
      "10.96.0.20",
    );
  });

  test("of several namespaces is the preferred one's", () => {
    const second = vipService("api.example.com", "10.96.0.21", { namespace: "second" });
    expect(answer("api.example.com", [external, second])).toBe("10.96.0.20");
    const settings = { preferredNamespace: "second" };
    expect(answer("api.example.com", [external, second], { settings })).toBe("10.96.0.21");
  });
});

describe("a wildcard", () => {
  const wide = vipService("*.example.com", "10.96.0.30");
  const narrow = vipService("*.eu.example.com", "10.96.0.31");
  const top = vipService("*.org", "10.96.0.32");

  test.each([
    ["api.example.com", "10.96.0.20"],
    ["www.example.com", "10.96.0.30"],
    ["a.b.c.example.com", "10.96.0.30"],
    ["a.eu.example.com", "10.96.0.31"],
    ["eu.example.com", "10.96.0.30"],
    ["example.com", undefined],
    ["badexample.com", undefined],
    ["anything.org", "10.96.0.32"],
    ["org", undefined],
    // The name behind the search domain is not one that the wildcard could be an alias of.
    ["www.example.com.app.svc.cluster.local", "10.96.0.30"],
  ])("covers %s", (name, expected) => {
    expect(answer(name, [wide, narrow, top, external])).toBe(expected);
  });

  test("of the name as asked comes before an expansion", () => {
    const service = aService({ name: "www", namespace: "org" });
    expect(answer("www.org", [service, top])).toBe("10.96.0.32");
  });
});

describe("address families", () => {
  const dual = [
    { network: "", address: ip("10.96.0.10") },
    { network: "", address: ip("fd00::10") },
  ];

  test.each<[string, Partial<Service>, Asked, string, boolean]>([
    ["both", { vips: dual }, { family: 6 }, "fd00::10", true],
    ["both, asked for IPv4", { vips: dual, ipFamilies: "Dual" }, {}, "10.96.0.10", true],
    ["IPv4 only, asked for IPv6", { vips: dual, ipFamilies: "IPv4" }, { family: 6 }, "", false],
    ["IPv6 only, asked for IPv4", { vips: dual, ipFamilies: "IPv6" }, {}, "", false],
    ["IPv6 where this proxy has none", { vips: dual }, { family: 6, settings: { ipv6: false } }, "", false],
    ["no address of the family", {}, { family: 6 }, "", true],
  ])("%s", (...[, fields, asked, addresses, isFamilyServed]) => {
    const resolved = resolve("server", [{ ...server, ...fields }], asked);
    expect(resolved).toMatchObject({ kind: "resolved", isFamilyServed });
    expect(answer("server", [{ ...server, ...fields }], asked)).toBe(addresses);
  });

  test("addresses of other networks are not given", () => {
    const service = { ...server, vips: [{ network: "far", address: ip("10.96.0.10") }] };
    expect(answer("server", [service])).toBe("");
    expect(answer("server", [service], { from: aWorkload({ namespace: "app", network: "far" }) })).toBe(
      "10.96.0.10",
    );
  });
});

describe("the keys to ask a control plane for", () => {
  const keys = (name: string, limit = 16, settings: Partial<ResolveSettings> = {}) =>
    serviceKeysFor({ name, client }, { ...SETTINGS, ...settings }, { limit, known: { kind: "unknown" } });

  test.each<[string, readonly string[]]>([
    ["server", ["app/server.app.svc.cluster.local"]],
    ["server.shop.svc.cluster.local", ["shop/server.shop.svc.cluster.local"]],
    ["cluster.local", []],
    ["www.example.com", ["app/www.example.com", "app/*.example.com"]],
    ["www.example.com.app.svc.cluster.local", ["app/www.example.com", "app/*.example.com"]],
  ])("of %s", (name, expected) => {
    expect(keys(name)).toEqual(expect.arrayContaining([...expected]));
  });

  test("end where a service is known already", () => {
    const known = resolve("server", [server]);
    const request = { name: "server.app.svc.cluster.local", client };
    expect(serviceKeysFor(request, SETTINGS, { limit: 16, known })).toEqual([
      "app/server.app.svc.cluster.local",
    ]);
    const wide = resolve("www.example.com", [vipService("*.example.com", "10.96.0.30")]);
    expect(serviceKeysFor({ name: "www.example.com", client }, SETTINGS, { limit: 16, known: wide })).toEqual(
      ["app/www.example.com", "app/*.example.com"],
    );
  });

  test("include the preferred namespace, and are never more than allowed", () => {
    expect(keys("www.example.com", 16, { preferredNamespace: "egress" })).toContain("egress/*.example.com");
    expect(keys("a.b.c.d.e.f.g.h.i.j.k.l.m", 5)).toHaveLength(5);
    expect(keys("com")).toEqual(["app/com.app.svc.cluster.local"]);
  });
});
