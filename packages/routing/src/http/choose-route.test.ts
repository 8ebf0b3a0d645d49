import type { NamedMatch, PathMatch, RequestMatch, RouteTable, TextMatch } from "@ambit/model/http";
import { aRouteTable, aWaypointService } from "@ambit/model/http/testing";
import { describe, expect, test } from "vitest";
import { aRequest, type HeaderField } from "../testing/http.ts";
import { chooseRoute } from "./choose-route.ts";
import type { RouteFacts } from "./request-facts.ts";

const exact = (value: string): { path: PathMatch } => ({ path: { kind: "exact", value, ignoreCase: false } });
const segments = (value: string): { path: PathMatch } => ({ path: { kind: "segments", value } });
const text = (value: string): TextMatch => ({ kind: "exact", value });
const named = (name: string, value: string, isInverted = false): NamedMatch => ({
  name,
  match: text(value),
  isInverted,
});
const headers = (...pairs: readonly HeaderField[]): Partial<RequestMatch> => ({
  headers: pairs.map(([name, value]) => named(name, value)),
});

function chosen(table: RouteTable, facts: RouteFacts): string | undefined {
  return chooseRoute(aWaypointService({ routeTables: [table] }), facts)?.rule.name;
}

describe("paths and a header (MeshHTTPRouteMatching)", () => {
  // In the order of precedence that the control plane gives them.
  const table = aRouteTable([
    ["v2", segments("/v2")],
    ["v1", { ...segments("/"), ...headers(["version", "one"]) }],
    ["v2", { ...segments("/"), ...headers(["version", "two"]) }],
    ["v1", segments("/")],
  ]);
  test.each([
    ["/", undefined, "v1"],
    ["/example", undefined, "v1"],
    ["/", "one", "v1"],
    ["/v2example", undefined, "v1"],
    ["/foo/v2/example", undefined, "v1"],
    ["/v2", undefined, "v2"],
    ["/v2/", undefined, "v2"],
    ["/v2/example", undefined, "v2"],
    ["/", "two", "v2"],
  ])("%s with version %s goes to %s", (path, version, rule) => {
    const sent: HeaderField[] = version === undefined ? [] : [["version", version]];
    expect(chosen(table, aRequest(path, { headers: sent }))).toBe(rule);
  });
});

describe("headers alone", () => {
  const table = aRouteTable([
    ["v1", headers(["version", "two"], ["color", "orange"])],
    ["v1", headers(["version", "one"])],
    ["v2", headers(["version", "two"])],
    ["v1", headers(["color", "blue"])],
    ["v1", headers(["color", "green"])],
    ["v2", headers(["color", "red"])],
    ["v2", headers(["color", "yellow"])],
  ]);
  test.each<[Record<string, string>, string | undefined]>([
    [{ version: "one" }, "v1"],
    [{ version: "two" }, "v2"],
    [{ version: "two", color: "orange" }, "v1"],
    [{ version: "two", color: "blue" }, "v2"],
    [{ color: "blue" }, "v1"],
    [{ color: "green" }, "v1"],
    [{ color: "red" }, "v2"],
    [{ color: "yellow" }, "v2"],
    [{ color: "orange" }, undefined],
    [{ color: "purple" }, undefined],
    [{ other: "blue" }, undefined],
    [{}, undefined],
  ])("%j leads to %s", (sent, rule) => {
    expect(chosen(table, aRequest("/", { headers: Object.entries(sent) }))).toBe(rule);
  });
});

describe("query parameters (MeshHTTPRouteQueryParamMatching)", () => {
  const query = (...pairs: readonly HeaderField[]): Partial<RequestMatch> => ({
    query: pairs.map(([name, value]) => named(name, value)),
  });
  const table = aRouteTable([
    ["v1", { ...segments("/path5") }],
    ["v1", { ...segments("/path4"), ...headers(["version", "three"]), ...query(["animal", "kraken"]) }],
    ["v1", { ...segments("/path1"), ...query(["animal", "whale"]) }],
    ["v1", { ...segments("/path3"), ...query(["animal", "shark"]) }],
    ["v2", { ...segments("/"), ...headers(["version", "one"]), ...query(["animal", "whale"]) }],
    ["v1", { ...segments("/"), ...query(["animal", "whale"]) }],
    ["v2", { ...segments("/"), ...query(["animal", "dolphin"]) }],
    ["v2", { ...segments("/"), ...query(["animal", "hydra"]) }],
  ]);
  test.each<[string, string | undefined, string | undefined]>([
    ["/?animal=whale", undefined, "v1"],
    ["/?animal=dolphin", undefined, "v2"],
    ["/?animal=dolphin&color=blue", undefined, "v2"],
    ["/?color=blue&animal=whale", undefined, "v1"],
    ["/", undefined, undefined],
    ["/?color=blue", undefined, undefined],
    ["/?animal=dog", undefined, undefined],
    ["/?animal=whaledolphin", undefined, undefined],
    ["/path1?animal=whale", undefined, "v1"],
    ["/?animal=whale", "one", "v2"],
    ["/path3?animal=shark", undefined, "v1"],
    ["/path4?animal=kraken", "three", "v1"],
    ["/?animal=shark", undefined, undefined],
    ["/path4?animal=kraken", undefined, undefined],
    ["/path5?animal=hydra", undefined, "v1"],
  ])("%s with version %s leads to %s", (target, version, rule) => {
    const sent: HeaderField[] = version === undefined ? [] : [["version", version]];
    expect(chosen(table, aRequest(target, { headers: sent }))).toBe(rule);
  });
});

describe("exact paths", () => {
  const table = aRouteTable([
    ["v1", exact("/one")],
    ["v2", exact("/two")],
  ]);
  test.each([
    ["/one", "v1"],
    ["/two", "v2"],
    ["/two?x=1", "v2"],
    ["/", undefined],
    ["/one/example", undefined],
    ["/two/", undefined],
    ["/Two", undefined],
  ])("%s leads to %s", (path, rule) => {
    expect(chosen(table, aRequest(path))).toBe(rule);
  });
});

describe("segments end where a segment does", () => {
  test.each([
    ["/foo", "/foo", true],
    ["/foo", "/foo/", true],
    ["/foo", "/foo/bar", true],
    ["/foo", "/foobar", false],
    ["/foo", "/Foo", false],
    ["/foo/", "/foo", true],
    ["/foo/", "/foo/bar", true],
    ["/foo/", "/foobar", false],
    ["/", "/anything", true],
    ["/full", "/full-path-and-host", false],
    ["/port", "/port-and-host", false],
  ])("%s and %s: %j", (value, path, isMatch) => {
    expect(chosen(aRouteTable([["r", segments(value)]]), aRequest(path)) === "r").toBe(isMatch);
  });
});

describe("what VirtualService matches", () => {
  const prefix = (value: string, ignoreCase = false): { path: PathMatch } => ({
    path: { kind: "prefix", value, ignoreCase },
  });
  test.each<[string, Partial<RequestMatch>, RouteFacts, boolean]>([
    ["a prefix of characters", prefix("/foo"), aRequest("/foobar"), true],
    ["a prefix in another case", prefix("/foo"), aRequest("/FOO/x"), false],
    ["a prefix whose case does not count", prefix("/Foo", true), aRequest("/fOO/x"), true],
    [
      "an exact path whose case does not count",
      { path: { kind: "exact", value: "/Foo", ignoreCase: true } },
      aRequest("/fOO"),
      true,
    ],
    ["a pattern of the whole path", { path: { kind: "regex", pattern: "/f[o]+" } }, aRequest("/foo"), true],
    ["not a pattern of a part", { path: { kind: "regex", pattern: "/f[o]+" } }, aRequest("/foo/x"), false],
    ["a pattern nobody can read", { path: { kind: "regex", pattern: "(" } }, aRequest("/("), false],
    ["a path without its query", { path: { kind: "regex", pattern: "/foo" } }, aRequest("/foo?x"), true],
    ["a method", { method: text("GET") }, aRequest("/"), true],
    ["no HEAD by GET", { method: text("GET") }, aRequest("/", { method: "HEAD" }), false],
    ["a method by case", { method: text("GET") }, aRequest("/", { method: "get" }), false],
    ["a scheme", { scheme: text("https") }, aRequest("/"), false],
    [
      "an authority with its port",
      { authority: text("echo") },
      aRequest("/", { authority: "echo:80" }),
      false,
    ],
    ["an authority", { authority: { kind: "prefix", value: "ec" } }, aRequest("/"), true],
    ["a header that is not there", { headers: [named("x", "1")] }, aRequest("/"), false],
    ["no header that is not there", { headers: [named("x", "1", true)] }, aRequest("/"), true],
    [
      "not a header that must not be",
      { headers: [named("x", "1", true)] },
      aRequest("/", { headers: [["x", "1"]] }),
      false,
    ],
    [
      "another value than must not be",
      { headers: [named("x", "1", true)] },
      aRequest("/", { headers: [["x", "2"]] }),
      true,
    ],
    [
      "values of a header as one text",
      { headers: [named("x", "1,2")] },
      aRequest("/", {
        headers: [
          ["x", "1"],
          ["x", "2"],
        ],
      }),
      true,
    ],
    [
      "no first value alone",
      { headers: [named("x", "1")] },
      aRequest("/", {
        headers: [
          ["x", "1"],
          ["x", "2"],
        ],
      }),
      false,
    ],
    [
      "the first of two entries of a name",
      { headers: [named("x", "1"), named("x", "2")] },
      aRequest("/", { headers: [["x", "1"]] }),
      true,
    ],
    [
      "neither way with a pattern nobody can read",
      { headers: [{ name: "x", match: { kind: "regex", pattern: "(" }, isInverted: true }] },
      aRequest("/"),
      false,
    ],
  ])("%s", (_, match, facts, isMatch) => {
    expect(chosen(aRouteTable([["r", match]]), facts) === "r").toBe(isMatch);
  });
});

describe("claims of a verified token", () => {
  const table = (isInverted: boolean): RouteTable =>
    aRouteTable([["r", { claims: [{ path: ["realm", "role"], match: text("admin"), isInverted }] }]]);
  const claims = (...texts: string[]) => ({
    claims: { textsAt: (path: readonly string[]) => (path.join() === "realm,role" ? texts : []) },
  });
  test.each<[string, RouteFacts, boolean, boolean]>([
    ["the value", aRequest("/", claims("admin")), false, true],
    ["any of several values", aRequest("/", claims("user", "admin")), false, true],
    ["another value", aRequest("/", claims("user")), false, false],
    ["no token", aRequest("/"), false, false],
    ["no token, where the value must not be", aRequest("/"), true, true],
    ["the value, where it must not be", aRequest("/", claims("admin")), true, false],
    [
      "a header of that name",
      aRequest("/", { headers: [["@request.auth.claims.realm.role", "admin"]] }),
      false,
      false,
    ],
  ])("%s", (_, facts, isInverted, isMatch) => {
    expect(chosen(table(isInverted), facts) === "r").toBe(isMatch);
  });
});

describe("tables", () => {
  const producer = aRouteTable([["producer", {}]]);
  const port = aRouteTable([["port", {}]], { port: 80 });
  const consumer = aRouteTable([["consumer", segments("/c")]], { clientNamespace: "buyers" });
  test.each<[string, readonly RouteTable[], Partial<RouteFacts>, string | undefined]>([
    ["of another port do not count", [port], { port: 8080 }, "default"],
    ["of the port count", [port], { port: 80 }, "port"],
    ["the first for the port decides", [port, producer], { port: 80 }, "port"],
    ["for all ports", [port, producer], { port: 8080 }, "producer"],
    [
      "of the client's namespace come first",
      [producer, consumer],
      { clientNamespace: "buyers", path: "/c" },
      "consumer",
    ],
    ["decide alone", [consumer, producer], { clientNamespace: "buyers", path: "/x" }, undefined],
    ["of another namespace do not count", [consumer, producer], { clientNamespace: "shop" }, "producer"],
    ["nor for a client without identity", [consumer, producer], { clientNamespace: undefined }, "producer"],
    ["none: the service itself", [], {}, "default"],
  ])("%s", (_, routeTables, facts, rule) => {
    expect(chooseRoute(aWaypointService({ routeTables }), aRequest("/", facts))?.rule.name).toBe(rule);
  });

  test("the service itself is one backend of the port", () => {
    const service = aWaypointService();
    const route = chooseRoute(service, aRequest("/"));
    expect(route?.rule.action).toMatchObject({
      backends: [{ target: { service: "shop/echo.shop.svc.cluster.local", port: 80 }, weight: 1 }],
    });
    expect(chooseRoute(service, aRequest("/other"))).toBe(route);
  });

  test("an entry without its rule is no entry", () => {
    const table = { ...producer, rules: [] };
    expect(chooseRoute(aWaypointService({ routeTables: [table] }), aRequest("/"))).toBeUndefined();
  });
});
