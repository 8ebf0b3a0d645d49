import { expect, test } from "vitest";
import { divideQuantity, findQuantity } from "./quantity.ts";

test.each([
  ["1", 1],
  ["500m", 0.5],
  ["1.5", 1.5],
  ["2Gi", 2 ** 31],
  ["1e3", 1000],
  ["128M", 128e6],
  ["", undefined],
  ["x", undefined],
  ["1Qi", undefined],
])("%s is %s", (text, value) => {
  expect(findQuantity(text)).toBe(value);
});

test("a divisor rounds up, and nonsense counts as 1", () => {
  expect(divideQuantity(1.5, "1")).toBe("2");
  expect(divideQuantity(1.5, "")).toBe("2");
  expect(divideQuantity(2 ** 30, "1Mi")).toBe("1024");
});
