import { expect, test } from "vitest";
import {
  type EnrolledCondition,
  encodeEnrolledCondition,
  findEnrolledCondition,
  isSameCondition,
} from "./enrolled-condition.ts";

const YES: EnrolledCondition = { status: "True", reason: "Enrolled", message: "" };
const NO: EnrolledCondition = { status: "False", reason: "ZtunnelNotReady", message: "none" };
const TYPE = "ambient.istio.io/Enrolled";

test("the time of a change is given, and kept otherwise", () => {
  expect(encodeEnrolledCondition(YES, undefined, 1_500)).toEqual({
    type: TYPE,
    ...YES,
    lastTransitionTime: "1970-01-01T00:00:01Z",
  });
  expect(encodeEnrolledCondition(YES, NO, 0)).toHaveProperty("lastTransitionTime");
  expect(encodeEnrolledCondition({ ...NO, message: "other" }, NO, 0)).not.toHaveProperty(
    "lastTransitionTime",
  );
});

test("none is a removal", () => {
  expect(encodeEnrolledCondition(undefined, YES, 0)).toEqual({ type: TYPE, $patch: "delete" });
});

test("what was written is found again, also when it was too long", () => {
  const long: EnrolledCondition = { ...NO, message: "x".repeat(5_000) };
  const found = findEnrolledCondition([{ type: "Ready" }, encodeEnrolledCondition(long, undefined, 0)]);
  expect(found?.message).toHaveLength(1_003);
  expect(isSameCondition(found, long)).toBe(true);
  expect(isSameCondition(found, NO)).toBe(false);
  expect(isSameCondition(undefined, undefined)).toBe(true);
  expect(isSameCondition(YES, undefined)).toBe(false);
});

test.each([
  { name: "nothing", conditions: undefined },
  { name: "junk", conditions: [null, 7, "x", { type: TYPE }] },
  { name: "a reason of somebody else", conditions: [{ type: TYPE, status: "True", reason: "Mine" }] },
  { name: "another status", conditions: [{ type: TYPE, status: "Unknown", reason: "Enrolled" }] },
])("$name is none", ({ conditions }) => {
  expect(findEnrolledCondition(conditions)).toBeUndefined();
});
