/**
 * Bounds frames that cost us work and the connection no progress: PING, SETTINGS, PRIORITY, WINDOW_UPDATE and empty DATA
 * floods, and streams opened only to be reset. Both counts fall with progress, and with time if there is a clock.
 */
import type { Http2Limits } from "./limits.ts";

/** A KiB of payload forgives as much as a frame, so that a peer may credit small pieces of a large transfer. */
const FORGIVING_BYTES_SHIFT = 10;

/** Weights of frames that cost more than others. */
export const SETTINGS_COST = 10;

/** Counts what one peer does. */
export class FloodGuard {
  readonly #limits: Http2Limits;
  readonly #nowMs: (() => number) | undefined;
  #idleFrames = 0;
  #resets = 0;
  #forgivenAtMs: number;

  constructor(limits: Http2Limits, nowMs: (() => number) | undefined) {
    this.#limits = limits;
    this.#nowMs = nowMs;
    this.#forgivenAtMs = nowMs === undefined ? 0 : nowMs();
  }

  /** Counts a frame without progress; false if that is one too many. */
  allowsIdleFrame(cost = 1): boolean {
    this.#idleFrames += cost;
    if (this.#idleFrames <= this.#limits.idleFrames) return true;
    this.#forgiveByTime();
    return this.#idleFrames <= this.#limits.idleFrames;
  }

  /** Counts a stream that the peer made us drop before it was answered; false if that is one too many. */
  allowsReset(): boolean {
    this.#resets++;
    if (this.#resets <= this.#limits.fruitlessResets) return true;
    this.#forgiveByTime();
    return this.#resets <= this.#limits.fruitlessResets;
  }

  /** Payload was moved, in either direction. */
  moved(bytes: number): void {
    const rest = this.#idleFrames - 2 - (bytes >>> FORGIVING_BYTES_SHIFT);
    this.#idleFrames = rest < 0 ? 0 : rest;
  }

  /** A stream came to its proper end. */
  completed(): void {
    if (this.#resets > 0) this.#resets--;
    this.moved(0);
  }

  /** Our own ping was answered. Owners ping by a timer, so this stands in for a clock on an idle connection. */
  pingAnswered(): void {
    this.#idleFrames = 0;
  }

  #forgiveByTime(): void {
    if (this.#nowMs === undefined) return;
    const now = this.#nowMs();
    const forgiven = Math.floor(((now - this.#forgivenAtMs) * this.#limits.forgivenPerSecond) / 1000);
    if (forgiven <= 0) return;
    this.#forgivenAtMs = now;
    this.#idleFrames = Math.max(0, this.#idleFrames - forgiven);
    this.#resets = Math.max(0, this.#resets - forgiven);
  }
}
