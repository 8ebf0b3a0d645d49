/**
 * The receiving half that all transports share: delivers to the owner what comes, keeps what it does not take, and counts
 * the transport as paused as long as there is such a rest.
 */
import type { ThreadMemory } from "@ambit/reactor";
import { Inbox } from "./inbox.ts";
import type { TransportOwner } from "./transport.ts";

/** What the transport's own side of it has to do. */
export interface IncomingSource {
  /** The owner is done with so many bytes. */
  onTaken(count: number): void;
  /** Nothing more is to be read for now, or it is again. */
  onPaused(isPaused: boolean): void;
  /** There is no memory left for what the owner does not take. */
  onOverflow(): void;
}

type Wish = "none" | "resume" | "more";

/** See the module comment. */
export class Incoming {
  owner: TransportOwner | undefined;
  readonly #inbox: Inbox;
  readonly #source: IncomingSource;
  #isPaused = true;
  #isDelivering = false;
  #hasEnded = false;
  #isEndTold = false;
  #isStopped = false;
  #isAwaitingMore = false;
  /** What the owner has asked for during a delivery, for what it leaves over. */
  #wish: Wish = "none";
  readonly #offer = (bytes: Uint8Array, start: number, end: number): number =>
    this.owner?.onBytes(bytes, start, end) ?? 0;

  constructor(memory: ThreadMemory, source: IncomingSource) {
    this.#inbox = new Inbox(memory.queueBlocks);
    this.#source = source;
  }

  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  start(owner: TransportOwner): void {
    this.owner = owner;
    this.resume();
  }

  /** Nobody is told anything any more; all memory goes back. */
  stop(): void {
    this.#isStopped = true;
    this.owner = undefined;
    this.#inbox.clear();
  }

  /** New bytes from the peer. */
  receive(bytes: Uint8Array, start: number, end: number): void {
    if (this.#isStopped) {
      this.#source.onTaken(end - start);
      return;
    }
    if (this.#isPaused || this.#isDelivering || this.#inbox.length > 0) {
      this.#keep(bytes, start, end);
      if (!this.#isPaused && !this.#isDelivering) this.#deliver();
      return;
    }
    this.#isDelivering = true;
    this.#wish = "none";
    const taken = this.#offer(bytes, start, end);
    this.#isDelivering = false;
    if (taken > 0) this.#source.onTaken(taken);
    if (start + taken === end || this.#isStopped) return;
    this.#keep(bytes, start + taken, end);
    const wish: Wish = this.#wishNow();
    if (wish === "none") this.#setPaused(true);
    else if (wish === "resume") this.#deliver();
  }

  receiveEnd(): void {
    this.#hasEnded = true;
    this.#tellEnd();
  }

  resume(): void {
    if (this.#isStopped) return;
    this.#setPaused(false);
    if (this.#isDelivering) this.#wish = "resume";
    else this.#deliver();
  }

  awaitMore(): void {
    if (this.#isStopped) return;
    this.#setPaused(false);
    this.#isAwaitingMore = true;
    if (this.#isDelivering) this.#wish = "more";
    else this.#tellEnd();
  }

  #deliver(): void {
    this.#isDelivering = true;
    this.#isAwaitingMore = false;
    while (this.#inbox.length > 0 && !this.#isPaused && !this.#isStopped) {
      this.#wish = "none";
      const shown = this.#inbox.frontLength;
      const taken = this.#inbox.offer(this.#offer);
      if (taken > 0) this.#source.onTaken(taken);
      const wish: Wish = this.#wishNow();
      if (taken === shown || wish === "resume") continue;
      if (wish === "none") this.#setPaused(true);
      break;
    }
    this.#isDelivering = false;
    this.#tellEnd();
  }

  /** It was set by the owner, in the course of the call before. */
  #wishNow(): Wish {
    return this.#wish;
  }

  #tellEnd(): void {
    if (!this.#hasEnded || this.#isEndTold || this.#isStopped) return;
    if (this.#inbox.length > 0 && !this.#isAwaitingMore) return;
    if (this.owner === undefined) return;
    this.#isEndTold = true;
    this.owner.onEnd();
  }

  #keep(bytes: Uint8Array, start: number, end: number): void {
    if (!this.#inbox.append(bytes, start, end)) this.#source.onOverflow();
  }

  #setPaused(isPaused: boolean): void {
    if (this.#isPaused === isPaused) return;
    this.#isPaused = isPaused;
    this.#source.onPaused(isPaused);
  }
}
