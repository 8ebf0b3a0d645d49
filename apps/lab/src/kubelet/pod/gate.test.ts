import { expect, test } from "vitest";
import { Gate } from "./gate.ts";

test("lets no more in than it may, in order, and goes on after a failure", async () => {
  const gate = new Gate(2);
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
