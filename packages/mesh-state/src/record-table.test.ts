import type { MeshResource } from "@ambit/model";
import { aWorkload, workloadResource } from "@ambit/model/testing";
import { expect, test } from "vitest";
import { draftOf, ResourceDecoder } from "./packed-resource.ts";
import { RecordTable } from "./record-table.ts";
import { RecordWriter } from "./record-writer.ts";
import { hashText } from "./text-hash.ts";

const SERVICE = "default/h";

function setUp() {
  const decoder = new ResourceDecoder();
  const writer = new RecordWriter();
  const table = new RecordTable<MeshResource>({
    decode: (segment, offset) => decoder.decode(segment, offset),
    onFilled: () => {},
    onClear: () => {},
  });
  const put = (name: string, port = 1): void => {
    const resource = workloadResource(aWorkload({ name }), new Map([[SERVICE, new Map([[80, port]])]]));
    const { segment, offset } = writer.write(
      draftOf(resource, () => true),
      0,
    );
    table.put(segment, offset, table.findSame(segment, offset));
  };
  const commit = (): void => {
    writer.finish();
    table.commit();
    table.sweep(() => false);
  };
  const names = (): readonly string[] =>
    table.visible(hashText("endpoints", SERVICE)).map((slot) => table.keyOf(slot).split("/").at(-1) ?? "");
  return { table, put, commit, names };
}

test("readers have the last version until the next is committed", () => {
  const { table, put, commit, names } = setUp();
  put("a");
  expect(names()).toEqual([]);
  commit();
  put("b");
  table.end(table.findKey("workload", aWorkload({ name: "a" }).uid));
  expect(names()).toEqual(["a"]);
  expect(table.findKey("workload", aWorkload({ name: "a" }).uid)).toBe(-1);
  expect(table.sweep(() => false)).toBe(false);
  expect(names()).toEqual(["a"]);
  commit();
  expect(names()).toEqual(["b"]);
  expect(table.count).toBe(1);
});

test("a record that is replaced before anybody has seen it is never seen", () => {
  const { table, put, commit, names } = setUp();
  put("a", 1);
  put("a", 2);
  commit();
  expect(names()).toEqual(["a"]);
  const [slot = -1] = table.visible(hashText("endpoints", SERVICE));
  expect(table.value(slot)).toMatchObject({ endpoints: new Map([[SERVICE, new Map([[80, 2]])]]) });
});

test("memory of which little is used is given up: what is left gets its own", () => {
  const { table, put, commit, names } = setUp();
  const all = Array.from({ length: 100 }, (_, index) => `w-${index}`);
  for (const name of all) put(name);
  commit();
  const before = table.segmentCount;
  for (const name of all.slice(10)) {
    table.end(table.findKey("workload", aWorkload({ name }).uid));
  }
  commit();
  expect(table.segmentCount).toBe(10);
  expect(table.segmentCount).toBeGreaterThan(before);
  expect(names()).toEqual(all.slice(0, 10));
  expect(table.visible(hashText("endpoints", SERVICE)).map((slot) => table.value(slot))).toHaveLength(10);
});

test("slots are used again", () => {
  const { table, put, commit, names } = setUp();
  for (let round = 0; round < 1000; round += 1) {
    put("a", round);
    commit();
  }
  expect(names()).toEqual(["a"]);
  expect(Math.max(...table.visible(hashText("endpoints", SERVICE)))).toBeLessThan(3);
});

test("sweeping stops when it is told to, and goes on where it was", () => {
  const { table, put, commit } = setUp();
  for (const name of ["a", "b", "c"]) put(name);
  commit();
  for (const name of ["a", "b", "c"]) put(name, 2);
  table.commit();
  const results = [1, 2, 3].map(() => table.sweep(() => true));
  expect(results).toEqual([false, false, true]);
});
