import { expect, test } from "vitest";
import { formatElapsed } from "./readiness-log.ts";

test.each([
  { ms: 0, text: "0µs" },
  { ms: 0.0421, text: "42µs" },
  { ms: 2.157492, text: "2.157ms" },
  { ms: 20.5, text: "20.5ms" },
  { ms: 999, text: "999ms" },
  { ms: 10_312.092725, text: "10.312093s" },
])("$ms ms is written $text", ({ ms, text }) => {
  expect(formatElapsed(ms)).toBe(text);
});
