import { describe, expect, test } from "vitest";
import { chooseSizes } from "./size-options.ts";

const USUAL = { pods: 500, services: 50 };

describe("chooseSizes", () => {
  test("takes what the command line has, and the usual size of the rest", () => {
    expect(chooseSizes(USUAL, { pods: "7", services: undefined })).toEqual({ pods: 7, services: 50 });
  });

  test.each(["0", "-1", "1.5", "many", ""])("refuses %j", (services) => {
    expect(() => chooseSizes(USUAL, { services })).toThrow("--services needs a whole number");
  });
});
