/** Port 15053 of a workload on one thread: UDP and TCP, on each address that is served. */

import type { Listener } from "@ambit/data-plane";
import { acceptorOf, prepareListener } from "@ambit/data-plane";
import { closeFd } from "@ambit/linux";
import type { Acceptor } from "@ambit/reactor";
import type { DataContext } from "../context.ts";
import type { DnsServer } from "./dns-server.ts";
import { TcpClient } from "./tcp-client.ts";
import { UdpPort } from "./udp-port.ts";

/** Connections of one workload; a descriptor each. */
const MAX_TCP_CLIENTS = 256;

export interface DnsListenerFds {
  readonly udp: readonly number[];
  readonly tcp: readonly number[];
}

/** See the module comment. */
export class DnsListener implements Listener {
  readonly component = "dns";
  readonly #context: DataContext;
  readonly #server: DnsServer;
  readonly #fds: DnsListenerFds;
  readonly #onEnded: () => void;
  readonly #acceptors: readonly Acceptor[];
  readonly #clients = new Set<TcpClient>();
  #ports: UdpPort[] = [];

  /** `onEnded` is called when a connection has closed: a drain may be through. */
  constructor(context: DataContext, server: DnsServer, fds: DnsListenerFds, onEnded: () => void) {
    this.#context = context;
    this.#server = server;
    this.#fds = fds;
    this.#onEnded = onEnded;
    this.#acceptors = fds.tcp.map((fd) =>
      acceptorOf(context, this.component, { fd, onAccepted: (accepted) => this.#accept(accepted) }),
    );
  }

  /** Queries and connections; a datagram is none until it is read. */
  get pendingCount(): number {
    return this.#server.pendingCount + this.#clients.size;
  }

  serve(): void {
    for (const fd of this.#fds.udp) {
      const port = new UdpPort(this.#context, this.#server, fd);
      this.#ports.push(port);
      port.serve();
    }
    for (const [index, acceptor] of this.#acceptors.entries()) {
      const fd = this.#fds.tcp[index];
      if (fd !== undefined) prepareListener(fd, this.#context.config, false);
      acceptor.serve();
    }
  }

  stopAccepting(): void {
    for (const port of this.#ports) port.stopReading();
    for (const acceptor of this.#acceptors) acceptor.stopAfterBacklog();
  }

  startDrain(): void {
    for (const client of [...this.#clients]) client.drain();
  }

  /** Nobody who waits is answered. */
  destroy(): void {
    this.#server.close();
    for (const client of [...this.#clients]) client.close();
    this.close();
  }

  /** After the last answer: gives the descriptors back. */
  close(): void {
    for (const port of this.#ports) port.close();
    this.#ports = [];
  }

  #accept(fd: number): void {
    if (this.#clients.size >= MAX_TCP_CLIENTS) {
      closeFd(fd);
      return;
    }
    const client: TcpClient = new TcpClient(this.#context, this.#server, fd, (closed) => {
      this.#clients.delete(closed);
      this.#onEnded();
    });
    this.#clients.add(client);
  }
}
