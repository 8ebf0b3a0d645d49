import { describe, expect, test } from "vitest";
import { findQueryValue, joinHeader } from "./request-facts.ts";

describe("a query parameter", () => {
  test.each([
    ["animal=whale", "animal", "whale"],
    ["color=blue&animal=whale", "animal", "whale"],
    ["animal=whale&animal=dolphin", "animal", "whale"],
    ["animals=many", "animal", undefined],
    ["an=x", "animal", undefined],
    ["Animal=whale", "animal", undefined],
    ["animal", "animal", ""],
    ["animal=", "animal", ""],
    ["animal&x=1", "animal", ""],
    ["animal=a=b", "animal", "a=b"],
    ["animal=blue%20whale", "animal", "blue%20whale"],
    ["", "animal", undefined],
    ["&&animal=whale", "animal", "whale"],
  ])("of %j named %s is %j", (query, name, value) => {
    expect(findQueryValue(query, name)).toBe(value);
  });
});

test("values of a header are joined, never only the first", () => {
  const fields = [
    ["x-a", "1"],
    ["x-b", "2"],
    ["x-a", "3"],
  ] as const;
  expect(joinHeader(fields, "x-a")).toBe("1,3");
  expect(joinHeader(fields, "x-b")).toBe("2");
  expect(joinHeader(fields, "x-c")).toBeUndefined();
});
