/**
 * The pipes of one thread, through which bulk goes from socket to socket without being copied. A relay has one only as
 * long as there are bytes in it, so that few serve many; where none is to be had, relays copy.
 */
import { closeFd, type FdPair, pipePair, setPipeSize } from "@ambit/linux";

/** What one splice moves at most, and so what one pipe holds. */
export const PIPE_BYTES: number = 512 * 1024;
/** Kept for the next relay; what comes back beyond them is closed. */
const MAX_IDLE_PIPES = 16;

/** Pipes are empty when they are lent out. Made as they are needed, up to a bound. */
export class PipePool {
  readonly #maxPipes: number;
  readonly #idle: FdPair[] = [];
  #inUse = 0;
  #isClosed = false;

  constructor(maxPipes: number) {
    this.#maxPipes = maxPipes;
  }

  /** Pipes lent out at present. */
  get inUse(): number {
    return this.#inUse;
  }

  /** Undefined when all are lent out, or the process has no descriptors left. The caller gives or discards it. */
  take(): FdPair | undefined {
    const pipe = this.#idle.pop() ?? this.#make();
    if (pipe !== undefined) this.#inUse++;
    return pipe;
  }

  /** Takes an empty one back. */
  give(pipe: FdPair): void {
    this.#inUse--;
    if (this.#isClosed || this.#idle.length >= MAX_IDLE_PIPES) closePipe(pipe);
    else this.#idle.push(pipe);
  }

  /** Takes one back whose bytes nobody wants any more. */
  discard(pipe: FdPair): void {
    this.#inUse--;
    closePipe(pipe);
  }

  /** From here on none is lent out, and what comes back is closed. */
  close(): void {
    this.#isClosed = true;
    for (const pipe of this.#idle.splice(0)) closePipe(pipe);
  }

  #make(): FdPair | undefined {
    if (this.#isClosed || this.#inUse >= this.#maxPipes) return undefined;
    const pipe = pipePair();
    if (typeof pipe === "number") return undefined;
    // One that may not be so large does its work in smaller steps.
    setPipeSize(pipe.second, PIPE_BYTES);
    return pipe;
  }
}

function closePipe({ first, second }: FdPair): void {
  closeFd(first);
  closeFd(second);
}
