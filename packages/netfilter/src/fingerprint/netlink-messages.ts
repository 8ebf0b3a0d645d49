/**
 * Netlink's envelope: struct nlmsghdr (length u32, type u16, flags u16, sequence u32, port u32) in the machine's order, which is
 * little-endian wherever this runs, a body of the protocol's, then attributes (length u16, type u16, value), each padded to four bytes.
 */

/** One message of an answer. */
export interface NetlinkMessage {
  readonly type: number;
  /** What is behind the header. */
  readonly body: Uint8Array;
}

export const NLM_F_REQUEST = 1;
const HEADER_BYTES = 16;
const ATTRIBUTE_HEADER_BYTES = 4;
/** Flags in the type of an attribute: nested, in network order. */
const ATTRIBUTE_TYPE_MASK = 0x3fff;

/** A request of one message. */
export function encodeRequest(type: number, flags: number, body: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(HEADER_BYTES + body.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, bytes.length, true);
  view.setUint16(4, type, true);
  view.setUint16(6, NLM_F_REQUEST | flags, true);
  bytes.set(body, HEADER_BYTES);
  return bytes;
}

/** What is cut short is left out. */
export function* readMessages(answer: Uint8Array): Generator<NetlinkMessage, void, void> {
  const view = new DataView(answer.buffer, answer.byteOffset, answer.byteLength);
  let at = 0;
  while (at + HEADER_BYTES <= answer.length) {
    const length = view.getUint32(at, true);
    if (length < HEADER_BYTES || at + length > answer.length) return;
    yield { type: view.getUint16(at + 4, true), body: answer.subarray(at + HEADER_BYTES, at + length) };
    at += (length + 3) & ~3;
  }
}

/** The attributes behind the first `bodyBytes` of a message's body. */
export function readAttributes(body: Uint8Array, bodyBytes: number): ReadonlyMap<number, Uint8Array> {
  const found = new Map<number, Uint8Array>();
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  let at = bodyBytes;
  while (at + ATTRIBUTE_HEADER_BYTES <= body.length) {
    const length = view.getUint16(at, true);
    if (length < ATTRIBUTE_HEADER_BYTES || at + length > body.length) break;
    const type = view.getUint16(at + 2, true) & ATTRIBUTE_TYPE_MASK;
    found.set(type, body.subarray(at + ATTRIBUTE_HEADER_BYTES, at + length));
    at += (length + 3) & ~3;
  }
  return found;
}
