import { expect, test } from "vitest";
import { formatLevelQuery } from "./ztunnel-log.ts";

test.each([
  [{ reset: false }, ""],
  [{ reset: true }, "?reset"],
  [{ level: "debug", reset: false }, "?level=debug"],
  [{ level: "access:trace,info", reset: true }, "?reset&level=access%3Dtrace,info"],
  [{ level: "ztunnel::proxy:debug", reset: false }, "?level=ztunnel%3A%3Aproxy%3Ddebug"],
])("%j", (change, query) => {
  expect(formatLevelQuery(change)).toBe(query);
});

test.each(["loud", "access:", ":debug", ""])("%j is refused with the levels there are", (level) => {
  expect(() => formatLevelQuery({ level, reset: false })).toThrow("off, error, warn, info, debug, trace");
});
