import type { HeaderField, StreamConsumer } from "../api.ts";
import type { Http2Stream } from "../stream-api.ts";

/** A `StreamConsumer` that writes down what it is told. */
export class RecordingConsumer implements StreamConsumer {
  /** `headers`, `data`, `end`, `reset <code>`, `writable`, with runs of data put together. */
  readonly calls: string[] = [];
  readonly heads: (readonly HeaderField[])[] = [];
  /** All payload as Latin-1. */
  text = "";
  /** Set to have payload consumed as it comes. */
  consumeFrom: Http2Stream | undefined;

  onHeaders(fields: readonly HeaderField[], endStream: boolean): void {
    this.heads.push(fields);
    this.calls.push(endStream ? "headers end" : "headers");
  }

  onData(bytes: Uint8Array, start: number, end: number): void {
    if (this.calls.at(-1) !== "data") this.calls.push("data");
    for (let at = start; at < end; at++) this.text += String.fromCharCode(bytes[at] ?? 0);
    this.consumeFrom?.consume(end - start);
  }

  onEnd(): void {
    this.calls.push("end");
  }

  onReset(code: number | undefined): void {
    this.calls.push(`reset ${code}`);
  }

  onWritable(): void {
    this.calls.push("writable");
  }
}
