/** A template's text to pieces: what is printed as it is, and what stands between the braces, as tokens. */
import { ChartError } from "../chart-error.ts";

/** One word of an action. */
export interface Token {
  readonly kind: "text" | "number" | "variable" | "field" | "name" | "sign";
  /** Of a text: what it stands for. Of a variable or field: without its sign. */
  readonly text: string;
  /** Blank space stands before it: a field without any belongs to what is before it. */
  readonly isSpaced: boolean;
}

/** A part of the text. */
export type Piece =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "action"; readonly tokens: readonly Token[]; readonly line: number };

const OPEN = "{{";
const CLOSE = "}}";

/** Throws ChartError "bad-template" with file and line. */
export function splitText(path: string, text: string): readonly Piece[] {
  const pieces: Piece[] = [];
  let position = 0;
  let isTrimming = false;
  for (;;) {
    const start = text.indexOf(OPEN, position);
    const before = text.slice(position, start < 0 ? undefined : start);
    const isNextTrimming = start >= 0 && /^-\s/.test(text.slice(start + 2, start + 4));
    pieces.push({ kind: "text", text: trim(before, isTrimming, isNextTrimming) });
    if (start < 0) return pieces;
    const line = 1 + countLines(text.slice(0, start));
    const { content, end, trimsAfter } = readAction(
      text,
      start + 2 + (isNextTrimming ? 1 : 0),
      `${path}:${line}`,
    );
    if (content !== undefined)
      pieces.push({ kind: "action", tokens: tokensOf(content, `${path}:${line}`), line });
    position = end;
    isTrimming = trimsAfter;
  }
}

interface Action {
  /** Undefined for a comment. */
  readonly content: string | undefined;
  readonly end: number;
  readonly trimsAfter: boolean;
}

function readAction(text: string, start: number, place: string): Action {
  const comment = /^\s*\/\*[^]*?\*\/(\s+-)?\}\}/.exec(text.slice(start));
  if (comment !== null) {
    return { content: undefined, end: start + comment[0].length, trimsAfter: comment[1] !== undefined };
  }
  const match = /^(?:"(?:[^"\\\n]|\\.)*"|`[^`]*`|[^"`}]|\}(?!\}))*\}\}/.exec(text.slice(start));
  if (match === null) throw new ChartError("bad-template", `${place}: {{ without its }}`);
  const inner = match[0].slice(0, -CLOSE.length);
  const trimsAfter = /\s-$/.test(inner);
  return { content: trimsAfter ? inner.slice(0, -1) : inner, end: start + match[0].length, trimsAfter };
}

function trim(text: string, atStart: boolean, atEnd: boolean): string {
  const from = atStart ? text.replace(/^[ \t\r\n]+/, "") : text;
  return atEnd ? from.replace(/[ \t\r\n]+$/, "") : from;
}

const TOKEN =
  /(?<space>\s+)|(?<text>"(?:[^"\\\n]|\\.)*")|(?<raw>`[^`]*`)|(?<number>[-+]?\d[\w.]*)|\$(?<variable>\w*)|\.(?<field>[A-Za-z_]\w*)|(?<name>[A-Za-z_]\w*)|(?<sign>:=|[=|(),.])/y;

function tokensOf(content: string, place: string): readonly Token[] {
  const tokens: Token[] = [];
  let isSpaced = true;
  let position = 0;
  while (position < content.length) {
    TOKEN.lastIndex = position;
    const match = TOKEN.exec(content);
    if (match === null) {
      throw new ChartError("bad-template", `${place}: "${content.slice(position).trim()}" is not understood`);
    }
    const token = tokenOf(match.groups ?? {}, isSpaced, place);
    if (token !== undefined) tokens.push(token);
    isSpaced = token === undefined;
    position += match[0].length;
  }
  return tokens;
}

function tokenOf(
  groups: Readonly<Record<string, string | undefined>>,
  isSpaced: boolean,
  place: string,
): Token | undefined {
  const { text, raw } = groups;
  if (text !== undefined) return { kind: "text", text: unquote(text, place), isSpaced };
  if (raw !== undefined) return { kind: "text", text: raw.slice(1, -1), isSpaced };
  for (const kind of ["number", "variable", "field", "name", "sign"] as const) {
    const found = groups[kind];
    if (found !== undefined) return { kind, text: found, isSpaced };
  }
  return undefined;
}

function unquote(quoted: string, place: string): string {
  try {
    const value: unknown = JSON.parse(quoted);
    if (typeof value === "string") return value;
  } catch {
    // Said below, like everything else that JSON does not have.
  }
  throw new ChartError("bad-template", `${place}: ${quoted} has an escape that is not understood`);
}

function countLines(text: string): number {
  return text.split("\n").length - 1;
}
