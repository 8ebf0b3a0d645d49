/** Stands between a socket and node:http2, and shows every byte that passes. */
import { Duplex } from "node:stream";

export interface Tap {
  onReceived(chunk: Uint8Array): void;
}

/** Passes everything on in both directions; its end is the socket's end. */
export class TappedDuplex extends Duplex {
  readonly #inner: Duplex;

  constructor(inner: Duplex, tap: Tap) {
    super({ allowHalfOpen: true });
    this.#inner = inner;
    inner.on("data", (chunk: Buffer) => {
      tap.onReceived(chunk);
      if (!this.push(chunk)) inner.pause();
    });
    inner.on("end", () => this.push(null));
    inner.on("close", () => this.destroy());
    inner.on("error", (error) => this.destroy(error));
  }

  override _read(): void {
    this.#inner.resume();
  }

  override _write(chunk: Uint8Array, _encoding: string, done: (error?: Error | null) => void): void {
    this.#inner.write(chunk, done);
  }

  override _final(done: (error?: Error | null) => void): void {
    this.#inner.end(() => done());
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#inner.destroy();
    done(error);
  }
}
