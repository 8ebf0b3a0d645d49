import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { writeFolder } from "./atomic-folder.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "l1-folder-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const files = (contents: Readonly<Record<string, string>>) =>
  new Map(
    Object.entries(contents).map(([path, text]) => [
      path,
      { content: new TextEncoder().encode(text), mode: 0o640 },
    ]),
  );
const visible = () =>
  readdirSync(folder)
    .filter((name) => !name.startsWith(".."))
    .toSorted();

test("files appear, change and go away with their version", () => {
  writeFolder(folder, files({ a: "1", "deep/b": "2" }), "v1");
  expect(visible()).toEqual(["a", "deep"]);
  expect(statSync(join(folder, "a")).mode & 0o777).toBe(0o640);
  writeFolder(folder, files({ a: "3", c: "4" }), "v2");
  expect(visible()).toEqual(["a", "c"]);
  expect(readFileSync(join(folder, "a"), "utf8")).toBe("3");
  expect(
    readdirSync(folder)
      .filter((name) => name.startsWith(".."))
      .toSorted(),
  ).toEqual(["..data", "..v2"]);
});

test("a folder without files is empty", () => {
  writeFolder(folder, files({ a: "1" }), "v1");
  writeFolder(folder, files({}), "v2");
  expect(visible()).toEqual([]);
});
