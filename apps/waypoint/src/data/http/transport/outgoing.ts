/**
 * The sending half that all transports share: an output slot of the thread that is filled in the course of a turn and sent
 * at its end. What the peer does not take keeps the slot, and the output is blocked until it has gone.
 */
import type { NativeArea } from "@ambit/linux";
import type { Deferred, Reactor, SlotWaiter, ThreadMemory } from "@ambit/reactor";

/** What the transport's own side of it has to do. */
export interface OutgoingSink {
  /** Sends `area[start, end)` as far as possible; how much that was, or -1 when the transport has failed (and is stopped). */
  send(area: NativeArea, start: number, end: number): number;
  /** Everything committed is gone. */
  onFlushed(): void;
  /** The owner may write again. */
  onRoom(): void;
  abort(error: unknown): void;
}

/** See the module comment. */
export class Outgoing implements Deferred, SlotWaiter {
  readonly #reactor: Reactor;
  readonly #memory: ThreadMemory;
  readonly #sink: OutgoingSink;
  #slot: NativeArea | undefined;
  #start = 0;
  #end = 0;
  #isScheduled = false;
  #isRefused = false;
  #isStopped = false;

  constructor(context: { readonly reactor: Reactor; readonly memory: ThreadMemory }, sink: OutgoingSink) {
    this.#reactor = context.reactor;
    this.#memory = context.memory;
    this.#sink = sink;
  }

  get bytes(): Uint8Array {
    if (this.#slot === undefined) throw new Error("no output is reserved");
    return this.#slot.bytes;
  }

  get isEmpty(): boolean {
    return this.#start === this.#end;
  }

  reserve(length: number): number {
    if (this.#isStopped) return -1;
    if (this.#slot === undefined) {
      this.#slot = this.#memory.output.take();
      if (this.#slot === undefined) {
        this.#isRefused = true;
        this.#memory.output.waitForSlot(this);
        return -1;
      }
      this.#schedule();
    }
    if (this.#end + length <= this.#slot.length) return this.#end;
    this.#flush();
    if (this.#isStopped) return -1;
    if (this.#slot === undefined) return this.reserve(length);
    this.#isRefused = true;
    return -1;
  }

  commit(length: number): void {
    this.#end += length;
    this.#schedule();
  }

  /** The peer takes bytes again. */
  resume(): void {
    if (this.#isStopped) return;
    this.#flush();
    this.#tellRoom();
  }

  stop(): void {
    if (this.#isStopped) return;
    this.#isStopped = true;
    this.#memory.output.cancelWait(this);
    if (this.#slot !== undefined) this.#memory.output.give(this.#slot);
    this.#slot = undefined;
    this.#start = 0;
    this.#end = 0;
  }

  /** The end of a turn, or a slot that has come free. */
  run(): void {
    this.#isScheduled = false;
    if (this.#isStopped) return;
    this.#flush();
    this.#tellRoom();
  }

  abort(error: unknown): void {
    this.#sink.abort(error);
  }

  onSlotFree(): void {
    if (!this.#isStopped) this.#reactor.scheduleNextTurn(this);
  }

  /** To be called when there is something to be told at the end of the turn, though nothing was written. */
  schedule(): void {
    this.#schedule();
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    this.#reactor.scheduleFlush(this);
  }

  #flush(): void {
    const slot = this.#slot;
    if (slot !== undefined && this.#start < this.#end) {
      const sent = this.#sink.send(slot, this.#start, this.#end);
      if (sent < 0 || this.#isStopped) return;
      this.#start += sent;
      if (this.#start < this.#end) return;
    }
    this.#start = 0;
    this.#end = 0;
    if (slot !== undefined) {
      this.#slot = undefined;
      this.#memory.output.give(slot);
    }
    this.#sink.onFlushed();
  }

  #tellRoom(): void {
    if (this.#isStopped || !this.#isRefused || !this.isEmpty) return;
    this.#isRefused = false;
    this.#sink.onRoom();
  }
}
