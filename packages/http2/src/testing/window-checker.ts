import { FrameFlag, FrameType, readUint32 } from "../frame.ts";
import type { RawFrame } from "./frames.ts";

const INITIAL_WINDOW_SIZE = 4;
const MAX_FRAME_SIZE = 5;

/**
 * Counts what one side may send, from nothing but the frames on the wire (RFC 9113 §5.2), and throws when it sends more.
 * Frames count when they are sent, so a sender must not use what has not reached it: that is looser, never stricter.
 */
export class WindowChecker {
  /** What this side may still send on the connection. */
  get connectionWindow(): number {
    return this.#connection;
  }

  #connection = 65_535;
  #initial = 65_535;
  #maxFrame = 16_384;
  readonly #streams = new Map<number, number>();

  /** A frame of this side; `back` checks the other side, whose windows it may grow. */
  sent(frame: RawFrame, back: WindowChecker): void {
    switch (frame.type) {
      case FrameType.DATA:
        this.#spend(frame.streamId, frame.payload.length);
        break;
      case FrameType.WINDOW_UPDATE:
        back.#grow(frame.streamId, readUint32(frame.payload, 0));
        break;
      case FrameType.SETTINGS:
        if ((frame.flags & FrameFlag.ACK) === 0) back.#learn(frame.payload);
        break;
      default:
        if (frame.payload.length > this.#maxFrame) throw new Error("frame too large");
    }
  }

  #spend(streamId: number, bytes: number): void {
    const left = (this.#streams.get(streamId) ?? this.#initial) - bytes;
    this.#connection -= bytes;
    if (left < 0 || this.#connection < 0) throw new Error(`window of stream ${streamId} exceeded`);
    if (bytes > this.#maxFrame) throw new Error("DATA too large");
    this.#streams.set(streamId, left);
  }

  #grow(streamId: number, by: number): void {
    if (streamId === 0) this.#connection += by;
    else this.#streams.set(streamId, (this.#streams.get(streamId) ?? this.#initial) + by);
    if (by === 0 || this.#connection > 0x7fff_ffff) throw new Error("bad WINDOW_UPDATE");
  }

  #learn(payload: Uint8Array): void {
    for (let at = 0; at < payload.length; at += 6) {
      const id = readUint32(payload, at) >>> 16;
      const value = readUint32(payload, at + 2);
      if (id === INITIAL_WINDOW_SIZE) {
        for (const [streamId, left] of this.#streams)
          this.#streams.set(streamId, left + value - this.#initial);
        this.#initial = value;
      } else if (id === MAX_FRAME_SIZE) this.#maxFrame = value;
    }
  }
}
