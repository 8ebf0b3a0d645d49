import { expect, test } from "vitest";
import { ReconnectWait } from "./reconnect-wait.ts";

test("doubles to a fifth of a second, so that an agent that is back is found within a quarter", () => {
  const wait = new ReconnectWait();
  expect(Array.from({ length: 6 }, () => wait.next())).toEqual([20, 40, 80, 160, 200, 200]);
  wait.reset();
  expect(wait.next()).toBe(20);
});
