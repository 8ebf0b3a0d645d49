/** What the scripts have in common that make a page of the documentation from the code. */
import { readFileSync, writeFileSync } from "node:fs";
import { basename } from "node:path";

const REPOSITORY = new URL("../", import.meta.url);

/** Writes the page, of this path in the repository; with --check it only compares, and the process fails on a difference. */
export function writeOrCheck(path: string, text: string): void {
  const page = new URL(path, REPOSITORY);
  if (!process.argv.includes("--check")) {
    writeFileSync(page, text);
  } else if (findText(page) !== text) {
    const script = basename(process.argv[1] ?? "");
    process.stderr.write(`${path} is out of date: run node scripts/${script}\n`);
    process.exitCode = 1;
  }
}

/** Puts each table between `<!-- generated: name -->` and `<!-- end: name -->`. Throws where a marker is missing. */
export function fillTables(page: string, tables: Readonly<Record<string, string>>): string {
  let filled = page;
  for (const [name, table] of Object.entries(tables)) {
    const [open, close] = [`<!-- generated: ${name} -->`, `<!-- end: ${name} -->`];
    const [start, end] = [filled.indexOf(open), filled.indexOf(close)];
    if (start < 0 || end < start) throw new Error(`the page has no "${open}" followed by "${close}"`);
    filled = `${filled.slice(0, start + open.length)}\n${table}\n${filled.slice(end)}`;
  }
  return filled;
}

function findText(page: URL): string | undefined {
  try {
    return readFileSync(page, "utf8");
  } catch {
    return undefined;
  }
}
