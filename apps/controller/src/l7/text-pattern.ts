/** Texts with `*`, as policies and routes of the mesh's APIs write them. */
import type { TextMatch } from "@ambit/model/http";

/** `*` is any text but the empty one, `*x` ends with, `x*` begins with, anything else is exact. */
export function patternOf(text: string, { ignoresCase = false } = {}): TextMatch {
  const inAnyCase = ignoresCase ? { ignoreCase: true } : {};
  if (text === "*") return { kind: "presence" };
  if (text.startsWith("*")) return { kind: "suffix", value: text.slice(1), ...inAnyCase };
  if (text.endsWith("*")) return { kind: "prefix", value: text.slice(0, -1), ...inAnyCase };
  return { kind: "exact", value: text, ...inAnyCase };
}

/** An origin of CORS: `*` stands for any characters, anywhere. */
export function originPattern(text: string): TextMatch {
  if (!text.includes("*")) return { kind: "exact", value: text };
  if (text === "*") return { kind: "presence" };
  return { kind: "regex", pattern: text.split("*").map(escapeRegex).join(".*") };
}

/** The text itself, in RE2's syntax. */
export function escapeRegex(text: string): string {
  return text.replaceAll(/[\\.+*?()|[\]{}^$]/g, "\\$&");
}
