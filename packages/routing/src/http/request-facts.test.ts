import { describe, expect, test } from "vitest";
import { findQueryValue } from "./request-facts.ts";

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
