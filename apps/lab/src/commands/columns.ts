/** A table whose columns are as wide as their longest cell and two blanks. */
export function formatColumns(
  heading: readonly string[],
  rows: readonly (readonly (string | number)[])[],
): string {
  const texts = [heading, ...rows.map((row) => row.map(String))];
  const widths = heading.map((_, column) => Math.max(...texts.map((row) => (row[column] ?? "").length)));
  return texts
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .map((line) => `${line}\n`)
    .join("");
}
