/** What choosing a route costs, counted in candidates that are looked at, since time depends on the machine. */
import type { RequestMatch, WaypointService } from "@ambit/model/http";
import { aRouteTable, aWaypointService } from "@ambit/model/http/testing";
import { expect, test } from "vitest";
import { aRequest } from "../testing/http.ts";
import { chooseRoute } from "./choose-route.ts";

type PathKind = "exact" | "prefix" | "segments";

/** So many routes for paths of their own, each of which asks for a method as well. */
function serviceWith(count: number, kind: PathKind): WaypointService {
  const method: RequestMatch["method"] = { kind: "exact", value: "GET" };
  const entries = Array.from({ length: count }, (_, number) => {
    const path: RequestMatch["path"] =
      kind === "segments"
        ? { kind, value: `/api/item-${number}` }
        : { kind, value: `/api/item-${number}${kind === "prefix" ? "/" : ""}`, ignoreCase: false };
    return [`rule-${number}`, { path, method }] as const;
  });
  return aWaypointService({ routeTables: [aRouteTable(entries)] });
}

/** Whoever looks at a candidate whose path fits asks for the method. */
function candidatesOf(service: WaypointService, path: string): { rule: string | undefined; looks: number } {
  let looks = 0;
  const facts = {
    ...aRequest(path),
    get method(): string {
      looks++;
      return "GET";
    },
  };
  const rule = chooseRoute(service, facts)?.rule.name;
  return { rule, looks };
}

test.each([
  ["exact", "/api/item-7", "/api/item-9"],
  ["prefix", "/api/item-7/x/y", "/api/item-9/x"],
  ["segments", "/api/item-7/x/y", "/api/item-9"],
] as const)("of %s paths ten thousand cost no more looks than ten", (kind, path, last) => {
  const few = serviceWith(10, kind);
  const many = serviceWith(10_000, kind);
  expect(candidatesOf(few, path)).toEqual({ rule: "rule-7", looks: 1 });
  expect(candidatesOf(many, path)).toEqual({ rule: "rule-7", looks: 1 });
  expect(candidatesOf(many, last.replace("item-9", "item-9999"))).toEqual({ rule: "rule-9999", looks: 1 });
  expect(candidatesOf(many, "/elsewhere")).toEqual({ rule: undefined, looks: 0 });
});
