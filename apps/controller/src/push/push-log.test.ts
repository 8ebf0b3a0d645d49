import { expect, test } from "vitest";
import { PushLog } from "./push-log.ts";

test("a push is measured for clients that were there when it was made", () => {
  const log = new PushLog();
  log.pushed("v1", { changedAtMs: 90, pushedAtMs: 100 });
  expect(log.find("v1", 99)).toEqual({ changedAtMs: 90, pushedAtMs: 100 });
  expect(log.find("v1", 100)).toBeUndefined();
  expect(log.find("v2", 0)).toBeUndefined();
});

test("only the latest thousand are remembered", () => {
  const log = new PushLog();
  for (let count = 0; count < 1_500; count += 1) log.pushed(`v${count}`, { changedAtMs: 1, pushedAtMs: 2 });
  expect(log.find("v499", 0)).toBeUndefined();
  expect(log.find("v500", 0)).toBeDefined();
});
