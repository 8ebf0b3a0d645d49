/**
 * Which threads take new outbound connections. Those of one thread share tunnels, and what they send in one turn shares
 * records and system calls; the same few spread over several threads cost more for each byte and each message. So the
 * threads fill up in order: one takes part as long as all before it are full or busy. What runs stays where it is.
 *
 * The numbers are in memory that all threads of the process see. They are a hint: a stale one costs balance, no more.
 */
import { eventFdSignal } from "@ambit/linux";
import { WORKER_LOAD_WORDS } from "../messages.ts";

/** From so many connections on a thread's batches hardly get better. */
const FULL_CONNECTIONS = 32;
/** Share of the time since its last tick that a thread was not waiting; above it others are to help. */
const BUSY_PERMILLE = 500;

const CONNECTIONS = 0;
const BUSY = 1;
const WAKE_FD = 2;

/** One thread's view of all. */
export class WorkerLoads {
  readonly #words: Int32Array;
  readonly #index: number;
  readonly #count: number;
  #couldTake = true;

  /** `wakeFd`: the eventfd that gets this thread to look again. */
  constructor(shared: SharedArrayBuffer, index: number, wakeFd: number) {
    this.#words = new Int32Array(shared);
    this.#index = index;
    this.#count = Math.floor(this.#words.length / WORKER_LOAD_WORDS);
    this.#set(WAKE_FD, wakeFd);
  }

  /** Whether this thread is to accept: no thread before it could take another connection. */
  get isDue(): boolean {
    for (let index = 0; index < this.#index; index++) if (this.#canTake(index)) return false;
    return true;
  }

  /** Of this thread. */
  setConnections(count: number): void {
    this.#set(CONNECTIONS, count);
    this.#wakeNext();
  }

  /** Of this thread, 0 to 1. */
  setBusyShare(share: number): void {
    this.#set(BUSY, Math.round(share * 1000));
    this.#wakeNext();
  }

  /** Whether the next connection should be another thread's: this one has enough to do, and another has not. */
  get isToLeave(): boolean {
    if (this.#canTake(this.#index)) return false;
    for (let index = 0; index < this.#count; index++) if (this.#canTake(index)) return true;
    return false;
  }

  /** When this one cannot take more, from then on. */
  #wakeNext(): void {
    const could = this.#couldTake;
    this.#couldTake = this.#canTake(this.#index);
    if (could && !this.#couldTake && this.#index + 1 < this.#count)
      eventFdSignal(this.#get(this.#index + 1, WAKE_FD));
  }

  #canTake(index: number): boolean {
    return this.#get(index, CONNECTIONS) < FULL_CONNECTIONS && this.#get(index, BUSY) <= BUSY_PERMILLE;
  }

  #get(index: number, word: number): number {
    return Atomics.load(this.#words, index * WORKER_LOAD_WORDS + word);
  }

  #set(word: number, value: number): void {
    Atomics.store(this.#words, this.#index * WORKER_LOAD_WORDS + word, value);
  }
}
