/** Writes fields of a message, with names compressed where they may be. */
import { DnsError } from "./dns-error.ts";
import { type DnsName, dnsLabels, labelBytes } from "./dns-name.ts";

const INITIAL_BYTES = 512;
const POINTER = 0xc000;
/** A pointer has 14 bits. */
const POINTER_REACH = 0x4000;

/** Grows as it is written; what was written last can be taken back. */
export class MessageWriter {
  #bytes = new Uint8Array(INITIAL_BYTES);
  #length = 0;
  /** Where the end of a name stands, by its text. Ordered by place. */
  readonly #names = new Map<string, number>();

  get length(): number {
    return this.#length;
  }

  u8(value: number): void {
    this.#reserve(1);
    this.#bytes[this.#length] = checkRange(value, 0xff);
    this.#length += 1;
  }

  u16(value: number): void {
    checkRange(value, 0xffff);
    this.u8(value >>> 8);
    this.u8(value & 0xff);
  }

  u32(value: number): void {
    checkRange(value, 0xffff_ffff);
    this.u16(value >>> 16);
    this.u16(value & 0xffff);
  }

  bytes(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  /** Text that differs in case is not shared, so that everybody gets names as they were written. */
  name(name: DnsName): void {
    this.#name(name, true);
  }

  /** For data of types that came after RFC 1035 (RFC 3597 §4). Others may point to it. */
  plainName(name: DnsName): void {
    this.#name(name, false);
  }

  /** What `write` writes, with its length in 16 bits before it. */
  counted(write: () => void): void {
    const at = this.#length;
    this.u16(0);
    write();
    this.setU16(at, this.#length - at - 2);
  }

  setU16(at: number, value: number): void {
    checkRange(value, 0xffff);
    this.#bytes[at] = value >>> 8;
    this.#bytes[at + 1] = value & 0xff;
  }

  /** As if nothing had been written after `length`. */
  takeBack(length: number): void {
    for (const [name, at] of this.#names) {
      if (at >= length) {
        this.#names.delete(name);
      }
    }
    this.#length = length;
  }

  /** A copy. */
  finish(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  #name(name: DnsName, isCompressed: boolean): void {
    const labels = dnsLabels(name);
    for (const [index, label] of labels.entries()) {
      const rest = labels.slice(index).join(".");
      const known = this.#names.get(rest);
      if (known !== undefined && isCompressed) {
        this.u16(POINTER + known);
        return;
      }
      if (known === undefined && this.#length < POINTER_REACH) {
        this.#names.set(rest, this.#length);
      }
      const bytes = labelBytes(label);
      this.u8(bytes.length);
      this.bytes(bytes);
    }
    this.u8(0);
  }

  #reserve(count: number): void {
    if (this.#length + count > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + count));
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
  }
}

function checkRange(value: number, max: number): number {
  if (!Number.isInteger(value) || value < 0 || value > max) {
    throw new DnsError("bad-field", `${value} is not a whole number from 0 to ${max}`);
  }
  return value;
}
