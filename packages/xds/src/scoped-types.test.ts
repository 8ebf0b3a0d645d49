import { expect, test } from "vitest";
import { DeltaServerStream } from "./delta-server-stream.ts";
import { ResourceStore } from "./resource-store.ts";
import { A_NODE, aRequest, aResource, countingNonces } from "./testing/builders.ts";
import { XdsError } from "./xds-error.ts";

const OWN = "own";

function aStore(): ResourceStore {
  return new ResourceStore([{ typeUrl: OWN, isScoped: true }, { typeUrl: "shared" }], "v0");
}

function put(store: ResourceStore, scope: string, name: string): void {
  const update = { upserts: [aResource(name)], removals: [] };
  store.apply(`${store.version}'`, new Map(), new Map([[OWN, new Map([[scope, update]])]]));
}

function aStream(store: ResourceStore, scope: string): DeltaServerStream {
  return new DeltaServerStream({ source: store, newNonce: countingNonces(), scopeOf: () => scope });
}

function ask(stream: DeltaServerStream) {
  stream.receive(aRequest({ node: A_NODE, typeUrl: OWN }));
  return stream.takeResponse();
}

test("a client gets the resources of its own scope, and hears of no other's", () => {
  const store = aStore();
  put(store, "a", "one");
  put(store, "b", "two");
  const stream = aStream(store, "a");
  const first = ask(stream);
  expect(first?.resources.map(({ name }) => name)).toEqual(["one"]);
  stream.receive(aRequest({ typeUrl: OWN, responseNonce: first?.nonce ?? "" }));
  put(store, "b", "three");
  expect(stream.takeResponse()).toBeUndefined();
  put(store, "a", "four");
  expect(stream.takeResponse()?.resources.map(({ name }) => name)).toEqual(["four"]);
});

test("a client may wait for a scope that has nothing yet", () => {
  const store = aStore();
  const stream = aStream(store, "a");
  const first = ask(stream);
  expect(first?.resources).toEqual([]);
  stream.receive(aRequest({ typeUrl: OWN, responseNonce: first?.nonce ?? "" }));
  put(store, "a", "one");
  expect(stream.takeResponse()?.resources).toHaveLength(1);
});

test("a client that is nobody in particular has no such type", () => {
  const store = aStore();
  put(store, "a", "one");
  const stream = aStream(store, "");
  expect(ask(stream)).toBeUndefined();
  expect(stream.end).toMatchObject({ message: expect.stringContaining("identity") });
});

test("a step over several scopes is told as one of the type", () => {
  const store = aStore();
  const of = (name: string) => ({ upserts: [aResource(name)], removals: [] });
  const scopes = new Map([
    ["a", of("one")],
    ["b", of("two")],
  ]);
  expect(store.apply("v1", new Map(), new Map([[OWN, scopes]]))).toEqual(
    new Map([[OWN, new Set(["one", "two"])]]),
  );
});

test("a type without scopes takes no step of one", () => {
  const scopes = new Map([["a", { upserts: [], removals: [] }]]);
  expect(() => aStore().apply("v1", new Map(), new Map([["shared", scopes]]))).toThrow(XdsError);
});
