import { expect, test } from "vitest";
import { formatGoDuration } from "./go-duration.ts";

test.each([
  [0, "0s"],
  [250, "250ms"],
  [1_500, "1.5s"],
  [90_000, "1m30s"],
  [3_600_000, "1h0m0s"],
  [2_400 * 3_600_000, "2400h0m0s"],
  [-5_000, "-5s"],
])("%d ms are %s", (ms, text) => {
  expect(formatGoDuration(ms)).toBe(text);
});
