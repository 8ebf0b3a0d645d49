import { readlinkSync } from "node:fs";
import { afterEach, expect, test } from "vitest";
import { PipePool } from "./pipe-pool.ts";

const IDLE = 16;
let pool = new PipePool(0);
afterEach(() => pool.close());

function taken(): { readonly first: number; readonly second: number } {
  const pipe = pool.take();
  if (pipe === undefined) throw new Error("no pipe");
  return pipe;
}

function isOpen(fd: number): boolean {
  try {
    return readlinkSync(`/proc/self/fd/${fd}`).startsWith("pipe:");
  } catch {
    return false;
  }
}

test("lends as many as it may, and again what was given back", () => {
  pool = new PipePool(2);
  const [one, two] = [taken(), taken()];
  expect([pool.take(), pool.inUse]).toEqual([undefined, 2]);
  pool.give(one);
  expect([pool.take(), pool.inUse]).toEqual([one, 2]);
  pool.give(one);
  pool.give(two);
  expect(pool.inUse).toBe(0);
});

test("closes one with bytes in it, and may make another", () => {
  pool = new PipePool(1);
  const pipe = taken();
  pool.discard(pipe);
  expect([isOpen(pipe.first), isOpen(pipe.second), pool.inUse]).toEqual([false, false, 0]);
  pool.give(taken());
});

test("keeps a few for later and closes the others", () => {
  pool = new PipePool(IDLE + 3);
  const pipes = Array.from({ length: IDLE + 3 }, taken);
  for (const pipe of pipes) pool.give(pipe);
  expect(pipes.filter(({ first, second }) => isOpen(first) && isOpen(second))).toHaveLength(IDLE);
});

test("lends nothing once it is closed, and closes what comes back", () => {
  pool = new PipePool(2);
  const [one, two] = [taken(), taken()];
  pool.give(one);
  pool.close();
  expect(pool.take()).toBeUndefined();
  pool.give(two);
  expect([one, two].flatMap(({ first, second }) => [first, second]).filter(isOpen)).toEqual([]);
});
