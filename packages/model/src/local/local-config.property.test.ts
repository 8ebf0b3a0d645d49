import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { stringify } from "yaml";
import { dumpStaticConfig } from "../dump.ts";
import { ModelError } from "../model-error.ts";
import { anyResources } from "../testing/arbitraries.ts";
import { decodeLocalConfig } from "./local-config.ts";

/** Parsing YAML is most of it; a busy machine needs several times what an idle one does. */
const TIMEOUT_MS = 60_000;

const golden = readFileSync(new URL("../../test/golden/local-file.yaml", import.meta.url), "utf8");

function expectResultOrModelError(text: string): void {
  try {
    expect(Array.isArray(decodeLocalConfig(text, "fuzz.yaml"))).toBe(true);
  } catch (error) {
    if (!(error instanceof ModelError)) {
      throw error;
    }
    expect(error.code).toBe("invalid-local-config");
    expect(error.problems.length).toBeGreaterThan(0);
  }
}

const pieces = fc.constantFrom(
  ..."workloads services policies uid name namespace workloadIps rules ports waypoint".split(" "),
  ..."shop a/b /10.0.0.1 10.0.0.0/8 HBONE null true 80 1e3 0x10 -0 .inf .nan 2001-01-01 << 'a' \"b\\u0000\"".split(
    " ",
  ),
  ..."[ ] { } : , - ? & * ! | > % @ ` # &a *a !!set !!binary !!int !!omap %YAML --- ...".split(" "),
  ": ",
  "\n",
  "\n  ",
  "\n- ",
  "\t",
  "\r",
  "\u0000",
  "\ufeff",
  "\ud800",
);

test.each([
  ["any text", fc.string({ unit: "binary", maxLength: 200 })],
  ["pieces of YAML", fc.array(pieces, { maxLength: 60 }).map((parts) => parts.join(""))],
  [
    "pieces of YAML 1.1",
    fc.array(pieces, { maxLength: 40 }).map((parts) => `%YAML 1.1\n---\n${parts.join(" ")}`),
  ],
  ["any value as YAML", fc.jsonValue({ maxDepth: 6 }).map((value) => stringify(value))],
  ["any values in the three lists", anyLists().map((value) => JSON.stringify(value))],
  ["a good file with one cut replaced", cutGolden()],
])("%s gives resources or a ModelError, and never anything else", (_, texts) => {
  fc.assert(fc.property(texts, expectResultOrModelError), { numRuns: 300 });
});

test("whatever the model can say in a local file comes back from its dump", { timeout: TIMEOUT_MS }, () => {
  fc.assert(
    fc.property(anyResources(), (resources) => {
      const text = JSON.stringify(dumpStaticConfig(resources));
      expect(decodeLocalConfig(text, "dump.json")).toEqual(resources);
    }),
    { numRuns: 200 },
  );
});

function anyLists() {
  const names = fc.constantFrom(
    "uid",
    "name",
    "namespace",
    "workloadIps",
    "services",
    "rules",
    "vips",
    "waypoint",
  );
  const item = fc.dictionary(names, fc.jsonValue({ maxDepth: 4 }));
  const list = fc.array(fc.oneof(item, fc.jsonValue({ maxDepth: 2 })), { maxLength: 4 });
  return fc.record({ workloads: list, services: list, policies: list }, { requiredKeys: [] });
}

function cutGolden() {
  const position = fc.nat(golden.length);
  return fc.tuple(position, fc.nat(20), pieces).map(([start, length, piece]) => {
    return golden.slice(0, start) + piece + golden.slice(start + length);
  });
}
