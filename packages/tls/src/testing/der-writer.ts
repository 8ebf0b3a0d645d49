/** A minimal DER writer: what a test certificate needs. */

const TAG_INTEGER = 0x02;
const TAG_BIT_STRING = 0x03;
const TAG_OCTET_STRING = 0x04;
const TAG_OID = 0x06;
const TAG_UTF8_STRING = 0x0c;
const TAG_UTC_TIME = 0x17;
const TAG_GENERALIZED_TIME = 0x18;
const TAG_SEQUENCE = 0x30;
const TAG_SET = 0x31;
// RFC 5280 §4.1.2.5: UTCTime through 2049.
const FIRST_GENERALIZED_YEAR = 2050;

/** One element of any tag. */
export function der(tag: number, ...contents: readonly Uint8Array[]): Uint8Array {
  const length = contents.reduce((sum, content) => sum + content.length, 0);
  return Uint8Array.from([tag, ...lengthBytes(length), ...contents.flatMap((content) => [...content])]);
}

/** SEQUENCE of encoded elements. */
export function derSequence(...contents: readonly Uint8Array[]): Uint8Array {
  return der(TAG_SEQUENCE, ...contents);
}

/** SET of encoded elements, in the order given. */
export function derSet(...contents: readonly Uint8Array[]): Uint8Array {
  return der(TAG_SET, ...contents);
}

/** INTEGER that is not negative. */
export function derInteger(value: bigint): Uint8Array {
  const hex = value.toString(16);
  const bytes = Uint8Array.from(Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, "hex"));
  return der(TAG_INTEGER, (bytes[0] ?? 0) >= 0x80 ? Uint8Array.of(0, ...bytes) : bytes);
}

/** BOOLEAN. */
export function derBoolean(value: boolean): Uint8Array {
  return der(0x01, Uint8Array.of(value ? 0xff : 0));
}

/** Dotted text to an OBJECT IDENTIFIER. */
export function derOid(text: string): Uint8Array {
  const [first = 0, second = 0, ...rest] = text.split(".").map(Number);
  return der(TAG_OID, Uint8Array.from([first * 40 + second, ...rest.flatMap(base128)]));
}

/** UTF8String. */
export function derUtf8(text: string): Uint8Array {
  return der(TAG_UTF8_STRING, new TextEncoder().encode(text));
}

/** OCTET STRING. */
export function derOctets(content: Uint8Array): Uint8Array {
  return der(TAG_OCTET_STRING, content);
}

/** BIT STRING. */
export function derBits(content: Uint8Array, unusedBits = 0): Uint8Array {
  return der(TAG_BIT_STRING, Uint8Array.of(unusedBits), content);
}

/** UTCTime or GeneralizedTime, whichever the year calls for. */
export function derTime(epochMs: number): Uint8Array {
  const digits = new Date(epochMs).toISOString().replaceAll(/[-:T]|\.\d+/g, "");
  const isLate = new Date(epochMs).getUTCFullYear() >= FIRST_GENERALIZED_YEAR;
  const text = new TextEncoder().encode(isLate ? digits : digits.slice(2));
  return der(isLate ? TAG_GENERALIZED_TIME : TAG_UTC_TIME, text);
}

function lengthBytes(length: number): number[] {
  if (length < 0x80) {
    return [length];
  }
  const bytes: number[] = [];
  for (let rest = length; rest > 0; rest >>>= 8) {
    bytes.unshift(rest & 0xff);
  }
  return [0x80 | bytes.length, ...bytes];
}

function base128(value: number): number[] {
  const bytes = [value & 0x7f];
  for (let rest = value >>> 7; rest > 0; rest >>>= 7) {
    bytes.unshift(0x80 | (rest & 0x7f));
  }
  return bytes;
}
