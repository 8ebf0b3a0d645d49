/**
 * The frame header and the numbers of RFC 9113 §4.1 and §6.
 *
 *   +-----------------------------------------------+
 *   |                 Length (24)                   |
 *   +---------------+---------------+---------------+
 *   |   Type (8)    |   Flags (8)   |
 *   +-+-------------+---------------+-------------------------------+
 *   |R|                 Stream Identifier (31)                      |
 *   +=+=============================================================+
 */

/** §6 */
export const FrameType = {
  DATA: 0x0,
  HEADERS: 0x1,
  PRIORITY: 0x2,
  RST_STREAM: 0x3,
  SETTINGS: 0x4,
  PUSH_PROMISE: 0x5,
  PING: 0x6,
  GOAWAY: 0x7,
  WINDOW_UPDATE: 0x8,
  CONTINUATION: 0x9,
} as const;

/** §6; the same bit is END_STREAM and ACK, by frame type. */
export const FrameFlag = {
  END_STREAM: 0x1,
  ACK: 0x1,
  END_HEADERS: 0x4,
  PADDED: 0x8,
  PRIORITY: 0x20,
} as const;

/** §4.1 */
export const FRAME_HEADER_BYTES = 9;

/** What one `FrameOutput.reserve` may ask for at most: nearly all of a usual output area. */
export const MAX_RESERVE_BYTES = 496 * 1024;

/** Payload of the largest frame that one reserve holds. */
export const MAX_PAYLOAD_BYTES = MAX_RESERVE_BYTES - FRAME_HEADER_BYTES;

/** Largest stream identifier, window size and WINDOW_UPDATE increment. */
export const MAX_31_BITS = 0x7fff_ffff;

/** §6.9.2: every window until SETTINGS or WINDOW_UPDATE say otherwise. */
export const DEFAULT_WINDOW_BYTES = 65_535;
/** §6.5.2: the frame size that everybody takes, and the least that may be announced. */
export const DEFAULT_FRAME_BYTES = 16_384;
/** §6.5.2: the largest that a length field can say. */
export const MAX_FRAME_BYTES = 0xff_ffff;

/** RFC 9113 §3.4: `PRI * HTTP/2.0`, two line ends, `SM`, two line ends. */
export const CLIENT_PREFACE: Uint8Array = Uint8Array.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", (char) =>
  char.charCodeAt(0),
);

/** Type and flags in one number, so that frame writers take few arguments. */
export function frameKind(type: number, flags: number): number {
  return (type << 8) | flags;
}

/** Writes length, type and flags; the stream identifier follows at `at + 5`, by `writeUint32`. */
export function writeFrameStart(bytes: Uint8Array, at: number, length: number, kind: number): void {
  bytes[at] = length >>> 16;
  bytes[at + 1] = length >>> 8;
  bytes[at + 2] = length;
  bytes[at + 3] = kind >>> 8;
  bytes[at + 4] = kind;
}

/** Big-endian; `value` may be any unsigned or signed 32-bit number. */
export function writeUint32(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value >>> 24;
  bytes[at + 1] = value >>> 16;
  bytes[at + 2] = value >>> 8;
  bytes[at + 3] = value;
}

/** Big-endian; always >= 0. The caller has checked the bounds. */
export function readUint32(bytes: Uint8Array, at: number): number {
  return (
    (((bytes[at] ?? 0) << 24) |
      ((bytes[at + 1] ?? 0) << 16) |
      ((bytes[at + 2] ?? 0) << 8) |
      (bytes[at + 3] ?? 0)) >>>
    0
  );
}
