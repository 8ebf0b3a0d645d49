/** Collects finished log lines of this thread; one message per tick, or per buffer full. */
import type { LogSink } from "@ambit/telemetry";

/** Posting in larger pieces would hold up the main thread, in smaller ones this one. */
const FLUSH_CHARS = 256 * 1024;

export class LogBuffer implements LogSink {
  readonly #post: (lines: string) => void;
  #lines = "";

  constructor(post: (lines: string) => void) {
    this.#post = post;
  }

  write(line: string): void {
    this.#lines += `${line}\n`;
    if (this.#lines.length >= FLUSH_CHARS) this.flush();
  }

  flush(): void {
    if (this.#lines === "") return;
    const lines = this.#lines;
    this.#lines = "";
    this.#post(lines);
  }
}
