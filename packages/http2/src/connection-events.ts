import type { HeaderField } from "./api.ts";
import type { Http2ErrorReason } from "./error-code.ts";
import type { Http2Stream } from "./stream-api.ts";

/** What a connection's owner is told. Called synchronously from `receive`, `resume` or `close`; must not throw. */
export interface ConnectionEvents {
  /**
   * Server: a valid request. The owner sets `stream.consumer` before it returns, else the stream is reset with
   * REFUSED_STREAM. `endStream`: there is no body (`onEnd` of the consumer follows all the same).
   */
  onStream(stream: Http2Stream, fields: readonly HeaderField[], endStream: boolean): void;
  /** No new streams. Ours above `lastStreamId` have had `onReset(REFUSED_STREAM)` and may be retried elsewhere. */
  onGoaway(lastStreamId: number, code: number): void;
  /** The answer to `ping(hi, lo)`. */
  onPingAck(hi: number, lo: number): void;
  /** The peer's SETTINGS were applied (the first time: its preface is complete). */
  onSettings(): void;
  /** Fatal: GOAWAY is written. Send what is pending, close the transport, call `close()`. */
  onConnectionError(code: number, reason: Http2ErrorReason): void;
  /** `canOpenStream` is true again after it was found false. Also called from a stream's call that closes it. */
  onRoom?(): void;
  /** Draining, and the last stream is gone: the transport may be closed. Also called from a stream's own calls. */
  onDrained?(): void;
}
