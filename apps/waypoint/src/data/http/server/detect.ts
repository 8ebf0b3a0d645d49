/** What the first bytes of a connection are, where nothing was said about its port. */
import type { Transport, TransportOwner } from "../transport/transport.ts";

export type DetectedProtocol = "http1" | "http2" | "tcp";

/** RFC 9113 §3.4 */
const PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
/** A request line that is longer is one all the same, to be refused as such. */
const MAX_LINE_BYTES = 16 * 1024;
const MAX_METHOD_BYTES = 32;
const LF = 0x0a;
const SPACE = 0x20;
const METHOD_CHARS = /^[A-Z][A-Z-]*$/;
const VERSION = / HTTP\/\d\.\d\r?$/;

/** Undefined: more has to come before it can be told. */
export function detectProtocol(bytes: Uint8Array, start: number, end: number): DetectedProtocol | undefined {
  if (start === end) return undefined;
  const head = latin1(bytes, start, Math.min(end, start + PREFACE.length));
  if (head === PREFACE) return "http2";
  if (PREFACE.startsWith(head)) return undefined;
  if (!beginsWithMethod(bytes, start, end)) return "tcp";
  const lineEnd = bytes.subarray(start, end).indexOf(LF);
  if (lineEnd < 0) return end - start >= MAX_LINE_BYTES ? "http1" : undefined;
  return VERSION.test(latin1(bytes, start, start + lineEnd)) ? "http1" : "tcp";
}

/** As far as there is anything: a method, or its beginning. */
function beginsWithMethod(bytes: Uint8Array, start: number, end: number): boolean {
  const stop = Math.min(end, start + MAX_METHOD_BYTES);
  const space = bytes.subarray(start, stop).indexOf(SPACE);
  if (space < 0 && end - start >= MAX_METHOD_BYTES) return false;
  return METHOD_CHARS.test(latin1(bytes, start, space < 0 ? stop : start + space));
}

function latin1(bytes: Uint8Array, start: number, end: number): string {
  let text = "";
  for (let at = start; at < end; at++) text += String.fromCharCode(bytes[at] ?? 0);
  return text;
}

/** Looks at a transport's first bytes and leaves them all in it. */
export class Detector implements TransportOwner {
  readonly #transport: Transport;
  readonly #onDetected: (protocol: DetectedProtocol) => void;
  readonly #onGone: () => void;
  #isDone = false;

  constructor(transport: Transport, onDetected: (protocol: DetectedProtocol) => void, onGone: () => void) {
    this.#transport = transport;
    this.#onDetected = onDetected;
    this.#onGone = onGone;
  }

  start(): void {
    this.#transport.start(this);
  }

  onBytes(bytes: Uint8Array, start: number, end: number): number {
    if (this.#isDone) return 0;
    const protocol = detectProtocol(bytes, start, end);
    if (protocol === undefined) this.#transport.awaitMore();
    else this.#tell(protocol);
    return 0;
  }

  /** A client that says nothing more than this does not speak HTTP. */
  onEnd(): void {
    if (!this.#isDone) this.#tell("tcp");
  }

  onClosed(): void {
    this.#onGone();
  }

  onWritable(): void {
    // Nothing is written yet.
  }

  #tell(protocol: DetectedProtocol): void {
    this.#isDone = true;
    this.#onDetected(protocol);
  }
}
