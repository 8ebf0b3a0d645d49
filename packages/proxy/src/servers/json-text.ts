import type { JsonValue } from "@ambit/model";

/**
 * Pretty JSON with the keys of every object in code-unit order, as ztunnel prints it. JSON.stringify cannot do
 * that for keys that look like array indexes (port numbers): an object lists those numerically.
 */
export function formatJson(value: JsonValue): string {
  return formatJsonAt(value, "");
}

/** The same, as a part of a text that is indented so far. */
export function formatJsonAt(value: JsonValue, indent: string): string {
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const inner = `${indent}  `;
  if (isArray(value)) {
    return bracket(
      "[",
      value.map((item) => inner + formatJsonAt(item, inner)),
      `${indent}]`,
    );
  }
  const lines = Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, item]) => `${inner}${JSON.stringify(key)}: ${formatJsonAt(item, inner)}`);
  return bracket("{", lines, `${indent}}`);
}

function bracket(open: string, lines: readonly string[], close: string): string {
  return lines.length === 0 ? open + close.trimStart() : `${open}\n${lines.join(",\n")}\n${close}`;
}

/** Array.isArray does not narrow a readonly array. */
function isArray(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}
