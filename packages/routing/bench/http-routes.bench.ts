/**
 * A look-up in route tables of very different sizes, and what the first one costs, in which the table is indexed. The time of
 * a look-up is to be the same for all sizes, whatever tells the routes apart.
 */

import type { RequestMatch, WaypointService } from "@ambit/model/http";
import { aRouteTable, aWaypointService } from "@ambit/model/http/testing";
import { describe, test } from "vitest";
import { chooseRoute, type RouteFacts } from "../src/http/index.ts";
import { aRequest } from "../src/testing/http.ts";

const LOOK_UPS = 1000;

interface Shape {
  readonly match: (index: number) => Partial<RequestMatch>;
  /** A request that this entry takes. */
  readonly request: (index: number) => RouteFacts;
}

const SHAPES: Readonly<Record<string, Shape>> = {
  "exact paths": {
    match: (index) => ({ path: { kind: "exact", value: `/api/v1/things/${index}`, ignoreCase: false } }),
    request: (index) => aRequest(`/api/v1/things/${index}?x=1`),
  },
  "segments of paths": {
    match: (index) => ({ path: { kind: "segments", value: `/api/v1/things/${index}` } }),
    request: (index) => aRequest(`/api/v1/things/${index}/parts/7`),
  },
  "prefixes of characters": {
    match: (index) => ({ path: { kind: "prefix", value: `/api/v1/things-${index}-`, ignoreCase: false } }),
    request: (index) => aRequest(`/api/v1/things-${index}-7`),
  },
  "values of a header": {
    match: (index) => ({
      path: { kind: "segments", value: "/" },
      headers: [{ name: "x-tenant", match: { kind: "exact", value: `${index}` }, isInverted: false }],
    }),
    request: (index) => aRequest("/", { headers: [["x-tenant", `${index}`]] }),
  },
};

function aService({ match }: Shape, routes: number): WaypointService {
  const entries = Array.from({ length: routes }, (_, index) => ["rule", match(index)] as const);
  return aWaypointService({ routeTables: [aRouteTable(entries)] });
}

const CASES = Object.entries(SHAPES).flatMap(([name, shape]) =>
  [10, 10_000].map((routes) => ({ name, shape, routes })),
);

describe.each(CASES)("$routes routes by $name", ({ shape, routes }) => {
  test(`${LOOK_UPS} look-ups`, async ({ bench }) => {
    const service = aService(shape, routes);
    const requests = Array.from({ length: 64 }, (_, index) =>
      shape.request(Math.floor((index * routes) / 64)),
    );
    for (const facts of requests) {
      if (chooseRoute(service, facts) === undefined) throw new Error(`no route for ${facts.path}`);
    }
    await bench("look-ups", () => {
      for (let index = 0; index < LOOK_UPS; index++) {
        const facts = requests[index & 63];
        if (facts !== undefined) chooseRoute(service, facts);
      }
    }).run();
  });

  test("the first look-up", async ({ bench }) => {
    const facts = shape.request(Math.floor(routes / 2));
    const service = aService(shape, routes);
    await bench("first look-up", () => {
      chooseRoute({ ...service, routeTables: service.routeTables.map((table) => ({ ...table })) }, facts);
    }).run();
  });
});
