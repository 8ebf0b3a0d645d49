import { readFileSync, writeFileSync } from "node:fs";

/** Puts the text between the marks of a section of the page. Throws where a mark is missing. */
export function fillSection(page: URL, name: string, text: string): void {
  const [open, close] = [`<!-- generated: ${name} -->`, `<!-- end: ${name} -->`];
  const before = readFileSync(page, "utf8");
  const [start, end] = [before.indexOf(open), before.indexOf(close)];
  if (start < 0 || end < start) throw new Error(`the page has no "${open}" followed by "${close}"`);
  writeFileSync(page, `${before.slice(0, start + open.length)}\n\n${text}\n\n${before.slice(end)}`);
}
