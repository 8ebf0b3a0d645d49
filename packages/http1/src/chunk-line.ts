/**
 * The line before a chunk (RFC 9112 §7.1):
 *
 *   chunk-size *( ";" name [ "=" ( token / quoted-string ) ] ) CRLF
 *
 * Extensions are checked and left out. White space, which the grammar calls bad, is refused: readers differ about it.
 */
import { HEX_VALUES, SEMICOLON, TOKEN_CHARS } from "./chars.ts";

/** A size with more digits than these is no size of a body, whatever zeros are in front. */
const MAX_SIZE_DIGITS = 12;

const EQUALS = 0x3d;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** What is wrong with a line, where a size is expected. */
export const BAD_SIZE = -1;
export const BAD_EXTENSION = -2;

/** The size in `bytes[start, end)`, which is a line without its end. */
export function readChunkLine(bytes: Uint8Array, start: number, end: number): number {
  const sizeEnd = chunkSizeEnd(bytes, start, end);
  if (sizeEnd === start || sizeEnd - start > MAX_SIZE_DIGITS) return BAD_SIZE;
  let size = 0;
  for (let at = start; at < sizeEnd; at++) size = size * 16 + (HEX_VALUES[bytes[at] ?? 0] ?? 0);
  if (sizeEnd === end) return size;
  if (bytes[sizeEnd] !== SEMICOLON) return BAD_SIZE;
  return areExtensions(bytes, sizeEnd, end) ? size : BAD_EXTENSION;
}

/** Where the digits end. */
export function chunkSizeEnd(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && (HEX_VALUES[bytes[at] ?? 0] ?? 255) < 16) at++;
  return at;
}

function areExtensions(bytes: Uint8Array, start: number, end: number): boolean {
  let at = start;
  while (at < end) {
    if (bytes[at] !== SEMICOLON) return false;
    const nameEnd = tokenEnd(bytes, at + 1, end);
    if (nameEnd === at + 1) return false;
    at = nameEnd;
    if (at < end && bytes[at] === EQUALS) {
      const valueEnd = bytes[at + 1] === QUOTE ? quotedEnd(bytes, at + 1, end) : tokenEnd(bytes, at + 1, end);
      if (valueEnd <= at + 1) return false;
      at = valueEnd;
    }
  }
  return true;
}

function tokenEnd(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && TOKEN_CHARS[bytes[at] ?? 0] === 1) at++;
  return at;
}

/** Behind the closing quote, or -1. */
function quotedEnd(bytes: Uint8Array, start: number, end: number): number {
  for (let at = start + 1; at < end; at++) {
    if (bytes[at] === QUOTE) return at + 1;
    if (bytes[at] === BACKSLASH) at++;
  }
  return -1;
}
