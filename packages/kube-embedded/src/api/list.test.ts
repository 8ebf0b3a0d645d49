import { nameOf } from "@ambit/kube-objects";
import { aConfigMap } from "@ambit/kube-objects/testing";
import { describe, expect, test } from "vitest";
import { anApiState, aResource } from "../testing/an-api-state.ts";
import { PLAIN_WRITE } from "./api-state.ts";
import { createObject } from "./create.ts";
import { EVERYTHING, type ListQuery, listObjects } from "./list.ts";

function aServer(count: number, historyEvents = 100) {
  const state = anApiState({}, { historyEvents, objects: 1000 });
  const resource = aResource(state, "v1/configmaps");
  const create = (name: string): void => {
    createObject(
      state,
      resource,
      { object: aConfigMap(name), target: { namespace: "default", name: "" } },
      PLAIN_WRITE,
    );
  };
  for (let index = 0; index < count; index += 1) create(`map-${index}`);
  return {
    state,
    create,
    list: (query: Partial<ListQuery>) => listObjects(state, resource, { ...EVERYTHING, ...query }),
  };
}

describe("a list", () => {
  test("comes in pages that say how many are left", () => {
    const { list } = aServer(5);
    const first = list({ limit: 2 });
    expect(first).toMatchObject({ remaining: 3, continueToken: expect.any(String) });
    const second = list({ limit: 2, continueToken: first.continueToken ?? "" });
    const third = list({ limit: 2, continueToken: second.continueToken ?? "" });
    expect(third).toMatchObject({ remaining: undefined, continueToken: undefined });
    expect([first, second, third].flatMap(({ items }) => items.map(nameOf))).toEqual(
      [0, 1, 2, 3, 4].map((index) => `map-${index}`),
    );
  });

  test("does not count what is left where it selects", () => {
    expect(
      aServer(3).list({ limit: 1, fieldSelector: "metadata.namespace=default" }).remaining,
    ).toBeUndefined();
  });

  test("can show an earlier moment", () => {
    const { list, create } = aServer(1);
    const then = String(list({}).resourceVersion);
    create("later");
    expect(list({ resourceVersion: then, resourceVersionMatch: "Exact" }).items.map(nameOf)).toEqual([
      "map-0",
    ]);
    expect(list({ resourceVersion: then, resourceVersionMatch: "NotOlderThan" }).items).toHaveLength(2);
    expect(list({ resourceVersion: "0" }).items).toHaveLength(2);
  });

  test("of a moment that is forgotten is Expired, also page by page", () => {
    const { list, create } = aServer(2, 3);
    const first = list({ limit: 1 });
    for (let index = 0; index < 4; index += 1) create(`later-${index}`);
    expect(() => list({ limit: 1, continueToken: first.continueToken ?? "" })).toThrow(
      expect.objectContaining({ code: "Expired", message: expect.stringContaining("start a new list") }),
    );
    const exact = { resourceVersion: String(first.resourceVersion), resourceVersionMatch: "Exact" };
    expect(() => list(exact)).toThrow(expect.objectContaining({ code: "Expired" }));
  });

  test("of a moment to come is to be asked for again", () => {
    const { list } = aServer(1);
    expect(() => list({ resourceVersion: "999999" })).toThrow(
      expect.objectContaining({
        code: "Timeout",
        details: expect.objectContaining({ retryAfterSeconds: 1 }),
      }),
    );
  });

  test.each<[string, Partial<ListQuery>]>([
    ["a version that is no number", { resourceVersion: "abc" }],
    ["a page of nothing", { continueToken: "?" }],
    ["a page of something else", { continueToken: Buffer.from("[1]").toString("base64url") }],
    ["a bad selector", { labelSelector: "a in b" }],
    ["a field there is not", { fieldSelector: "spec.x=1" }],
  ])("with %s is refused", (_name, query) => {
    expect(() => aServer(1).list(query)).toThrow(expect.objectContaining({ code: "BadRequest" }));
  });
});
