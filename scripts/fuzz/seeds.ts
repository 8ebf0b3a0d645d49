/** Inputs that were failures once, as files: `seeds/<target>/<hash>.hex`. They are tried again in every test run. */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export interface Seed {
  readonly name: string;
  readonly input: Uint8Array;
}

const FOLDER = fileURLToPath(new URL("seeds/", import.meta.url));
const LINE_DIGITS = 96;
const NAME_DIGITS = 12;

/** Names of the targets that have some. */
export function seedTargets(): readonly string[] {
  return existsSync(FOLDER) ? readdirSync(FOLDER) : [];
}

export function readSeeds(target: string): readonly Seed[] {
  const folder = join(FOLDER, target);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .sort()
    .map((name) => {
      const text = readFileSync(join(folder, name), "utf8").replaceAll(/\s/g, "");
      return { name, input: Buffer.from(text, "hex") };
    });
}

/** The file's path. */
export function keepSeed(target: string, input: Uint8Array): string {
  const folder = join(FOLDER, target);
  mkdirSync(folder, { recursive: true });
  const name = createHash("sha256").update(input).digest("hex").slice(0, NAME_DIGITS);
  const path = join(folder, `${name}.hex`);
  const lines = Buffer.from(input)
    .toString("hex")
    .match(new RegExp(`.{1,${LINE_DIGITS}}`, "g"));
  writeFileSync(path, `${(lines ?? []).join("\n")}\n`);
  return path;
}
