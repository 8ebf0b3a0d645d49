// Whatever happens on the way, client and server end up with the same state.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { XdsResource } from "./messages.ts";
import type { ResourceCollection, ResourceSource } from "./resource-collection.ts";
import { ResourceStore } from "./resource-store.ts";
import { A_NODE, countingNonces } from "./testing/builders.ts";
import { LossyLink, type LossyLinkOptions, textOf } from "./testing/lossy-link.ts";
import { ADDRESS_TYPE, AUTHORIZATION_TYPE } from "./type-urls.ts";

const BAD = "bad";

const typeUrls = fc.constantFrom(ADDRESS_TYPE, AUTHORIZATION_TYPE);
const names = fc.constantFrom("pod-a", "pod-b", "pod-c", "svc-a", "svc-b");
const aliases = fc.constantFrom("/10.0.0.1", "/10.0.0.2");
const contents = fc.constantFrom("one", "two", "three", BAD);
const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant("put" as const),
      typeUrl: typeUrls,
      name: names,
      content: contents,
      aliases: fc.subarray(["/10.0.0.1", "/10.0.0.2"], { maxLength: 1 }),
      follows: fc.subarray(["svc-a", "svc-b"]),
      node: fc.constantFrom("", "n1", "n2"),
      isVersioned: fc.boolean(),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant("remove" as const), typeUrl: typeUrls, name: names }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant("subscribe" as const), name: fc.oneof(names, aliases) }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constantFrom("request" as const, "pump" as const, "begin" as const, "finish" as const),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom("lose" as const, "connect" as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom("settle" as const, "restart" as const) }) },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

const scenario = fc.record({
  steps: fc.array(step, { maxLength: 60, size: "max" }),
  isOnDemand: fc.boolean(),
  minLogEntries: fc.constantFrom(1, 1000),
  maxInitialVersionBytes: fc.constantFrom(20, 60, 1000),
});
type Scenario = typeof scenario extends fc.Arbitrary<infer T> ? T : never;

/** Deliberate mistakes, to see that the property notices. */
interface Mistake {
  readonly spoil?: (source: ResourceSource) => ResourceSource;
  readonly link?: Partial<LossyLinkOptions>;
}

function spoilCollections(change: (collection: ResourceCollection) => Partial<ResourceCollection>): Mistake {
  return {
    spoil: (source) => ({
      get version() {
        return source.version;
      },
      collection: (typeUrl) => {
        const collection = source.collection(typeUrl);
        if (collection === undefined) return undefined;
        const changed = change(collection);
        return new Proxy(collection, {
          get: (target, key) => {
            const value: unknown = Reflect.get(key in changed ? changed : target, key);
            return typeof value === "function" ? value.bind(target) : value;
          },
        });
      },
    }),
  };
}

class Rig {
  readonly store: ResourceStore;
  readonly link: LossyLink;
  readonly demanded = new Set<string>();
  #version = 0;

  constructor({ isOnDemand, minLogEntries, maxInitialVersionBytes }: Scenario, mistake: Mistake) {
    const types = [{ typeUrl: ADDRESS_TYPE }, { typeUrl: AUTHORIZATION_TYPE }];
    this.store = new ResourceStore(types, "v0", { minLogEntries });
    this.link = new LossyLink({
      source: mistake.spoil?.(this.store) ?? this.store,
      client: {
        node: A_NODE,
        types: [{ typeUrl: ADDRESS_TYPE, isOnDemand }, { typeUrl: AUTHORIZATION_TYPE }],
        maxInitialVersionBytes,
      },
      newNonce: countingNonces(),
      isRejected: (resource) => textOf(resource) === BAD,
      ...mistake.link,
    });
  }

  run(action: Step, isOnDemand: boolean): void {
    const { link } = this;
    switch (action.kind) {
      case "put":
        this.#change(action.typeUrl, [toResource(action)], []);
        return;
      case "remove":
        this.#change(action.typeUrl, [], [action.name]);
        return;
      case "subscribe":
        if (!isOnDemand) return;
        this.demanded.add(action.name);
        link.subscribe(ADDRESS_TYPE, action.name);
        return;
      case "request":
        link.deliverRequest();
        return;
      case "pump":
        link.pump();
        return;
      case "begin":
        link.beginApply();
        return;
      case "finish":
        link.finishApply();
        return;
      case "lose":
        link.lose();
        return;
      case "connect":
        link.connect();
        return;
      case "settle":
        link.settle();
        return;
      case "restart":
        link.restartClient();
        this.demanded.clear();
        return;
    }
  }

  #change(typeUrl: string, upserts: XdsResource[], removals: string[]): void {
    this.#version += 1;
    this.store.apply(`v${String(this.#version)}`, new Map([[typeUrl, { upserts, removals }]]));
  }
}

function toResource({
  name,
  content,
  aliases: found,
  follows,
  node,
  isVersioned,
}: Extract<Step, { kind: "put" }>): XdsResource {
  return {
    name,
    version: isVersioned ? [content, ...found, ...follows, node].join() : "",
    aliases: found,
    follows,
    node,
    payload: new TextEncoder().encode(content),
  };
}

function sorted(state: Iterable<readonly [string, string]>): [string, string][] {
  return [...state]
    .map(([name, text]): [string, string] => [name, text])
    .toSorted(([left], [right]) => (left < right ? -1 : 1));
}

function served(rig: Rig, typeUrl: string): [string, string][] {
  return sorted(
    (rig.store.collection(typeUrl)?.all() ?? []).map((resource) => [resource.name, textOf(resource)]),
  );
}

function applied(rig: Rig, typeUrl: string): [string, string][] {
  return sorted(rig.link.applied.get(typeUrl) ?? []);
}

function isGood([, text]: readonly [string, string]): boolean {
  return text !== BAD;
}

/** Everything of a wildcard type that could be applied; nothing that is gone; of a rejected one the former or nothing. */
function checkWildcard(rig: Rig, typeUrl: string): void {
  const there = new Map(served(rig, typeUrl));
  expect(applied(rig, typeUrl).filter(([name]) => there.get(name) !== BAD)).toEqual(
    [...there].filter(isGood),
  );
  expect(applied(rig, typeUrl).filter(([name]) => !there.has(name))).toEqual([]);
}

/** Every name that was asked for is answered and there with what comes along with it; nothing is stale. */
function checkOnDemand(rig: Rig, isAccepting: boolean): void {
  const collection = rig.store.collection(ADDRESS_TYPE);
  const has = new Map(applied(rig, ADDRESS_TYPE));
  for (const [name, text] of has) {
    const current = collection?.get(name);
    expect(current).toBeDefined();
    if (current !== undefined && (isAccepting || textOf(current) !== BAD)) expect(text).toBe(textOf(current));
  }
  const wanted = [...rig.demanded].flatMap((name) => [...(collection?.find(name) ?? [])]);
  const followers = wanted.flatMap(({ name }) => [...(collection?.followers(name) ?? [])]);
  for (const resource of [...wanted, ...followers]) {
    if (isAccepting || textOf(resource) !== BAD) expect(has.get(resource.name)).toBe(textOf(resource));
  }
  for (const name of rig.demanded) expect(rig.link.client.isAnswered(ADDRESS_TYPE, name)).toBe(true);
}

function check(rig: Rig, isOnDemand: boolean, isAccepting: boolean): void {
  checkWildcard(rig, AUTHORIZATION_TYPE);
  if (isOnDemand) checkOnDemand(rig, isAccepting);
  else checkWildcard(rig, ADDRESS_TYPE);
}

function converges(mistake: Mistake) {
  return fc.property(scenario, (settings) => {
    const { steps, isOnDemand } = settings;
    const rig = new Rig(settings, mistake);
    rig.link.connect();
    for (const action of steps) rig.run(action, isOnDemand);
    rig.link.settle();
    check(rig, isOnDemand, false);
    // What was rejected is sent again on the next stream.
    rig.link.acceptAll();
    rig.link.lose();
    rig.link.settle();
    check(rig, isOnDemand, true);
    expect(applied(rig, AUTHORIZATION_TYPE)).toEqual(served(rig, AUTHORIZATION_TYPE));
    if (!isOnDemand) expect(applied(rig, ADDRESS_TYPE)).toEqual(served(rig, ADDRESS_TYPE));
    expect(rig.link.client.isSynced).toBe(true);
  });
}

describe("client and server", () => {
  test("converge under updates, removals, rejections, losses and restarts", () => {
    fc.assert(converges({}), { numRuns: 1500 });
  });

  test.each<{ name: string; mistake: Mistake }>([
    {
      name: "a server that does not tell what is gone",
      mistake: spoilCollections((collection) => ({
        changesSince: (position) => {
          const changes = collection.changesSince(position);
          return changes === undefined ? undefined : { ...changes, removed: [] };
        },
      })),
    },
    {
      name: "a server that finds nothing gone after a reconnect",
      mistake: spoilCollections(() => ({
        get: (name) => ({ name, version: "", aliases: [], payload: new Uint8Array() }),
      })),
    },
    {
      name: "a server that forgets who was behind",
      mistake: spoilCollections((collection) => ({
        changesSince: (position) => collection.changesSince(position) ?? { upserts: [], removed: [] },
      })),
    },
    {
      name: "a client that counts what it rejected as applied",
      mistake: { link: { forgetsRejections: true } },
    },
    { name: "a server without followers", mistake: spoilCollections(() => ({ followers: () => [] })) },
    { name: "a server that does not know aliases", mistake: spoilCollections(() => ({ find: () => [] })) },
  ])("would not converge with $name", ({ mistake }) => {
    const result = fc.check(converges(mistake), { numRuns: 3000 });
    expect(result.failed).toBe(true);
  });
});
