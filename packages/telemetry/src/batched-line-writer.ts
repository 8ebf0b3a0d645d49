import type { Writable } from "node:stream";
import type { LogSink } from "./logger.ts";

/** Eight MiB may wait unless given. */
export interface LineWriterOptions {
  /** Text that may wait for a stream that is not ready, in UTF-16 units. Past it lines are dropped and counted. */
  readonly maxPendingLength?: number;
}

/** Totals since the writer was made. */
export interface LineWriterCounts {
  readonly lines: number;
  readonly batches: number;
  /** Batches that found the stream not ready, so that they had to wait. */
  readonly stalls: number;
  /** Lines lost because the stream failed or the bound was reached. Never happens on a standard output of Linux. */
  readonly droppedLines: number;
}

/** A batch this large is written without waiting for the end of the turn. */
const BATCH_LENGTH = 64 * 1024;

/** Ten thousand long access lines, the queue of the stock program. */
const DEFAULT_MAX_PENDING_LENGTH = 8 * 1024 * 1024;

/**
 * Collects the lines of one turn of the event loop into one write. For the main thread and its standard output, whose
 * writes block on Linux (files, pipes and terminals alike, Node 24), so that a slow reader slows the process down and
 * loses nothing; with an asynchronous stream the wait is bounded instead.
 */
export class BatchedLineWriter implements LogSink, AsyncDisposable {
  readonly #stream: Writable;
  readonly #maxPendingLength: number;
  #pending = "";
  #pendingLines = 0;
  /** Who waits for the stream to be ready, or gone. */
  readonly #wakers: (() => void)[] = [];
  #isScheduled = false;
  #isWaiting = false;
  #isBroken = false;
  #lines = 0;
  #batches = 0;
  #stalls = 0;
  #droppedLines = 0;

  /** The stream stays the caller's; its `error` event is taken, since a closed output must not end the process. */
  constructor(stream: Writable, options: LineWriterOptions = {}) {
    this.#stream = stream;
    this.#maxPendingLength = options.maxPendingLength ?? DEFAULT_MAX_PENDING_LENGTH;
    stream.on("error", () => this.#onGone());
    stream.on("close", () => this.#onGone());
    stream.on("drain", () => this.#onDrain());
  }

  get counts(): LineWriterCounts {
    return {
      lines: this.#lines,
      batches: this.#batches,
      stalls: this.#stalls,
      droppedLines: this.#droppedLines,
    };
  }

  /** Also takes several lines at once, joined by line ends, as a worker posts them. */
  write(line: string): void {
    if (this.#isBroken || this.#pending.length + line.length > this.#maxPendingLength) {
      this.#droppedLines += 1;
      return;
    }
    this.#lines += 1;
    this.#pendingLines += 1;
    this.#pending += `${line}\n`;
    if (this.#pending.length >= BATCH_LENGTH) {
      this.#writeBatch();
    } else if (!this.#isScheduled) {
      this.#isScheduled = true;
      setImmediate(() => {
        this.#isScheduled = false;
        this.#writeBatch();
      });
    }
  }

  /** Resolves when everything written so far is handed to the system, or lost with the stream. */
  async flush(): Promise<void> {
    while (this.#isWaiting) {
      await new Promise<void>((resolve) => this.#wakers.push(resolve));
    }
    this.#writeBatch();
    if (!this.#isBroken) {
      await new Promise<void>((resolve) => {
        this.#stream.write("", () => resolve());
      });
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.flush();
  }

  #writeBatch(): void {
    if (this.#pending === "" || this.#isBroken) {
      return;
    }
    if (this.#isWaiting) {
      this.#stalls += 1;
      return;
    }
    const batch = this.#pending;
    this.#pending = "";
    this.#pendingLines = 0;
    this.#batches += 1;
    this.#isWaiting = !this.#stream.write(batch);
  }

  #onDrain(): void {
    this.#isWaiting = false;
    this.#writeBatch();
    this.#wake();
  }

  #onGone(): void {
    this.#isBroken = true;
    this.#isWaiting = false;
    this.#droppedLines += this.#pendingLines;
    this.#pending = "";
    this.#pendingLines = 0;
    this.#wake();
  }

  #wake(): void {
    for (const waker of this.#wakers.splice(0)) {
      waker();
    }
  }
}
