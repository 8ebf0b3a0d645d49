/** A response's body on its way to the client. Credit goes back to the backend for what the client has taken. */
import type { HeaderList } from "@ambit/http1";
import type { SlotPool } from "@ambit/reactor";
import { BodyBuffer } from "../message/body-buffer.ts";
import type { HttpStream } from "../message/message.ts";

/** See the module comment. */
export class ResponseBody {
  readonly #client: HttpStream;
  readonly #buffer: BodyBuffer;
  #backend: HttpStream | undefined;
  #isComplete = false;
  #isEndSent = false;
  #trailers: HeaderList | undefined;
  #sent = 0;

  constructor(pool: SlotPool, client: HttpStream) {
    this.#buffer = new BodyBuffer(pool);
    this.#client = client;
  }

  /** Bytes that the client has taken. */
  get sent(): number {
    return this.#sent;
  }

  /** Everything is on its way to the client, the end as well. */
  get isEndSent(): boolean {
    return this.#isEndSent;
  }

  /** Whose body it is. */
  attach(backend: HttpStream): void {
    this.#backend = backend;
  }

  /** False when the thread has no memory for what the client does not take. */
  receive(bytes: Uint8Array, start: number, end: number): boolean {
    let at = start;
    if (this.#buffer.unsent === 0) {
      at += this.#client.write(bytes, start, end);
      this.#noteSent(at - start);
    }
    return at === end || this.#buffer.append(bytes, at, end);
  }

  receiveEnd(trailers: HeaderList | undefined): void {
    this.#isComplete = true;
    this.#trailers = trailers;
    this.#sendEnd();
  }

  /** The client takes bytes again. */
  resume(): void {
    if (this.#buffer.unsent > 0) {
      this.#noteSent(this.#buffer.drain((bytes, start, end) => this.#client.write(bytes, start, end)));
    }
    this.#sendEnd();
  }

  clear(): void {
    this.#backend = undefined;
    this.#buffer.clear();
  }

  #noteSent(count: number): void {
    if (count === 0) return;
    this.#sent += count;
    this.#backend?.consume(count);
  }

  #sendEnd(): void {
    if (!this.#isComplete || this.#isEndSent || this.#buffer.unsent > 0) return;
    this.#isEndSent = true;
    this.#client.end(this.#trailers);
  }
}
