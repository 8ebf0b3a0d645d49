// Client, informer and election against the embedded API server, with connections that break on the way.

import { bindKubeEmbedded } from "@ambit/kube-embedded";
import { systemClock, TaskGroup } from "@ambit/lifecycle";
import { eventually } from "@ambit/lifecycle/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  hasKubeCode,
  Informer,
  type InformerEvent,
  type KubeApi,
  type KubeClient,
  type KubeResource,
  LeaderElection,
  objectKey,
  openKubeClient,
} from "../src/index.ts";
import { describeKubeApi } from "../src/testing/conformance.ts";
import { cuttingProxy } from "./cutting-proxy.ts";

const CONFIG_MAPS: KubeResource = { group: "", version: "v1", plural: "configmaps", isNamespaced: true };
/** The second "both" is another object, so the first has ended. */
const EXPECTED_AFTER_RESTART = ["add both", "add new", "delete both", "delete old"];
const PATIENCE = { timeoutMs: 20_000, intervalMs: 20 };

const aConfigMap = (name: string, value: string, labels: Readonly<Record<string, string>> = {}) => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name, labels },
  data: { value },
});

/** A server, a client beside its proxy and one through it. */
async function aWorld(limits: Parameters<typeof bindKubeEmbedded>[0] = {}) {
  const server = await bindKubeEmbedded({ anonymousAdmin: true, ...limits });
  const proxy = await cuttingProxy(server.port);
  const rate = { perSecond: 10_000, burst: 10_000 };
  const direct = await openKubeClient({ kind: "explicit", server: server.url }, { rate });
  const shaky = await openKubeClient({ kind: "explicit", server: proxy.url });
  return {
    server,
    proxy,
    direct,
    shaky,
    [Symbol.asyncDispose]: async () => {
      shaky[Symbol.dispose]();
      direct[Symbol.dispose]();
      await proxy[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
    },
  };
}

type Step =
  | { readonly kind: "put"; readonly name: string; readonly value: string; readonly isSelected: boolean }
  | { readonly kind: "delete"; readonly name: string }
  | { readonly kind: "cut" | "settle" };

async function apply(api: KubeClient, step: Step): Promise<void> {
  if (step.kind === "put") {
    const labels = { selected: String(step.isSelected) };
    const body = aConfigMap(step.name, step.value, labels);
    await api.create(CONFIG_MAPS, "default", body).catch(async (error: unknown) => {
      if (!hasKubeCode(error, "already-exists")) {
        throw error;
      }
      const name = { namespace: "default", name: step.name };
      const { kind: _kind, apiVersion: _apiVersion, ...change } = body;
      await api.patch(CONFIG_MAPS, name, { kind: "merge", body: change });
    });
  } else if (step.kind === "delete") {
    await api.delete(CONFIG_MAPS, { namespace: "default", name: step.name }).catch((error: unknown) => {
      if (!hasKubeCode(error, "not-found")) {
        throw error;
      }
    });
  }
}

/** Who only follows the events. */
function follow(mirror: Map<string, string>, batch: readonly InformerEvent<string>[]): void {
  for (const { type, name, object } of batch) {
    const key = objectKey(name);
    expect(mirror.has(key)).toBe(type !== "add");
    if (type === "delete") {
      mirror.delete(key);
    } else {
      mirror.set(key, object);
    }
  }
}

describe("informer", () => {
  const name = fc.constantFrom("a", "b", "c", "d");
  const step: fc.Arbitrary<Step> = fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({
        kind: fc.constant("put" as const),
        name,
        value: fc.string({ maxLength: 8 }),
        isSelected: fc.boolean(),
      }),
    },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant("delete" as const), name }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom("cut" as const, "settle" as const) }) },
  );

  test.each([
    ["a history that is long enough", 8192],
    ["a history so short that every cut needs a list", 2],
  ])("shows what the server has after random changes and cuts, with %s", async (_name, historyEvents) => {
    await using world = await aWorld({ limits: { historyEvents } });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 60 }), async (steps) => {
        const mirror = new Map<string, string>();
        const informer = new Informer({
          api: world.shaky,
          resource: CONFIG_MAPS,
          selection: { namespace: "default", labelSelector: "selected=true" },
          decode: (object) => JSON.stringify(object["data"]),
          onEvents: (batch) => follow(mirror, batch),
          onProblem: () => {},
          clock: systemClock,
          // The shortest waits.
          random: () => 1,
          pageSize: 3,
        });
        await using tasks = new TaskGroup();
        tasks.spawn("informer", (signal) => informer.run(signal));
        await informer.whenSynced(AbortSignal.timeout(5000));
        for (const each of steps) {
          if (each.kind === "cut") {
            world.proxy.cut();
          } else if (each.kind === "settle") {
            await new Promise((resolve) => setTimeout(resolve, 5));
          } else {
            await apply(world.direct, each);
          }
        }
        await eventually(async () => {
          const selection = { namespace: "default", labelSelector: "selected=true" };
          const { items } = await world.direct.list(CONFIG_MAPS, selection);
          const expected = items.map((item) => [objectKey(item.metadata), JSON.stringify(item["data"])]);
          expect(sorted(mirror)).toEqual(expected.toSorted(byKey));
        }, PATIENCE);
        expect(informer.size).toBe(mirror.size);
      }),
      { numRuns: 8 },
    );
  });

  test("follows a server that was replaced by another one with other objects", async () => {
    const told: string[] = [];
    await using first = await bindKubeEmbedded({ anonymousAdmin: true });
    using client = await openKubeClient({ kind: "explicit", server: first.url });
    const informer = new Informer({
      api: client,
      resource: CONFIG_MAPS,
      selection: { labelSelector: "test=restart" },
      decode: ({ metadata }) => metadata.name,
      onEvents: (batch) => told.push(...batch.map(({ type, object }) => `${type} ${object}`)),
      onProblem: () => {},
      clock: systemClock,
      random: () => 1,
    });
    const put = async (...names: readonly string[]) => {
      using other = await openKubeClient({ kind: "explicit", server: first.url });
      for (const name of names) {
        await other.create(CONFIG_MAPS, "default", aConfigMap(name, "", { test: "restart" }));
      }
    };
    await put("old", "both");
    await using tasks = new TaskGroup();
    tasks.spawn("informer", (signal) => informer.run(signal));
    await informer.whenSynced(AbortSignal.timeout(5000));
    await first.close();
    await using _second = await bindKubeEmbedded({ anonymousAdmin: true, port: first.port });
    await put("both", "new");
    await eventually(() => expect(told.slice(2).toSorted()).toEqual(EXPECTED_AFTER_RESTART), PATIENCE);
    expect([...informer.values()].toSorted()).toEqual(["both", "new"]);
  });

  test("begins when its kind is installed, and forgets its objects when it is removed", async () => {
    await using world = await aWorld();
    const told: string[] = [];
    const informer = new Informer({
      api: world.shaky,
      resource: { group: "example.test", version: "v1", plural: "widgets", isNamespaced: true },
      decode: ({ metadata }) => metadata.name,
      onEvents: (batch) => told.push(...batch.map(({ type, object }) => `${type} ${object}`)),
      onProblem: () => {},
      mayBeAbsent: true,
      clock: systemClock,
      random: () => 1,
    });
    await using tasks = new TaskGroup();
    tasks.spawn("informer", (signal) => informer.run(signal));
    await informer.whenSynced(AbortSignal.timeout(5000));
    expect(informer.phase).toBe("absent");
    await world.direct.create(DEFINITIONS, undefined, aDefinition);
    await eventually(() => expect(informer.phase).toBe("watching"), PATIENCE);
    const widgets: KubeResource = {
      group: "example.test",
      version: "v1",
      plural: "widgets",
      isNamespaced: true,
    };
    const widget = { apiVersion: "example.test/v1", kind: "Widget", metadata: { name: "one" } };
    await world.direct.create(widgets, "default", widget);
    await eventually(() => expect(told).toEqual(["add one"]), PATIENCE);
    await world.direct.delete(DEFINITIONS, { name: aDefinition.metadata.name });
    await eventually(() => expect(told).toEqual(["add one", "delete one"]), PATIENCE);
    world.proxy.cut();
    await eventually(() => expect(informer.phase).toBe("absent"), PATIENCE);
  });
});

describe("two candidates", () => {
  const timings = { leaseDurationMs: 2000, renewDeadlineMs: 1200, retryPeriodMs: 200 };

  function aCandidate(api: KubeApi, identity: string) {
    const told: string[] = [];
    const election = new LeaderElection({
      api,
      lease: { namespace: "default", name: "leader" },
      identity,
      onStartedLeading: () => told.push("start"),
      onStoppedLeading: () => told.push("stop"),
      onProblem: () => {},
      clock: systemClock,
      epochMs: () => Date.now(),
      random: Math.random,
      timings,
    });
    return { election, told };
  }

  test("one leads; the other follows when the first is cut off, and the first knows that before", async () => {
    await using world = await aWorld();
    const first = aCandidate(world.shaky, "first");
    const second = aCandidate(world.direct, "second");
    await using tasks = new TaskGroup();
    tasks.spawn("first", (signal) => first.election.run(signal));
    await eventually(() => expect(first.election.isLeading).toBe(true), PATIENCE);
    tasks.spawn("second", (signal) => second.election.run(signal));
    await eventually(() => expect(second.election.holder).toBe("first"), PATIENCE);
    world.proxy.isPassing = false;
    await eventually(() => {
      expect(first.election.isLeading && second.election.isLeading).toBe(false);
      expect(second.election.isLeading).toBe(true);
    }, PATIENCE);
    expect(first.told).toEqual(["start", "stop"]);
    world.proxy.cut();
    world.proxy.isPassing = true;
    await eventually(() => expect(first.election.holder).toBe("second"), PATIENCE);
    expect(first.told).toEqual(["start", "stop"]);
    expect(second.told).toEqual(["start"]);
  });

  test("one that ends gives the lead to the other at once", async () => {
    await using world = await aWorld();
    const first = aCandidate(world.shaky, "first");
    const second = aCandidate(world.direct, "second");
    const tasks = new TaskGroup();
    tasks.spawn("first", (signal) => first.election.run(signal));
    await eventually(() => expect(first.election.isLeading).toBe(true), PATIENCE);
    await using others = new TaskGroup();
    others.spawn("second", (signal) => second.election.run(signal));
    await eventually(() => expect(second.election.holder).toBe("first"), PATIENCE);
    await tasks[Symbol.asyncDispose]();
    const startMs = performance.now();
    await eventually(() => expect(second.election.isLeading).toBe(true), PATIENCE);
    // A try of the second, not the duration of the first's Lease.
    expect(performance.now() - startMs).toBeLessThan(1500);
  });
});

describeKubeApi("client", async () => {
  const world = await aWorld();
  return { api: world.direct, [Symbol.asyncDispose]: () => world[Symbol.asyncDispose]() };
});

const DEFINITIONS: KubeResource = {
  group: "apiextensions.k8s.io",
  version: "v1",
  plural: "customresourcedefinitions",
  isNamespaced: false,
};

const aDefinition = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: "widgets.example.test" },
  spec: {
    group: "example.test",
    scope: "Namespaced",
    names: { plural: "widgets", singular: "widget", kind: "Widget", listKind: "WidgetList" },
    versions: [
      {
        name: "v1",
        served: true,
        storage: true,
        schema: { openAPIV3Schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true } },
      },
    ],
  },
};

function sorted(mirror: ReadonlyMap<string, string>): string[][] {
  return [...mirror].map(([key, value]) => [key, value]).toSorted(byKey);
}

function byKey([left = ""]: readonly string[], [right = ""]: readonly string[]): number {
  return left < right ? -1 : 1;
}
