/** Finds the tests of a file without running it: a scanner that knows strings, comments and brackets, and no more of TypeScript. */

/** A test as the file names it: `describe > test`, with the placeholders of templates in place. */
export type TestTitle = string;

/** Calls that make a group or a test; `.skip` and `.todo` make neither. Helpers such as `describeNetns` make groups too. */
const CALLEE = /^(?:describe\w*|test|it)$/;
const NOT_RUN = new Set(["skip", "todo"]);
const SEPARATOR = " > ";
/** What stands for a value in a title: vitest's own placeholders, and `${}` for what is computed. */
const COMPUTED = "${}";
const PLACEHOLDER = /\$\{\}|%[sdifjoOc#$]|\$[A-Za-z_][\w.]*/;

interface Token {
  readonly kind: "word" | "string" | "punctuation";
  /** Of a string its value; parts of a template that are computed are `${}`. */
  readonly text: string;
  readonly end: number;
}

/** All tests of the file, those of `test.each` once. */
export function findTestTitles(source: string): readonly TestTitle[] {
  const tokens = tokenize(source);
  const titles: TestTitle[] = [];
  const groups: { readonly title: string; readonly depth: number; readonly isRun: boolean }[] = [];
  let depth = 0;
  for (let index = 0; index < tokens.length; index++) {
    const { kind, text } = tokens[index] ?? END;
    if (kind === "punctuation" && text === "(") depth++;
    if (kind === "punctuation" && text === ")") {
      depth--;
      while ((groups.at(-1)?.depth ?? 0) > depth) groups.pop();
    }
    if (kind !== "word" || !CALLEE.test(text) || isDefined(tokens[index - 1])) continue;
    const call = readCall(tokens, index);
    if (call === undefined) continue;
    index = call.openIndex;
    depth++;
    const isRun = call.isRun && groups.every((group) => group.isRun);
    const title = [...groups.map((group) => group.title), call.title].join(SEPARATOR);
    if (text.startsWith("describe")) groups.push({ title: call.title, depth, isRun });
    else if (isRun) titles.push(title);
  }
  return titles;
}

/**
 * Tells of a title whether the file has that test: as it is written, or with its placeholders filled in by values that stand
 * in the source.
 */
export function testFinder(source: string): (wanted: TestTitle) => boolean {
  const titles = findTestTitles(source);
  return (wanted) => titles.some((title) => title === wanted || isFilledIn(title, wanted, source));
}

function isFilledIn(template: TestTitle, wanted: string, source: string): boolean {
  const parts = template.split(new RegExp(PLACEHOLDER, "g"));
  if (parts.length === 1) return false;
  const values = new RegExp(`^${parts.map((part) => escaped(part)).join("(.+?)")}$`, "s").exec(wanted);
  return values?.slice(1).every((value) => standsIn(source, value)) === true;
}

/** As a text, or as a number or name of its own. A placeholder may also be left as it is. */
function standsIn(source: string, value: string): boolean {
  if (value.replace(PLACEHOLDER, "") === "") return true;
  if ([JSON.stringify(value), `'${value}'`, `\`${value}\``].some((text) => source.includes(text)))
    return true;
  return /^[\w.]+$/.test(value) && new RegExp(`(?<![\\w.])${escaped(value)}(?![\\w.])`).test(source);
}

/** Matches the text and nothing else, as a part of a regular expression. */
function escaped(text: string): string {
  return text.replaceAll(/[$()*+.?[\\\]^{|}]/g, String.raw`\$&`);
}

interface Call {
  readonly title: string;
  /** Of the bracket before the title. */
  readonly openIndex: number;
  readonly isRun: boolean;
}

/** `test("title"`, `test.each([...])("title"`, `describe.concurrent("title"` and the like, from the token `test` on. */
function readCall(tokens: readonly Token[], start: number): Call | undefined {
  let at = start + 1;
  let isRun = true;
  while (isPunctuation(tokens[at], ".")) {
    if (NOT_RUN.has(tokens[at + 1]?.text ?? "")) isRun = false;
    at += 2;
  }
  if (isPunctuation(tokens[at], "<")) at = skipBalanced(tokens, at, "<", ">");
  if (isPunctuation(tokens[at], "(")) {
    const behind = skipBalanced(tokens, at, "(", ")");
    if (isPunctuation(tokens[behind], "(")) at = behind;
  } else if (tokens[at]?.kind === "string") {
    at++;
  }
  if (!isPunctuation(tokens[at], "(")) return undefined;
  return { title: titleBehind(tokens, at) ?? COMPUTED, openIndex: at, isRun };
}

/** The first argument that is a text: helpers may have another before it. */
function titleBehind(tokens: readonly Token[], open: number): string | undefined {
  const close = skipBalanced(tokens, open, "(", ")");
  for (let at = open + 1, depth = 0; at < close; at++) {
    if (depth === 0 && textAt(tokens, at) !== undefined) return textAt(tokens, at);
    if (/^[([{]$/.test(tokens[at]?.text ?? "")) depth++;
    if (/^[)\]}]$/.test(tokens[at]?.text ?? "")) depth--;
  }
  return undefined;
}

function textAt(tokens: readonly Token[], index: number): string | undefined {
  const token = tokens[index];
  return token?.kind === "string" ? token.text : undefined;
}

/** A method of that name, or the definition of a helper, is no call of it. */
function isDefined(before: Token | undefined): boolean {
  return before?.text === "." || before?.text === "function";
}

function isPunctuation(token: Token | undefined, text: string): boolean {
  return token?.kind === "punctuation" && token.text === text;
}

/** The index behind the bracket that closes the one at `start`. */
function skipBalanced(tokens: readonly Token[], start: number, open: string, close: string): number {
  let depth = 0;
  for (let index = start; index < tokens.length; index++) {
    if (isPunctuation(tokens[index], open)) depth++;
    // The ">" of an arrow closes nothing.
    if (isPunctuation(tokens[index], close) && !isPunctuation(tokens[index - 1], "=")) depth--;
    if (depth === 0) return index + 1;
  }
  return tokens.length;
}

const END: Token = { kind: "punctuation", text: "", end: Number.POSITIVE_INFINITY };
const SPACE = /(?:\s+|\/\/[^\n]*|\/\*[\s\S]*?\*\/)+/y;
const WORD = /[\w$]+/y;
const QUOTED = /"(?:[^"\\\n]|\\[\s\S])*"|'(?:[^'\\\n]|\\[\s\S])*'/y;
const EXPRESSION = /\/(?:[^\\/[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[a-z]*/y;
/** Behind these a "/" begins a regular expression; behind other words, and closing brackets, it divides. */
const BEFORE_EXPRESSION = new Set(["return", "typeof", "case", "of", "in", "await", "yield"]);

function tokenize(source: string): readonly Token[] {
  const tokens: Token[] = [];
  for (let token = nextToken(source, 0, undefined); token !== undefined; ) {
    tokens.push(token);
    token = nextToken(source, token.end, token);
  }
  return tokens;
}

function nextToken(source: string, from: number, previous: Token | undefined): Token | undefined {
  const start = match(SPACE, source, from)?.end ?? from;
  if (start >= source.length) return undefined;
  const word = match(WORD, source, start);
  if (word !== undefined) return { kind: "word", ...word };
  const quoted = match(QUOTED, source, start);
  if (quoted !== undefined)
    return { kind: "string", text: unescape(quoted.text.slice(1, -1)), end: quoted.end };
  if (source[start] === "`") return readTemplate(source, start);
  const expression = beginsExpression(previous) ? match(EXPRESSION, source, start) : undefined;
  return expression === undefined
    ? { kind: "punctuation", text: source[start] ?? "", end: start + 1 }
    : { kind: "punctuation", ...expression };
}

function beginsExpression(previous: Token | undefined): boolean {
  if (previous?.kind === "word") return BEFORE_EXPRESSION.has(previous.text);
  return previous?.kind !== "string" && !/^[)\]}]$/.test(previous?.text ?? "");
}

function match(
  pattern: RegExp,
  source: string,
  start: number,
): { readonly text: string; readonly end: number } | undefined {
  pattern.lastIndex = start;
  const text = pattern.exec(source)?.[0];
  return text === undefined ? undefined : { text, end: start + text.length };
}

function readTemplate(source: string, start: number): Token {
  let text = "";
  let at = start + 1;
  while (at < source.length && source[at] !== "`") {
    if (source.startsWith("${", at)) {
      text += COMPUTED;
      at = endOfSubstitution(source, at + 1);
    } else {
      const length = source[at] === "\\" ? 2 : 1;
      text += unescape(source.slice(at, at + length));
      at += length;
    }
  }
  return { kind: "string", text, end: at + 1 };
}

/** The place behind the "}" that belongs to the "{" at `start`. */
function endOfSubstitution(source: string, start: number): number {
  let depth = 0;
  let previous: Token | undefined;
  for (let at = start; ; at = previous.end) {
    const token = nextToken(source, at, previous);
    if (token === undefined) return source.length;
    if (isPunctuation(token, "{")) depth++;
    if (isPunctuation(token, "}")) depth--;
    if (depth === 0) return token.end;
    previous = token;
  }
}

/** Escapes of titles are quotes and backslashes; others stand for a character that nobody looks for. */
function unescape(text: string): string {
  return text.replace(/\\([\s\S])/g, "$1");
}
