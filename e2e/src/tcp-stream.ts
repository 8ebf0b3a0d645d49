/** Puts the payload of each direction of each TCP connection together again, whatever was sent twice or out of order. */
import type { SocketAddress } from "@ambit/addr";
import { directionOf, findTcpSegment, type TcpSegment } from "./tcp-segment.ts";

export interface TcpStream {
  readonly source: SocketAddress;
  readonly destination: SocketAddress;
  /** Everything that was captured in order, up to the first gap. */
  readonly payload: Uint8Array;
  /** Payload bytes behind a gap: the capture has lost a frame. */
  readonly bytesBehindGap: number;
}

const SEQUENCE_SPACE = 2 ** 32;
const HALF_SPACE = 2 ** 31;

/** One stream per direction that carried payload. */
export function reassemble(frames: readonly Uint8Array[]): readonly TcpStream[] {
  const directions = new Map<string, TcpSegment[]>();
  for (const frame of frames) {
    const segment = findTcpSegment(frame);
    if (segment === undefined) continue;
    const name = directionOf(segment);
    const segments = directions.get(name);
    // A new SYN is a new connection with the same addresses.
    if (segments === undefined || (segment.isSyn && !isRepeatedSyn(segments, segment))) {
      if (segments !== undefined) directions.set(`${name} before ${directions.size}`, segments);
      directions.set(name, [segment]);
    } else {
      segments.push(segment);
    }
  }
  return [...directions.values()]
    .map(join)
    .filter((stream) => stream.payload.length + stream.bytesBehindGap > 0);
}

function isRepeatedSyn(segments: readonly TcpSegment[], syn: TcpSegment): boolean {
  return segments.some((segment) => segment.isSyn && segment.sequence === syn.sequence);
}

function join(segments: readonly TcpSegment[]): TcpStream {
  const [first] = segments;
  if (first === undefined) throw new Error("a direction without segments");
  const base = first.isSyn ? first.sequence + 1 : first.sequence;
  const ordered = segments
    .filter((segment) => segment.payload.length > 0)
    .map((segment) => ({ offset: distance(base, segment.sequence), payload: segment.payload }))
    .sort((left, right) => left.offset - right.offset);
  const parts: Uint8Array[] = [];
  let length = 0;
  let bytesBehindGap = 0;
  for (const { offset, payload } of ordered) {
    const known = length - offset;
    if (known < 0) bytesBehindGap += payload.length;
    else if (known < payload.length) {
      parts.push(payload.subarray(known));
      length += payload.length - known;
    }
  }
  const { source, destination } = first;
  return { source, destination, payload: Buffer.concat(parts), bytesBehindGap };
}

/** Sequence numbers wrap around (RFC 9293 §3.4). */
function distance(from: number, to: number): number {
  const forward = (to - from + SEQUENCE_SPACE) % SEQUENCE_SPACE;
  return forward < HALF_SPACE ? forward : forward - SEQUENCE_SPACE;
}
