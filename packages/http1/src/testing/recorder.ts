/** Bytes from text, and what a connection's owner was told, as lines. */
import type { MessageEvents } from "../api.ts";
import type { Http1Fault } from "../fault.ts";
import type { HeaderList } from "../header-list.ts";
import type { RequestHead, ResponseHead } from "../message-head.ts";

/** One byte for each character. */
export function bytesOf(text: string): Uint8Array {
  return Uint8Array.from(text, (char) => char.charCodeAt(0));
}

/** One character for each byte. */
export function textOf(bytes: Uint8Array, start = 0, end = bytes.length): string {
  return Array.from(bytes.subarray(start, end), (byte) => String.fromCharCode(byte)).join("");
}

/** Calls in order; body bytes in a row are one line, however they came. */
export class Recorder<Head extends RequestHead | ResponseHead> implements MessageEvents<Head> {
  readonly calls: string[] = [];
  readonly heads: Head[] = [];
  /** Body bytes that it will take. */
  room = Number.POSITIVE_INFINITY;
  /** When it was told that a message is complete. */
  onEnded: () => void = () => {};

  get head(): Head | undefined {
    return this.heads.at(-1);
  }

  get fault(): string | undefined {
    const last = this.calls.at(-1);
    return last?.startsWith("fault ") === true ? last.slice("fault ".length) : undefined;
  }

  onHead(head: Head): void {
    this.heads.push(head);
    const line = "method" in head ? `${head.method} ${head.target.path}` : `${head.status} ${head.reason}`;
    this.calls.push(`head ${line} ${JSON.stringify(head.headers.toPairs())}`);
  }

  onInterim(head: ResponseHead): void {
    this.calls.push(`interim ${head.status}`);
  }

  onData(bytes: Uint8Array, start: number, end: number): number {
    const taken = Math.min(this.room, end - start);
    this.room -= taken;
    const text = textOf(bytes, start, start + taken);
    const last = this.calls.at(-1);
    if (last?.startsWith("data ") === true) this.calls[this.calls.length - 1] = last + text;
    else if (taken > 0) this.calls.push(`data ${text}`);
    return taken;
  }

  onTrailers(trailers: HeaderList): void {
    this.calls.push(`trailers ${JSON.stringify(trailers.toPairs())}`);
  }

  onEnd(): void {
    this.calls.push("end");
    this.onEnded();
  }

  onFault({ code, status }: Http1Fault): void {
    this.calls.push(`fault ${code} ${status}`);
  }
}
