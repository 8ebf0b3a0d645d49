/**
 * Writes packages/proto/src/generated from proto/*.proto: for each file a JavaScript module that encodes and decodes,
 * and its types. With --check it compares instead, and fails when something there is out of date.
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../", import.meta.url));
const SOURCES = join(ROOT, "proto");
const OUTPUT = join(ROOT, "packages/proto/src/generated");

const STATIC_MODULE = ["--target", "static-module", "--wrap", "esm", "--force-number"];
const LEFT_OUT = ["--no-service", "--no-verify", "--no-delimited", "--no-typeurl", "--no-create"];

function run(program: string, args: readonly string[]): void {
  execFileSync(join(ROOT, "node_modules/.bin", program), args, {
    cwd: ROOT,
    stdio: ["ignore", "ignore", "inherit"],
  });
}

/** Generated twice: the types come out of comments, and the module that is committed has none. */
function generate(name: string, scratch: string): ReadonlyMap<string, string> {
  const source = join(SOURCES, `${name}.proto`);
  const module = join(scratch, `${name}.js`);
  const types = join(scratch, `${name}.d.ts`);
  // Each module has a root of its own: files of the same package would otherwise replace each other's.
  const args = [...STATIC_MODULE, ...LEFT_OUT, "--root", `ambit-${name}`, "--path", SOURCES, "--out", module];
  run("pbjs", [...args, source]);
  run("pbts", ["--out", types, module]);
  run("pbjs", [...args, "--no-comments", source]);
  return new Map([
    [`${name}.js`, readFileSync(module, "utf8")],
    [`${name}.d.ts`, readFileSync(types, "utf8")],
  ]);
}

function generateAll(): ReadonlyMap<string, string> {
  const scratch = mkdtempSync(join(tmpdir(), "ambit-proto-"));
  try {
    const names = readdirSync(SOURCES)
      .filter((file) => file.endsWith(".proto"))
      .map((file) => basename(file, ".proto"));
    return new Map(names.flatMap((name) => [...generate(name, scratch)]));
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function committed(file: string): string | undefined {
  try {
    return readFileSync(join(OUTPUT, file), "utf8");
  } catch {
    return undefined;
  }
}

const files = generateAll();
if (process.argv.includes("--check")) {
  const present = readdirSync(OUTPUT);
  const stale = [
    ...[...files].filter(([file, text]) => committed(file) !== text).map(([file]) => file),
    ...present.filter((file) => !files.has(file)),
  ];
  if (stale.length > 0) {
    process.stderr.write(
      `out of date in packages/proto/src/generated: ${stale.join(", ")}; run npm run generate\n`,
    );
    process.exitCode = 1;
  }
} else {
  rmSync(OUTPUT, { recursive: true, force: true });
  mkdirSync(OUTPUT, { recursive: true });
  for (const [file, text] of files) writeFileSync(join(OUTPUT, file), text);
}
