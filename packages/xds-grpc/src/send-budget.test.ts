import { describe, expect, test } from "vitest";
import { SendBudget } from "./send-budget.ts";

describe("room for responses", () => {
  test("is handed out in the order of asking", () => {
    const budget = new SendBudget(100);
    const granted: string[] = [];
    const ask = (name: string, bytes: number) => budget.acquire(bytes, () => granted.push(name));
    const a = ask("a", 60);
    const b = ask("b", 60);
    // Smaller, but later.
    const c = ask("c", 10);
    expect([a.isGranted, b.isGranted, c.isGranted, budget.usedBytes]).toEqual([true, false, false, 60]);
    a[Symbol.dispose]();
    expect([granted, b.isGranted, c.isGranted, budget.usedBytes]).toEqual([["b", "c"], true, true, 70]);
    for (const grant of [a, b, c, b]) grant[Symbol.dispose]();
    expect(budget.usedBytes).toBe(0);
  });

  test("is given alone to what is larger than all of it", () => {
    const budget = new SendBudget(100);
    const large = budget.acquire(1000, () => undefined);
    const small = budget.acquire(1, () => undefined);
    expect([large.isGranted, small.isGranted]).toEqual([true, false]);
    large[Symbol.dispose]();
    expect(small.isGranted).toBe(true);
  });

  test("is not kept for who has left the line", () => {
    const budget = new SendBudget(100);
    const first = budget.acquire(90, () => undefined);
    const left = budget.acquire(90, () => expect.unreachable("has left"));
    const last = budget.acquire(10, () => undefined);
    left[Symbol.dispose]();
    expect(last.isGranted).toBe(true);
    first[Symbol.dispose]();
    expect(budget.usedBytes).toBe(10);
  });
});
