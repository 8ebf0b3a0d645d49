import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ChangeLog } from "./change-log.ts";

const steps = fc.array(fc.array(fc.constantFrom(..."abcdefgh"), { maxLength: 4 }), { maxLength: 80 });

describe("the change log", () => {
  test("tells what changed since any position, or that it cannot tell", () => {
    fc.assert(
      fc.property(steps, fc.integer({ min: 1, max: 6 }), (batches, limit) => {
        const log = new ChangeLog(limit);
        const truth: { readonly position: number; readonly name: string }[] = [];
        for (const names of batches) {
          log.append(names, 0);
          for (const name of names) truth.push({ position: log.position, name });
          expect(log.size).toBeLessThanOrEqual(2 * limit + 4);
          for (let position = 0; position <= log.position; position += 1) {
            const told = log.since(position);
            const expected = new Set(
              truth.filter((entry) => entry.position > position).map(({ name }) => name),
            );
            if (told === undefined) expect(expected.size).toBeGreaterThan(0);
            else
              expect(told.toSorted((a, b) => (a < b ? -1 : 1))).toEqual(
                [...expected].toSorted((a, b) => (a < b ? -1 : 1)),
              );
          }
          expect(log.since(log.position)).toEqual([]);
        }
      }),
    );
  });

  test("remembers every name once, however often it changes", () => {
    const log = new ChangeLog(10);
    for (let step = 0; step < 100_000; step += 1) log.append([`name-${String(step % 5)}`], 5);
    expect(log.size).toBe(5);
    expect(log.since(0)?.length).toBe(5);
  });

  test("forgets the oldest of many, and says so", () => {
    const log = new ChangeLog(10);
    for (let step = 0; step < 1000; step += 1) log.append([`name-${String(step)}`], 0);
    expect(log.size).toBeLessThanOrEqual(21);
    expect(log.since(0)).toBeUndefined();
    expect(log.since(990)).toHaveLength(10);
  });
});
