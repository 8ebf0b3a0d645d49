/**
 * Paths as policies and routes see them, and as they are forwarded: what one end takes for another path than the other
 * end is a way around a policy. Each mode does what the one before it does, and more. Normalising twice changes nothing.
 */
import { hexAt, isEscape } from "./authority.ts";
import { HEX_VALUES, PERCENT, UNRESERVED_CHARS } from "./chars.ts";
import { splitPath } from "./request-target.ts";

/**
 * `NONE`: the fragment is dropped. `BASE`: `\` is `/`, escapes of unreserved characters are decoded, dot segments
 * removed (RFC 3986 §5.2.4). `MERGE_SLASHES`: `//` is `/`. `DECODE_AND_MERGE_SLASHES`: so are `%2F` and `%5C`.
 */
export type PathNormalization = "NONE" | "BASE" | "MERGE_SLASHES" | "DECODE_AND_MERGE_SLASHES";

/** A path that is normal. */
export interface NormalPath {
  readonly path: string;
  /** As it came. */
  readonly query: string | undefined;
}

/** `text` is path, query and fragment. `undefined` for a path that has `%00` or does not begin with a slash (but `*`). */
export function normalizePath(text: string, mode: PathNormalization): NormalPath | undefined {
  const { path, query } = splitPath(text);
  if (path === "*") return { path, query };
  if (!path.startsWith("/") || path.includes("%00")) return undefined;
  if (mode === "NONE") return { path, query };
  const normal = withoutDotSegments(decodeEscapes(path, mode === "DECODE_AND_MERGE_SLASHES"));
  return { path: mode === "BASE" ? normal : normal.replaceAll(/\/{2,}/g, "/"), query };
}

/** Nothing to decode, and no backslash. */
const PLAIN = /^[^%\\]*$/;

const SLASH = 0x2f;
const BACKSLASH = 0x5c;

function decodeEscapes(path: string, decodesSlashes: boolean): string {
  if (PLAIN.test(path)) return path;
  let out = "";
  // How many more characters behind a percent sign that is no escape would make it one.
  let openEscape = 0;
  for (let at = 0; at < path.length; at++) {
    const char = path.charCodeAt(at);
    if (!isEscape(path, at)) {
      out += char === BACKSLASH ? "/" : path.charAt(at);
      openEscape = openEscapeAfter(char, openEscape);
      continue;
    }
    const decoded = decodedChar(16 * hexAt(path, at + 1) + hexAt(path, at + 2), decodesSlashes);
    const wouldEscape = openEscape > 0 && (HEX_VALUES[decoded] ?? 255) < 16;
    if (decoded === 0 || wouldEscape) {
      out += path.slice(at, at + 3);
      openEscape = 0;
    } else {
      out += String.fromCharCode(decoded);
      openEscape = 0;
    }
    at += 2;
  }
  return out;
}

/** `%2%65` must not become `%2e`: whoever decodes next would see a dot that was not there. */
function openEscapeAfter(char: number, openEscape: number): number {
  if (char === PERCENT) return 2;
  return openEscape > 0 && (HEX_VALUES[char] ?? 255) < 16 ? openEscape - 1 : 0;
}

/** What stands for an escape of this byte, or 0 if it keeps its spelling. */
function decodedChar(byte: number, decodesSlashes: boolean): number {
  if (UNRESERVED_CHARS[byte] === 1) return byte;
  return decodesSlashes && (byte === SLASH || byte === BACKSLASH) ? SLASH : 0;
}

/** A segment of one or two dots. */
const DOT_SEGMENT = /\/\.{1,2}(?:\/|$)/;

/** RFC 3986 §5.2.4; what would be above the root is at the root. */
function withoutDotSegments(path: string): string {
  if (!DOT_SEGMENT.test(path)) return path;
  const segments = path.slice(1).split("/");
  const kept: string[] = [];
  for (const segment of segments) {
    if (segment === "..") kept.pop();
    else if (segment !== ".") kept.push(segment);
  }
  const last = segments.at(-1);
  if (last === "." || last === "..") kept.push("");
  return `/${kept.join("/")}`;
}
