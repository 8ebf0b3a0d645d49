/** A text that is printed bare in the plain form (`k=v`) and as a string in JSON. */
export class Display {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** Strings are quoted in the plain form, unless they are a `Display`. */
/**
 * Fields that many lines share, formatted once. As a value it prints all of them in its place; the name it is filed
 * under does not show.
 */
export class FieldGroup {
  readonly #fields: LogFields;
  #plain: string | undefined;
  #json: string | undefined;

  constructor(fields: LogFields) {
    this.#fields = fields;
  }

  get plain(): string {
    this.#plain ??= flattened(formatPlainFields(this.#fields));
    return this.#plain;
  }

  get json(): string {
    this.#json ??= flattened(formatJsonFields(this.#fields));
    return this.#json;
  }
}

/** The same text, out of one piece: a concatenation is a tree, which every line it is part of would walk again. */
function flattened(text: string): string {
  // Reading a character makes V8 join the pieces in place.
  text.charCodeAt(0);
  return text;
}

/** What a field can hold; anything else is the caller's to format. */
export type LogValue = string | number | boolean | Display | FieldGroup;

/** Fields of a line, printed in this order; an undefined one is left out. */
export type LogFields = Readonly<Record<string, LogValue | undefined>>;

/** Marks a text to be printed without quotes in the plain form: addresses, durations, lists. */
export function display(text: string): Display {
  return new Display(text);
}

/** `k=v k="v"`: strings quoted, everything else bare. Empty if no field is defined. */
export function formatPlainFields(fields: LogFields): string {
  let text = "";
  for (const name in fields) {
    const value = fields[name];
    if (value === undefined) continue;
    const field = value instanceof FieldGroup ? value.plain : `${name}=${plainValue(value)}`;
    if (field !== "") text += text === "" ? field : ` ${field}`;
  }
  return text;
}

/** `,"k":v` for each defined field, with the leading comma. */
export function formatJsonFields(fields: LogFields): string {
  let text = "";
  for (const name in fields) {
    const value = fields[name];
    if (value === undefined) continue;
    text += value instanceof FieldGroup ? value.json : `,${JSON.stringify(name)}:${jsonValue(value)}`;
  }
  return text;
}

/** A string as Rust's Debug prints it, which the stock plain log uses for string fields. */
export function quoteDebug(text: string): string {
  return SIMPLE_TEXT.test(text) ? `"${text}"` : `"${text.replace(DEBUG_ESCAPED, escapeCharacter)}"`;
}

/** Printable ASCII without the quote and the backslash. */
const SIMPLE_TEXT = /^[ !#-[\]-~]*$/;

/** What is not printable to Rust, and what joins the character before it. */
const DEBUG_ESCAPED = /["\\]|[\p{C}\p{Zl}\p{Zp}\p{Grapheme_Extend}]|(?! )\p{Zs}/gu;

/** What no escaping concerns, whichever form. */
const PRINTABLE = /^[ -~]*$/;

/** A bare value must not be able to end the line or start another one. */
const CONTROL = /[\p{Cc}\u2028\u2029]/gu;

const SHORT_ESCAPES: Readonly<Record<string, string>> = {
  "\0": "\\0",
  "\t": "\\t",
  "\r": "\\r",
  "\n": "\\n",
  '"': '\\"',
  "\\": "\\\\",
};

function plainValue(value: Exclude<LogValue, FieldGroup>): string {
  if (typeof value === "string") {
    return quoteDebug(value);
  }
  if (!(value instanceof Display)) {
    return String(value);
  }
  // Nearly all of them are addresses and durations.
  return PRINTABLE.test(value.text) ? value.text : value.text.replace(CONTROL, escapeCharacter);
}

function jsonValue(value: Exclude<LogValue, FieldGroup>): string {
  if (typeof value === "string") {
    return JSON.stringify(value);
  }
  if (value instanceof Display) {
    return JSON.stringify(value.text);
  }
  // JSON has no NaN and no infinities.
  return typeof value === "number" && !Number.isFinite(value) ? "null" : String(value);
}

function escapeCharacter(character: string): string {
  return SHORT_ESCAPES[character] ?? `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}
