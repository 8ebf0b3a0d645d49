/** Heads to text: start line, end-to-end fields, and the framing that the writer has decided on. */
import type { OutputArea } from "./api.ts";
import { isFieldValue, isToken } from "./chars.ts";
import type { HeaderList } from "./header-list.ts";
import { isForbiddenTrailer } from "./trailers.ts";

/** What writers return for a head or trailers that no peer could read as they were meant: nothing is written. */
export const UNSENDABLE = -1;

/** What is decided for one message, and not by its fields. */
export interface HeadFraming {
  /** A value for Content-Length; -1: none. */
  readonly contentLength: number;
  readonly isChunked: boolean;
  /** Options of Connection; empty: no such field. */
  readonly connection: readonly string[];
  /** A value for Upgrade. */
  readonly upgrade: string | undefined;
}

/** How names are written. */
export interface HeadSpelling {
  /** As they came, instead of in lower case. */
  readonly preservesCase: boolean;
}

/** Written from `HeadFraming` alone, so that no list of fields can break the framing. */
const FRAMING_FIELDS: ReadonlySet<string> = new Set([
  "connection",
  "content-length",
  "keep-alive",
  "proxy-connection",
  "transfer-encoding",
  "upgrade",
]);

/** The field section with its empty line; `undefined` if a field cannot be sent. */
export function encodeFields(
  headers: HeaderList,
  framing: HeadFraming,
  spelling: HeadSpelling,
): string | undefined {
  let text = "";
  let hasCookie = false;
  for (let at = 0; at < headers.size; at++) {
    const name = headers.nameAt(at);
    if (FRAMING_FIELDS.has(name) || name === "host") continue;
    // RFC 9113 §8.2.3: HTTP/2 splits it, HTTP/1.1 has one.
    const isCookie = name === "cookie";
    if (isCookie && hasCookie) continue;
    hasCookie ||= isCookie;
    const value = isCookie ? (headers.findJoined(name) ?? "") : headers.valueAt(at);
    const line = encodeField(spelling.preservesCase ? headers.spellingAt(at) : name, value);
    if (line === undefined) return undefined;
    text += line;
  }
  return text + encodeFraming(framing, headers.has("te"));
}

/** A trailer section with its empty line, without the fields that may not stand there. */
export function encodeTrailers(trailers: HeaderList | undefined, spelling: HeadSpelling): string | undefined {
  let text = "";
  for (let at = 0; trailers !== undefined && at < trailers.size; at++) {
    const name = trailers.nameAt(at);
    if (isForbiddenTrailer(name)) continue;
    const line = encodeField(spelling.preservesCase ? trailers.spellingAt(at) : name, trailers.valueAt(at));
    if (line === undefined) return undefined;
    text += line;
  }
  return `${text}\r\n`;
}

/** One line, with its end. */
export function encodeField(name: string, value: string): string | undefined {
  return isToken(name) && isFieldValue(value) ? `${name}: ${value}\r\n` : undefined;
}

/**
 * Writes `text`, which has characters of one byte, and returns 0; or writes nothing and returns how much room it needs.
 * `undefined` is UNSENDABLE.
 */
export function writeText(area: OutputArea, text: string | undefined): number {
  if (text === undefined) return UNSENDABLE;
  const { length } = text;
  if (length > area.end - area.at) return length;
  const { bytes, at } = area;
  for (let index = 0; index < length; index++) bytes[at + index] = text.charCodeAt(index);
  area.at = at + length;
  return 0;
}

function encodeFraming(
  { contentLength, isChunked, connection, upgrade }: HeadFraming,
  hasTe: boolean,
): string {
  let text = "";
  if (contentLength >= 0) text += `content-length: ${contentLength}\r\n`;
  if (isChunked) text += "transfer-encoding: chunked\r\n";
  // RFC 9110 §10.1.4: TE is for the next hop only, and has to say so.
  const options = hasTe ? [...connection, "te"] : connection;
  if (options.length > 0) text += `connection: ${options.join(", ")}\r\n`;
  if (upgrade !== undefined) text += `upgrade: ${upgrade}\r\n`;
  return `${text}\r\n`;
}
