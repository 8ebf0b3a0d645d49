/** Port 15080, when enabled: SOCKS5 in place of redirection. What it asks for takes the ordinary way out. */
import { findSocketAddress, ipFamily, type SocketAddress } from "@ambit/addr";
import type { Listener } from "@ambit/data-plane";
import { acceptorOf, DEADLINE, prepareListener } from "@ambit/data-plane";
import type { Failure, LiveConnection } from "@ambit/data-plane/records";
import { logEarlyFailure } from "@ambit/data-plane/records";
import type { TunnelClient } from "@ambit/data-plane/tunnels";
import { recvInto, sendFrom } from "@ambit/linux";
import { type Acceptor, CONNECTION_EVENTS, type FdHandler, Timer } from "@ambit/reactor";
import type { DataContext } from "./context.ts";
import type { DnsServer } from "./dns/dns-server.ts";
import { startOutbound } from "./outbound.ts";
import {
  encodeSocks5Reply,
  SOCKS5_METHOD_REPLY,
  SOCKS5_REPLY,
  Socks5Reader,
  type Socks5Step,
} from "./socks5-message.ts";

/** The SOCKS5 listener of one thread, with a tunnel pool of its own (as ztunnel). */
export class Socks5Listener implements Listener {
  readonly component = "socks5";
  readonly #context: DataContext;
  readonly #fd: number;
  readonly #acceptor: Acceptor;

  /** Without `dns` names are refused. */
  constructor(context: DataContext, fd: number, tunnels: TunnelClient, dns: DnsServer | undefined) {
    this.#context = context;
    this.#fd = fd;
    this.#acceptor = acceptorOf(context, this.component, {
      fd,
      onAccepted: (accepted, source) =>
        new Negotiation(context, { tunnels, dns }, { fd: accepted, source }).start(),
    });
  }

  serve(): void {
    prepareListener(this.#fd, this.#context.config, false);
    this.#acceptor.serve();
  }

  stopAccepting(): void {
    this.#acceptor.stopAfterBacklog();
  }
}

interface Parts {
  readonly tunnels: TunnelClient;
  readonly dns: DnsServer | undefined;
}

/** One client until its request is read. */
class Negotiation implements FdHandler, LiveConnection {
  readonly component = "socks5";
  readonly #context: DataContext;
  readonly #parts: Parts;
  readonly #fd: number;
  readonly #source: SocketAddress;
  readonly #reader = new Socks5Reader();
  readonly #timer: Timer;
  /** At most a domain name, its length and a port: made per client, and small. */
  readonly #buffer = new Uint8Array(BUFFER_BYTES);
  #wanted = Socks5Reader.firstRead;
  #filled = 0;
  #isDone = false;
  #isResolving = false;

  constructor(
    context: DataContext,
    parts: Parts,
    { fd, source }: { readonly fd: number; readonly source: SocketAddress },
  ) {
    this.#context = context;
    this.#parts = parts;
    this.#fd = fd;
    this.#source = source;
    this.#timer = new Timer(() =>
      this.#fail(SOCKS5_REPLY.generalFailure, "the client sent no request in time"),
    );
  }

  start(): void {
    const { reactor, connections } = this.#context;
    connections.add(this);
    reactor.register(this.#fd, CONNECTION_EVENTS, this);
    reactor.armAfter(this.#timer, DEADLINE.socks5Ms);
  }

  onReady(): void {
    const { receive } = this.#context.memory;
    while (!this.#isDone && !this.#isResolving) {
      const count = recvInto(this.#fd, receive, 0, this.#wanted - this.#filled);
      if (count === -EAGAIN) return;
      if (count <= 0) {
        this.#close();
        return;
      }
      this.#buffer.set(receive.bytes.subarray(0, count), this.#filled);
      this.#filled += count;
      if (this.#filled < this.#wanted) continue;
      this.#filled = 0;
      this.#follow(this.#reader.step(this.#buffer.subarray(0, this.#wanted)));
    }
  }

  abort(): void {
    this.#close();
  }

  recheck(): void {
    // Policies are enforced by the destination only.
  }

  destroyByDrain(): void {
    this.#close();
  }

  dump(): undefined {
    return undefined;
  }

  #follow(step: Socks5Step): void {
    switch (step.kind) {
      case "greet":
        this.#send(SOCKS5_METHOD_REPLY);
        this.#wanted = step.length;
        return;
      case "read":
        this.#wanted = step.length;
        return;
      case "fail":
        this.#fail(step.reply, step.message);
        return;
      case "resolve":
        this.#resolve(step.hostname, step.port);
        return;
      case "connect":
        this.#connect(step.target);
        return;
    }
  }

  /** As the workload's own question would be answered, for an address of the family that it has come by. */
  #resolve(hostname: string, port: number): void {
    const { dns } = this.#parts;
    if (dns === undefined) {
      this.#fail(SOCKS5_REPLY.hostUnreachable, `${hostname} cannot be resolved: the DNS proxy is off`);
      return;
    }
    this.#isResolving = true;
    dns.resolve(hostname, ipFamily(this.#source.ip), ([ip]) => {
      this.#isResolving = false;
      if (this.#isDone) return;
      if (ip === undefined) this.#fail(SOCKS5_REPLY.hostUnreachable, `${hostname} cannot be resolved`);
      else this.#connect({ ip, port });
    });
  }

  /** The success reply goes out before the upstream is tried (as ztunnel). */
  #connect(target: SocketAddress): void {
    this.#send(encodeSocks5Reply(SOCKS5_REPLY.succeeded));
    this.#isDone = true;
    const { reactor } = this.#context;
    reactor.timers.cancel(this.#timer);
    reactor.unregister(this.#fd);
    const { component } = this;
    startOutbound(this.#context, this.#parts.tunnels, {
      fd: this.#fd,
      source: this.#source,
      target,
      component,
    });
    this.#context.connections.delete(this);
  }

  #fail(reply: number, message: string): void {
    const failure: Failure = { code: "socks5-protocol", message };
    this.#context.failures.count("source", failure.code);
    logEarlyFailure(
      this.#context.records,
      { direction: "outbound", sourceAddress: this.#source, destinationAddress: UNKNOWN_DESTINATION },
      failure,
    );
    this.#send(encodeSocks5Reply(reply));
    this.#close();
  }

  /** A few bytes on a fresh socket: if they do not fit, the connection is broken and the next read says so. */
  #send(bytes: Uint8Array): void {
    const { receive } = this.#context.memory;
    receive.bytes.set(bytes, 0);
    sendFrom(this.#fd, receive, 0, bytes.length);
  }

  #close(): void {
    if (this.#isDone) return;
    this.#isDone = true;
    this.#context.reactor.timers.cancel(this.#timer);
    this.#context.reactor.close(this.#fd);
    this.#context.connections.delete(this);
  }
}

const EAGAIN = 11;
const BUFFER_BYTES = 260;
const UNKNOWN_DESTINATION: SocketAddress = requireAddress("0.0.0.0:0");

function requireAddress(text: string): SocketAddress {
  const address = findSocketAddress(text);
  if (address === undefined) throw new Error(`${text} is no address`);
  return address;
}
