import type { HttpRule, RouteTable, WaypointService } from "@ambit/model/http";
import { describe, expect, test } from "vitest";
import type { Json } from "../collections/testing/ambient-mesh.ts";
import {
  anObject,
  aRouteOf,
  aServiceOf,
  aWaypointGateway,
  hostOf,
  WaypointMesh,
} from "./testing/waypoint-mesh.ts";

const TWO_PORTS = [
  { name: "http", port: 80 },
  { name: "http-alt", port: 8080 },
];

function serviceWith(...routes: readonly Json[]): WaypointService | undefined {
  const mesh = new WaypointMesh();
  const labels = {} as never;
  const v = (name: string) => aServiceOf(name, { labels });
  mesh.apply(aWaypointGateway(), aServiceOf("echo", { ports: TWO_PORTS }), v("v1"), v("v2"), ...routes);
  return mesh.serviceOf(hostOf("echo"));
}

function tableOf(port: number, ...routes: readonly Json[]): RouteTable | undefined {
  return serviceWith(...routes)?.routeTables.find((table) => table.port === port);
}

/** Names of the rules in the order in which they are tried. */
function orderOf(...routes: readonly Json[]): readonly string[] {
  const table = tableOf(80, ...routes);
  return (table?.entries ?? []).map(({ rule }) => table?.rules[rule]?.name ?? "");
}

function ruleOf(rule: Json, kind = "HTTPRoute"): HttpRule | undefined {
  return tableOf(80, aRouteOf("r", [rule], { kind }))?.rules[0];
}

const toV1 = { backendRefs: [{ name: "v1", port: 80 }] };
const path = (type: string, value: string) => ({ path: { type, value } });
const named = (name: string, ...matches: readonly Json[]) => ({ name, matches, ...toV1 });

describe("which rule decides", () => {
  test("exact paths, longer prefixes, methods, headers, query parameters, in this order", () => {
    const order = orderOf(
      aRouteOf("r", [
        named("any"),
        named("query", { queryParams: [{ name: "a", value: "b" }] }),
        named("header", { headers: [{ name: "version", value: "one" }] }),
        named("two-headers", {
          headers: [
            { name: "a", value: "1" },
            { name: "b", value: "2" },
          ],
        }),
        named("method", { method: "GET" }),
        named("regex", path("RegularExpression", "/v2/.*")),
        named("prefix", path("PathPrefix", "/v2")),
        named("longer", path("PathPrefix", "/v2/example")),
        named("exact", path("Exact", "/v")),
      ]),
    );
    expect(order.map((name) => name.slice("shop/r/".length))).toEqual([
      "exact",
      "longer",
      "prefix",
      "method",
      "two-headers",
      "header",
      "query",
      "any",
      "regex",
    ]);
  });

  test("of equal ones the older route, then by name, then the earlier rule; over all routes of a port", () => {
    const at = (time: string) => ({ metadata: { creationTimestamp: time } });
    const order = orderOf(
      aRouteOf("b", [toV1, toV1], at("2026-01-01T00:00:00Z")),
      aRouteOf("a", [toV1], at("2026-01-01T00:00:00Z")),
      aRouteOf("z", [toV1], at("2025-01-01T00:00:00Z")),
      aRouteOf("young", [named("exact", path("Exact", "/x"))], { parent: { port: 80 } }),
    );
    expect(order).toEqual(["shop/young/exact", "shop/z/0", "shop/a/0", "shop/b/0", "shop/b/1"]);
  });

  test("methods of gRPC are paths: the longer service, then the longer method", () => {
    const method = (service?: string, name?: string) => ({ method: { service, method: name } });
    const table = tableOf(
      80,
      aRouteOf(
        "g",
        [
          named("any"),
          named("method", method(undefined, "Echo")),
          named("service", method("a.Echo")),
          named("both", method("a.Echo", "Echo")),
        ],
        { kind: "GRPCRoute" },
      ),
    );
    expect(table?.entries.map(({ match }) => match.path)).toEqual([
      { kind: "exact", value: "/a.Echo/Echo", ignoreCase: false },
      { kind: "segments", value: "/a.Echo" },
      { kind: "segments", value: "/" },
      { kind: "regex", pattern: "/[^/]+/Echo" },
    ]);
  });
});

describe("tables", () => {
  test("without routes a port leads to the service itself, and is tried again as Istio does", () => {
    expect(tableOf(8080)?.rules).toMatchObject([
      {
        action: { backends: [{ target: { service: `shop/${hostOf("echo")}`, port: 8080 } }] },
        retry: { attempts: 2, reasons: ["connect-failure", "refused-stream", "unavailable", "cancelled"] },
      },
    ]);
  });

  test("a route of one port leaves the others as they are", () => {
    const route = aRouteOf("r", [toV1], { parent: { port: 8080 } });
    expect(tableOf(80, route)?.rules[0]?.name).toBe("default");
    expect(tableOf(8080, route)?.rules[0]?.name).toBe("shop/r/0");
  });

  test("routes of other namespaces are for clients of those alone, and come first", () => {
    const parent = { namespace: "shop" };
    const consumer = aRouteOf("c", [{ backendRefs: [{ name: "v1", namespace: "shop", port: 80 }] }], {
      parent,
      metadata: { namespace: "client" },
    });
    const tables = serviceWith(aRouteOf("r", [toV1]), consumer)?.routeTables ?? [];
    expect(tables.map(({ port, clientNamespace, rules }) => [port, clientNamespace, rules[0]?.name])).toEqual(
      [
        [80, "client", "client/c/0"],
        [80, undefined, "shop/r/0"],
        [8080, "client", "client/c/0"],
        [8080, undefined, "shop/r/0"],
      ],
    );
  });

  test("a match with a pattern that is none takes nothing", () => {
    const bad = named("bad", path("RegularExpression", "("), path("Exact", "/good"));
    expect(tableOf(80, aRouteOf("r", [bad]))?.entries).toHaveLength(1);
  });

  test("a match that cannot be read is left out, and the others of its rule stay", () => {
    const bad = named("bad", { path: { type: "Near", value: "/" } }, path("Exact", "/good"));
    expect(tableOf(80, aRouteOf("r", [bad]))?.entries).toMatchObject([
      { match: { path: { value: "/good" } } },
    ]);
  });
});

describe("where a rule leads", () => {
  const notFound = { kind: "invalid", status: 500, flag: "NC", details: "cluster_not_found" };
  const nowhere = { kind: "invalid", status: 500, flag: "-", details: "direct_response" };
  const v1 = { kind: "service", service: `shop/${hostOf("v1")}`, port: 80, subset: undefined };

  test.each<[string, Json, readonly Json[]]>([
    [
      "to its backends by weight",
      { backendRefs: [{ name: "v1", port: 80, weight: 7 }] },
      [{ target: v1, weight: 7 }],
    ],
    ["nowhere without any", {}, [{ target: nowhere }]],
    [
      "nowhere if no weight is left",
      { backendRefs: [{ name: "v1", port: 80, weight: 0 }] },
      [{ target: nowhere }],
    ],
    [
      "in part to what does not exist",
      {
        backendRefs: [
          { name: "v1", port: 80 },
          { name: "gone", port: 80 },
        ],
      },
      [
        { target: v1, weight: 1 },
        { target: notFound, weight: 1 },
      ],
    ],
    ["to a port that is not there", { backendRefs: [{ name: "v1", port: 81 }] }, [{ target: notFound }]],
    [
      "to a kind that is not known",
      { backendRefs: [{ kind: "Bucket", name: "v1", port: 80 }] },
      [{ target: notFound }],
    ],
    [
      "to a hostname of the mesh",
      { backendRefs: [{ group: "networking.istio.io", kind: "Hostname", name: hostOf("v1"), port: 80 }] },
      [{ target: v1 }],
    ],
    [
      "nowhere with a filter that nobody knows",
      { ...toV1, filters: [{ type: "ExtensionRef", extensionRef: {} }] },
      [{ target: nowhere }],
    ],
    [
      "nowhere for a backend with a filter that backends cannot have",
      { backendRefs: [{ name: "v1", port: 80, filters: [{ type: "URLRewrite", urlRewrite: {} }] }] },
      [{ target: nowhere }],
    ],
  ])("%s", (_name, rule, backends) => {
    expect(ruleOf(rule)?.action).toMatchObject({ kind: "forward", backends });
  });

  test("of gRPC an error is one that clients may try again", () => {
    expect(ruleOf({}, "GRPCRoute")?.action).toMatchObject({ backends: [{ target: { grpcStatus: 14 } }] });
  });

  test.each<[Json, Json]>([
    [{ hostname: "example.org" }, { status: 302, hostname: "example.org", port: "request-port" }],
    [
      { scheme: "https", statusCode: 301 },
      { status: 301, scheme: "https", port: "scheme-default" },
    ],
    [{ port: 8083 }, { port: 8083 }],
    [
      { path: { type: "ReplacePrefixMatch", replacePrefixMatch: "/new" } },
      { path: { kind: "prefix", path: "/new" } },
    ],
  ])("redirect %j", (requestRedirect, redirect) => {
    const rule = ruleOf({ filters: [{ type: "RequestRedirect", requestRedirect }] });
    expect(rule?.action).toMatchObject({ kind: "redirect", redirect });
  });
});

test("everything else of a rule", () => {
  const modifier = {
    set: [
      { name: "X-A", value: "1" },
      { name: "x-a", value: "2" },
    ],
    add: [],
    remove: ["X-B"],
  };
  const mirror = (name: string) => ({
    type: "RequestMirror",
    requestMirror: { backendRef: { name, port: 80 }, percent: 20 },
  });
  const rule = ruleOf({
    name: "full",
    filters: [
      { type: "RequestHeaderModifier", requestHeaderModifier: modifier },
      {
        type: "URLRewrite",
        urlRewrite: { hostname: "h", path: { type: "ReplaceFullPath", replaceFullPath: "/x" } },
      },
      mirror("v2"),
      mirror("gone"),
      {
        type: "CORS",
        cors: { allowOrigins: ["https://*.foo.com", "https://a.com"], allowCredentials: true },
      },
    ],
    backendRefs: [
      {
        name: "v1",
        port: 80,
        filters: [{ type: "ResponseHeaderModifier", responseHeaderModifier: modifier }],
      },
    ],
    timeouts: { request: "1m", backendRequest: "500ms" },
    retry: { codes: [500, 503], backoff: "100ms" },
    sessionPersistence: { type: "Cookie", absoluteTimeout: "1h", cookie: { lifetimeType: "Permanent" } },
  });
  const change = { set: [{ name: "x-a", value: "1" }], add: [], remove: ["x-b"] };
  expect(rule).toMatchObject({
    name: "shop/r/full",
    requestHeaders: change,
    responseHeaders: undefined,
    action: { backends: [{ responseHeaders: change }] },
    rewrite: { authority: "h", path: { kind: "full", path: "/x" } },
    mirrors: [{ target: { service: `shop/${hostOf("v2")}` }, perMillion: 200_000 }],
    cors: {
      allowOrigins: [
        { kind: "regex", pattern: "https://.*\\.foo\\.com" },
        { kind: "exact", value: "https://a.com" },
      ],
      allowCredentials: true,
      maxAgeSeconds: 5,
      unmatchedPreflights: "ignore",
    },
    timeouts: { requestMs: 60_000, attemptMs: 500 },
    retry: { attempts: 2, statuses: [500, 503], backoffMs: 100, isBackoffMinimum: true },
    sessionPersistence: { kind: "cookie", lifetimeSeconds: 3600, absoluteTimeoutSeconds: 3600 },
  });
  expect(rule?.mirrors).toHaveLength(1);
});

test.each([
  [{ attempts: 0 }, undefined],
  [{ attempts: 5 }, 5],
])("retry %j", (retry, attempts) => {
  expect(ruleOf({ ...toV1, retry })?.retry?.attempts).toBe(attempts);
});

test("0s is no timeout", () => {
  expect(ruleOf({ ...toV1, timeouts: { request: "0s" } })?.timeouts.requestMs).toBeUndefined();
});

describe("where no route says when a request is tried again", () => {
  const aMeshWith = (policy: Json) => anObject("MeshConfig", {}, { defaultHttpRetryPolicy: policy });
  const told = aMeshWith({ attempts: 5, retryOn: "5xx,429", perTryTimeout: "2s", backoff: "10ms" });
  const aVirtual = (route: Json) =>
    anObject(
      "VirtualService",
      { name: "v", namespace: "shop" },
      { spec: { hosts: ["echo"], http: [route] } },
    );
  const toEcho = { route: [{ destination: { host: "v1" } }] };
  const ofMesh = {
    retry: { attempts: 5, reasons: ["5xx"], statuses: [429], backoffMs: 10, isBackoffMinimum: false },
    timeouts: { requestMs: undefined, attemptMs: 2_000 },
  };

  test.each<[string, readonly Json[]]>([
    ["without routes", []],
    ["with a route of the Gateway API", [aRouteOf("r", [toV1])]],
    ["with a VirtualService", [aVirtual(toEcho)]],
  ])("the mesh does, %s", (_name, routes) => {
    expect(tableOf(80, told, ...routes)?.rules[0]).toMatchObject(ofMesh);
  });

  test("a mesh without attempts never does", () => {
    expect(tableOf(80, aMeshWith({ attempts: 0 }))?.rules[0]?.retry).toBeUndefined();
  });

  test("what a route says counts", () => {
    const [own] = tableOf(80, told, aRouteOf("r", [{ ...toV1, retry: { attempts: 1 } }]))?.rules ?? [];
    expect(own).toMatchObject({ retry: { attempts: 1, statuses: [] }, timeouts: { attemptMs: undefined } });
    const [virtual] = tableOf(80, told, aVirtual({ ...toEcho, retries: { attempts: 3 } }))?.rules ?? [];
    expect(virtual).toMatchObject({
      retry: { attempts: 3, statuses: [] },
      timeouts: { attemptMs: undefined },
    });
  });
});
