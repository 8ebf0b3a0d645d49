import type { PathMatch, Redirect } from "@ambit/model/http";
import { describe, expect, test } from "vitest";
import { type RedirectFacts, redirectLocation } from "./redirect-location.ts";

const GATEWAY_API: Redirect = {
  status: 302,
  scheme: undefined,
  hostname: undefined,
  port: "request-port",
  path: undefined,
};
const VIRTUAL_SERVICE: Redirect = { ...GATEWAY_API, status: 301, port: undefined };

function location(redirect: Partial<Redirect>, facts: Partial<RedirectFacts>, match?: PathMatch): string {
  return redirectLocation({ ...VIRTUAL_SERVICE, ...redirect }, match, {
    scheme: "http",
    authority: "example.org",
    port: 80,
    path: "/x",
    query: undefined,
    ...facts,
  });
}

/** As Gateway API has it: a scheme alone brings its own port, nothing at all keeps that of the listener. */
function gatewayPort(scheme: string | undefined, port: number | undefined): Redirect["port"] {
  return port ?? (scheme === undefined ? "request-port" : "scheme-default");
}

describe("port and scheme of a Gateway API redirect", () => {
  test.each<[number, string | undefined, number | undefined, string]>([
    [80, undefined, undefined, "http://example.org/x"],
    [80, undefined, 80, "http://example.org/x"],
    [80, undefined, 8080, "http://example.org:8080/x"],
    [80, "https", undefined, "https://example.org/x"],
    [80, "https", 443, "https://example.org/x"],
    [80, "https", 8443, "https://example.org:8443/x"],
    [8080, undefined, undefined, "http://example.org:8080/x"],
    [8080, undefined, 80, "http://example.org/x"],
    [8080, "https", undefined, "https://example.org/x"],
    [443, undefined, undefined, "https://example.org/x"],
    [443, undefined, 443, "https://example.org/x"],
    [443, undefined, 8443, "https://example.org:8443/x"],
    [443, "http", undefined, "http://example.org/x"],
    [443, "http", 80, "http://example.org/x"],
    [443, "http", 8080, "http://example.org:8080/x"],
  ])("port %i, to %s and %s: %s", (port, scheme, toPort, expected) => {
    const facts = { port, scheme: port === 443 ? "https" : "http" };
    const redirect = { scheme, port: gatewayPort(scheme, toPort) };
    expect(location(redirect, facts)).toBe(expected);
    expect(location(redirect, { ...facts, authority: `example.org:${port}` })).toBe(expected);
  });

  test.each<[string, Partial<Redirect>, string]>([
    ["hostname", { hostname: "example.org", port: "request-port" }, "http://example.org/x"],
    ["port 8083", { port: 8083 }, "http://echo:8083/x"],
    ["port and host", { port: 8083, hostname: "example.org" }, "http://example.org:8083/x"],
    [
      "scheme and host",
      { scheme: "https", port: "scheme-default", hostname: "example.org" },
      "https://example.org/x",
    ],
  ])("%s", (_, redirect, expected) => {
    expect(location(redirect, { authority: "echo" })).toBe(expected);
  });
});

describe("path of a redirect", () => {
  const segments = (value: string): PathMatch => ({ kind: "segments", value });
  test.each<[string, Partial<Redirect>, PathMatch | undefined, string]>([
    [
      "/original-prefix/lemon",
      { path: { kind: "prefix", path: "/replacement-prefix" } },
      segments("/original-prefix"),
      "/replacement-prefix/lemon",
    ],
    [
      "/full/path/original",
      { path: { kind: "full", path: "/full-path-replacement" } },
      segments("/full"),
      "/full-path-replacement",
    ],
    ["/redirect", {}, segments("/redirect"), "/redirect"],
    ["/a?x=1", {}, undefined, "/a?x=1"],
    ["/a?x=1", { path: { kind: "full", path: "/b" } }, undefined, "/b?x=1"],
    ["/a?x=1", { path: { kind: "full", path: "/b?y=2" } }, undefined, "/b?y=2"],
    ["/p/a?x=1", { path: { kind: "prefix", path: "/q" } }, segments("/p"), "/q/a?x=1"],
  ])("%s with %j: %s", (target, redirect, match, expected) => {
    const [path = "", query] = target.split("?");
    expect(location(redirect, { path, query }, match)).toBe(`http://example.org${expected}`);
  });
});

describe("a VirtualService's redirect", () => {
  test.each<[string, Partial<Redirect>, Partial<RedirectFacts>, string]>([
    ["keeps the client's port", {}, { authority: "b:80", path: "/foo" }, "http://b:80/foo"],
    ["keeps the client's other port", { scheme: "https" }, { authority: "b:8080" }, "https://b:8080/x"],
    ["leaves the port of a scheme that it leaves", { scheme: "https" }, { authority: "b:80" }, "https://b/x"],
    ["leaves 443 for http", { scheme: "http" }, { authority: "b:443", scheme: "https" }, "http://b/x"],
    ["names an authority with its port", { hostname: "c:81" }, { authority: "b:80" }, "http://c:81/x"],
    [
      "derives the port from the request",
      { scheme: "https", port: "request-port" },
      { authority: "h", port: 80 },
      "https://h:80/x",
    ],
    ["derives no default port", { port: "request-port" }, { authority: "h:81", port: 80 }, "http://h/x"],
    ["derives the port from the scheme", { port: "scheme-default" }, { authority: "h:8080" }, "http://h/x"],
    ["knows an IPv6 address", { port: 8080 }, { authority: "[::1]:80" }, "http://[::1]:8080/x"],
    ["knows one without a port", { port: 8080 }, { authority: "[::1]" }, "http://[::1]:8080/x"],
  ])("%s", (_, redirect, facts, expected) => {
    expect(location(redirect, facts)).toBe(expected);
  });
});
