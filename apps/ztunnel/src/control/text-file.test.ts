import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { readTextFile } from "./text-file.ts";

const folder = mkdtempSync(join(tmpdir(), "text-file-"));
afterAll(() => rmSync(folder, { recursive: true }));

function file(bytes: Uint8Array): string {
  const path = join(folder, "file");
  writeFileSync(path, bytes);
  return path;
}

test("text is read without its byte order mark", () => {
  expect(readTextFile(file(Buffer.from("\ufeffgrün\n")))).toBe("grün\n");
});

test("bytes that are no UTF-8 are an error with the file's name", () => {
  expect(() => readTextFile(file(Uint8Array.of(0x6e, 0xff, 0xfe)))).toThrow(/file is not UTF-8/);
});
