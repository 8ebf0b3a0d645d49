import { describe, expect, test } from "vitest";
import { CollectionError } from "./collection-error.ts";
import { type Collection, CollectionGraph, type Reader } from "./collection-graph.ts";

interface Item {
  readonly key: string;
  readonly group?: string;
  readonly size?: number;
}

const keyOf = (item: Item) => item.key;

function recomputations(graph: CollectionGraph, { name }: Collection<unknown>): number | undefined {
  return graph.counters().find((counter) => counter.name === name)?.recomputations;
}

/** Pets read their owner by key, the toys of their group by index, and the big food of all. */
function aHousehold() {
  const graph = new CollectionGraph();
  const pets = graph.input<Item>("pets", { keyOf });
  const owners = graph.input<Item>("owners", { keyOf });
  const toys = graph.input<Item>("toys", { keyOf });
  const food = graph.input<Item>("food", { keyOf });
  const toysByGroup = toys.index("group", (toy) => [toy.group ?? "none"]);
  const summaries = graph.derive("summaries", {
    from: pets,
    keyOf: (summary: { key: string; text: string }) => summary.key,
    derive: (pet, read) => {
      const owner = read.get(owners, pet.group ?? "");
      const small = read.lookup(toysByGroup, pet.group ?? "none", (toy) => (toy.size ?? 0) < 10);
      const big = read.all(food, (meal) => (meal.size ?? 0) > 10);
      const text = `${owner?.size ?? "-"} ${small.map(keyOf).join()} ${big.map(keyOf).join()}`;
      return [{ key: pet.key, text }];
    },
  });
  graph.apply((batch) => {
    batch.upsert(pets, { key: "cat", group: "a" });
    batch.upsert(pets, { key: "dog", group: "b" });
    batch.upsert(owners, { key: "a", size: 1 });
    batch.upsert(toys, { key: "ball", group: "a", size: 1 });
    batch.upsert(toys, { key: "tree", group: "a", size: 100 });
    batch.upsert(food, { key: "feast", size: 20 });
  });
  return { graph, pets, owners, toys, food, summaries };
}

describe("a derived collection", () => {
  test("holds what follows from what it read", () => {
    const { summaries } = aHousehold();
    expect([...summaries.values()]).toEqual([
      { key: "cat", text: "1 ball feast" },
      { key: "dog", text: "-  feast" },
    ]);
  });

  test.each<[string, (house: ReturnType<typeof aHousehold>) => void, number]>([
    [
      "its own source",
      ({ graph, pets }) => graph.apply((b) => b.upsert(pets, { key: "cat", group: "b" })),
      1,
    ],
    [
      "an equal source",
      ({ graph, pets }) => graph.apply((b) => b.upsert(pets, { key: "cat", group: "a" })),
      0,
    ],
    [
      "a value read by key",
      ({ graph, owners }) => graph.apply((b) => b.upsert(owners, { key: "a", size: 2 })),
      1,
    ],
    [
      "a value it missed",
      ({ graph, owners }) => graph.apply((b) => b.upsert(owners, { key: "b", size: 2 })),
      1,
    ],
    ["a value nobody read", ({ graph, owners }) => graph.apply((b) => b.upsert(owners, { key: "z" })), 0],
    [
      "a new member of a group",
      ({ graph, toys }) => graph.apply((b) => b.upsert(toys, { key: "bone", group: "b" })),
      1,
    ],
    [
      "a member beyond the filter",
      ({ graph, toys }) => graph.apply((b) => b.upsert(toys, { key: "tree", group: "a", size: 99 })),
      0,
    ],
    [
      "a member that the filter lets in",
      ({ graph, toys }) => graph.apply((b) => b.upsert(toys, { key: "tree", group: "a", size: 9 })),
      1,
    ],
    [
      "a member that moves away",
      ({ graph, toys }) => graph.apply((b) => b.upsert(toys, { key: "ball", group: "b" })),
      2,
    ],
    ["what all read", ({ graph, food }) => graph.apply((b) => b.remove(food, "feast")), 2],
    [
      "what all would not have seen",
      ({ graph, food }) => graph.apply((b) => b.upsert(food, { key: "crumb", size: 1 })),
      0,
    ],
    ["removing what is not there", ({ graph, pets }) => graph.apply((b) => b.remove(pets, "fish")), 0],
  ])("is computed for %s as often as that was read", (_name, change, expected) => {
    const house = aHousehold();
    const before = recomputations(house.graph, house.summaries) ?? 0;
    change(house);
    expect(recomputations(house.graph, house.summaries)).toBe(before + expected);
  });

  test("is computed for what it read the last time, not the times before", () => {
    const graph = new CollectionGraph();
    const items = graph.input<Item>("items", { keyOf });
    const others = graph.input<Item>("others", { keyOf });
    const byGroup = others.index("group", (other) => [other.group ?? ""]);
    const found = graph.derive("found", {
      from: items,
      keyOf: (value: { key: string; keys: readonly string[] }) => value.key,
      derive: ({ key, size = 0, group = "" }, read) => {
        const large = read.lookup(byGroup, group, (other) => (other.size ?? 0) >= size).map(keyOf);
        return [{ key, keys: size < 5 ? [...large, read.get(others, "extra")?.key ?? "none"] : large }];
      },
    });
    graph.apply((batch) => batch.upsert(items, { key: "a", size: 1, group: "x" }));
    graph.apply((batch) => batch.upsert(items, { key: "a", size: 7, group: "x" }));
    graph.apply((batch) => {
      batch.upsert(others, { key: "small", group: "x", size: 3 });
      batch.upsert(others, { key: "extra", size: 9 });
    });
    expect(recomputations(graph, found)).toBe(2);
    graph.apply((batch) => batch.upsert(items, { key: "a", size: 2, group: "x" }));
    graph.apply((batch) => batch.upsert(others, { key: "small", group: "x", size: 2 }));
    graph.apply((batch) => batch.remove(others, "extra"));
    expect(found.get("a")?.keys).toEqual(["small", "none"]);
    expect(recomputations(graph, found)).toBe(5);
  });

  test("notes what was added, changed and removed, and nothing that came out equal", () => {
    const { graph, pets, owners, summaries } = aHousehold();
    const changes = graph.apply((batch) => {
      batch.upsert(pets, { key: "fish" });
      batch.remove(pets, "dog");
      batch.upsert(pets, { key: "cat", group: "a", size: 5 });
      batch.upsert(owners, { key: "b", size: 9 });
    });
    expect([...changes.of(summaries)]).toEqual([
      ["fish", { before: undefined, after: { key: "fish", text: "-  feast" } }],
      ["dog", { before: { key: "dog", text: "-  feast" }, after: undefined }],
    ]);
  });

  test("takes a batch as one: what is undone in it never happened", () => {
    const { graph, pets, summaries } = aHousehold();
    const before = recomputations(graph, summaries);
    const changes = graph.apply((batch) => {
      batch.remove(pets, "cat");
      batch.upsert(pets, { key: "cat", group: "a" });
    });
    expect(changes.of(summaries).size).toBe(0);
    expect(recomputations(graph, summaries)).toBe(before);
  });

  test("gives a key that two sources make to the smaller source, and to the other when that goes", () => {
    const graph = new CollectionGraph();
    const items = graph.input<Item>("items", { keyOf });
    const byGroup = graph.derive("by group", {
      from: items,
      keyOf: (item: Item) => item.group ?? "",
      derive: (item) => [item],
    });
    graph.apply((batch) => {
      batch.upsert(items, { key: "b", group: "x" });
      batch.upsert(items, { key: "a", group: "x" });
    });
    expect(byGroup.get("x")?.key).toBe("a");
    graph.apply((batch) => batch.remove(items, "a"));
    expect(byGroup.get("x")?.key).toBe("b");
  });

  test("keeps what it had when a computation throws, tells, and tries again when something changes", () => {
    const graph = new CollectionGraph();
    const items = graph.input<Item>("items", { keyOf });
    const limits = graph.input<Item>("limits", { keyOf });
    const checked = graph.derive("checked", {
      from: items,
      keyOf,
      derive: (item, read) => {
        if ((item.size ?? 0) > (read.get(limits, "max")?.size ?? 10)) {
          throw new Error("too big");
        }
        return [item];
      },
    });
    graph.apply((batch) => batch.upsert(items, { key: "a", size: 1 }));
    const { failures } = graph.apply((batch) => {
      batch.upsert(items, { key: "a", size: 11 });
      batch.upsert(items, { key: "b", size: 2 });
    });
    expect(failures).toEqual([{ collection: "checked", key: "a", error: new Error("too big") }]);
    expect([...checked.values()]).toEqual([
      { key: "a", size: 1 },
      { key: "b", size: 2 },
    ]);
    graph.apply((batch) => batch.upsert(limits, { key: "max", size: 20 }));
    expect(checked.get("a")?.size).toBe(11);
  });
});

test("several levels are computed once each, with all they read up to date", () => {
  const graph = new CollectionGraph();
  const items = graph.input<Item>("items", { keyOf });
  const doubled = graph.derive("doubled", {
    from: items,
    keyOf,
    derive: (item) => [{ ...item, size: (item.size ?? 0) * 2 }],
  });
  const seen: string[] = [];
  const sums = graph.derive("sums", {
    from: items,
    keyOf,
    derive: (item, read) => {
      const size = (item.size ?? 0) + (read.get(doubled, item.key)?.size ?? 0);
      seen.push(`${item.key}=${size}`);
      return [{ key: item.key, size }];
    },
  });
  graph.apply((batch) => batch.upsert(items, { key: "a", size: 1 }));
  graph.apply((batch) => batch.upsert(items, { key: "a", size: 2 }));
  expect(seen).toEqual(["a=3", "a=6"]);
  expect(sums.get("a")?.size).toBe(6);
});

test("groups are computed from the members of an index key, and go with the last", () => {
  const graph = new CollectionGraph();
  const items = graph.input<Item>("items", { keyOf });
  const totals = graph.deriveGroups("totals", {
    from: items.index("group", (item) => [item.group ?? ""]),
    keyOf,
    derive: (members, _read, group) => [{ key: group, size: members.length }],
  });
  graph.apply((batch) => {
    batch.upsert(items, { key: "a", group: "x" });
    batch.upsert(items, { key: "b", group: "x" });
    batch.upsert(items, { key: "c", group: "y" });
  });
  expect([...totals.values()]).toEqual([
    { key: "x", size: 2 },
    { key: "y", size: 1 },
  ]);
  graph.apply((batch) => batch.remove(items, "c"));
  expect([...totals.keys()]).toEqual(["x"]);
});

test("a join holds all parts, the earlier before the later", () => {
  const graph = new CollectionGraph();
  const left = graph.input<Item>("left", { keyOf });
  const right = graph.input<Item>("right", { keyOf });
  const both = graph.join("both", [left, right]);
  graph.apply((batch) => {
    batch.upsert(right, { key: "a", size: 2 });
    batch.upsert(left, { key: "b" });
    batch.upsert(left, { key: "a", size: 1 });
  });
  expect(both.get("a")?.size).toBe(1);
  const changes = graph.apply((batch) => batch.remove(left, "a"));
  expect(changes.of(both).get("a")).toEqual({ before: { key: "a", size: 1 }, after: { key: "a", size: 2 } });
});

describe("mistakes in a declaration are named", () => {
  const code = (expected: string) => expect.objectContaining({ code: expected });

  test("a read of a later collection", () => {
    const graph = new CollectionGraph();
    const items = graph.input<Item>("items", { keyOf });
    const late: Collection<Item>[] = [];
    graph.derive("early", {
      from: items,
      keyOf,
      derive: (item, read) => late.map((l) => read.get(l, item.key) ?? item),
    });
    late.push(graph.input<Item>("late", { keyOf }));
    expect(() => graph.apply((batch) => batch.upsert(items, { key: "a" }))).toThrow(
      new CollectionError("read-order", 'collection "early" reads "late", which is declared after it'),
    );
  });

  test("a collection of another graph", () => {
    const graph = new CollectionGraph();
    const foreign = new CollectionGraph().input<Item>("foreign", { keyOf });
    expect(() => graph.join("all", [foreign])).toThrow(code("foreign-collection"));
    expect(() => graph.apply((batch) => batch.upsert(foreign, { key: "a" }))).toThrow(
      code("foreign-collection"),
    );
  });

  test("a declaration after the first batch", () => {
    const graph = new CollectionGraph();
    const items = graph.input<Item>("items", { keyOf });
    graph.apply(() => {});
    expect(() => graph.input<Item>("more", { keyOf })).toThrow(code("graph-sealed"));
    expect(() => items.index("late", () => [])).toThrow(code("graph-sealed"));
  });

  test("a reader that outlives its computation, and changes that outlive their batch", () => {
    const graph = new CollectionGraph();
    const items = graph.input<Item>("items", { keyOf });
    const kept: Reader[] = [];
    graph.derive("keeper", {
      from: items,
      keyOf,
      derive: (_item, read) => {
        kept.push(read);
        return [];
      },
    });
    const changes = graph.apply((batch) => batch.upsert(items, { key: "a" }));
    expect(() => kept[0]?.get(items, "a")).toThrow(code("reader-expired"));
    graph.apply(() => {});
    expect(() => changes.of(items)).toThrow(code("changes-expired"));
  });
});
