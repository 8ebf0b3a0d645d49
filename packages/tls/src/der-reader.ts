/** Reads DER (X.690) with bounds on every step: the bytes come from a peer, or from a file that anyone may have written. */
import { TlsError } from "./tls-error.ts";

export function malformed(what: string): TlsError {
  return new TlsError("bad-certificate", `the certificate is malformed: ${what}`);
}

/** A cursor over DER elements; lengths up to 2^24, the definite form only. */
export class DerReader {
  readonly #bytes: Uint8Array;
  readonly #end: number;
  #at: number;

  constructor(bytes: Uint8Array, start: number, end: number) {
    this.#bytes = bytes;
    this.#at = start;
    this.#end = end;
  }

  get isDone(): boolean {
    return this.#at >= this.#end;
  }

  get nextTag(): number {
    return this.#byte(this.#at);
  }

  enter(tag: number): DerReader {
    const start = this.#header(tag);
    const end = this.#at;
    return new DerReader(this.#bytes, start, end);
  }

  take(tag: number): Uint8Array {
    const start = this.#header(tag);
    return this.#bytes.subarray(start, this.#at);
  }

  /** The whole element, its tag and length included. */
  takeElement(tag: number): Uint8Array {
    const start = this.#at;
    this.#header(tag);
    return this.#bytes.subarray(start, this.#at);
  }

  skip(): void {
    this.#header(this.nextTag);
  }

  skipIf(tag: number): void {
    if (!this.isDone && this.nextTag === tag) {
      this.skip();
    }
  }

  /** Moves behind the element and gives the start of its contents. */
  #header(tag: number): number {
    if (this.nextTag !== tag) {
      throw malformed(`tag ${this.nextTag} where ${tag} belongs`);
    }
    const first = this.#byte(this.#at + 1);
    const lengthBytes = first < 0x80 ? 0 : first & 0x7f;
    if (first === 0x80 || lengthBytes > 3) {
      throw malformed("length");
    }
    let length = lengthBytes === 0 ? first : 0;
    for (let index = 0; index < lengthBytes; index += 1) {
      length = length * 256 + this.#byte(this.#at + 2 + index);
    }
    const start = this.#at + 2 + lengthBytes;
    if (start + length > this.#end) {
      throw malformed("length exceeds its container");
    }
    this.#at = start + length;
    return start;
  }

  #byte(at: number): number {
    const value = at < this.#end ? this.#bytes[at] : undefined;
    if (value === undefined) {
      throw malformed("truncated");
    }
    return value;
  }
}
