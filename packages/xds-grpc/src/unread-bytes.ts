/** All of it, and what one address may have. */
export interface UnreadBytesLimits {
  readonly totalBytes: number;
  readonly bytesPerAddress: number;
}

/** Counts bytes of requests that have come but are not complete: gRPC keeps them, and nobody else looks. */
export class UnreadBytes {
  readonly #limits: UnreadBytesLimits;
  readonly #byAddress = new Map<string, number>();
  #totalBytes = 0;

  constructor(limits: UnreadBytesLimits) {
    this.#limits = limits;
  }

  get totalBytes(): number {
    return this.#totalBytes;
  }

  /** Negative when bytes have become a request, or are gone with their stream. */
  add(address: string, count: number): void {
    const left = (this.#byAddress.get(address) ?? 0) + count;
    this.#totalBytes += count;
    if (left > 0) this.#byAddress.set(address, left);
    else this.#byAddress.delete(address);
  }

  /** Whether the address, or all together, are over their limit. */
  isTooMuch(address: string): boolean {
    return (
      this.#totalBytes > this.#limits.totalBytes ||
      (this.#byAddress.get(address) ?? 0) > this.#limits.bytesPerAddress
    );
  }
}
