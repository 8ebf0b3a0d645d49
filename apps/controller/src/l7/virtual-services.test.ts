import type { HttpRule, RouteTable } from "@ambit/model/http";
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

const ELSEWHERE = { "istio.io/use-waypoint": "none" };

function aVirtual(http: readonly Json[], { spec = {}, metadata = {} } = {}): Json {
  const named = { name: "v", namespace: "shop", ...metadata };
  return anObject("VirtualService", named, { spec: { hosts: ["echo"], http, ...spec } });
}

function tableOf(...objects: readonly Json[]): RouteTable | undefined {
  const mesh = new WaypointMesh();
  mesh.apply(aWaypointGateway(), aServiceOf("echo"), aServiceOf("v1", { labels: ELSEWHERE }), ...objects);
  return mesh.serviceOf(hostOf("echo"))?.routeTables[0];
}

function ruleOf(route: Json): HttpRule | undefined {
  return tableOf(aVirtual([route]))?.rules[0];
}

const names = (table: RouteTable | undefined) => table?.rules.map(({ name }) => name);
const toV1 = { route: [{ destination: { host: "v1" } }] };

describe("which routes count", () => {
  test("those of the host, short or in full, in their order", () => {
    const route = (name: string) => ({ name, match: [{ uri: { prefix: `/${name}` } }], ...toV1 });
    expect(names(tableOf(aVirtual([route("b"), route("a")])))).toEqual(["shop/v/b", "shop/v/a"]);
    expect(names(tableOf(aVirtual([route("b")], { spec: { hosts: [hostOf("echo")] } })))).toEqual([
      "shop/v/b",
    ]);
  });

  test.each<[string, Parameters<typeof aVirtual>[1]]>([
    ["of another host", { spec: { hosts: ["other"] } }],
    ["of a gateway alone", { spec: { gateways: ["shop/ingress"] } }],
    ["of another namespace", { spec: { hosts: [hostOf("echo")] }, metadata: { namespace: "other" } }],
  ])("none %s", (_name, parts) => {
    expect(names(tableOf(aVirtual([toV1], parts)))).toEqual(["default"]);
  });

  test("nothing after one that takes everything", () => {
    expect(
      names(
        tableOf(
          aVirtual([
            { name: "all", ...toV1 },
            { name: "never", ...toV1 },
          ]),
        ),
      ),
    ).toEqual(["shop/v/all"]);
  });

  test("routes of the Gateway API come first", () => {
    const route = aRouteOf("r", [{ backendRefs: [{ name: "v1", port: 80 }] }]);
    expect(names(tableOf(aVirtual([toV1]), route))).toEqual(["shop/r/0", "shop/v/0"]);
  });

  test("a match with labels of clients, with a pattern that is none, or of another port takes nothing", () => {
    const match = [
      { sourceLabels: { app: "a" } },
      { uri: { regex: "(" } },
      { port: 81 },
      { uri: { exact: "/good" } },
    ];
    expect(tableOf(aVirtual([{ match, ...toV1 }]))?.entries).toHaveLength(1);
  });
});

test("everything that a match asks for", () => {
  const match = {
    uri: { prefix: "/a" },
    ignoreUriCase: true,
    method: { exact: "GET" },
    authority: { regex: "a.*" },
    headers: { "X-A": { exact: "1" }, "x-b": {}, "@request.auth.claims[a][b.c]": { prefix: "p" } },
    withoutHeaders: { "x-c": { regex: "*" } },
    queryParams: { Q: { exact: "" } },
  };
  const any = { kind: "regex", pattern: ".*" };
  expect(tableOf(aVirtual([{ match: [match], ...toV1 }]))?.entries[0]?.match).toEqual({
    path: { kind: "prefix", value: "/a", ignoreCase: true },
    method: { kind: "exact", value: "GET" },
    scheme: undefined,
    authority: { kind: "regex", pattern: "a.*" },
    headers: [
      { name: "x-a", match: { kind: "exact", value: "1" }, isInverted: false },
      { name: "x-b", match: any, isInverted: false },
      { name: "x-c", match: any, isInverted: true },
    ],
    query: [{ name: "Q", match: any, isInverted: false }],
    claims: [{ path: ["a", "b.c"], match: { kind: "prefix", value: "p" }, isInverted: false }],
  });
});

describe("what is done", () => {
  test("weights, faults, retries, headers and timeouts", () => {
    const rule = ruleOf({
      route: [
        { destination: { host: "v1", port: { number: 80 } }, weight: 90 },
        { destination: { host: "gone" }, weight: 10, headers: { request: { set: { "X-A": "100%%" } } } },
      ],
      fault: {
        delay: { fixedDelay: "1.5s", percentage: { value: 0.1 } },
        abort: { grpcStatus: "UNAVAILABLE", percentage: { value: 100 } },
      },
      retries: { attempts: 3, perTryTimeout: "2s", retryOn: "5xx,503,unheard-of" },
      timeout: "10s",
      headers: { response: { remove: ["Server"] } },
    });
    expect(rule).toMatchObject({
      action: {
        backends: [
          { target: { service: `shop/${hostOf("v1")}`, port: 80 }, weight: 90 },
          {
            target: { kind: "invalid", status: 503, flag: "NC" },
            requestHeaders: { set: [{ name: "x-a", value: "100%" }] },
          },
        ],
      },
      fault: {
        delay: { ms: 1500, perMillion: 1000 },
        abort: { status: 200, grpcStatus: 14, perMillion: 1_000_000 },
      },
      retry: { attempts: 3, reasons: ["5xx"], statuses: [503], backoffMs: 25, isBackoffMinimum: false },
      timeouts: { requestMs: 10_000, attemptMs: 2_000 },
      responseHeaders: { remove: ["server"] },
    });
  });

  test("a fault without a percentage never happens", () => {
    expect(ruleOf({ ...toV1, fault: { abort: { httpStatus: 503 } } })?.fault?.abort?.perMillion).toBe(0);
  });

  test.each<[string, Json, object]>([
    [
      "redirect",
      { redirect: { uri: "/x", derivePort: "FROM_REQUEST_PORT" } },
      {
        kind: "redirect",
        redirect: { status: 301, port: "request-port", path: { kind: "full", path: "/x" } },
      },
    ],
    [
      "response",
      { directResponse: { status: 418, body: { string: "tea" } } },
      { kind: "respond", status: 418, body: "tea" },
    ],
    ["nothing", {}, { backends: [{ target: { kind: "invalid", status: 503 } }] }],
    [
      "what cannot be read",
      { ...toV1, timeout: "soon" },
      { backends: [{ target: { kind: "invalid", status: 500 } }] },
    ],
  ])("%s", (_name, route, action) => {
    expect(ruleOf(route)?.action).toMatchObject(action);
  });

  test("a path that is replaced is that of the match, or the first slash", () => {
    const table = tableOf(aVirtual([{ ...toV1, rewrite: { uri: "/new" } }]));
    expect(table?.rules[0]?.rewrite?.path).toEqual({ kind: "prefix", path: "/new" });
    expect(table?.entries[0]?.match.path).toEqual({ kind: "prefix", value: "/", ignoreCase: false });
  });
});

test("tokens of a waypoint are verified where a target names it; until keys that are elsewhere are there every token is refused", () => {
  const mesh = new WaypointMesh();
  const targetRefs = [{ kind: "Service", group: "", name: "echo" }];
  const jwtRules = [
    { issuer: "a", jwks: "{}", fromHeaders: [{ name: "X-Token", prefix: "T " }] },
    { issuer: "b", jwksUri: "https://b/keys" },
    { audiences: ["x"] },
  ];
  mesh.apply(
    aWaypointGateway(),
    aServiceOf("echo"),
    anObject("RequestAuthentication", { name: "r", namespace: "shop" }, { spec: { targetRefs, jwtRules } }),
    anObject("RequestAuthentication", { name: "ztunnel", namespace: "shop" }, { spec: { jwtRules } }),
  );
  expect(mesh.serviceOf(hostOf("echo"))?.jwtRules).toMatchObject([
    {
      issuer: "a",
      jwks: "{}",
      fromHeaders: [{ name: "x-token", prefix: "T " }],
      forwardOriginalToken: false,
    },
    { issuer: "b", jwks: "" },
  ]);
  expect(mesh.settingsOf()?.workloadJwtRules).toEqual([]);
});

test("keys that were fetched are a waypoint's, and why they were not is the object's problem", () => {
  const mesh = new WaypointMesh();
  const targetRefs = [{ kind: "Service", group: "", name: "echo" }];
  const jwtRules = [
    { issuer: "a", jwks: "{}" },
    { issuer: "https://b", timeout: "2s" },
  ];
  mesh.apply(
    aWaypointGateway(),
    aServiceOf("echo"),
    anObject("RequestAuthentication", { name: "r", namespace: "shop" }, { spec: { targetRefs, jwtRules } }),
  );
  const [source] = mesh.index.keySources();
  expect(mesh.index.keySources()).toEqual([
    {
      id: "issuer https://b/.well-known/openid-configuration",
      url: "https://b/.well-known/openid-configuration",
      isDiscovery: true,
      timeoutMs: 2_000,
    },
  ]);
  const id = source?.id ?? "";
  const keys = () => mesh.serviceOf(hostOf("echo"))?.jwtRules.map(({ jwks }) => jwks);
  const problems = () => [...mesh.index.reports()].flatMap((report) => report.problems);
  mesh.index.applyKeySet(id, { id, jwks: undefined, failure: "it is away" });
  expect(keys()).toEqual(["{}", ""]);
  expect(problems()).toEqual([
    {
      path: "spec.jwtRules[1].jwksUri",
      reason: "keys cannot be fetched, every token of this issuer is refused until they can be: it is away",
    },
  ]);
  mesh.index.applyKeySet(id, { id, jwks: "{1}", failure: undefined });
  expect([keys(), problems()]).toEqual([["{}", "{1}"], []]);
  mesh.index.applyKeySet(id, { id, jwks: "{1}", failure: "it is away" });
  expect(keys()).toEqual(["{}", "{1}"]);
  expect(problems()).toMatchObject([{ reason: expect.stringContaining("before still count: it is away") }]);
  mesh.index.applyKeySet(id, undefined);
  expect([keys(), problems()]).toEqual([["{}", ""], []]);
});
