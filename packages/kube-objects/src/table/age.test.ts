import { expect, test } from "vitest";
import { formatAge, formatSpan } from "./age.ts";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

test.each([
  [0, "0s"],
  [119 * SECOND, "119s"],
  [2 * MINUTE, "2m"],
  [5 * MINUTE + 12 * SECOND, "5m12s"],
  [10 * MINUTE + 59 * SECOND, "10m"],
  [179 * MINUTE, "179m"],
  [3 * HOUR, "3h"],
  [7 * HOUR + 59 * MINUTE, "7h59m"],
  [8 * HOUR + 5 * MINUTE, "8h"],
  [47 * HOUR, "47h"],
  [2 * DAY, "2d"],
  [7 * DAY + 23 * HOUR, "7d23h"],
  [8 * DAY + HOUR, "8d"],
  [729 * DAY, "729d"],
  [731 * DAY, "2y1d"],
  [9 * 365 * DAY, "9y"],
  [-500, "0s"],
  [-5000, "<invalid>"],
])("%i ms are %s", (spanMs, text) => {
  expect(formatSpan(spanMs)).toBe(text);
});

test("what has no time has no age", () => {
  expect(formatAge(undefined, 0)).toBe("<unknown>");
  expect(formatAge("soon", 0)).toBe("<unknown>");
});
