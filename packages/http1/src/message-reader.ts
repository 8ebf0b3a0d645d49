/**
 * The receive state machine of both roles: bytes in any chunking to one message after the other. It knows lines, chunks
 * and ends; what a head means is its rules' business. Body bytes are handed out where they lie. Of the rest only
 * incomplete lines and the fields of the head under way are kept, and those are bounded (`Http1Limits`).
 */
import type { BodyFraming, MessageEvents } from "./api.ts";
import { CR, LF } from "./chars.ts";
import { BAD_EXTENSION, BAD_SIZE, chunkSizeEnd, readChunkLine } from "./chunk-line.ts";
import { Http1Error, type Http1Fault, type Http1FaultCode } from "./fault.ts";
import { addFieldLine } from "./field-line.ts";
import { HeaderList } from "./header-list.ts";
import type { Http1Limits } from "./limits.ts";
import { LineReader } from "./line-reader.ts";
import { removeForbiddenTrailers } from "./trailers.ts";

/** What differs between requests and responses. */
export interface HeadRules<Head> {
  /** Requests come unasked: none may come at all, and one empty line before it (RFC 9112 §2.2). */
  readonly isRequest: boolean;
  /** What it is called when the head's limit is reached inside the first line. */
  readonly startLineTooLong: Http1FaultCode;
  faultOf(code: Http1FaultCode): Http1Fault;
  /** Keeps the line, or says what is wrong with it. */
  readStartLine(line: string): Http1FaultCode | undefined;
  /** The head with the kept line and these fields, or what is wrong with it. */
  readHead(headers: HeaderList): Head | Http1FaultCode;
  /** Takes a head that another one will follow, or returns false. */
  takeInterim(head: Head): boolean;
}

/** Whose messages these are. */
export interface MessageReaderOptions<Head> {
  readonly rules: HeadRules<Head>;
  readonly events: MessageEvents<Head>;
  readonly limits: Http1Limits;
}

const State = {
  /** No message is expected. */
  IDLE: 0,
  START: 1,
  FIELDS: 2,
  LENGTH: 3,
  CHUNK_LINE: 4,
  CHUNK_DATA: 5,
  CHUNK_CR: 6,
  CHUNK_LF: 7,
  TRAILERS: 8,
  /** Up to the end of the connection. */
  CLOSE: 9,
  TUNNEL: 10,
  /** The head is told, and there is no body. */
  ENDING: 11,
  DONE: 12,
  /** Nothing is read any more: a fault, the end of the input, or closed by the owner. */
  OVER: 13,
} as const;

/** Reads when told that a message may come; see `Http1Server` and `Http1Client` for its owners' view. */
export class MessageReader<Head extends { readonly body: BodyFraming }> {
  readonly #rules: HeadRules<Head>;
  readonly #events: MessageEvents<Head>;
  readonly #limits: Http1Limits;
  readonly #line = new LineReader();
  #state: number = State.IDLE;
  #headers = new HeaderList();
  #hasEmptyLine = false;
  /** Of the body or chunk under way. */
  #left = 0;
  #extensionBytes = 0;
  #interims = 0;
  #isHeld = false;
  #isTunnelNext = false;

  constructor({ rules, events, limits }: MessageReaderOptions<Head>) {
    this.#rules = rules;
    this.#events = events;
    this.#limits = limits;
  }

  /** A message is expected, and nothing of it has come. */
  get isWaiting(): boolean {
    return this.#state === State.START && !this.#line.isInside && this.#interims === 0;
  }

  /** The last message was read to its end. */
  get isDone(): boolean {
    return this.#state === State.DONE;
  }

  get isTunnel(): boolean {
    return this.#state === State.TUNNEL;
  }

  get isOver(): boolean {
    return this.#state === State.OVER;
  }

  /** What comes is the next message. Only before the first, or when the last is done. */
  expectMessage(): void {
    if (this.#state !== State.IDLE && this.#state !== State.DONE) {
      throw new Http1Error("bad-call", "the message before is not read to its end");
    }
    this.#interims = 0;
    this.#expectHead();
  }

  /** No message is expected: what comes is a fault. Only when the last is done. */
  expectNothing(): void {
    if (this.#state === State.DONE) this.#state = State.IDLE;
  }

  /** What comes behind the message under way is bytes of another protocol. */
  beginTunnel(): void {
    if (this.#state === State.DONE) this.#beginUnbounded(State.TUNNEL);
    else this.#isTunnelNext = true;
  }

  /** Nothing is read or told any more. */
  close(): void {
    this.#state = State.OVER;
  }

  /** Takes what it can of `bytes[start, end)` and returns where that ends. */
  receive(bytes: Uint8Array, start: number, end: number): number {
    let at = start;
    this.#isHeld = false;
    while (at < end && !this.#isHeld && this.#state !== State.DONE && this.#state !== State.OVER) {
      at = this.#step(bytes, at, end);
    }
    return at;
  }

  /** The peer has ended its direction, and all that it sent before has been taken. */
  receiveEnd(): void {
    const state = this.#state;
    if (state === State.OVER) return;
    if (state === State.CLOSE || state === State.TUNNEL) {
      this.#state = State.OVER;
      this.#events.onEnd();
    } else if (state === State.IDLE || state === State.DONE || this.#isWaitingInVain()) {
      this.#state = State.OVER;
    } else {
      this.#fault("truncated");
    }
  }

  /** Where nobody said anything, nobody has to be told. */
  #isWaitingInVain(): boolean {
    return this.#rules.isRequest && this.isWaiting;
  }

  #step(bytes: Uint8Array, at: number, end: number): number {
    switch (this.#state) {
      case State.START:
      case State.FIELDS:
      case State.CHUNK_LINE:
      case State.TRAILERS:
        return this.#readLine(bytes, at, end);
      case State.CHUNK_CR:
        return this.#readChunkEnd(bytes, at, CR);
      case State.CHUNK_LF:
        return this.#readChunkEnd(bytes, at, LF);
      case State.IDLE:
        this.#fault("unexpected-response");
        return at;
      default:
        return this.#readData(bytes, at, end);
    }
  }

  #fault(code: Http1FaultCode): void {
    this.#state = State.OVER;
    this.#events.onFault(this.#rules.faultOf(code));
  }

  // Lines

  #readLine(bytes: Uint8Array, start: number, end: number): number {
    const line = this.#line;
    const result = line.read(bytes, start, end);
    if (result === "line") this.#useLine();
    else if (result === "too-large") this.#fault(this.#tooLarge());
    else if (result !== "more") this.#fault(result);
    return line.at;
  }

  #tooLarge(): Http1FaultCode {
    switch (this.#state) {
      case State.START:
        return this.#rules.startLineTooLong;
      case State.CHUNK_LINE:
        return "chunk-line-too-long";
      case State.TRAILERS:
        return "trailers-too-large";
      default:
        return "head-too-large";
    }
  }

  #useLine(): void {
    const isEmpty = this.#line.start === this.#line.end;
    switch (this.#state) {
      case State.START:
        this.#useStartLine(isEmpty);
        break;
      case State.FIELDS:
        if (isEmpty) this.#finishHead();
        else this.#addField("too-many-headers");
        break;
      case State.CHUNK_LINE:
        this.#useChunkLine();
        break;
      default:
        if (isEmpty) this.#finishTrailers();
        else this.#addField("too-many-trailers");
    }
  }

  #expectHead(): void {
    this.#state = State.START;
    this.#line.budget = this.#limits.headBytes;
    this.#hasEmptyLine = false;
  }

  #useStartLine(isEmpty: boolean): void {
    if (isEmpty && this.#rules.isRequest && !this.#hasEmptyLine) {
      this.#hasEmptyLine = true;
      return;
    }
    this.#state = State.FIELDS;
    this.#headers = new HeaderList();
    const fault = this.#rules.readStartLine(this.#line.text());
    if (fault !== undefined) this.#fault(fault);
  }

  #addField(tooMany: Http1FaultCode): void {
    const fault =
      this.#headers.size >= this.#limits.fields ? tooMany : addFieldLine(this.#headers, this.#line.text());
    if (fault !== undefined) this.#fault(fault);
  }

  // Messages

  #finishHead(): void {
    const head = this.#rules.readHead(this.#headers);
    if (typeof head === "string") {
      this.#fault(head);
      return;
    }
    // Whoever is told may close.
    this.#state = State.ENDING;
    if (this.#rules.takeInterim(head)) this.#finishInterim();
    else this.#beginBody(head);
  }

  #finishInterim(): void {
    if (this.#state !== State.ENDING) return;
    if (++this.#interims > this.#limits.interimResponses) this.#fault("too-many-interim-responses");
    else this.#expectHead();
  }

  #beginBody(head: Head): void {
    const { body } = head;
    switch (body.kind) {
      case "none":
        break;
      case "length":
        this.#state = State.LENGTH;
        this.#left = body.bytes;
        break;
      case "chunked":
        this.#extensionBytes = 0;
        this.#expectChunkLine();
        break;
      case "close":
        this.#beginUnbounded(State.CLOSE);
        break;
      case "tunnel":
        this.#beginUnbounded(State.TUNNEL);
    }
    this.#events.onHead(head);
    if (this.#state === State.ENDING) this.#finishMessage();
  }

  #beginUnbounded(state: number): void {
    this.#state = state;
    this.#left = Number.POSITIVE_INFINITY;
  }

  #finishMessage(): void {
    this.#state = State.DONE;
    this.#events.onEnd();
    if (this.#isTunnelNext && this.isDone) this.#beginUnbounded(State.TUNNEL);
  }

  #readData(bytes: Uint8Array, start: number, end: number): number {
    const state = this.#state;
    const offered = Math.min(end - start, this.#left);
    const taken = Math.max(0, Math.min(this.#events.onData(bytes, start, start + offered), offered));
    this.#left -= taken;
    this.#isHeld = taken < offered;
    if (this.#left === 0 && this.#state === state) {
      if (state === State.LENGTH) this.#finishMessage();
      else this.#state = State.CHUNK_CR;
    }
    return start + taken;
  }

  // Chunks

  #expectChunkLine(): void {
    this.#state = State.CHUNK_LINE;
    this.#line.budget = this.#limits.chunkLineBytes;
  }

  #useChunkLine(): void {
    const { bytes, start, end } = this.#line;
    const size = readChunkLine(bytes, start, end);
    if (size === BAD_SIZE) {
      this.#fault("bad-chunk-size");
      return;
    }
    this.#extensionBytes += end - chunkSizeEnd(bytes, start, end);
    if (size === BAD_EXTENSION) this.#fault("bad-chunk-extension");
    else if (this.#extensionBytes > this.#limits.chunkExtensionBytes)
      this.#fault("chunk-extensions-too-long");
    else if (size === 0) this.#expectTrailers();
    else {
      this.#state = State.CHUNK_DATA;
      this.#left = size;
    }
  }

  #readChunkEnd(bytes: Uint8Array, at: number, expected: number): number {
    if (bytes[at] !== expected) {
      this.#fault("bad-chunk-end");
      return at;
    }
    if (expected === CR) this.#state = State.CHUNK_LF;
    else this.#expectChunkLine();
    return at + 1;
  }

  #expectTrailers(): void {
    this.#state = State.TRAILERS;
    this.#line.budget = this.#limits.trailerBytes;
    this.#headers = new HeaderList();
  }

  #finishTrailers(): void {
    const trailers = this.#headers;
    removeForbiddenTrailers(trailers);
    if (trailers.size > 0) this.#events.onTrailers(trailers);
    if (this.#state === State.TRAILERS) this.#finishMessage();
  }
}
