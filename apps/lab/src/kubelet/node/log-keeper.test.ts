import {
  appendFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { keepLogs } from "./log-keeper.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "l1-logs-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

test("a log that grew too large keeps its last lines, in the same file", () => {
  const path = join(folder, "shop_web_main.log");
  const line = `${"x".repeat(1023)}\n`;
  writeFileSync(path, line.repeat(9 * 1024));
  appendFileSync(path, "the last\n");
  const { ino } = statSync(path);
  keepLogs(folder, new Set(["shop_web_main.log"]));
  const text = readFileSync(path, "utf8");
  expect(statSync(path).ino).toBe(ino);
  expect(text.length).toBeLessThanOrEqual(1024 * 1024);
  expect(text.startsWith(line)).toBe(true);
  expect(text.endsWith("the last\n")).toBe(true);
});

test("logs of pods that are gone are deleted, the oldest first, and only when they are many", () => {
  for (let index = 0; index < 70; index += 1) {
    const path = join(folder, `old_${index}`);
    writeFileSync(path, "");
    utimesSync(path, index, index);
  }
  writeFileSync(join(folder, "here"), "");
  utimesSync(join(folder, "here"), 0, 0);
  keepLogs(folder, new Set(["here"]));
  const left = readdirSync(folder);
  expect(left).toHaveLength(65);
  expect(left).toContain("here");
  expect(left).not.toContain("old_5");
  expect(left).toContain("old_6");
});
