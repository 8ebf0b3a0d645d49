import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { XdsResource } from "./messages.ts";
import { ResourceTable } from "./resource-table.ts";
import { aResource } from "./testing/builders.ts";

const names = fc.constantFrom("a", "b", "c", "d");
const aliases = ["/1", "/2"];
const leaders = ["a", "b"];
const nodes = ["n1", "n2"];
const resources = fc
  .record({
    name: names,
    version: fc.constantFrom("", "1", "2"),
    aliases: fc.subarray(aliases),
    follows: fc.subarray(leaders),
    node: fc.constantFrom("", ...nodes),
  })
  .map(({ name, ...fields }) => aResource(name, fields));
const updates = fc.array(
  fc.record({ upserts: fc.array(resources, { maxLength: 3 }), removals: fc.array(names, { maxLength: 2 }) }),
  { maxLength: 20 },
);

function sortedNames(found: Iterable<XdsResource>): string[] {
  return [...found].map(({ name }) => name).toSorted((left, right) => (left < right ? -1 : 1));
}

describe("a table of resources", () => {
  test("has indexes that say the same as its resources, after any steps", () => {
    fc.assert(
      fc.property(updates, (steps) => {
        const table = new ResourceTable();
        for (const step of steps) table.apply(step);
        const all = table.all();
        expect(table.size).toBe(all.length);
        for (const resource of all) expect(table.get(resource.name)).toBe(resource);
        for (const alias of aliases) {
          expect(sortedNames(table.find(alias))).toEqual(
            sortedNames(all.filter((one) => one.aliases.includes(alias))),
          );
        }
        for (const leader of leaders) {
          const expected = all.filter(({ follows }) => follows?.includes(leader) === true);
          expect(sortedNames(table.followers(leader))).toEqual(sortedNames(expected));
        }
        for (const node of nodes) {
          expect(sortedNames(table.onNode(node))).toEqual(
            sortedNames(all.filter((one) => one.node === node)),
          );
        }
      }),
    );
  });

  test("tells changes that lead from any earlier state to the present one", () => {
    fc.assert(
      fc.property(updates, (steps) => {
        const table = new ResourceTable();
        const states = new Map([[0, new Map<string, XdsResource>()]]);
        for (const step of steps) {
          table.apply(step);
          // Asked for after every step, as streams do: an answer is kept until the next one.
          for (const position of states.keys()) table.changesSince(position);
          states.set(table.position, new Map(table.all().map((resource) => [resource.name, resource])));
        }
        for (const [position, state] of states) {
          const changes = table.changesSince(position);
          for (const name of changes?.removed ?? []) state.delete(name);
          for (const resource of changes?.upserts ?? []) state.set(resource.name, resource);
          expect(sortedNames(state.values())).toEqual(sortedNames(table.all()));
          for (const resource of table.all()) expect(state.get(resource.name)).toBe(resource);
        }
      }),
    );
  });

  test("has what an update both adds and removes", () => {
    const table = new ResourceTable();
    table.apply({ upserts: [aResource("a")], removals: ["a"] });
    expect(table.apply({ upserts: [aResource("a", { version: "2" })], removals: ["a"] })).toEqual(
      new Set(["a"]),
    );
    expect(table.all()).toEqual([aResource("a", { version: "2" })]);
  });

  test("keeps the object in place when the version is the same, so that its encoding is kept", () => {
    const table = new ResourceTable();
    const first = aResource("a", { version: "1" });
    table.apply({ upserts: [first], removals: [] });
    const all = table.all();
    expect(table.apply({ upserts: [aResource("a", { version: "1" })], removals: ["b"] })).toEqual(new Set());
    expect(table.get("a")).toBe(first);
    expect(table.all()).toBe(all);
    expect(table.position).toBe(1);
  });

  test("tells all streams that stand at the same place with one object", () => {
    const table = new ResourceTable();
    table.apply({ upserts: [aResource("a"), aResource("b")], removals: [] });
    const { position } = table;
    table.apply({ upserts: [aResource("a", { version: "2" })], removals: ["b"] });
    expect(table.changesSince(position)).toEqual({
      upserts: [aResource("a", { version: "2" })],
      removed: ["b"],
    });
    expect(table.changesSince(position)).toBe(table.changesSince(position));
  });
});
