import { expect, test } from "vitest";
import { AnsweredNames } from "./answered-names.ts";

const UNUSED_MS = 300_000;

test("a name is forgotten when nobody has used it for a while", () => {
  const names = new AnsweredNames();
  names.add("a", 0);
  names.add("b", 0);
  names.used("b", true, 20_000);
  expect(names.takeForgotten(UNUSED_MS - 1)).toEqual([]);
  expect(names.takeForgotten(UNUSED_MS)).toEqual(["a"]);
  expect([names.has("a"), names.has("b")]).toEqual([false, true]);
  names.used("b", true, UNUSED_MS);
  expect(names.takeForgotten(20_000 + UNUSED_MS)).toEqual([]);
  expect(names.takeForgotten(2 * UNUSED_MS)).toEqual(["b"]);
  expect(names.size).toBe(0);
});

test("looking a name up that was not answered remembers nothing", () => {
  const names = new AnsweredNames();
  names.used("a", true, 0);
  expect([names.has("a"), names.size]).toEqual([false, 0]);
});

test("what comes to be known, or is so no more, is still answered", () => {
  const names = new AnsweredNames();
  names.add("a", 0);
  for (const isFound of [true, false, true]) {
    names.used("a", isFound, 0);
    expect([names.has("a"), names.size]).toEqual([true, 1]);
  }
});

test("names that nobody has are bounded, the oldest is told, and takes no place of one that is known", () => {
  const names = new AnsweredNames();
  names.add("known", 0);
  names.used("known", true, 0);
  for (let count = 0; count < 4_100; count++) names.add(`made-up-${count}`, 1);
  expect(names.size).toBe(4_097);
  expect(names.has("known")).toBe(true);
  expect(names.takeForgotten(2)).toEqual(["made-up-0", "made-up-1", "made-up-2", "made-up-3"]);
  expect(names.takeForgotten(2)).toEqual([]);
});

test("names that are known are bounded too", () => {
  const names = new AnsweredNames();
  for (let count = 0; count < 8_200; count++) {
    names.add(`name-${count}`, count);
    names.used(`name-${count}`, true, count);
  }
  expect(names.size).toBe(8_192);
  expect(names.has("name-8199")).toBe(true);
  expect(names.takeForgotten(8_200)).toHaveLength(8);
});
