import { NativeSymbols } from "./native-symbols.ts";

// Not among those that the self-test requires: other C libraries than glibc do without it.
const optional = new NativeSymbols();
const mallocTrim = optional.bind<(pad: number) => number>("int malloc_trim(size_t)");

/**
 * Gives the C library's free memory of all threads back to the kernel, which compiling and parsing leave behind by the
 * megabyte. Takes some milliseconds, so it is for quiet moments. False where the C library cannot, or had nothing to give.
 */
export function releaseFreeMemory(): boolean {
  return optional.missing.length === 0 && mallocTrim(0) === 1;
}
