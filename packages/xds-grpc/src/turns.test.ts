import { FakeClock } from "@ambit/lifecycle/testing";
import { describe, expect, test } from "vitest";
import { Turns } from "./turns.ts";

function aQueue() {
  const clock = new FakeClock();
  const turns = new Turns({ clock, concurrent: 2, maxTurnMs: 1000 });
  const begun: string[] = [];
  return { clock, begun, take: (name: string) => turns.take(() => begun.push(name)) };
}

describe("turns", () => {
  test("are given in order, so many at a time", () => {
    const { clock, begun, take } = aQueue();
    const [a, b, c, d] = ["a", "b", "c", "d"].map(take);
    expect(begun).toEqual(["a", "b"]);
    b?.[Symbol.dispose]();
    b?.[Symbol.dispose]();
    expect(begun).toEqual(["a", "b", "c"]);
    d?.[Symbol.dispose]();
    a?.[Symbol.dispose]();
    c?.[Symbol.dispose]();
    expect(begun).toEqual(["a", "b", "c"]);
    expect(clock.pendingTimers).toBe(0);
  });

  test("do not keep others waiting for longer than a turn may take", () => {
    const { clock, begun, take } = aQueue();
    const slow = take("slow");
    for (const name of ["a", "b", "c"]) take(name);
    clock.advance(1000);
    expect(begun).toEqual(["slow", "a", "b", "c"]);
    // Its turn is over: nobody else's ends with it.
    slow[Symbol.dispose]();
    take("d");
    expect(begun).toHaveLength(4);
  });
});
