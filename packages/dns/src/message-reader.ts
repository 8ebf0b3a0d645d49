/** Reads fields of a message. Whatever the bytes are, it ends: every step goes forward, every pointer back. */
import { DnsError } from "./dns-error.ts";
import { type DnsName, joinLabels, LABEL_BYTES, NAME_BYTES } from "./dns-name.ts";

/** The two upper bits of a length byte: a label, or a pointer to where the name goes on (RFC 1035 §4.1.4). */
const POINTER = 0xc0;

/** A place in a message; every read goes on from there. Reads throw DnsError "truncated" at the end. */
export class MessageReader {
  readonly #bytes: Uint8Array;
  readonly #end: number;
  #offset: number;

  /** Reads up to `end`; names may point to anywhere before them in `bytes`. */
  constructor(bytes: Uint8Array, offset = 0, end = bytes.length) {
    this.#bytes = bytes;
    this.#offset = offset;
    this.#end = end;
  }

  get remaining(): number {
    return this.#end - this.#offset;
  }

  u8(): number {
    this.#require(1);
    const value = this.#bytes[this.#offset] ?? 0;
    this.#offset += 1;
    return value;
  }

  u16(): number {
    return this.u8() * 0x100 + this.u8();
  }

  u32(): number {
    return this.u16() * 0x10000 + this.u16();
  }

  /** A copy. */
  bytes(length: number): Uint8Array {
    this.#require(length);
    this.#offset += length;
    return this.#bytes.slice(this.#offset - length, this.#offset);
  }

  /** A reader of the next `length` bytes, which this one steps over. */
  part(length: number): MessageReader {
    this.#require(length);
    this.#offset += length;
    return new MessageReader(this.#bytes, this.#offset - length, this.#offset);
  }

  /** Throws DnsError "bad-name" too. */
  name(): DnsName {
    const labels: Uint8Array[] = [];
    let at = this.#offset;
    let end = this.#end;
    /** Where the part that is being read began. */
    let start = at;
    /** What follows the name: behind the first pointer, if there is one. */
    let next: number | undefined;
    let nameBytes = 1;
    for (;;) {
      const length = this.#byteAt(at, end);
      if ((length & POINTER) === POINTER) {
        const target = (length & ~POINTER) * 0x100 + this.#byteAt(at + 1, end);
        next ??= at + 2;
        // Before the part that is being read, so parts come ever earlier and no loop is possible.
        if (target >= start) {
          throw new DnsError("bad-name", `a name points forward, from ${at} to ${target}`);
        }
        end = at;
        start = target;
        at = target;
        continue;
      }
      if (length > LABEL_BYTES) {
        throw new DnsError("bad-name", `a label of unknown kind ${length} at ${at}`);
      }
      at += 1;
      if (length === 0) {
        break;
      }
      nameBytes += length + 1;
      if (nameBytes > NAME_BYTES) {
        throw new DnsError("bad-name", `a name at ${this.#offset} is longer than ${NAME_BYTES} bytes`);
      }
      this.#byteAt(at + length - 1, end);
      labels.push(this.#bytes.subarray(at, at + length));
      at += length;
    }
    this.#offset = next ?? at;
    const name = joinLabels(labels);
    if (name === undefined) {
      throw new DnsError("bad-name", "a name is too long");
    }
    return name;
  }

  #byteAt(at: number, end: number): number {
    const byte = at < end ? this.#bytes[at] : undefined;
    if (byte === undefined) {
      throw new DnsError("truncated", `the message ends inside of a name, at ${at}`);
    }
    return byte;
  }

  #require(length: number): void {
    if (length > this.remaining) {
      throw new DnsError(
        "truncated",
        `${length} bytes wanted at ${this.#offset}, ${this.remaining} are there`,
      );
    }
  }
}
