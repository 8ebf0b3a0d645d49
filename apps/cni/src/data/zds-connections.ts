/**
 * Connections of ztunnels on the SEQPACKET socket, on a reactor's thread: accepts, moves packets with their descriptors
 * both ways, and closes. What the packets mean is the main thread's business.
 */
import {
  acceptSocket,
  allocateArea,
  closeFd,
  closePassedFds,
  EPOLLIN,
  ERRNO,
  errnoName,
  lastMessage,
  receiveMessage,
  sendMessage,
} from "@ambit/linux";
import { CONNECTION_EVENTS, type FdHandler, type Reactor, Timer } from "@ambit/reactor";
import { MAX_ZDS_PACKET_BYTES } from "@ambit/zds";
import type { ZdsMainMessage, ZdsWorkerMessage } from "../messages.ts";

/** As Istio: one that fails and comes back at once does not keep the node busy. */
const MAX_ACCEPTS_PER_SECOND = 5;
/** Those beyond wait in the kernel's backlog. The state machine closes what it does not want of them. */
const MAX_OPEN_CONNECTIONS = 32;
/** Packets that one connection may have waiting; there is at most one that is unanswered, and removals. */
const MAX_WAITING_PACKETS = 64;
/** Read of one connection in a turn, so that a flood leaves others their turn. */
const PACKETS_PER_TURN = 16;
const SECOND_MS = 1_000;

type SendMessage = Extract<ZdsMainMessage, { type: "send" }>;

/** All connections of one listener, whose descriptor stays the caller's. */
export class ZdsConnections implements FdHandler {
  readonly #reactor: Reactor;
  readonly #listenFd: number;
  readonly #post: (message: ZdsWorkerMessage) => void;
  readonly #connections = new Map<number, Connection>();
  readonly #area = allocateArea(2 * MAX_ZDS_PACKET_BYTES);
  readonly #acceptTimer = new Timer(() => this.#watchListener());
  #isListening = false;
  #isServing = false;
  #accepted: number[] = [];
  #lastNumber = 0;

  constructor(reactor: Reactor, listenFd: number, post: (message: ZdsWorkerMessage) => void) {
    this.#reactor = reactor;
    this.#listenFd = listenFd;
    this.#post = post;
  }

  /** Accepts from now on. */
  serve(): void {
    this.#isServing = true;
    this.#watchListener();
  }

  send({ connection, packet, fd }: SendMessage): void {
    const target = this.#connections.get(connection);
    if (target === undefined) {
      if (fd !== undefined) closeFd(fd);
      return;
    }
    target.send(new Uint8Array(packet), fd);
  }

  close(connection: number): void {
    this.#connections.get(connection)?.close("closed by the agent");
  }

  closeAll(): void {
    this.#isServing = false;
    this.#pauseListener();
    for (const connection of [...this.#connections.values()]) connection.close("the agent ends");
  }

  onReady(): void {
    while (this.#isListening) {
      const waitMs = this.#msUntilAccept();
      if (waitMs > 0) {
        this.#pauseListener();
        this.#reactor.armAfter(this.#acceptTimer, waitMs);
        return;
      }
      const fd = acceptSocket(this.#listenFd);
      if (fd === -ERRNO.EAGAIN) return;
      if (fd < 0) {
        this.#acceptFailed(-fd);
        return;
      }
      this.#open(fd);
    }
  }

  abort(error: unknown): void {
    throw error;
  }

  #open(fd: number): void {
    this.#accepted.push(this.#reactor.nowMs);
    this.#lastNumber += 1;
    const number = this.#lastNumber;
    const connection = new Connection({
      reactor: this.#reactor,
      fd,
      area: this.#area,
      onPacket: (packet, isBad) => this.#post({ type: "packet", connection: number, packet, isBad }),
      onClosed: (reason) => {
        this.#connections.delete(number);
        this.#post({ type: "closed", connection: number, reason });
        this.#watchListener();
      },
    });
    this.#connections.set(number, connection);
    this.#post({ type: "open", connection: number });
    this.#reactor.register(fd, CONNECTION_EVENTS, connection);
  }

  /** 0: one may be accepted at once. */
  #msUntilAccept(): number {
    const nowMs = this.#reactor.nowMs;
    this.#accepted = this.#accepted.filter((atMs) => nowMs - atMs < SECOND_MS);
    if (this.#connections.size >= MAX_OPEN_CONNECTIONS) return SECOND_MS;
    const [oldest = nowMs] = this.#accepted;
    return this.#accepted.length < MAX_ACCEPTS_PER_SECOND ? 0 : Math.max(1, oldest + SECOND_MS - nowMs);
  }

  #acceptFailed(errno: number): void {
    if (errno === ERRNO.ECONNABORTED) return;
    this.#post({ type: "warning", message: "a connection of ztunnel cannot be accepted", errno });
    this.#pauseListener();
    this.#reactor.armAfter(this.#acceptTimer, SECOND_MS);
  }

  #watchListener(): void {
    if (this.#isListening || !this.#isServing) return;
    this.#isListening = true;
    this.#reactor.timers.cancel(this.#acceptTimer);
    this.#reactor.register(this.#listenFd, EPOLLIN, this);
  }

  #pauseListener(): void {
    if (!this.#isListening) return;
    this.#isListening = false;
    this.#reactor.unregister(this.#listenFd);
  }
}

interface ConnectionInit {
  readonly reactor: Reactor;
  readonly fd: number;
  readonly area: ReturnType<typeof allocateArea>;
  readonly onPacket: (packet: ArrayBuffer, isBad: boolean) => void;
  readonly onClosed: (reason: string) => void;
}

interface Waiting {
  readonly packet: Uint8Array;
  readonly fd: number | undefined;
}

/** One ztunnel. Edge-triggered: it reads until nothing is left, or puts itself off to the next turn. */
class Connection implements FdHandler {
  readonly #init: ConnectionInit;
  #waiting: Waiting[] = [];
  #isOpen = true;

  constructor(init: ConnectionInit) {
    this.#init = init;
  }

  onReady(): void {
    this.#flush();
    this.#read();
  }

  abort(error: unknown): void {
    this.close(`failed: ${String(error)}`);
  }

  send(packet: Uint8Array, fd: number | undefined): void {
    this.#waiting.push({ packet, fd });
    if (this.#waiting.length > MAX_WAITING_PACKETS) this.close("it does not read");
    else this.#flush();
  }

  close(reason: string): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    for (const { fd } of this.#waiting) if (fd !== undefined) closeFd(fd);
    this.#waiting = [];
    this.#init.reactor.close(this.#init.fd);
    this.#init.onClosed(reason);
  }

  #flush(): void {
    const { fd, area } = this.#init;
    for (let next = this.#waiting[0]; next !== undefined && this.#isOpen; next = this.#waiting[0]) {
      area.bytes.set(next.packet);
      const part = { range: area, offset: 0, length: next.packet.length };
      const sent = next.fd === undefined ? sendMessage(fd, part) : sendMessage(fd, part, next.fd);
      if (sent === -ERRNO.EAGAIN) return;
      if (sent < 0) {
        this.close(`cannot send: ${errnoName(sent)}`);
        return;
      }
      this.#waiting.shift();
      if (next.fd !== undefined) closeFd(next.fd);
    }
  }

  #read(): void {
    const { fd, area, reactor } = this.#init;
    for (let count = 0; this.#isOpen; count += 1) {
      if (count === PACKETS_PER_TURN) {
        reactor.scheduleNextTurn({
          run: () => this.#read(),
          abort: (error) => this.abort(error),
        });
        return;
      }
      // The second half: the first is what is being sent.
      const length = receiveMessage(fd, area, MAX_ZDS_PACKET_BYTES, MAX_ZDS_PACKET_BYTES);
      if (length === -ERRNO.EAGAIN || length === -ERRNO.EINTR) return;
      if (length < 0) this.close(errnoName(length));
      else this.#take(length);
    }
  }

  #take(length: number): void {
    const message = lastMessage();
    closePassedFds(message);
    if (length === 0) {
      this.close("ended by ztunnel");
      return;
    }
    const packet = this.#init.area.bytes.slice(MAX_ZDS_PACKET_BYTES, MAX_ZDS_PACKET_BYTES + length);
    this.#init.onPacket(packet.buffer, message.isTruncated || message.fds.length > 0);
  }
}
