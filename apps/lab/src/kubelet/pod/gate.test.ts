import { FakeClock } from "@ambit/lifecycle/testing";
import { expect, test } from "vitest";
import { Gate } from "./gate.ts";

test("lets no more in than it may, in order, and goes on after a failure", async () => {
  const gate = new Gate({ capacity: 2, patienceMs: 1000, clock: new FakeClock() });
  const entered: number[] = [];
  const exits = Array.from({ length: 5 }, () => Promise.withResolvers<void>());
  const runs = exits.map(({ promise }, index) =>
    gate.run(async () => {
      entered.push(index);
      await promise;
    }),
  );
  const settled = Promise.allSettled(runs);
  await new Promise(setImmediate);
  expect(entered).toEqual([0, 1]);
  exits[0]?.reject(new Error("failed"));
  await new Promise(setImmediate);
  expect(entered).toEqual([0, 1, 2]);
  for (const { resolve } of exits) resolve();
  expect((await settled).map(({ status }) => status)).toEqual([
    "rejected",
    "fulfilled",
    "fulfilled",
    "fulfilled",
    "fulfilled",
  ]);
  expect(entered).toEqual([0, 1, 2, 3, 4]);
});

test("is not blocked by those who take long", async () => {
  const clock = new FakeClock();
  const gate = new Gate({ capacity: 1, patienceMs: 1000, clock });
  const stuck = Promise.withResolvers<void>();
  const entered: string[] = [];
  const first = gate.run(() => stuck.promise);
  const others = ["a", "b"].map((name) => gate.run(async () => void entered.push(name)));
  await clock.advanceAsync(900);
  expect(entered).toEqual([]);
  await clock.advanceAsync(200);
  await Promise.all(others);
  expect(entered).toEqual(["a", "b"]);
  stuck.resolve();
  await first;
  // Its place was given back once only.
  const held = Promise.withResolvers<void>();
  const inside = gate.run(() => held.promise);
  const late = gate.run(async () => void entered.push("late"));
  await clock.advanceAsync(0);
  expect(entered).toEqual(["a", "b"]);
  held.resolve();
  await Promise.all([inside, late]);
});
