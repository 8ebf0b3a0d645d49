import { expect, test } from "vitest";
import { Gate } from "./gate.ts";
import { FakeClock } from "./testing/index.ts";

test("lets no more in than it may, in order, and goes on after a failure", async () => {
  const gate = new Gate({ capacity: 2, clock: new FakeClock() });
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

test("sends away who has waited for too long, and lets in who comes after him", async () => {
  const clock = new FakeClock();
  const gate = new Gate({ capacity: 1, clock });
  const held = Promise.withResolvers<void>();
  const entered: string[] = [];
  const inside = gate.run(() => held.promise);
  const hasty = gate.run(async () => void entered.push("hasty"), { waitLimitMs: 1000 });
  const patient = gate.run(async () => void entered.push("patient"), { waitLimitMs: 3000 });
  const refused = expect(hasty).rejects.toThrow("no turn within 1000 ms");
  await clock.advanceAsync(1100);
  await refused;
  held.resolve();
  await Promise.all([inside, patient]);
  expect(entered).toEqual(["patient"]);
  await clock.advanceAsync(5000);
  await gate.run(async () => void entered.push("later"));
  expect(entered).toEqual(["patient", "later"]);
});
