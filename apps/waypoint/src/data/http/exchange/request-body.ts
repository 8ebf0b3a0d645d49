/**
 * A request's body on its way to the attempt under way. As long as the request may have to be sent again, what was sent is
 * kept; a body that gets too long for that is sent once.
 */
import type { HeaderList } from "@ambit/http1";
import type { SlotPool } from "@ambit/reactor";
import { BodyBuffer } from "../message/body-buffer.ts";
import type { HttpStream } from "../message/message.ts";

/** What a request may hold back to be sent again, as Envoy's window of a stream. */
const REPLAY_BYTES = 1024 * 1024;

/** See the module comment. */
export class RequestBody {
  readonly #client: HttpStream;
  readonly #buffer: BodyBuffer;
  #attempt: HttpStream | undefined;
  #isComplete = false;
  #isEndSent = false;
  #trailers: HeaderList | undefined;
  #received = 0;
  /** Of this attempt. */
  #sent = 0;
  #credited = 0;
  #isRepeatable = true;

  constructor(pool: SlotPool, client: HttpStream) {
    this.#buffer = new BodyBuffer(pool);
    this.#client = client;
  }

  get isComplete(): boolean {
    return this.#isComplete;
  }

  /** Bytes that have come. */
  get received(): number {
    return this.#received;
  }

  /** Bytes that the attempt has not taken. */
  get waiting(): number {
    return this.#buffer.unsent;
  }

  /** Complete, and nothing was in it. */
  get isEmpty(): boolean {
    return this.#isComplete && this.#received === 0 && this.#trailers === undefined;
  }

  /** All of it could be sent to another attempt. */
  get isRepeatable(): boolean {
    return this.#isRepeatable;
  }

  /** From the beginning on; before anything is sent. */
  retain(): void {
    this.#buffer.retain();
  }

  /** The first bytes of it; before anything is sent. */
  copy(maxBytes: number): Uint8Array {
    return this.#buffer.copy(maxBytes);
  }

  /** The client may send more than fits into its window, although nothing has been sent on. */
  credit(): void {
    const credit = this.#received - this.#credited;
    if (credit <= 0) return;
    this.#credited = this.#received;
    this.#client.consume(credit);
  }

  /** It will not be sent again. */
  release(): void {
    this.#buffer.stopRetaining();
  }

  /** False when the thread has no memory for what the backend does not take. */
  receive(bytes: Uint8Array, start: number, end: number): boolean {
    this.#received += end - start;
    let at = start;
    if (this.#attempt !== undefined && this.#buffer.unsent === 0 && !this.#buffer.isRetaining) {
      at += this.#attempt.write(bytes, start, end);
      this.#isRepeatable = false;
      this.#noteSent(at - start);
    }
    if (at === end) return true;
    if (!this.#buffer.append(bytes, at, end)) return false;
    if (this.#buffer.isRetaining && this.#buffer.length > REPLAY_BYTES) {
      this.#isRepeatable = false;
      this.#buffer.stopRetaining();
    }
    this.#drain();
    return true;
  }

  receiveEnd(trailers: HeaderList | undefined): void {
    this.#isComplete = true;
    this.#trailers = trailers;
    this.#sendEnd();
  }

  /** The client sends on, bytes of another protocol. */
  reopen(): void {
    this.#isComplete = false;
    this.#isEndSent = false;
    this.#isRepeatable = false;
  }

  /** What there is goes to this attempt, and what comes. `isEndSent`: its head has said that there is no body. */
  attach(attempt: HttpStream, isEndSent: boolean): void {
    this.#attempt = attempt;
    this.#sent = 0;
    this.#isEndSent = isEndSent;
    this.#buffer.rewind();
    this.#drain();
    this.#sendEnd();
  }

  detach(): void {
    this.#attempt = undefined;
  }

  /** The attempt takes bytes again. */
  resume(): void {
    this.#drain();
    this.#sendEnd();
  }

  clear(): void {
    this.#attempt = undefined;
    this.#buffer.clear();
  }

  #drain(): void {
    const attempt = this.#attempt;
    if (attempt === undefined || this.#buffer.unsent === 0) return;
    const count = this.#buffer.drain((bytes, start, end) => attempt.write(bytes, start, end));
    if (count > 0 && !this.#buffer.isRetaining) this.#isRepeatable = false;
    this.#noteSent(count);
  }

  /** What is sent again was credited before. */
  #noteSent(count: number): void {
    this.#sent += count;
    const credit = this.#sent - this.#credited;
    if (credit <= 0) return;
    this.#credited = this.#sent;
    this.#client.consume(credit);
  }

  #sendEnd(): void {
    if (!this.#isComplete || this.#isEndSent || this.#attempt === undefined || this.#buffer.unsent > 0)
      return;
    this.#isEndSent = true;
    this.#attempt.end(this.#trailers);
  }
}
