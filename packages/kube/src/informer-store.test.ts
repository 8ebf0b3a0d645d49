import { expect, test } from "vitest";
import { InformerStore } from "./informer-store.ts";
import type { KubeObject } from "./kube-object.ts";

function makeStore() {
  const problems: string[] = [];
  const store = new InformerStore<string>({
    decode: ({ body }) => {
      if (body === "bad") {
        throw new Error("bad body");
      }
      return typeof body === "string" ? body : undefined;
    },
    onUndecodable: ({ namespace, name }, error) => problems.push(`${namespace}/${name}: ${String(error)}`),
  });
  return { store, problems };
}

function anObject(body: string | undefined, metadata: Partial<KubeObject["metadata"]> = {}): KubeObject {
  return { metadata: { namespace: "ns", name: "a", uid: "1", resourceVersion: "1", ...metadata }, body };
}

const name = { namespace: "ns", name: "a" };

test("a list tells differences only: what has the version that is known is not even decoded", () => {
  const { store, problems } = makeStore();
  store.upsert(anObject("one"));
  const list = store.beginList();
  list.add([anObject("bad")]);
  expect(list.finish()).toEqual([]);
  expect(problems).toEqual([]);
  expect(store.find(name)).toBe("one");
});

test("an object that took the name of another is a deletion and an addition", () => {
  const { store } = makeStore();
  store.upsert(anObject("one"));
  expect(store.upsert(anObject("two", { uid: "2", resourceVersion: "2" }))).toEqual([
    { type: "delete", name, object: "one" },
    { type: "add", name, object: "two" },
  ]);
});

test("an update that makes no sense is reported and leaves the last good value", () => {
  const { store, problems } = makeStore();
  store.upsert(anObject("one"));
  expect(store.upsert(anObject("bad", { resourceVersion: "2" }))).toEqual([]);
  expect(problems).toEqual(["ns/a: Error: bad body"]);
  expect(store.find(name)).toBe("one");
  expect(store.upsert(anObject("two", { resourceVersion: "3" }))).toEqual([
    { type: "update", name, object: "two", previous: "one" },
  ]);
});

test("an object that is no longer of interest is gone", () => {
  const { store } = makeStore();
  store.upsert(anObject("one"));
  expect(store.upsert(anObject(undefined, { resourceVersion: "2" }))).toEqual([
    { type: "delete", name, object: "one" },
  ]);
  expect(store.size).toBe(0);
});

test("deletions of a list come before its additions, and a list that broke off changes nothing", () => {
  const { store } = makeStore();
  store.upsert(anObject("one"));
  store.beginList().add([]);
  expect(store.size).toBe(1);
  const list = store.beginList();
  list.add([anObject("two", { name: "b" })]);
  expect(list.finish()).toEqual([
    { type: "delete", name, object: "one" },
    { type: "add", name: { namespace: "ns", name: "b" }, object: "two" },
  ]);
});

test("a resync tells everything as an update without a difference", () => {
  const { store } = makeStore();
  store.upsert(anObject("one"));
  expect(store.resync()).toEqual([{ type: "update", name, object: "one", previous: "one" }]);
});

test("names of cluster-scoped objects have an empty namespace", () => {
  const { store } = makeStore();
  const { namespace: _, ...metadata } = anObject("one").metadata;
  expect(store.upsert({ metadata: { ...metadata, name: "a" }, body: "one" })).toMatchObject([
    { name: { namespace: "", name: "a" } },
  ]);
  expect(store.find({ name: "a" })).toBe("one");
});
