import { expect, test } from "vitest";
import { formatNames, formatProblems } from "./problem-text.ts";

const problems = Array.from({ length: 7 }, (_, index) => ({ path: `spec.a[${index}]`, reason: "bad" }));

test("problems are told with their place, the first few in full", () => {
  expect(formatProblems([])).toBe("");
  expect(formatProblems(problems.slice(0, 2))).toBe("spec.a[0]: bad; spec.a[1]: bad");
  expect(formatProblems(problems)).toMatch(/^spec\.a\[0\]: bad; .*spec\.a\[4\]: bad; and 2 more$/);
});

test("names are told up to twenty", () => {
  const names = Array.from({ length: 22 }, (_, index) => `n${index}`);
  expect(formatNames(["a", "b"])).toBe("a, b");
  expect(formatNames(names)).toMatch(/^n0, .*n19, and 2 more$/);
});
