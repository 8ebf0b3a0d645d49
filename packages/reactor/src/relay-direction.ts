/**
 * One direction of a socket relay: what is read from `source` goes to `sink`. Messages are copied through the thread's
 * receive area, which takes two calls each. Bulk goes through a pipe by splice(2), which hands the kernel's pages on
 * instead of copying them, and takes a third call to find the source empty. What flows decides which of both is done.
 */
import { ERRNO, type FdPair, recvInto, sendFrom, shutdownWrite, spliceBytes } from "@ambit/linux";
import { ByteQueue } from "./byte-queue.ts";
import { PIPE_BYTES } from "./pipe-pool.ts";
import type { Deferred, Reactor } from "./reactor.ts";
import type { ThreadMemory } from "./thread-memory.ts";

/** Bytes one direction may move before others get their turn. */
const TURN_BUDGET_BYTES = 512 * 1024;
/** One read of at least so much is bulk. */
const BULK_READ_BYTES = 32 * 1024;
/** So many reads in a row have to be of the other kind before the way of moving bytes changes. */
const READS_BEFORE_CHANGE = 4;

/** What both directions belong to. */
export interface DirectionOwner {
  readonly isDone: boolean;
  /** A socket failed with this errno. */
  fail(errno: number): void;
  abort(error: unknown): void;
  /** True when both directions are over, and both sockets closed by it. */
  endWhenComplete(): boolean;
}

/** What relays work with. */
export interface RelayContext {
  readonly reactor: Reactor;
  readonly memory: ThreadMemory;
}

/** See the module comment. Bytes that the sink does not take wait in the pipe, or in a queue, and nothing is read meanwhile. */
export class RelayDirection implements Deferred {
  readonly source: number;
  readonly sink: number;
  readonly #context: RelayContext;
  readonly #owner: DirectionOwner;
  readonly #onBytes: (count: number) => void;
  #queue: ByteQueue | undefined;
  /** Only while there are bytes in it, and within `pump`. */
  #pipe: FdPair | undefined;
  #pipedBytes = 0;
  #isBulk = false;
  #readsOfOtherKind = 0;
  #budget = 0;
  #isScheduled = false;
  isReadable = true;
  /** FIN or an error has been announced, or may have been before this owner: a short read proves nothing. */
  isEndNear = true;
  isFinished = false;
  #isEof = false;

  constructor(
    context: RelayContext,
    owner: DirectionOwner,
    fds: { readonly source: number; readonly sink: number },
    onBytes: (count: number) => void,
  ) {
    this.#context = context;
    this.#owner = owner;
    this.source = fds.source;
    this.sink = fds.sink;
    this.#onBytes = onBytes;
  }

  run(): void {
    this.#isScheduled = false;
    if (!this.#owner.isDone) this.pump();
  }

  abort(error: unknown): void {
    this.#owner.abort(error);
  }

  /** Gives all memory back; what the sink has not taken is lost. */
  clear(): void {
    this.#queue?.clear();
    const pipe = this.#pipe;
    this.#pipe = undefined;
    if (pipe === undefined) return;
    const { pipes } = this.#context.memory;
    if (this.#pipedBytes > 0) pipes.discard(pipe);
    else pipes.give(pipe);
  }

  pump(): void {
    if (this.#drainQueue() && this.#drainPipe()) this.#moveAll();
    if (this.#pipe === undefined || this.#pipedBytes > 0) return;
    this.#context.memory.pipes.give(this.#pipe);
    this.#pipe = undefined;
  }

  #moveAll(): void {
    this.#budget = TURN_BUDGET_BYTES;
    while (this.isReadable && !this.#isEof) {
      if (!(this.#isBulk ? this.#splice() : this.#copy())) return;
      if (this.#budget <= 0 && this.isReadable) {
        this.#schedule();
        return;
      }
    }
    this.#finishAtEof();
  }

  /** False when the sink is full or a socket has failed. */
  #copy(): boolean {
    const { receive } = this.#context.memory;
    const count = recvInto(this.source, receive, 0, receive.length);
    if (count <= 0) return this.#onReadEnd(count);
    if (count < receive.length && !this.isEndNear) this.isReadable = false;
    this.#noteRead(count);
    return this.#forward(count);
  }

  /** The same without copying, as long as there are pipes. */
  #splice(): boolean {
    this.#pipe ??= this.#context.memory.pipes.take();
    if (this.#pipe === undefined) return this.#copy();
    const count = spliceBytes(this.source, this.#pipe.second, PIPE_BYTES);
    if (count > 0) {
      this.#pipedBytes = count;
      this.#noteRead(count);
      return this.#drainPipe();
    }
    if (isUnsupported(-count)) {
      this.#context.memory.pipes.close();
      return this.#copy();
    }
    // Where there is urgent data only a receive gets on.
    const isStuck = count === -ERRNO.EAGAIN && this.#budget === TURN_BUDGET_BYTES;
    return isStuck ? this.#copy() : this.#onReadEnd(count);
  }

  /** True when reading may go on (or end of file was seen). */
  #onReadEnd(count: number): boolean {
    this.isReadable = false;
    if (count === 0) {
      this.#isEof = true;
      return true;
    }
    if (count === -ERRNO.EAGAIN) {
      this.isEndNear = false;
      return true;
    }
    this.#owner.fail(-count);
    return false;
  }

  #noteRead(count: number): void {
    this.#budget -= count;
    if (count >= BULK_READ_BYTES === this.#isBulk) {
      this.#readsOfOtherKind = 0;
      return;
    }
    this.#readsOfOtherKind++;
    if (this.#readsOfOtherKind < READS_BEFORE_CHANGE) return;
    this.#readsOfOtherKind = 0;
    this.#isBulk = !this.#isBulk;
  }

  /** False when the sink is full or has failed. */
  #forward(count: number): boolean {
    const { receive, queueBlocks } = this.#context.memory;
    const sent = sendFrom(this.sink, receive, 0, count);
    if (sent < 0 && sent !== -ERRNO.EAGAIN) {
      this.#owner.fail(-sent);
      return false;
    }
    const taken = Math.max(sent, 0);
    if (taken > 0) this.#onBytes(taken);
    if (taken === count) return true;
    this.#queue ??= new ByteQueue(queueBlocks);
    if (!this.#queue.enqueue(receive.bytes, taken, count)) {
      this.#owner.abort(new Error("no memory left for bytes that the receiver does not read"));
    }
    return false;
  }

  /** Sends what is queued; true when nothing is left. */
  #drainQueue(): boolean {
    const queue = this.#queue;
    if (queue === undefined || queue.length === 0) return true;
    const sent = queue.sendTo(this.sink);
    if (sent < 0) {
      this.#owner.fail(-sent);
      return false;
    }
    if (sent > 0) this.#onBytes(sent);
    return queue.length === 0;
  }

  /** Sends what is in the pipe; true when nothing is left. Only after EAGAIN an event tells that there is room again. */
  #drainPipe(): boolean {
    while (this.#pipe !== undefined && this.#pipedBytes > 0) {
      const sent = spliceBytes(this.#pipe.first, this.sink, this.#pipedBytes);
      if (sent <= 0) {
        if (sent !== -ERRNO.EAGAIN) this.#owner.fail(sent === 0 ? ERRNO.EPIPE : -sent);
        return false;
      }
      this.#pipedBytes -= sent;
      this.#onBytes(sent);
    }
    return true;
  }

  #finishAtEof(): void {
    if (!this.#isEof || this.isFinished) return;
    this.isFinished = true;
    // The second direction to finish closes both sockets, which sends the FIN.
    if (!this.#owner.endWhenComplete()) shutdownWrite(this.sink);
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    this.#context.reactor.scheduleNextTurn(this);
  }
}

/** A sandbox may have no splice, or forbid it. */
function isUnsupported(errno: number): boolean {
  return errno === ERRNO.EINVAL || errno === ENOSYS || errno === EPERM;
}

const EPERM = 1;
const ENOSYS = 38;
