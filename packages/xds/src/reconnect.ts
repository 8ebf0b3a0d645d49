import { STATUS } from "./status.ts";

/** How a stream ended, or that there was none. */
export type StreamOutcome =
  /** No connection, or a status before the first byte of an answer. */
  | { readonly kind: "not-established" }
  /** A gRPC status after the server had begun to answer. */
  | { readonly kind: "status"; readonly code: number; readonly message: string }
  /** The server ended the stream with OK. */
  | { readonly kind: "ended" }
  /** Anything that is no gRPC status: this side could not go on. */
  | { readonly kind: "failed" };

const INITIAL_WAIT_MS = 10;
const MAX_WAIT_MS = 15_000;
/** A stream that ended sooner has not been of use: whoever ends all of them so is not asked again and again without a wait. */
const SHORT_STREAM_MS = 1_000;

const TRANSIENT: ReadonlySet<number> = new Set([STATUS.unknown, STATUS.cancelled, STATUS.deadlineExceeded]);
const TRANSIENT_TEXTS = ["transport is closing", "received prior goaway"];

/**
 * How long to wait before the next stream: ztunnel's table (no jitter), so a fleet behaves as the controller expects, but for
 * short streams.
 */
export class ReconnectWaits {
  #valueMs = INITIAL_WAIT_MS;

  /** The wait after this outcome of a stream that lasted for so long, in milliseconds. */
  next(outcome: StreamOutcome, streamMs: number): number {
    switch (outcome.kind) {
      case "not-established":
        return this.#grow();
      case "status":
        return isTransient(outcome.code, outcome.message) ? this.#reset() : this.#grow();
      case "ended":
      case "failed":
        if (streamMs < SHORT_STREAM_MS) return this.#grow();
        this.#reset();
        return 0;
    }
  }

  #grow(): number {
    this.#valueMs = Math.min(MAX_WAIT_MS, this.#valueMs * 2);
    return this.#valueMs;
  }

  #reset(): number {
    this.#valueMs = INITIAL_WAIT_MS;
    return INITIAL_WAIT_MS;
  }
}

/** Connections end for ordinary reasons (their age, a restart): those are no reason to wait. */
function isTransient(code: number, message: string): boolean {
  if (TRANSIENT.has(code)) return true;
  const text = message.toLowerCase();
  return code === STATUS.unavailable && TRANSIENT_TEXTS.some((known) => text.includes(known));
}
