import type { ConnectionRoute } from "@ambit/model/http";
import { aBackend } from "@ambit/model/http/testing";
import { describe, expect, test } from "vitest";
import { chooseConnectionRoute, routesByServerName } from "./choose-connection-route.ts";

function route(port: number | undefined, ...serverNames: string[]): ConnectionRoute {
  return { port, serverNames, backends: [aBackend()] };
}

const PLAIN = route(443);
const EXACT = route(443, "a.example.com");
const WIDE = route(443, "*.com", "*.org");
const NARROW = route(443, "*.Example.com");
const ROUTES = [PLAIN, WIDE, NARROW, EXACT];

describe("a route for a connection", () => {
  test.each([
    ["an exact name beats wildcards", "a.example.com", EXACT],
    ["case does not matter", "A.EXAMPLE.com", EXACT],
    ["the longer wildcard beats the shorter", "b.example.com", NARROW],
    ["a wildcard goes as deep as it has to", "c.b.example.com", NARROW],
    ["a wildcard is not its own domain", "example.com", WIDE],
    ["one name of several is enough", "x.org", WIDE],
    ["a name that nobody has is a connection like any other", "x.net", PLAIN],
    ["so is one without a name", undefined, PLAIN],
  ] as const)("%s", (_, serverName, expected) => {
    expect(chooseConnectionRoute(ROUTES, { port: 443, serverName })).toEqual({
      kind: "route",
      route: expected,
    });
  });

  test("there is none where names are asked for and another one is given", () => {
    expect(chooseConnectionRoute([EXACT], { port: 443, serverName: "x.net" })).toEqual({ kind: "none" });
    expect(chooseConnectionRoute([EXACT], { port: 443, serverName: undefined })).toEqual({ kind: "none" });
  });

  test("a port without routes leads to its own service", () => {
    expect(chooseConnectionRoute(ROUTES, { port: 80, serverName: "a.example.com" })).toEqual({
      kind: "default",
    });
  });

  test("of equal ones the first counts, and one for all ports is for this one as well", () => {
    const first = route(undefined);
    expect(chooseConnectionRoute([first, PLAIN], { port: 443, serverName: undefined })).toEqual({
      kind: "route",
      route: first,
    });
  });
});

test("a client's TLS is looked at only where a route goes by it", () => {
  expect(routesByServerName(ROUTES, 443)).toBe(true);
  expect(routesByServerName(ROUTES, 80)).toBe(false);
  expect(routesByServerName([PLAIN], 443)).toBe(false);
});
