import { readUint32, writeFrameStart, writeUint32 } from "../frame.ts";
import { toHex } from "./hex.ts";

/** A frame as it is on the wire, for tests that look at or make up bytes. */
export interface RawFrame {
  readonly type: number;
  readonly flags: number;
  readonly streamId: number;
  readonly payload: Uint8Array;
}

/** One frame's bytes. `payload` may break every rule. */
export function frameBytes(
  type: number,
  flags: number,
  streamId: number,
  payload: ArrayLike<number> = [],
): Uint8Array {
  const bytes = new Uint8Array(9 + payload.length);
  writeFrameStart(bytes, 0, payload.length, (type << 8) | flags);
  writeUint32(bytes, 5, streamId);
  bytes.set(payload, 9);
  return bytes;
}

/** The frames in `bytes`; throws if the last is incomplete. */
export function parseFrames(bytes: Uint8Array): RawFrame[] {
  const frames: RawFrame[] = [];
  let at = 0;
  while (at < bytes.length) {
    const word = readUint32(bytes, at);
    const end = at + 9 + (word >>> 8);
    if (end > bytes.length) throw new Error("incomplete frame");
    frames.push({
      type: word & 0xff,
      flags: bytes[at + 4] ?? 0,
      streamId: readUint32(bytes, at + 5),
      payload: bytes.slice(at + 9, end),
    });
    at = end;
  }
  return frames;
}

/** Names, as logs of other programs show them. */
const TYPE_NAMES = [
  "DATA",
  "HEADERS",
  "PRIORITY",
  "RST_STREAM",
  "SETTINGS",
  "PUSH_PROMISE",
  "PING",
  "GOAWAY",
  "WINDOW_UPDATE",
  "CONTINUATION",
];

/** One line for a frame: `RST_STREAM 5 code=1`, `DATA 1 4 bytes END_STREAM`. */
export function describeFrame(frame: RawFrame): string {
  const name = TYPE_NAMES[frame.type] ?? `type ${frame.type}`;
  const payload = frame.payload;
  switch (name) {
    case "RST_STREAM":
      return `${name} ${frame.streamId} code=${readUint32(payload, 0)}`;
    case "GOAWAY":
      return `${name} last=${readUint32(payload, 0)} code=${readUint32(payload, 4)}`;
    case "WINDOW_UPDATE":
      return `${name} ${frame.streamId} +${readUint32(payload, 0)}`;
    case "SETTINGS":
      return (frame.flags & 1) !== 0 ? `${name} ACK` : `${name} ${payload.length / 6} entries`;
    case "PING":
      return `${name}${(frame.flags & 1) !== 0 ? " ACK" : ""} ${toHex(payload)}`;
    case "DATA":
    case "HEADERS": {
      const end = (frame.flags & 1) !== 0 ? " END_STREAM" : "";
      return `${name} ${frame.streamId} ${payload.length} bytes${end}`;
    }
    default:
      return `${name} ${frame.streamId} ${payload.length} bytes`;
  }
}
