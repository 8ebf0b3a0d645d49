/**
 * struct epoll_event: events u32, data u64. It is packed to 12 bytes on x86-64 and takes 16 elsewhere. Our data is the
 * descriptor and its owner's generation, so that an event for a closed descriptor cannot reach the next owner of the
 * same number.
 */
import { badArgument, checkFd, checkInteger } from "./arguments.ts";
import { epollCreate1, epollCtl, epollWait, readErrno } from "./libc.ts";
import { allocateArea, type NativeArea } from "./native-area.ts";
import { EPOLL_EVENT_AT, scratch } from "./scratch.ts";

/** Readable, or a listener with a connection to accept. */
export const EPOLLIN = 0x001;
/** Writable, or a connect that is over: takeSocketError tells how. */
export const EPOLLOUT = 0x004;
/** Always reported, asked for or not. */
export const EPOLLERR = 0x008;
/** Both directions are over; always reported. */
export const EPOLLHUP = 0x010;
/** The peer has ended its direction. */
export const EPOLLRDHUP = 0x2000;
/** Wakes one of the epolls that share a descriptor; only with EPOLLIN, EPOLLOUT and EPOLLET, and never modified. */
export const EPOLLEXCLUSIVE = 0x10000000;
/** The top bit, as the signed number that `|` yields. */
export const EPOLLET = -0x80000000;

const EPOLL_CLOEXEC = 0x80000;
const CTL_ADD = 1;
const CTL_DELETE = 2;
const CTL_MODIFY = 3;
const MAX_TIMEOUT_MS = 0x7fffffff;
const MAX_EVENTS = 65536;

const IS_PACKED = process.arch === "x64";
const EVENT_WORDS = IS_PACKED ? 3 : 4;
const DATA_WORD = IS_PACKED ? 1 : 2;
const WORD_BYTES = 4;

const eventWords = new Int32Array(scratch.bytes.buffer, EPOLL_EVENT_AT, EVENT_WORDS);

/** A new epoll descriptor, which the caller closes. */
export function epollCreate(): number {
  const result = epollCreate1(EPOLL_CLOEXEC);
  return result < 0 ? -readErrno() : result;
}

/** `events` and `generation` are signed 32-bit numbers; the generation comes back with each event. */
export function epollAdd(epoll: number, fd: number, events: number, generation: number): number {
  return control(epoll, CTL_ADD, fd, writeEvent(fd, events, generation));
}

/** Replaces both the events and the generation. */
export function epollModify(epoll: number, fd: number, events: number, generation: number): number {
  return control(epoll, CTL_MODIFY, fd, writeEvent(fd, events, generation));
}

/** Not needed before closing the last duplicate of a descriptor. */
export function epollDelete(epoll: number, fd: number): number {
  return control(epoll, CTL_DELETE, fd, 0);
}

/** The result buffer of epoll_wait; its memory is never freed, so a thread makes one at start-up. */
export class EpollEvents {
  readonly #area: NativeArea;
  readonly #words: Int32Array;
  readonly #capacity: number;
  #count = 0;

  /** `capacity`: events one wait can give. */
  constructor(capacity: number) {
    checkInteger("capacity", capacity, { min: 1, max: MAX_EVENTS });
    this.#area = allocateArea(capacity * EVENT_WORDS * WORD_BYTES);
    this.#words = new Int32Array(this.#area.bytes.buffer);
    this.#capacity = capacity;
  }

  /** Blocks the thread. A finite timeout is the caller's duty: a thread blocked for ever also blocks process exit. */
  wait(epoll: number, timeoutMs: number): number {
    checkFd(epoll);
    if ((timeoutMs | 0) !== timeoutMs || timeoutMs < -1 || timeoutMs > MAX_TIMEOUT_MS) {
      throw badArgument("timeoutMs", timeoutMs);
    }
    this.#count = 0;
    const result = epollWait(epoll, this.#area.address, this.#capacity, timeoutMs);
    if (result < 0) {
      return -readErrno();
    }
    this.#count = result;
    return result;
  }

  /** The event bits of event `index` of the latest wait. */
  events(index: number): number {
    return this.#word(index, 0);
  }

  /** The descriptor that was given to epollAdd; a reused number shows by its generation. */
  fd(index: number): number {
    return this.#word(index, DATA_WORD);
  }

  /** The generation that epollAdd or epollModify set. */
  generation(index: number): number {
    return this.#word(index, DATA_WORD + 1);
  }

  #word(index: number, word: number): number {
    const value = index < this.#count ? this.#words[index * EVENT_WORDS + word] : undefined;
    if (value === undefined) {
      throw badArgument("index", index);
    }
    return value;
  }
}

function writeEvent(fd: number, events: number, generation: number): number {
  checkFd(fd);
  if ((events | 0) !== events && events >>> 0 !== events) {
    throw badArgument("events", events);
  }
  if ((generation | 0) !== generation) {
    throw badArgument("generation", generation);
  }
  eventWords[0] = events;
  eventWords[DATA_WORD] = fd;
  eventWords[DATA_WORD + 1] = generation;
  return scratch.address + EPOLL_EVENT_AT;
}

function control(epoll: number, operation: number, fd: number, eventAddress: number): number {
  checkFd(epoll);
  checkFd(fd);
  const result = epollCtl(epoll, operation, fd, eventAddress);
  return result < 0 ? -readErrno() : result;
}
