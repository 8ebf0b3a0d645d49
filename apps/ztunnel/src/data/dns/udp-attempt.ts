/** A question in one datagram, from a port that the kernel draws (RFC 5452 §9.2), to a server that alone may answer. */
import { ipFamily, type SocketAddress } from "@ambit/addr";
import type { UpstreamPlace } from "@ambit/data-plane";
import {
  closeFd,
  connectSocket,
  EPOLLIN,
  ERRNO,
  errnoMessage,
  inNetns,
  LinuxError,
  recvInto,
  sendFrom,
  setMark,
  udpSocket,
} from "@ambit/linux";
import type { FdHandler } from "@ambit/reactor";
import type { Attempt, AttemptEvents, AttemptMessage, AttemptParts } from "./ask.ts";

/** Datagrams that are not the answer, of one attempt: who sends them guesses. */
const MAX_STRAYS = 64;
const DATAGRAM_BYTES = 65_535;

/** See the module comment. */
export class UdpAttempt implements Attempt, FdHandler {
  readonly #parts: AttemptParts;
  readonly #fd: number;
  readonly #message: AttemptMessage;
  readonly #events: AttemptEvents;
  #strays = 0;
  #isOpen = true;

  private constructor(parts: AttemptParts, fd: number, message: AttemptMessage, events: AttemptEvents) {
    this.#parts = parts;
    this.#fd = fd;
    this.#message = message;
    this.#events = events;
    parts.reactor.register(fd, EPOLLIN, this);
  }

  /** Sends at once. A text says why that cannot be. */
  static open(
    parts: AttemptParts,
    server: SocketAddress,
    message: AttemptMessage,
    events: AttemptEvents,
  ): UdpAttempt | string {
    const fd = openSocket(parts.place, server);
    if (fd < 0) return errnoMessage(-fd);
    const { receive } = parts.memory;
    const bytes = message.query.withId(message.id);
    receive.bytes.set(bytes, 0);
    const sent = sendFrom(fd, receive, 0, bytes.length);
    if (sent >= 0) return new UdpAttempt(parts, fd, message, events);
    closeFd(fd);
    return errnoMessage(-sent);
  }

  onReady(): void {
    const { receive } = this.#parts.memory;
    while (this.#isOpen) {
      const count = recvInto(this.#fd, receive, 0, DATAGRAM_BYTES);
      if (count === -ERRNO.EAGAIN) return;
      if (count === -ERRNO.EINTR) continue;
      if (count < 0) return this.#fail(errnoMessage(-count));
      this.#received(receive.bytes.subarray(0, count));
    }
  }

  abort(error: unknown): void {
    this.#fail(`internal error: ${String(error)}`);
  }

  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#parts.reactor.close(this.#fd);
  }

  #received(bytes: Uint8Array): void {
    const { query, id } = this.#message;
    if (query.isAnsweredBy(bytes, id)) {
      const response = bytes.slice();
      this.close();
      this.#events.onResponse(response);
      return;
    }
    this.#strays += 1;
    if (this.#strays >= MAX_STRAYS) this.#fail("too many answers to other questions");
  }

  #fail(reason: string): void {
    if (!this.#isOpen) return;
    this.close();
    this.#events.onFailed(reason);
  }
}

/** Connected, so that the kernel passes nobody else's datagrams; or -errno. */
function openSocket({ config, netnsFd }: UpstreamPlace, server: SocketAddress): number {
  const fd = socketIn(netnsFd, ipFamily(server.ip));
  if (fd < 0) return fd;
  const { packetMark } = config;
  const marked = packetMark === undefined || packetMark === 0 ? 0 : setMark(fd, packetMark);
  const result = marked < 0 ? marked : connectSocket(fd, server);
  if (result >= 0) return fd;
  closeFd(fd);
  return result;
}

function socketIn(netnsFd: number | undefined, family: 4 | 6): number {
  if (netnsFd === undefined) return udpSocket(family);
  try {
    return inNetns(netnsFd, () => udpSocket(family));
  } catch (error) {
    // A namespace that cannot be entered is the end of this question, and of nothing else.
    if (error instanceof LinuxError && error.errno !== undefined) return -error.errno;
    throw error;
  }
}
