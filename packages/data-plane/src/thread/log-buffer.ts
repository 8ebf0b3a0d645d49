/**
 * Collects finished log lines of this thread; one message per tick, or per buffer full. They are kept as bytes: lines
 * kept as strings are trees of pieces, which every collection of the nursery would walk and copy until the tick.
 */
import type { LogSink } from "@ambit/telemetry";

/** Posting in larger pieces would hold up the main thread, in smaller ones this one. */
const BUFFER_BYTES = 256 * 1024;
/** UTF-8 of one UTF-16 code unit, at most. */
const BYTES_PER_CHAR = 3;

/** See the module comment. */
export class LogBuffer implements LogSink {
  readonly #post: (lines: string) => void;
  readonly #bytes = Buffer.allocUnsafeSlow(BUFFER_BYTES);
  #used = 0;

  constructor(post: (lines: string) => void) {
    this.#post = post;
  }

  write(line: string): void {
    const mostBytes = (line.length + 1) * BYTES_PER_CHAR;
    if (this.#used + mostBytes > BUFFER_BYTES) {
      this.flush();
      if (mostBytes > BUFFER_BYTES) {
        this.#post(`${line}\n`);
        return;
      }
    }
    this.#used += this.#bytes.write(line, this.#used);
    this.#bytes[this.#used++] = LINE_END;
  }

  flush(): void {
    if (this.#used === 0) return;
    const lines = this.#bytes.toString("utf8", 0, this.#used);
    this.#used = 0;
    this.#post(lines);
  }
}

const LINE_END = 0x0a;
