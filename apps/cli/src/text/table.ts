/** Tables as istioctl prints them: columns as wide as their longest cell and some blanks; the last one as it is. */

/** Blanks between a column and the next; istioctl's lists have one, its certificates five. */
export interface TableOptions {
  readonly padding?: number;
}

/** One line for each row, each ended by a line break. Rows have as many cells as the heading. */
export function formatTable(
  heading: readonly string[],
  rows: readonly (readonly string[])[],
  { padding = 1 }: TableOptions = {},
): string {
  const all = [heading, ...rows];
  const widths = heading.map((_, column) => Math.max(...all.map((row) => lengthOf(row[column] ?? ""))));
  return all.map((row) => formatRow(row, widths, padding)).join("");
}

function formatRow(row: readonly string[], widths: readonly number[], padding: number): string {
  const last = row.length - 1;
  const cells = row.map((cell, column) =>
    column === last ? cell : cell + " ".repeat((widths[column] ?? 0) + padding - lengthOf(cell)),
  );
  return `${cells.join("")}\n`;
}

function lengthOf(text: string): number {
  return [...text].length;
}
