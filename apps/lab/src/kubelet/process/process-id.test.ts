import { expect, test } from "vitest";
import { findDescendant, findProcess, isAlive, killGroup, parseStat, signalProcess } from "./process-id.ts";

const stat = (name: string, state: string) =>
  `7 (${name}) ${state} 1 7 7 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0 4711 100 200`;

test.each([
  ["a plain name", stat("sh", "S"), { pid: 7, startTime: 4711 }],
  ["a name with parentheses and spaces", stat("a) R (b c", "R"), { pid: 7, startTime: 4711 }],
  ["one that has ended", stat("sh", "Z"), undefined],
  ["nonsense", "", undefined],
])("a process is known by its start: %s", (_name, text, expected) => {
  expect(parseStat(7, text)).toEqual(expected);
});

test("another process of the same number is not alive, and gets no signal", () => {
  const self = findProcess(process.pid);
  if (self === undefined) throw new Error("this process is not there");
  expect(isAlive(self)).toBe(true);
  const other = { ...self, startTime: self.startTime + 1 };
  expect(isAlive(other)).toBe(false);
  signalProcess(other, "SIGKILL");
  killGroup(other);
});

test("a process is found by its number only as somebody's own", () => {
  expect(findDescendant(process.pid, process.ppid)?.pid).toBe(process.pid);
  expect(findDescendant(process.pid, process.pid + 1_000_000)).toBeUndefined();
});
