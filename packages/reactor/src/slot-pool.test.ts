import { expect, test } from "vitest";
import { SlotPool } from "./slot-pool.ts";

test("lends at most its maximum and lends returned slots again", () => {
  const pool = new SlotPool({ slotBytes: 4096, maxSlots: 2 });
  const first = pool.take();
  const second = pool.take();
  expect(first?.length).toBe(4096);
  expect(second).toBeDefined();
  expect(pool.take()).toBeUndefined();
  expect(pool.inUse).toBe(2);
  if (first !== undefined) pool.give(first);
  expect(pool.take()).toBe(first);
});

test("a returned slot wakes one waiter, in order", () => {
  const pool = new SlotPool({ slotBytes: 4096, maxSlots: 1 });
  const slot = pool.take();
  const woken: string[] = [];
  const waiter = (name: string) => ({ onSlotFree: () => woken.push(name) });
  const gone = waiter("gone");
  pool.waitForSlot(gone);
  pool.waitForSlot(waiter("a"));
  pool.waitForSlot(waiter("b"));
  pool.cancelWait(gone);
  if (slot !== undefined) pool.give(slot);
  expect(woken).toEqual(["a"]);
});
