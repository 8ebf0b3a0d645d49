/**
 * Memory outside the JavaScript heap: C may keep its address, and the garbage collector never moves it. Areas are made
 * at start-up and never freed, because a thread that does not return to its event loop never runs finalizers.
 */
import { checkInteger, checkRange } from "./arguments.ts";
import { memmove, mmap, viewMemory } from "./libc.ts";
import { LinuxError } from "./linux-error.ts";

/** Native memory that may belong to another library, such as the contents of a memory BIO. */
export interface MemoryRange {
  readonly address: number;
  readonly length: number;
}

/** Native memory of our own; `bytes` is the same memory. */
export interface NativeArea extends MemoryRange {
  readonly bytes: Uint8Array;
}

// An area is a buffer of a data-plane thread; more than this is a mistake in a size computation.
const MAX_AREA_BYTES = 1 << 30;
const PROT_READ_WRITE = 0x3;
const MAP_PRIVATE_ANONYMOUS = 0x22;

/** Maps zeroed memory for the life of the process. Pages cost nothing until they are touched. */
export function allocateArea(length: number): NativeArea {
  checkInteger("length", length, { min: 1, max: MAX_AREA_BYTES });
  const address = mmap(0, length, PROT_READ_WRITE, MAP_PRIVATE_ANONYMOUS, -1, 0);
  if (typeof address !== "number") {
    throw new LinuxError("out-of-memory", `cannot map ${length} bytes`);
  }
  return { address, length, bytes: new Uint8Array(viewMemory(address, length)) };
}

/** Copies `length` bytes to the start of `to.area` + `to.offset`; the ranges may overlap. */
export function copyMemory(
  from: { readonly range: MemoryRange; readonly offset: number },
  to: { readonly area: NativeArea; readonly offset: number },
  length: number,
): void {
  checkRange(from.range, from.offset, length);
  checkRange(to.area, to.offset, length);
  memmove(to.area.address + to.offset, from.range.address + from.offset, length);
}
