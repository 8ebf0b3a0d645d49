import { expect, test } from "vitest";
import { afterCheck, NO_PROBE_RESULT } from "./probe-state.ts";

const SPEC = { successThreshold: 2, failureThreshold: 3 };

function resultOf(checks: string) {
  return [...checks].reduce((state, check) => afterCheck(state, SPEC, check === "+"), NO_PROBE_RESULT).result;
}

test.each([
  ["", undefined],
  ["+", undefined],
  ["++", true],
  ["--", undefined],
  ["---", false],
  ["++--", true],
  ["++---", false],
  ["++--+--", true],
  ["---+", false],
  ["---++", true],
])("checks %j give %s", (checks, expected) => {
  expect(resultOf(checks)).toBe(expected);
});
