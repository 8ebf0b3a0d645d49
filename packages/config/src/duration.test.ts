import fc from "fast-check";
import { expect, test } from "vitest";
import { findDurationMs } from "./duration.ts";

test.each([
  ["5s", 5000],
  ["0s", 0],
  ["100ms", 100],
  ["24h", 86_400_000],
  ["1m30s", 90_000],
  ["1m 30s", 90_000],
  ["5m", 300_000],
  ["2d12h", 216_000_000],
  ["1s500ms", 1500],
  ["1h0m1s", 3_601_000],
  ["500us", 0.5],
])("%s", (text, ms) => {
  expect(findDurationMs(text)).toBe(ms);
});

test.each([
  "",
  " ",
  "5",
  "s",
  "5x",
  "-5s",
  "+5s",
  "1.5s",
  "5 s",
  " 5s",
  "5s ",
  "5S",
  "30s1m",
  "5s5s",
  "1m30",
  "١s",
  "1e3s",
])("refuses %j", (text) => {
  expect(findDurationMs(text)).toBeUndefined();
});

test("refuses more milliseconds than a number holds exactly", () => {
  expect(findDurationMs("9999999999999999d")).toBeUndefined();
});

test("adds up its units", () => {
  const count = fc.integer({ min: 0, max: 1000 });
  fc.assert(
    fc.property(count, count, count, count, (hours, minutes, seconds, ms) => {
      const expected = ((hours * 60 + minutes) * 60 + seconds) * 1000 + ms;
      expect(findDurationMs(`${hours}h${minutes}m${seconds}s${ms}ms`)).toBe(expected);
    }),
  );
});
