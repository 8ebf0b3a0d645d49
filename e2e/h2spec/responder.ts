/**
 * What the test server answers: ordinary requests, so that other programs' clients can be let loose on it.
 * `/` says hello, `/bytes/N` gives N bytes, `/echo` gives back what it gets, `/trailers` ends in trailers, and a body
 * sent anywhere else is counted: its length and checksum are the answer.
 */
import type { HeaderField, Http2Stream, StreamConsumer } from "@ambit/http2";

const HELLO = new TextEncoder().encode("hello from the test server\n");
/** One period of the download pattern; its length shares no factor with any frame size. */
const PATTERN = Uint8Array.from({ length: 65_521 }, (_, index) => index % 251);
const REFUSED_STREAM = 7;
const MAX_DOWNLOAD_BYTES = 4 * 1024 ** 3;
const TRAILERS: readonly HeaderField[] = [
  ["x-checksum", "0"],
  ["x-result", "done"],
];

/** Byte `index` of a download, for clients that check. */
export function downloadByte(index: number): number {
  return PATTERN[index % PATTERN.length] ?? 0;
}

/** The checksum that the server answers for an uploaded body. */
export function addToChecksum(checksum: number, bytes: Uint8Array, start: number, end: number): number {
  let sum = checksum;
  for (let index = start; index < end; index++) sum = (sum * 31 + (bytes[index] ?? 0)) | 0;
  return sum;
}

/** Answers one request; it is the stream's consumer. */
export class Responder implements StreamConsumer {
  readonly #stream: Http2Stream;
  readonly #method: string;
  readonly #path: string;
  #received = 0;
  #checksum = 0;
  #left = 0;
  #sent = 0;
  #text: Uint8Array | undefined;
  #echo: Uint8Array[] = [];
  #isEchoEnding = false;
  #endsInTrailers = false;

  constructor(stream: Http2Stream, fields: readonly HeaderField[]) {
    this.#stream = stream;
    this.#method = valueOf(fields, ":method");
    this.#path = valueOf(fields, ":path");
  }

  /** Most answers come when the request has ended. */
  start(): void {
    if (this.#path === "/echo") this.#stream.respond([[":status", "200"]], false);
    else if (this.#path === "/refuse") this.#stream.reset(REFUSED_STREAM);
  }

  onHeaders(): void {
    // Request trailers carry nothing that the answer depends on.
  }

  onData(bytes: Uint8Array, start: number, end: number): void {
    if (this.#path === "/echo") {
      this.#echo.push(bytes.slice(start, end));
      this.#writeEcho();
      return;
    }
    this.#received += end - start;
    this.#checksum = addToChecksum(this.#checksum, bytes, start, end);
    this.#stream.consume(end - start);
  }

  onEnd(): void {
    if (this.#path === "/echo") {
      this.#isEchoEnding = true;
      this.#writeEcho();
    } else if (!this.#stream.isLocalEnded) {
      this.#answer();
    }
  }

  onReset(): void {
    this.#echo = [];
  }

  onWritable(): void {
    if (this.#path === "/echo") this.#writeEcho();
    else this.#write();
  }

  #answer(): void {
    const length = this.#bodyLength();
    if (this.#method === "HEAD" || length === 0) {
      this.#stream.respond(responseHead(length), true);
      return;
    }
    this.#endsInTrailers = this.#path === "/trailers";
    this.#stream.respond(responseHead(length), false);
    this.#left = length;
    this.#write();
  }

  #bodyLength(): number {
    const download = /^\/bytes\/(\d{1,10})$/.exec(this.#path);
    if (download !== null) return Math.min(Number(download[1]), MAX_DOWNLOAD_BYTES);
    this.#text =
      this.#received === 0
        ? HELLO
        : new TextEncoder().encode(`${this.#received} bytes, checksum ${this.#checksum}\n`);
    return this.#text.length;
  }

  #write(): void {
    const source = this.#text ?? PATTERN;
    while (this.#left > 0) {
      const at = this.#sent % source.length;
      const length = Math.min(this.#left, source.length - at);
      const isLast = length === this.#left && !this.#endsInTrailers;
      const accepted = this.#stream.writeData(source, at, at + length, isLast);
      this.#sent += accepted;
      this.#left -= accepted;
      if (accepted < length) return;
    }
    if (this.#endsInTrailers) this.#stream.sendTrailers(TRAILERS);
  }

  /** Credit follows what has been sent, so a peer that does not read cannot make this grow. */
  #writeEcho(): void {
    for (let piece = this.#echo[0]; piece !== undefined; piece = this.#echo[0]) {
      const accepted = this.#stream.writeData(piece, 0, piece.length, false);
      this.#stream.consume(accepted);
      if (accepted < piece.length) {
        this.#echo[0] = piece.subarray(accepted);
        return;
      }
      this.#echo.shift();
    }
    if (this.#isEchoEnding) this.#stream.end();
  }
}

function responseHead(length: number): HeaderField[] {
  return [
    [":status", "200"],
    ["content-type", "text/plain"],
    ["content-length", String(length)],
  ];
}

function valueOf(fields: readonly HeaderField[], name: string): string {
  return fields.find((field) => field[0] === name)?.[1] ?? "";
}
