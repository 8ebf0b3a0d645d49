/**
 * The server name of a TLS connection that is passed through: read from its first message, which stays where it is.
 *
 * TLSPlaintext { type 22, version, u16 length, Handshake { type 1, u24 length, ClientHello { version, random[32],
 *   u8 session id, u16 cipher suites, u8 compressions, u16 extensions { u16 type, u16 length, … } } } }
 * RFC 8446 §4.1.2 and §5.1, RFC 6066 §3. A message may be spread over several records.
 */

/** "more": the message has not come as a whole. */
export type ServerNameResult = "more" | { readonly serverName: string | undefined };

/** What a client may say before it is taken for one that names nobody; as Envoy. */
export const MAX_CLIENT_HELLO_BYTES: number = 16 * 1024;

const RECORD_HANDSHAKE = 22;
const RECORD_HEADER_BYTES = 5;
const RECORD_BYTES = 16 * 1024;
const CLIENT_HELLO = 1;
const HANDSHAKE_HEADER_BYTES = 4;
/** Version and random. */
const FIXED_BYTES = 34;
const EXTENSION_SERVER_NAME = 0;
const NAME_TYPE_HOST = 0;
/** RFC 1035 §2.3.4 */
const LONGEST_NAME = 255;
const HOST_NAME = /^[A-Za-z0-9_.-]+$/;

const NO_NAME: ServerNameResult = Object.freeze({ serverName: undefined });

/** What `bytes[start, end)` says: a connection that is not TLS, or malformed, names nobody. Never throws. */
export function findServerName(bytes: Uint8Array, start: number, end: number): ServerNameResult {
  const message = collectMessage(bytes, start, Math.min(end, start + MAX_CLIENT_HELLO_BYTES));
  if (message === "more") return end - start < MAX_CLIENT_HELLO_BYTES ? "more" : NO_NAME;
  return message === undefined ? NO_NAME : { serverName: nameIn(message) };
}

/** The body of the ClientHello, out of as many records as it takes; undefined: this is none. */
function collectMessage(bytes: Uint8Array, start: number, end: number): Uint8Array | "more" | undefined {
  const parts: Uint8Array[] = [];
  let have = 0;
  let at = start;
  for (;;) {
    if (at < end && bytes[at] !== RECORD_HANDSHAKE) return undefined;
    if (at + 1 < end && bytes[at + 1] !== 3) return undefined;
    if (at + RECORD_HEADER_BYTES > end) return "more";
    const length = u16(bytes, at + 3);
    if (length === 0 || length > RECORD_BYTES) return undefined;
    at += RECORD_HEADER_BYTES;
    const part = bytes.subarray(at, Math.min(at + length, end));
    parts.push(part);
    have += part.length;
    const known = parts.length === 1 ? part : joined(parts, have);
    if (known.length > 0 && known[0] !== CLIENT_HELLO) return undefined;
    if (known.length >= HANDSHAKE_HEADER_BYTES) {
      const whole = HANDSHAKE_HEADER_BYTES + ((known[1] ?? 0) << 16) + u16(known, 2);
      if (have >= whole) return known.subarray(HANDSHAKE_HEADER_BYTES, whole);
      if (whole > MAX_CLIENT_HELLO_BYTES) return undefined;
    }
    if (part.length < length) return "more";
    at += length;
  }
}

function nameIn(hello: Uint8Array): string | undefined {
  let at = FIXED_BYTES;
  at += 1 + (hello[at] ?? 0);
  at += 2 + u16(hello, at);
  at += 1 + (hello[at] ?? 0);
  const end = Math.min(hello.length, at + 2 + u16(hello, at));
  at += 2;
  while (at + 4 <= end) {
    const type = u16(hello, at);
    const length = u16(hello, at + 2);
    at += 4;
    if (at + length > end) return undefined;
    if (type === EXTENSION_SERVER_NAME) return hostIn(hello.subarray(at, at + length));
    at += length;
  }
  return undefined;
}

/** u16 list length, then entries of u8 type and u16 length. */
function hostIn(list: Uint8Array): string | undefined {
  let at = 2;
  const end = Math.min(list.length, 2 + u16(list, 0));
  while (at + 3 <= end) {
    const type = list[at];
    const length = u16(list, at + 1);
    at += 3;
    if (at + length > end) return undefined;
    if (type === NAME_TYPE_HOST) return hostName(list.subarray(at, at + length));
    at += length;
  }
  return undefined;
}

function hostName(bytes: Uint8Array): string | undefined {
  if (bytes.length === 0 || bytes.length > LONGEST_NAME) return undefined;
  const text = String.fromCharCode(...bytes);
  return HOST_NAME.test(text) ? text.toLowerCase() : undefined;
}

function joined(parts: readonly Uint8Array[], length: number): Uint8Array {
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function u16(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
}
