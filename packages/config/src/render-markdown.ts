import type { ConfigRow } from "./define-config.ts";

/** The rows as one Markdown table, for the generated documentation. */
export function renderMarkdown(rows: readonly ConfigRow[]): string {
  const head = "| Variable | Default | Accepted | Meaning |\n|---|---|---|---|\n";
  return head + rows.map(renderRow).join("");
}

function renderRow(row: ConfigRow): string {
  const meaning = row.isSecret ? `${row.doc} Secret: not shown in logs or dumps.` : row.doc;
  const cells = [`\`${row.name}\``, renderDefault(row), row.accepts, meaning];
  return `| ${cells.map(escapeCell).join(" | ")} |\n`;
}

function renderDefault({ defaultText, isOptional }: ConfigRow): string {
  if (defaultText === undefined) {
    return isOptional ? "unset" : "required";
  }
  return defaultText === "" ? "empty" : `\`${defaultText}\``;
}

function escapeCell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll("\n", " ");
}
