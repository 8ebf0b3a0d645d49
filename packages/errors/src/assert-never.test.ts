import { expect, test } from "vitest";
import { assertNever } from "./assert-never.ts";

test("throws when the types were wrong", () => {
  // The cast is the situation under test.
  expect(() => assertNever("surprise" as never)).toThrow(new TypeError('unexpected value "surprise"'));
});
