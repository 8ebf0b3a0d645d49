import { expect, test } from "vitest";
import { encodeLogBatch, PluginLog } from "./plugin-log.ts";

test("a batch is a JSON array of texts, each a JSON object with Istio's names", () => {
  const log = new PluginLog(() => Date.UTC(2026, 0, 2));
  log.log("info", 'said "so"', { pod: "a/b", level: "ignored" });
  const batch: string[] = JSON.parse(encodeLogBatch(log.lines));
  expect(batch.map((line): unknown => JSON.parse(line))).toEqual([
    { level: "info", time: "2026-01-02T00:00:00.000Z", scope: "cni-plugin", msg: 'said "so"', pod: "a/b" },
  ]);
});

test.each([
  ["error", ["error"]],
  ["warn", ["error", "warn"]],
  ["info", ["error", "warn", "info"]],
  ["debug", ["error", "warn", "info", "debug"]],
  ["none", []],
  ["fatal", []],
  ["anything", ["error", "warn", "info"]],
])("at level %s", (name, kept) => {
  const log = new PluginLog(() => 0);
  const levels = ["error", "warn", "info", "debug"] as const;
  for (const level of levels) log.log(level, "x");
  log.setLevel(name);
  expect(log.lines.map(({ level }) => level)).toEqual(kept);
  log.setLevel(name);
  expect(levels.filter((level) => log.isEnabled(level))).toEqual(kept);
});

test("what is logged before the configuration is read waits for its level", () => {
  const log = new PluginLog(() => 0);
  log.log("debug", "early");
  log.setLevel("debug");
  expect(log.lines).toMatchObject([{ message: "early" }]);
});
