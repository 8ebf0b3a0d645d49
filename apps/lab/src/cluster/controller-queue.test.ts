import { KubeError, type KubeObject, type NewKubeObject } from "@ambit/kube";
import { FakeClock } from "@ambit/lifecycle/testing";
import { describe, expect, test } from "vitest";
import { type ControllerFailure, ControllerQueue } from "./controller-queue.ts";
import { CHANGE_OF, type Controller, createObject, NOTHING } from "./controllers/controller.ts";
import { MutableObjectTable } from "./objects/object-table.ts";
import type { Pod } from "./objects/pod.ts";
import { aPod } from "./testing/objects.ts";
import { SimulatedCluster } from "./testing/simulated-cluster.ts";

/** One controller that wants so many pods, an API that makes them, and a view that is told when the test says so. */
class World {
  readonly clock = new FakeClock();
  readonly failures: ControllerFailure[] = [];
  readonly created: string[] = [];
  readonly pods = new MutableObjectTable<Pod>();
  readonly queue: ControllerQueue;
  wanted = 3;
  plans = 0;
  failWith: unknown;
  #version = 0;
  #seen = 0;
  readonly #abort = new AbortController();
  readonly #running: Promise<void>;

  constructor() {
    const controller: Controller = {
      name: "pods",
      keysOf: () => ["key"],
      plan: ({ pods }) => {
        this.plans += 1;
        const missing = this.wanted - pods.size;
        return missing <= 0
          ? NOTHING
          : {
              actions: Array.from({ length: missing }, () =>
                createObject("pods", "default", { metadata: { generateName: "p" } }),
              ),
            };
      },
    };
    this.queue = new ControllerQueue({
      controllers: [controller],
      view: { ...new SimulatedCluster().view, pods: this.pods },
      versionOf: () => String(this.#seen),
      api: {
        create: async (_resource, _namespace, object) => this.#create(object),
        patch: () => Promise.reject(new Error("not here")),
        delete: () => Promise.reject(new Error("not here")),
      },
      onFailure: (failure) => this.failures.push(failure),
      clock: this.clock,
      nowMs: () => 0,
      random: () => 0,
    });
    this.#running = this.queue.run(this.#abort.signal);
  }

  /** Something changed for the key. */
  note(): void {
    this.queue.note([CHANGE_OF.pods(aPod(), undefined)]);
  }

  /** The view shows what was written. */
  show(): void {
    for (const name of this.created) {
      const object = aPod({ meta: { name } });
      this.pods.apply({ type: "add", name: { namespace: "default", name }, object });
    }
    this.#seen = this.#version;
    this.note();
  }

  async end(): Promise<void> {
    this.#abort.abort();
    await this.#running;
    expect(this.clock.pendingTimers).toBe(0);
  }

  #create(_object: NewKubeObject): KubeObject {
    if (this.failWith !== undefined) throw this.failWith;
    this.#version += 1;
    this.created.push(`p${this.#version}`);
    return { metadata: { name: `p${this.#version}`, resourceVersion: String(this.#version) } };
  }
}

describe("controllers", () => {
  test("make nothing twice while the view does not show it yet", async () => {
    const world = new World();
    world.note();
    await world.clock.advanceAsync(10);
    expect(world.created).toHaveLength(3);
    world.note();
    world.note();
    await world.clock.advanceAsync(1000);
    expect(world.created).toHaveLength(3);
    world.show();
    await world.clock.advanceAsync(10);
    world.wanted = 4;
    world.note();
    await world.clock.advanceAsync(10);
    expect(world.created).toHaveLength(4);
    world.show();
    await world.clock.advanceAsync(10);
    await world.end();
  });

  test("go on when what was written never shows", async () => {
    const world = new World();
    world.note();
    await world.clock.advanceAsync(10);
    await world.clock.advanceAsync(5000);
    expect(world.created.length).toBeGreaterThan(3);
    await world.end();
  });

  test("try again after a failure, later each time, and say so", async () => {
    const world = new World();
    world.failWith = new KubeError("unavailable", "not now");
    world.note();
    await world.clock.advanceAsync(1);
    expect(world.failures).toMatchObject([{ controller: "pods", key: "key" }]);
    await world.clock.advanceAsync(49);
    expect(world.failures).toHaveLength(2);
    await world.clock.advanceAsync(60);
    expect(world.failures).toHaveLength(2);
    world.failWith = undefined;
    await world.clock.advanceAsync(100);
    expect(world.created).toHaveLength(3);
    await world.end();
  });

  test.each(["conflict", "already-exists", "not-found"] as const)(
    "do not speak of %s: somebody was faster",
    async (code) => {
      const world = new World();
      world.failWith = new KubeError(code, "no");
      world.note();
      await world.clock.advanceAsync(200);
      expect(world.failures).toEqual([]);
      expect(world.plans).toBeGreaterThan(1);
      await world.end();
    },
  );
});
