/** Which header lists are messages: RFC 9113 §8.2, §8.3 and §8.5. All that fails here is malformed (§8.1.1). */
import type { HeaderField } from "./api.ts";

/** What the state machine needs to know of a valid message head. */
export interface MessageHead {
  /** Of a request. */
  readonly method: string;
  /** Of a response; 0 for a request. */
  readonly status: number;
  /** Declared body length, or -1. */
  readonly contentLength: number;
}

/** The head of a request, or `undefined` if it is malformed. */
export function readRequestHead(fields: readonly HeaderField[]): MessageHead | undefined {
  const pseudo = readRequestPseudo(fields);
  if (pseudo === undefined) return undefined;
  const { method } = pseudo;
  if (method === undefined || !isToken(method)) return undefined;
  if (!(method === "CONNECT" ? isConnectTarget(pseudo) : isTarget(method, pseudo))) return undefined;
  const contentLength = readRegularFields(fields, pseudo.count, true);
  if (contentLength === undefined) return undefined;
  return { method, status: 0, contentLength };
}

/** The head of a response, or `undefined` if it is malformed. */
export function readResponseHead(fields: readonly HeaderField[]): MessageHead | undefined {
  const [first] = fields;
  if (first === undefined || first[0] !== ":status") return undefined;
  const status = first[1];
  // §8.6: there is no 101 in HTTP/2.
  if (!STATUS.test(status) || status === "101") return undefined;
  const contentLength = readRegularFields(fields, 1, false);
  if (contentLength === undefined) return undefined;
  return { method: "", status: Number(status), contentLength };
}

/** §8.1: trailers have no pseudo fields. */
export function areTrailers(fields: readonly HeaderField[]): boolean {
  return readRegularFields(fields, 0, true) !== undefined;
}

/**
 * Whether we may send these: the encoder writes one byte for each char, and no char may split a header elsewhere. A
 * list that is a request head is sendable.
 */
export function areSendable(fields: readonly HeaderField[]): boolean {
  for (const [name, value] of fields) {
    if (!hasOnly(name, NAME_CHARS, isPseudo(name) ? 1 : 0) || !isFieldValue(value)) return false;
  }
  return true;
}

/** Of a request: absent ones are undefined. */
interface RequestPseudo {
  method: string | undefined;
  scheme: string | undefined;
  authority: string | undefined;
  path: string | undefined;
  /** How many there are: regular fields follow. */
  count: number;
}

const PSEUDO_MEMBER: ReadonlyMap<string, Exclude<keyof RequestPseudo, "count">> = new Map([
  [":method", "method"],
  [":scheme", "scheme"],
  [":authority", "authority"],
  [":path", "path"],
]);

/** §8.2.2 */
const CONNECTION_SPECIFIC: ReadonlySet<string> = new Set([
  "connection",
  "keep-alive",
  "proxy-connection",
  "transfer-encoding",
  "upgrade",
]);

const STATUS = /^[1-9][0-9]{2}$/;
const SCHEME = /^[a-z][a-z0-9+.-]*$/i;
const DIGITS = /^[0-9]{1,15}$/;

/** §8.3: known names only, each at most once, and none after a regular field (which `readRegularFields` checks). */
function readRequestPseudo(fields: readonly HeaderField[]): RequestPseudo | undefined {
  const pseudo: RequestPseudo = {
    method: undefined,
    scheme: undefined,
    authority: undefined,
    path: undefined,
    count: 0,
  };
  for (const [name, value] of fields) {
    if (!isPseudo(name)) break;
    const member = PSEUDO_MEMBER.get(name);
    if (member === undefined || pseudo[member] !== undefined || !isFieldValue(value)) return undefined;
    pseudo[member] = value;
    pseudo.count++;
  }
  return pseudo;
}

function isPseudo(name: string): boolean {
  return name.charCodeAt(0) === COLON;
}

/** §8.5: CONNECT has an authority and neither scheme nor path. */
function isConnectTarget({ authority, scheme, path }: RequestPseudo): boolean {
  return authority !== undefined && scheme === undefined && path === undefined && isVisible(authority);
}

/** §8.3.1 */
function isTarget(method: string, { scheme = "", path = "", authority }: RequestPseudo): boolean {
  if (!SCHEME.test(scheme) || !isVisible(path)) return false;
  if (authority !== undefined && authority !== "" && !isVisible(authority)) return false;
  if (scheme !== "http" && scheme !== "https") return true;
  return path.startsWith("/") || (path === "*" && method === "OPTIONS");
}

/** The declared content length or -1, over all fields from `start`; `undefined` if one of them may not be there. */
function readRegularFields(
  fields: readonly HeaderField[],
  start: number,
  isRequest: boolean,
): number | undefined {
  let contentLength = -1;
  for (let i = start; i < fields.length; i++) {
    const field = fields[i];
    if (field === undefined) break;
    const [name, value] = field;
    if (!isFieldName(name) || !isFieldValue(value) || CONNECTION_SPECIFIC.has(name)) return undefined;
    if (name === "te" && (!isRequest || value.toLowerCase() !== "trailers")) return undefined;
    if (name === "content-length") {
      if (!DIGITS.test(value) || (contentLength !== -1 && contentLength !== Number(value))) return undefined;
      contentLength = Number(value);
    }
  }
  return contentLength;
}

/** RFC 9110 §5.6.2 token characters. */
const TOKEN_CHARS: Uint8Array = charTable(
  "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
);
/** §8.2.1: the same without upper case. */
const NAME_CHARS: Uint8Array = charTable("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyz");

function charTable(chars: string): Uint8Array {
  const table = new Uint8Array(256);
  for (let i = 0; i < chars.length; i++) table[chars.charCodeAt(i)] = 1;
  return table;
}

/** From `start` on, where there must be something. */
function hasOnly(text: string, table: Uint8Array, start: number): boolean {
  for (let i = start; i < text.length; i++) {
    if (table[text.charCodeAt(i)] !== 1) return false;
  }
  return text.length > start;
}

function isToken(text: string): boolean {
  return hasOnly(text, TOKEN_CHARS, 0);
}

function isFieldName(name: string): boolean {
  return hasOnly(name, NAME_CHARS, 0);
}

const COLON = 0x3a;
const SPACE = 0x20;
const TAB = 0x09;

/** §8.2.1: no NUL, CR or LF. */
const VALUE_CHARS: Uint8Array = new Uint8Array(256).fill(1);
for (const char of [0x00, 0x0a, 0x0d]) VALUE_CHARS[char] = 0;

/** §8.2.1: not those, and no white space at either end. */
function isFieldValue(value: string): boolean {
  if (value.length === 0) return true;
  return hasOnly(value, VALUE_CHARS, 0) && !isSpace(value, 0) && !isSpace(value, value.length - 1);
}

function isSpace(text: string, at: number): boolean {
  const char = text.charCodeAt(at);
  return char === SPACE || char === TAB;
}

/** Neither empty nor with white space or controls, which would end a request line in HTTP/1.1. */
function isVisible(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const char = text.charCodeAt(i);
    if (char <= SPACE || char === 0x7f) return false;
  }
  return text.length > 0;
}
