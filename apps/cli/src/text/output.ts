import { stringify } from "yaml";

/** `short` is a table. */
export const OUTPUT_FORMATS = ["short", "json", "yaml"] as const;

/** How a command prints what it found. */
export type OutputFormat = (typeof OUTPUT_FORMATS)[number];

/** The value as a document, or the table. */
export function formatOutput(format: OutputFormat, value: unknown, table: () => string): string {
  switch (format) {
    case "short":
      return table();
    case "json":
      return `${JSON.stringify(value, undefined, 4)}\n`;
    case "yaml":
      return stringify(value, { lineWidth: 0 });
  }
}
