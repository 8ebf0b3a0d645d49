// How a text is compared, once and for all who compare. Patterns of users run on every request, so they are RE2's: no
// pattern takes longer than the text is long. The simple ones, which most are, need no engine at all.

import { RE2JS } from "re2js";
import type { TextMatch } from "./text-match.ts";

/** Answers whether a text is what a match asks for. */
export type TextMatcher = (text: string) => boolean;

/** A literal, with `.*` before it, behind it, or both. */
const SIMPLE_PATTERN = /^(\.\*)?((?:[^\\.+*?()|[\]{}^$\n]|\\[\\.+*?()|[\]{}^$/-])*)(\.\*)?$/;

/** Undefined for a pattern that is none in RE2's syntax: it is for the caller to say which answer is the safe one. */
export function compileTextMatch(match: TextMatch): TextMatcher | undefined {
  switch (match.kind) {
    case "presence":
      return isPresent;
    case "regex":
      return compilePattern(match.pattern);
    case "exact":
    case "prefix":
    case "suffix":
      return match.ignoreCase === true
        ? ignoringCase(compileLiteral(match.kind, match.value.toLowerCase()))
        : compileLiteral(match.kind, match.value);
  }
}

/** What is wrong with a pattern in RE2's syntax; undefined if nothing is. */
export function explainPatternError(pattern: string): string | undefined {
  try {
    RE2JS.compile(pattern);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function isPresent(text: string): boolean {
  return text !== "";
}

function ignoringCase(matches: TextMatcher): TextMatcher {
  return (text) => matches(text.toLowerCase());
}

function compileLiteral(kind: "exact" | "prefix" | "suffix", value: string): TextMatcher {
  switch (kind) {
    case "exact":
      return (text) => text === value;
    case "prefix":
      return (text) => text.startsWith(value);
    case "suffix":
      return (text) => text.endsWith(value);
  }
}

function compilePattern(pattern: string): TextMatcher | undefined {
  const simple = SIMPLE_PATTERN.exec(pattern);
  if (simple !== null) {
    const [, before, escaped = "", behind] = simple;
    return compileSimple(escaped.replaceAll(/\\(.)/g, "$1"), before !== undefined, behind !== undefined);
  }
  try {
    const compiled = RE2JS.compile(pattern);
    return (text) => compiled.matches(text);
  } catch {
    return undefined;
  }
}

/** `.` is any character but the end of a line. */
function compileSimple(literal: string, isOpenBefore: boolean, isOpenBehind: boolean): TextMatcher {
  if (!isOpenBefore && !isOpenBehind) return compileLiteral("exact", literal);
  if (isOpenBefore && isOpenBehind) return (text) => text.includes(literal) && !text.includes("\n");
  const matches = compileLiteral(isOpenBehind ? "prefix" : "suffix", literal);
  return (text) => matches(text) && !text.includes("\n");
}
