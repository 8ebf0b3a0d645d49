/** A decoder as the fuzzer sees it. */
import type fc from "fast-check";

/** All inputs are bytes, so that one that was a failure can be kept as a file. */
export interface FuzzTarget {
  /** Of a folder, where its seeds are kept. */
  readonly name: string;
  /** Valid encodings, which are damaged. */
  readonly corpus: readonly Uint8Array[];
  /** Inputs that are made by structure: nearer to validity than damage leads. */
  readonly structured: fc.Arbitrary<Uint8Array>;
  /** Throws when the decoder does anything but to decode or to refuse in its own way. */
  readonly run: (input: Uint8Array) => void;
}

type ErrorClass = abstract new (...args: never[]) => Error;

/** Calls a decoder; errors of these classes are its refusals. */
export function refuses(errors: readonly ErrorClass[], decode: () => unknown): void {
  try {
    decode();
  } catch (error) {
    if (!errors.some((one) => error instanceof one)) throw error;
  }
}

/** For targets whose inputs are texts; what is no UTF-8 becomes replacement characters. */
export function textOf(input: Uint8Array): string {
  return Buffer.from(input.buffer, input.byteOffset, input.byteLength).toString("utf8");
}

export function bytesOf(text: string): Uint8Array {
  return Buffer.from(text, "utf8");
}

/** Several parts as one input: each with its length in two bytes before it. */
export function joinParts(parts: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat(
    parts.flatMap((part) => {
      const bytes = part.subarray(0, 0xffff);
      return [Uint8Array.of(bytes.length >> 8, bytes.length & 0xff), bytes];
    }),
  );
}

/** What `joinParts` joined; of damaged inputs whatever is there. */
export function splitParts(input: Uint8Array): readonly Uint8Array[] {
  const parts: Uint8Array[] = [];
  for (let at = 0; at + 2 <= input.length; ) {
    const length = (input[at] ?? 0) * 0x100 + (input[at + 1] ?? 0);
    parts.push(input.subarray(at + 2, at + 2 + length));
    at += 2 + length;
  }
  return parts;
}
