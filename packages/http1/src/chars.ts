/** Classes of bytes (RFC 9110 §5.5 and §5.6, RFC 3986), as tables: 1 is a member. */

export const TAB = 0x09;
export const LF = 0x0a;
export const CR = 0x0d;
export const SPACE = 0x20;
export const PERCENT = 0x25;
export const COLON = 0x3a;
export const SEMICOLON = 0x3b;

const DIGITS = "0123456789";
const LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

/** RFC 9110 §5.6.2: names and methods. */
export const TOKEN_CHARS: Uint8Array = charTable(`!#$%&'*+-.^_\`|~${DIGITS}${LETTERS}`);

/** RFC 3986 §2.3 */
export const UNRESERVED_CHARS: Uint8Array = charTable(`-._~${DIGITS}${LETTERS}`);

/** RFC 3986 §3.2.2: a registered name, percent included; without the comma, which stands between two. */
export const HOST_NAME_CHARS: Uint8Array = charTable(`-._~!$&'()*+;=%${DIGITS}${LETTERS}`);

/** Between the brackets of an IPv6 or future literal. */
export const HOST_LITERAL_CHARS: Uint8Array = charTable(`-._~!$&'()*+,;=:${DIGITS}${LETTERS}`);

/** What a line of a head can hold: visible characters, opaque bytes above ASCII, space and tab. */
export const LINE_CHARS: Uint8Array = rangeTable(0x20, 0xff);
LINE_CHARS[TAB] = 1;
LINE_CHARS[0x7f] = 0;

/** What a request target can hold: more than a URI may, as clients send more, but no white space. */
export const TARGET_CHARS: Uint8Array = rangeTable(0x21, 0xff);
TARGET_CHARS[0x7f] = 0;

/** The value of a hexadecimal digit, or 255. */
export const HEX_VALUES: Uint8Array = new Uint8Array(256).fill(255);
for (let digit = 0; digit < 16; digit++) {
  const char = digit.toString(16);
  HEX_VALUES[char.charCodeAt(0)] = digit;
  HEX_VALUES[char.toUpperCase().charCodeAt(0)] = digit;
}

/** Whether `text` is not empty and has members only. */
export function hasOnly(text: string, table: Uint8Array): boolean {
  for (let at = 0; at < text.length; at++) {
    if (table[text.charCodeAt(at)] !== 1) return false;
  }
  return text.length > 0;
}

/** A field name or a method. */
export function isToken(text: string): boolean {
  return hasOnly(text, TOKEN_CHARS);
}

/** Whether this can be sent as a value: no control, nothing above one byte, no white space at either end. */
export function isFieldValue(text: string): boolean {
  if (text.length === 0) return true;
  return hasOnly(text, LINE_CHARS) && !isSpaceAt(text, 0) && !isSpaceAt(text, text.length - 1);
}

function isSpaceAt(text: string, at: number): boolean {
  const char = text.charCodeAt(at);
  return char === SPACE || char === TAB;
}

function charTable(chars: string): Uint8Array {
  const table = new Uint8Array(256);
  for (let at = 0; at < chars.length; at++) table[chars.charCodeAt(at)] = 1;
  return table;
}

function rangeTable(first: number, last: number): Uint8Array {
  return new Uint8Array(256).fill(1, first, last + 1);
}
