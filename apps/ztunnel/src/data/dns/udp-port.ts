/** One UDP socket of a DNS server, which all threads share. */
import type { SocketAddress } from "@ambit/addr";
import {
  closeFd,
  duplicateFd,
  EPOLLEXCLUSIVE,
  EPOLLIN,
  ERRNO,
  errnoMessage,
  lastSender,
  localAddress,
  receiveDatagram,
  sendDatagram,
} from "@ambit/linux";
import type { FdHandler } from "@ambit/reactor";
import type { DataContext } from "../context.ts";
import type { DnsServer } from "./dns-server.ts";

/** Queries of one turn, so that a flood of them leaves others their turn. */
const DATAGRAMS_OF_TURN = 64;
/** The kernel's queue has no more in it, unless somebody fills it all the time. */
const MAX_BACKLOG = 4096;
const DATAGRAM_BYTES = 65_535;

/**
 * Answers through a descriptor of its own, because the last answer may be due when the main thread has closed the one that
 * it has bound.
 */
export class UdpPort implements FdHandler {
  readonly #context: DataContext;
  readonly #server: DnsServer;
  readonly #fd: number;
  readonly #own: SocketAddress | undefined;
  #isReading = false;
  #isOpen = true;

  /** Throws when there is no descriptor left. */
  constructor(context: DataContext, server: DnsServer, boundFd: number) {
    this.#context = context;
    this.#server = server;
    this.#fd = duplicateFd(boundFd);
    if (this.#fd < 0) throw new Error(`cannot share the DNS socket: ${errnoMessage(-this.#fd)}`);
    this.#own = localAddress(this.#fd);
  }

  serve(): void {
    this.#isReading = true;
    this.#context.reactor.register(this.#fd, EPOLLIN | EPOLLEXCLUSIVE, this);
  }

  /** Takes what waits, which nobody else would. Answers still go out. */
  stopReading(): void {
    if (!this.#isReading) return;
    this.#receive(MAX_BACKLOG);
    this.#isReading = false;
    this.#context.reactor.unregister(this.#fd);
  }

  close(): void {
    if (!this.#isOpen) return;
    if (this.#isReading) this.#context.reactor.unregister(this.#fd);
    this.#isReading = false;
    this.#isOpen = false;
    closeFd(this.#fd);
  }

  onReady(): void {
    this.#receive(DATAGRAMS_OF_TURN);
  }

  abort(error: unknown): void {
    this.#context.log.error("answering a DNS query failed", { error: String(error) });
  }

  #receive(limit: number): void {
    const { receive } = this.#context.memory;
    for (let count = 0; count < limit && this.#isReading; count++) {
      const length = receiveDatagram(this.#fd, receive, 0, DATAGRAM_BYTES);
      if (length === -ERRNO.EAGAIN) return;
      // What a failed answer has left behind on the socket says nothing about the next query.
      if (length < 0) continue;
      const sender = lastSender();
      // A forged one of our own would be answered to ourselves, for ever.
      if (sender.port === this.#own?.port && sender.ip === this.#own.ip) continue;
      const query = receive.bytes.slice(0, length);
      this.#server.answer(query, "udp", (response) => {
        if (response !== undefined) this.#send(response, sender);
      });
    }
  }

  /** What cannot be sent at once is lost, as datagrams are: the client asks again. */
  #send(response: Uint8Array, client: SocketAddress): void {
    if (!this.#isOpen || client.port === 0) return;
    const { receive } = this.#context.memory;
    receive.bytes.set(response, 0);
    sendDatagram(this.#fd, { range: receive, offset: 0, length: response.length }, client);
  }
}
