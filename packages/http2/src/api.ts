/**
 * The seam between the sans-I/O HTTP/2 state machine and whoever owns the bytes: where frames are written to, and
 * who is told what arrived. Nothing here allocates per byte moved; offsets and lengths are numbers, never views.
 */

/** Name (lower-case) and value of one header field, pseudo headers first. */
export type HeaderField = readonly [name: string, value: string];

/** Where a connection writes its frames. Implemented by the transport; a fake in tests. */
export interface FrameOutput {
  /** The memory that the last successful `reserve` refers to. May be another array after each `reserve`. */
  readonly bytes: Uint8Array;
  /**
   * Offset in `bytes` where `length` contiguous bytes may be written, or -1 while the transport is blocked.
   * Reserving writes nothing; a later `reserve` without `commit` forgets it. `length` is at most 496 KiB.
   */
  reserve(length: number): number;
  /** Appends the first `length` bytes at the last reserved offset to what will be sent. */
  commit(length: number): void;
}

/** What a stream's owner is told. Called synchronously from `receive`, `resume` or `close`; must not throw. */
export interface StreamConsumer {
  /** Response head (client), or trailers (both roles). */
  onHeaders(fields: readonly HeaderField[], endStream: boolean): void;
  /** Payload in `bytes[start, end)`, valid during the call only. Call `stream.consume(n)` for what is done with. */
  onData(bytes: Uint8Array, start: number, end: number): void;
  /** The peer has ended its direction; called once, after all data, also when `onHeaders` said endStream. */
  onEnd(): void;
  /** The stream is gone: RST_STREAM by the peer (`code`), or the connection ended (`code` undefined). */
  onReset(code: number | undefined): void;
  /** After `beginData`, `writeData` or `end` could not go on: there is room again. */
  onWritable(): void;
}
