/**
 * Worker 0's connection to the CNI agent: packets and descriptors in and out as they are, and another connection after
 * each that ends. What the packets mean is the main thread's business (control/pods).
 */
import {
  allocateArea,
  closeFd,
  connectUnix,
  EPOLLIN,
  ERRNO,
  errnoMessage,
  lastMessage,
  receiveMessage,
  sendMessage,
  unixSeqpacket,
} from "@ambit/linux";
import { type FdHandler, type Reactor, Timer } from "@ambit/reactor";
import { MAX_ZDS_PACKET_BYTES, ReconnectWait } from "@ambit/zds";
import type { WorkerMessage, ZdsMessage } from "../messages.ts";

/** Packets taken in one turn, so that an agent that floods does not hold up traffic. */
const PACKETS_PER_TURN = 16;
/** A connection that lasted so long was a good one: the agent that comes after it is waited for anew. */
const STEADY_AFTER_MS = 1_000;

export interface ZdsLinkOptions {
  readonly reactor: Reactor;
  /** The agent's socket. */
  readonly path: string;
  /** Of this worker. */
  readonly index: number;
  readonly post: (message: WorkerMessage) => void;
}

interface Connection {
  readonly id: number;
  readonly fd: number;
  readonly openedMs: number;
}

/** Connects from `start` until `stop`. */
export class ZdsLink implements FdHandler {
  readonly #options: ZdsLinkOptions;
  readonly #area = allocateArea(MAX_ZDS_PACKET_BYTES);
  readonly #wait = new ReconnectWait();
  readonly #timer = new Timer(() => this.#connect());
  #connection: Connection | undefined;
  #lastId = 0;
  #isWanted = false;

  constructor(options: ZdsLinkOptions) {
    this.#options = options;
  }

  /** The first connection is tried at once. */
  start(): void {
    if (this.#isWanted) return;
    this.#isWanted = true;
    this.#connect();
  }

  handle(message: ZdsMessage): void {
    switch (message.type) {
      case "zds-send":
        if (message.connection === this.#connection?.id) this.#send(this.#connection, message.packet);
        return;
      case "zds-close":
        if (message.connection === this.#connection?.id) this.#end("closed by this proxy");
        return;
      case "zds-stop":
        this.stop();
    }
  }

  /** For good. The main thread hears of the end of a connection that was open. */
  stop(): void {
    this.#isWanted = false;
    this.#options.reactor.timers.cancel(this.#timer);
    if (this.#connection !== undefined) this.#end("this proxy is shutting down");
  }

  onReady(): void {
    for (let count = 0; count < PACKETS_PER_TURN && this.#connection !== undefined; count++) {
      if (!this.#receive(this.#connection)) return;
    }
  }

  abort(): void {
    if (this.#connection !== undefined) this.#end("internal error");
  }

  #connect(): void {
    this.#lastId += 1;
    const { reactor, path, index, post } = this.#options;
    const fd = unixSeqpacket();
    const result = fd < 0 ? fd : connectUnix(fd, path);
    if (result < 0) {
      if (fd >= 0) closeFd(fd);
      post({ type: "zds-closed", index, connection: this.#lastId, reason: errnoMessage(-result) });
      this.#again();
      return;
    }
    this.#connection = { id: this.#lastId, fd, openedMs: reactor.nowMs };
    // Level-triggered: what is not taken in one turn is told of again.
    reactor.register(fd, EPOLLIN, this);
    post({ type: "zds-open", index, connection: this.#lastId });
  }

  /** False: there is nothing more for now. */
  #receive({ id, fd }: Connection): boolean {
    const length = receiveMessage(fd, this.#area, 0, MAX_ZDS_PACKET_BYTES);
    const { fds, isTruncated } = lastMessage();
    if (length === -ERRNO.EAGAIN) return false;
    if (length <= 0) {
      for (const passed of fds) closeFd(passed);
      this.#end(length === 0 ? "the agent closed the connection" : errnoMessage(-length));
      return false;
    }
    const packet = this.#area.bytes.slice(0, length).buffer;
    const { index, post } = this.#options;
    post({ type: "zds-packet", index, connection: id, packet, fds, isTruncated });
    return true;
  }

  /** An agent that does not take an answer of a few bytes will not take the next either. */
  #send({ fd }: Connection, packet: ArrayBuffer): void {
    const bytes = new Uint8Array(packet);
    if (bytes.length > MAX_ZDS_PACKET_BYTES) return this.#end("a packet is too long to be sent");
    this.#area.bytes.set(bytes);
    const result = sendMessage(fd, { range: this.#area, offset: 0, length: bytes.length });
    if (result < 0) this.#end(`send: ${errnoMessage(-result)}`);
  }

  #end(reason: string): void {
    const connection = this.#connection;
    if (connection === undefined) return;
    this.#connection = undefined;
    const { reactor, index, post } = this.#options;
    reactor.close(connection.fd);
    post({ type: "zds-closed", index, connection: connection.id, reason });
    if (reactor.nowMs - connection.openedMs >= STEADY_AFTER_MS) this.#wait.reset();
    this.#again();
  }

  #again(): void {
    if (this.#isWanted) this.#options.reactor.armAfter(this.#timer, this.#wait.next());
  }
}
