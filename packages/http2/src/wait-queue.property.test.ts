import fc from "fast-check";
import { expect, test } from "vitest";
import { type Waiter, WaitQueue } from "./wait-queue.ts";

class Item implements Waiter<Item> {
  nextWaiter: Item | undefined;
  previousWaiter: Item | undefined;
  isQueued = false;
}

test("a wait queue is a list of distinct items, first in, first out", () => {
  const operation = fc.tuple(fc.constantFrom("push", "shift", "remove"), fc.nat(5));
  fc.assert(
    fc.property(fc.array(operation), (operations) => {
      const items = Array.from({ length: 6 }, () => new Item());
      const queue = new WaitQueue<Item>();
      let model: Item[] = [];
      for (const [name, at] of operations) {
        const item = items[at];
        if (item === undefined) continue;
        if (name === "push") {
          queue.push(item);
          if (!model.includes(item)) model.push(item);
        } else if (name === "remove") {
          queue.remove(item);
          model = model.filter((each) => each !== item);
        } else expect(queue.shift()).toBe(model.shift());
        expect(queue.length).toBe(model.length);
        expect(items.map((each) => each.isQueued)).toEqual(items.map((each) => model.includes(each)));
      }
      while (model.length > 0) expect(queue.shift()).toBe(model.shift());
    }),
  );
});
