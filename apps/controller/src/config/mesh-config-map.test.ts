import { KubeError } from "@ambit/kube";
import { FakeKube } from "@ambit/kube/testing";
import { FakeClock } from "@ambit/lifecycle/testing";
import { memoryLogger } from "@ambit/telemetry/testing";
import { describe, expect, test } from "vitest";
import { CONFIG_MAPS } from "../kube/resources.ts";
import { MeshConfigMap } from "./mesh-config-map.ts";

function setUp(text?: string, { revision = "", name = "istio" } = {}) {
  const kube = new FakeKube();
  const clock = new FakeClock();
  const { logger, sink } = memoryLogger("mesh");
  const put = (mesh: string) =>
    kube.put(CONFIG_MAPS, {
      metadata: { name, namespace: "istio-system" },
      data: { mesh, meshNetworks: "networks: {}" },
    });
  if (text !== undefined) put(text);
  const map = new MeshConfigMap({
    api: kube,
    namespace: "istio-system",
    revision,
    clock,
    random: () => 0.5,
    logger,
  });
  return {
    kube,
    clock,
    put,
    map,
    said: () => sink.records.map(({ level, message }) => `${level} ${message}`),
  };
}

const NEVER = new AbortController().signal;

describe("at the start", () => {
  test.each<
    [name: string, text: string | undefined, options: { revision?: string; name?: string }, root: string]
  >([
    ["that of the namespace counts", "rootNamespace: policies", {}, "policies"],
    ["there may be none", undefined, {}, "istio-system"],
    [
      "a revision has its own",
      "rootNamespace: policies",
      { revision: "canary", name: "istio-canary" },
      "policies",
    ],
    ["a revision does not take another's", "rootNamespace: policies", { revision: "canary" }, "istio-system"],
    [
      "the default revision has that without a name",
      "rootNamespace: policies",
      { revision: "default" },
      "policies",
    ],
  ])("%s", async (_name, text, options, root) => {
    const { map } = setUp(text, options);
    expect((await map.load(NEVER))?.rootNamespace).toBe(root);
  });

  test("nothing is guessed while it cannot be read, or not be used", async () => {
    const { map, kube, clock, put, said } = setUp("rootNamespace: [");
    kube.onRequest = () => {
      throw new KubeError("unreachable", "connection refused");
    };
    const loading = map.load(NEVER);
    await clock.advanceAsync(250);
    kube.onRequest = () => {};
    await clock.advanceAsync(2_000);
    put("rootNamespace: mended");
    await clock.advanceAsync(10_000);
    expect((await loading)?.rootNamespace).toBe("mended");
    expect(said()).toContain("error the mesh configuration cannot be read");
    expect(said()).toContain("error the mesh configuration cannot be used");
  });

  test("waiting can be given up", async () => {
    const { map, clock } = setUp("rootNamespace: [");
    const controller = new AbortController();
    const loading = map.load(controller.signal);
    await clock.advanceAsync(100);
    controller.abort();
    expect(await loading).toBeUndefined();
  });
});

describe("while running", () => {
  async function follow(text: string) {
    const world = setUp(text);
    const initial = await world.map.load(NEVER);
    if (initial === undefined) throw new Error("no configuration");
    const changes: string[] = [];
    const controller = new AbortController();
    const watching = world.map.watch(
      initial,
      ({ rootNamespace }) => changes.push(rootNamespace),
      controller.signal,
    );
    await world.clock.advanceAsync(0);
    return {
      ...world,
      changes,
      settle: () => world.clock.advanceAsync(0),
      async [Symbol.asyncDispose]() {
        controller.abort();
        await watching;
      },
    };
  }

  test("a change is taken at once, and only a change", async () => {
    await using world = await follow("rootNamespace: one");
    world.put("rootNamespace: two");
    world.put("rootNamespace: two");
    await world.settle();
    expect(world.changes).toEqual(["one", "two"]);
  });

  test.each(["rootNamespace: [", "rootNamespace: Not/One", "trustDomain: other.example"])(
    "%s is refused, and what was good holds until it is mended",
    async (text) => {
      await using world = await follow("rootNamespace: one");
      world.put(text);
      await world.settle();
      expect(world.changes).toEqual(["one"]);
      expect(world.said()).toContain("error the changed mesh configuration is not used");
      world.put("rootNamespace: three");
      await world.settle();
      expect(world.changes).toEqual(["one", "three"]);
    },
  );

  test("one that is gone changes nothing: a mesh does not fall back to defaults", async () => {
    await using world = await follow("rootNamespace: one");
    world.kube.remove(CONFIG_MAPS, { namespace: "istio-system", name: "istio" });
    await world.settle();
    expect(world.changes).toEqual(["one"]);
  });
});
