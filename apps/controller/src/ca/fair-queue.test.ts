import { expect, test } from "vitest";
import { FairQueue } from "./fair-queue.ts";

const LIMITS = { total: 6, perOwner: 4 };

function takeAll(queue: FairQueue<string>): readonly string[] {
  const taken: string[] = [];
  for (let item = queue.take(); item !== undefined; item = queue.take()) taken.push(item);
  return taken;
}

test("goes round the owners, from each in the order in which it came", () => {
  const queue = new FairQueue<string>(LIMITS);
  for (const item of ["a1", "a2", "a3", "b1", "c1", "c2"])
    expect(queue.add(item.slice(0, 1), item)).toBe(true);
  expect(takeAll(queue)).toEqual(["a1", "b1", "c1", "a2", "c2", "a3"]);
  expect(queue.size).toBe(0);
});

test("an owner who comes back is behind those who wait", () => {
  const queue = new FairQueue<string>(LIMITS);
  queue.add("a", "a1");
  queue.add("b", "b1");
  expect(queue.take()).toBe("a1");
  queue.add("a", "a2");
  expect(takeAll(queue)).toEqual(["b1", "a2"]);
});

test("has room for so much of one owner, and in all", () => {
  const queue = new FairQueue<string>(LIMITS);
  const added = ["a", "a", "a", "a", "a", "b", "b", "b"].map((owner) => queue.add(owner, owner));
  expect(added).toEqual([true, true, true, true, false, true, true, false]);
  queue.take();
  expect(queue.add("b", "b")).toBe(true);
  expect(queue.size).toBe(6);
});
