import type { HeaderField, StreamConsumer } from "./api.ts";

/**
 * One stream, as its owner sees it. After it closed every call is harmless: writes are refused, `consume` only
 * returns connection credit, `reset` does nothing on the wire.
 */
export interface Http2Stream {
  readonly id: number;
  /** Who is told; set by the owner at once for a request. `undefined` discards (and credits) what arrives. */
  consumer: StreamConsumer | undefined;
  /** Neither side may send any more: both ended, or one reset. */
  readonly isClosed: boolean;
  /** The peer's END_STREAM has arrived. */
  readonly isRemoteEnded: boolean;
  /** Our END_STREAM is written (or queued in order). */
  readonly isLocalEnded: boolean;
  /**
   * Payload bytes that one frame can carry now: least of stream window, connection window, the peer's frame size and
   * what one `reserve` holds. Zero or less: no window. It does not know whether the output is blocked.
   */
  readonly dataRoom: number;
  /** Server: the response head. A 1xx `:status` is informational and may be repeated before the final one. */
  respond(fields: readonly HeaderField[], endStream: boolean): void;
  /** Ends our direction with trailers. */
  sendTrailers(fields: readonly HeaderField[]): void;
  /**
   * Reserves one DATA frame with up to `maxBytes` (> 0) of payload, `min(maxBytes, dataRoom)` to be exact. Returns the
   * payload's offset in `output.bytes`, or -1 (no window, output blocked, or closed): then `onWritable` follows.
   * Nothing else may be called on this connection until `commitData`; without it the frame is forgotten.
   */
  beginData(maxBytes: number): number;
  /** Sends the first `length` bytes of the reserved payload; nothing at all for 0 without `endStream`. */
  commitData(length: number, endStream: boolean): void;
  /**
   * Copies what fits of `bytes[start, end)` into frames and returns how much that is. If it is not all, `onWritable`
   * follows, and `endStream` has not been sent.
   */
  writeData(bytes: Uint8Array, start: number, end: number, endStream: boolean): number;
  /** END_STREAM in an empty DATA frame; kept in order behind a blocked output, needs no window. */
  end(): void;
  /** Gives `n` received payload bytes back to the peer's windows. WINDOW_UPDATE goes out at half a window. */
  consume(n: number): void;
  /** RST_STREAM. The consumer hears nothing more; credit of what was not consumed goes back to the connection. */
  reset(code: number): void;
}
