import type { Header, HeaderChange, HttpRule } from "@ambit/model/http";
import { aBackend, anHttpRule } from "@ambit/model/http/testing";
import { describe, expect, test } from "vitest";
import { FakeHeaderFields, type HeaderField, joinHeader } from "../testing/http.ts";
import {
  changeHeaders,
  requestHeaderChanges,
  responseHeaderChanges,
  upstreamAuthority,
} from "./change-headers.ts";

const header = (name: string, value: string): Header => ({ name, value });
const NO_CHANGE: HeaderChange = { set: [], add: [], remove: [] };

function changed(fields: readonly HeaderField[], change: Partial<HeaderChange>): readonly HeaderField[] {
  const changeable = new FakeHeaderFields(fields);
  changeHeaders(changeable, { ...NO_CHANGE, ...change });
  return changeable.list;
}

describe("RequestHeaderModifier", () => {
  const set = { set: [header("x-header-set", "set-overwrites-values")] };
  const add = { add: [header("x-header-add", "add-appends-values")] };
  const remove = { remove: ["x-header-remove"] };
  test.each<[string, readonly HeaderField[], Partial<HeaderChange>, string, string | undefined]>([
    ["sets", [], set, "x-header-set", "set-overwrites-values"],
    ["overwrites", [["x-header-set", "other"]], set, "x-header-set", "set-overwrites-values"],
    [
      "overwrites all values",
      [
        ["x-header-set", "a"],
        ["x-header-set", "b"],
      ],
      set,
      "x-header-set",
      "set-overwrites-values",
    ],
    ["adds", [], add, "x-header-add", "add-appends-values"],
    ["appends", [["x-header-add", "other"]], add, "x-header-add", "other,add-appends-values"],
    ["removes", [["x-header-remove", "val"]], remove, "x-header-remove", undefined],
    ["leaves others", [["another-header", "v"]], { ...set, ...add, ...remove }, "another-header", "v"],
    ["sets before it adds", [["x", "0"]], { set: [header("x", "1")], add: [header("x", "2")] }, "x", "1,2"],
    [
      "removes last",
      [["x", "0"]],
      { set: [header("x", "1")], add: [header("x", "2")], remove: ["x"] },
      "x",
      undefined,
    ],
  ])("%s", (...[, fields, change, name, expected]) => {
    expect(joinHeader(changed(fields, change), name)).toBe(expected);
  });

  test("changes several at once", () => {
    const fields = changed(
      [
        ["x-header-set-2", "x"],
        ["x-header-add-2", "add-val-2"],
        ["x-header-remove-2", "x"],
        ["another-header", "kept"],
      ],
      {
        set: [header("x-header-set-1", "header-set-1"), header("x-header-set-2", "header-set-2")],
        add: [
          header("x-header-add-1", "header-add-1"),
          header("x-header-add-2", "header-add-2"),
          header("x-header-add-3", "header-add-3"),
        ],
        remove: ["x-header-remove-1", "x-header-remove-2"],
      },
    );
    const names = [...new Set(fields.map(([name]) => name))];
    expect(Object.fromEntries(names.map((name) => [name, joinHeader(fields, name)]))).toEqual({
      "x-header-set-1": "header-set-1",
      "x-header-set-2": "header-set-2",
      "x-header-add-1": "header-add-1",
      "x-header-add-2": "add-val-2,header-add-2",
      "x-header-add-3": "header-add-3",
      "another-header": "kept",
    });
  });

  test.each([":path", "host", "content-length", "transfer-encoding", "connection"])(
    "does not touch %s",
    (name) => {
      const fields: HeaderField[] = [[name, "old"]];
      const change = { set: [header(name, "new")], add: [header(name, "new")], remove: [name] };
      expect(changed(fields, change)).toEqual(fields);
    },
  );

  test("without a change the list is the same", () => {
    const fields = new FakeHeaderFields([["a", "b"]]);
    changeHeaders(fields, undefined);
    expect(fields.list).toEqual([["a", "b"]]);
  });
});

describe("changes of a rule and of a backend", () => {
  const ofRule: HeaderChange = { ...NO_CHANGE, set: [header("x", "rule"), header("host", "rule.example")] };
  const ofBackend: HeaderChange = {
    ...NO_CHANGE,
    set: [header("x", "backend"), header("host", "backend.example")],
  };
  const backend = aBackend({ requestHeaders: ofBackend, responseHeaders: ofBackend });
  const rule = (fields: Partial<HttpRule>, count = 1): HttpRule =>
    anHttpRule({
      action: { kind: "forward", backends: Array.from({ length: count }, () => backend) },
      ...fields,
    });

  test("of one backend come last, of several first", () => {
    const changes = { requestHeaders: ofRule, responseHeaders: ofRule };
    expect(requestHeaderChanges(rule(changes), backend)).toEqual([ofRule, ofBackend]);
    expect(requestHeaderChanges(rule(changes, 2), backend)).toEqual([ofBackend, ofRule]);
    expect(responseHeaderChanges(rule(changes, 2), backend)).toEqual([ofBackend, ofRule]);
    expect(requestHeaderChanges(rule({}), backend)).toEqual([ofBackend]);
    expect(requestHeaderChanges(rule(changes), aBackend())).toEqual([ofRule]);
    expect(requestHeaderChanges(rule({}), aBackend())).toEqual([]);
  });

  test.each([
    [
      "a rewrite",
      { rewrite: { authority: "rewritten.example", path: undefined }, requestHeaders: ofRule },
      backend,
      "rewritten.example",
    ],
    ["the rule's host", { requestHeaders: ofRule }, backend, "rule.example"],
    ["the backend's host", {}, backend, "backend.example"],
    ["the client's", {}, aBackend(), "echo:80"],
  ])("the authority is that of %s", (_, fields, chosen, expected) => {
    expect(upstreamAuthority(rule(fields), chosen, "echo:80")).toBe(expected);
  });
});
