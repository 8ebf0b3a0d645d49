/** Counts the messages of gRPC in one direction of a call, by their prefixes: a flag and a length of four bytes. */
const PREFIX_BYTES = 5;

/** Fed with the body as it passes, in pieces of any size; allocates nothing. */
export class GrpcMessages {
  /** Messages that have begun. */
  count = 0;
  #prefixRead = 0;
  #length = 0;
  #left = 0;

  feed(bytes: Uint8Array, start: number, end: number): void {
    let at = start;
    while (at < end) {
      if (this.#left > 0) {
        const taken = Math.min(this.#left, end - at);
        this.#left -= taken;
        at += taken;
        continue;
      }
      // The flag counts as the highest byte, and falls out.
      this.#length = ((this.#length << 8) | (bytes[at] ?? 0)) >>> 0;
      at++;
      if (++this.#prefixRead < PREFIX_BYTES) continue;
      this.count++;
      this.#left = this.#length;
      this.#prefixRead = 0;
      this.#length = 0;
    }
  }
}
