/**
 * Argument checks. koffi turns NaN into 0 (which is a valid descriptor) and cuts fractions, so that every integer that
 * reaches C passes here first.
 */
import { LinuxError } from "./linux-error.ts";
import type { MemoryRange } from "./native-area.ts";

/** Throws unless `fd` can be a descriptor number. */
export function checkFd(fd: number): void {
  if ((fd | 0) !== fd || fd < 0) {
    throw badArgument("fd", fd);
  }
}

/** Throws unless `value` is an integer within both bounds; the bounds must fit 53 bits. */
export function checkInteger(
  name: string,
  value: number,
  bounds: { readonly min: number; readonly max: number },
): void {
  if (!Number.isSafeInteger(value) || value < bounds.min || value > bounds.max) {
    throw badArgument(name, value);
  }
}

/** Throws unless `offset` and `length` describe a part of `range`. */
export function checkRange(range: MemoryRange, offset: number, length: number): void {
  if ((offset | 0) !== offset || (length | 0) !== length || offset < 0 || length < 0) {
    throw badArgument("offset or length", `${offset}, ${length}`);
  }
  // `!(<=)` also refuses a range whose own length is NaN or missing.
  if (!(offset + length <= range.length) || !Number.isSafeInteger(range.address) || range.address <= 0) {
    throw badArgument(
      "range",
      `offset ${offset} + length ${length} of ${range.length} bytes at ${range.address}`,
    );
  }
}

/** The error for an argument that no correct caller passes. */
export function badArgument(name: string, value: unknown): LinuxError {
  return new LinuxError("bad-argument", `${name} is out of range: ${String(value)}`);
}
