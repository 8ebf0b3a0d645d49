import { readFileSync } from "node:fs";

/** A recorded text of the stock program. */
export function goldenText(name: string): string {
  return readFileSync(new URL(`./golden/${name}`, import.meta.url), "utf8");
}

export function goldenLines(name: string): string[] {
  return goldenText(name)
    .split("\n")
    .filter((line) => line !== "");
}
