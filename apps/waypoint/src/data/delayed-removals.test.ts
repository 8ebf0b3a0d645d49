import type { WaypointResource } from "@ambit/model/http";
import { aWaypointService } from "@ambit/model/http/testing";
import { Reactor } from "@ambit/reactor";
import { expect, test } from "vitest";
import { DelayedRemovals } from "./delayed-removals.ts";
import { HttpConfiguration } from "./http/plane/http-configuration.ts";

const KEY = "shop/echo.shop.svc.cluster.local";
const REMOVAL = { kind: "service", name: KEY } as const;

function echo(isServed: boolean, port = 80): WaypointResource {
  const service = aWaypointService({
    namespace: "shop",
    hostname: "echo.shop.svc.cluster.local",
    ports: [{ number: port, protocol: "http" }],
    isServed,
  });
  return { kind: "service", service };
}

/** Time passes when it is told to. */
class World implements Disposable {
  #nowMs = 1_000;
  readonly configuration = new HttpConfiguration();
  readonly #reactor = new Reactor({ nowMs: () => this.#nowMs });
  readonly removals = new DelayedRemovals(this.#reactor, (change) => this.configuration.apply(change));

  constructor() {
    this.#reactor.turn(0);
  }

  change(upserts: readonly WaypointResource[], removals: readonly (typeof REMOVAL)[] = []): void {
    this.removals.configure({ upserts, removals });
  }

  wait(ms: number): void {
    for (const step of [ms, 0, 0]) {
      this.#nowMs += step;
      this.#reactor.turn(0);
    }
  }

  get isServed(): boolean | undefined {
    return this.configuration.findService(KEY)?.isServed;
  }

  [Symbol.dispose](): void {
    this.removals.close();
    this.#reactor[Symbol.dispose]();
  }
}

test.each([
  ["is removed", [], [REMOVAL], undefined],
  ["is only a backend from now on", [echo(false)], [], false],
] as const)("a service that %s is served on for ten seconds", (_, upserts, removals, afterwards) => {
  using world = new World();
  world.change([echo(true)]);
  world.change(upserts, removals);
  world.wait(9_000);
  expect(world.isServed).toBe(true);
  world.wait(1_500);
  expect(world.isServed).toBe(afterwards);
});

test("a service that comes back meanwhile stays, as it is then", () => {
  using world = new World();
  world.change([echo(true)]);
  world.change([], [REMOVAL]);
  world.wait(5_000);
  world.change([echo(true, 81)]);
  world.wait(20_000);
  expect(world.configuration.findService(KEY)?.ports[0]?.number).toBe(81);
});

test("what was never served goes at once", () => {
  using world = new World();
  world.change([echo(false)]);
  world.change([], [REMOVAL]);
  expect(world.isServed).toBeUndefined();
});

test("the last word counts when a service goes twice", () => {
  using world = new World();
  world.change([echo(true)]);
  world.change([echo(false)]);
  world.wait(5_000);
  world.change([], [REMOVAL]);
  world.wait(9_000);
  expect(world.isServed).toBe(true);
  world.wait(1_500);
  expect(world.isServed).toBeUndefined();
});
