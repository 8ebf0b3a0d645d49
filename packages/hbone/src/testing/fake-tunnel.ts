import type { PoolableTunnel } from "../tunnel-pool.ts";

/** A tunnel that only counts. Throws when a stream is opened that `canOpenStream` denies. */
export class FakeTunnel implements PoolableTunnel {
  readonly #peerLimit: number;
  #isAlive = true;
  #streams = 0;

  constructor(peerLimit = Number.POSITIVE_INFINITY) {
    this.#peerLimit = peerLimit;
  }

  get activeStreams(): number {
    return this.#streams;
  }

  get canOpenStream(): boolean {
    return this.#isAlive && this.#streams < this.#peerLimit;
  }

  openStream(): void {
    if (!this.canOpenStream) {
      throw new Error("the tunnel takes no stream");
    }
    this.#streams += 1;
  }

  closeStream(): void {
    this.#streams -= 1;
  }

  goAway(): void {
    this.#isAlive = false;
  }
}
