import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { memoryLogger } from "@ambit/telemetry/testing";
import { afterEach, beforeEach, expect, test } from "vitest";
import { fileJournal } from "./capture-journal.ts";

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "ambit-journal-"));
});

afterEach(() => rmSync(root, { recursive: true }));

test("what is noted is there for the next agent, until it is dropped", () => {
  const { logger } = memoryLogger();
  const first = fileJournal(join(root, "captured"), logger);
  expect(first.list()).toEqual([]);
  first.note("a-1");
  first.note("a-1");
  first.note("b-2");
  first.drop("a-1");
  first.drop("never");
  expect(fileJournal(join(root, "captured"), logger).list()).toEqual(["b-2"]);
});

test("a UID that is no file name is not written", () => {
  const journal = fileJournal(join(root, "captured"), memoryLogger().logger);
  journal.note("../outside");
  journal.note("");
  expect(journal.list()).toEqual([]);
});

test("at the end its folder goes, once no pod is noted", () => {
  const folder = join(root, "captured");
  const journal = fileJournal(folder, memoryLogger().logger);
  journal.note("a-1");
  journal.close();
  expect(journal.list()).toEqual(["a-1"]);
  journal.drop("a-1");
  journal.close();
  expect(existsSync(folder)).toBe(false);
});

test("a folder that cannot be used is logged and stops nothing", () => {
  const { logger, sink } = memoryLogger();
  writeFileSync(join(root, "captured"), "a file");
  const journal = fileJournal(join(root, "captured"), logger);
  journal.note("a-1");
  journal.drop("a-1");
  expect(journal.list()).toEqual([]);
  expect(sink.withMessage("the list of captured pods cannot be kept").length).toBeGreaterThan(0);
});
