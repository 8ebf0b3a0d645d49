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

function findText(page: URL): string | undefined {
  try {
    return readFileSync(page, "utf8");
  } catch {
    return undefined;
  }
}
