/** `host[:port]` of Host, `:authority` and request targets (RFC 3986 §3.2, RFC 9110 §7.2): no user information. */
import { COLON, HEX_VALUES, HOST_LITERAL_CHARS, HOST_NAME_CHARS, hasOnly, PERCENT } from "./chars.ts";

/** A host as it was written (an IPv6 address with its brackets), and its port if one was. */
export interface Authority {
  readonly host: string;
  readonly port: number | undefined;
}

const MAX_PORT = 65_535;
const PORT = /^[0-9]{1,5}$/;

/** `undefined` for what is no authority: an empty host, an empty port, user information, characters of no host. */
export function splitAuthority(text: string): Authority | undefined {
  const hostEnd = text.startsWith("[") ? text.indexOf("]") + 1 : hostNameEnd(text);
  const host = text.slice(0, hostEnd);
  if (!(text.startsWith("[") ? isLiteral(host) : isHostName(host))) return undefined;
  if (hostEnd === text.length) return { host, port: undefined };
  const digits = text.slice(hostEnd + 1);
  if (text.charCodeAt(hostEnd) !== COLON || !PORT.test(digits) || Number(digits) > MAX_PORT) return undefined;
  return { host, port: Number(digits) };
}

function hostNameEnd(text: string): number {
  const colon = text.indexOf(":");
  return colon < 0 ? text.length : colon;
}

function isLiteral(host: string): boolean {
  return hasOnly(host.slice(1, -1), HOST_LITERAL_CHARS);
}

function isHostName(host: string): boolean {
  if (!hasOnly(host, HOST_NAME_CHARS)) return false;
  for (let at = host.indexOf("%"); at >= 0; at = host.indexOf("%", at + 1)) {
    if (!isEscape(host, at)) return false;
  }
  return true;
}

/** Whether a whole percent escape begins at `at`. */
export function isEscape(text: string, at: number): boolean {
  return text.charCodeAt(at) === PERCENT && hexAt(text, at + 1) < 16 && hexAt(text, at + 2) < 16;
}

/** The digit at `at`, or 255. */
export function hexAt(text: string, at: number): number {
  // Beyond the end charCodeAt is NaN, which is no index.
  return HEX_VALUES[text.charCodeAt(at)] ?? 255;
}
