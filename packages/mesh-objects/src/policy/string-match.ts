import type { StringMatch } from "@ambit/proto/authorization";

/** Reads a pattern: `*` is any non-empty value, `*x` ends with, `x*` begins with, anything else is exact. */
export function stringMatchOf(pattern: string): StringMatch {
  if (pattern === "*") {
    return { presence: {} };
  }
  if (pattern.startsWith("*")) {
    return { suffix: pattern.slice(1) };
  }
  return pattern.endsWith("*") ? { prefix: pattern.slice(0, -1) } : { exact: pattern };
}
