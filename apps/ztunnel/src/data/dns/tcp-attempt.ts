/** A question over a connection of its own: the client has asked so, since the answer is long. */
import type { SocketAddress } from "@ambit/addr";
import { DEADLINE, openUpstream } from "@ambit/data-plane";
import { DnsFrames, frameDnsMessage } from "@ambit/dns";
import { ERRNO, errnoMessage, recvInto, sendFrom } from "@ambit/linux";
import { Dial, type FdHandler } from "@ambit/reactor";
import type { Attempt, AttemptEvents, AttemptMessage, AttemptParts } from "./ask.ts";

const READ_BYTES = 65_536;

/** See the module comment. */
export class TcpAttempt implements Attempt, FdHandler {
  readonly #parts: AttemptParts;
  readonly #message: AttemptMessage;
  readonly #events: AttemptEvents;
  readonly #dial: Dial;
  readonly #frames = new DnsFrames();
  #fd = -1;
  #unsent: Uint8Array;
  #isOpen = true;

  private constructor(
    parts: AttemptParts,
    dialled: { readonly fd: number; readonly server: SocketAddress },
    message: AttemptMessage,
    events: AttemptEvents,
  ) {
    this.#parts = parts;
    this.#message = message;
    this.#events = events;
    this.#unsent = frameDnsMessage(message.query.withId(message.id));
    this.#dial = new Dial(parts.reactor, dialled.fd, {
      destination: dialled.server,
      timeoutMs: DEADLINE.dnsConnectMs,
      onConnected: (fd) => this.#onConnected(fd),
      onFailed: (errno) => this.#fail(errnoMessage(errno)),
    });
  }

  /** A text says why there is nobody to ask. */
  static open(
    parts: AttemptParts,
    server: SocketAddress,
    message: AttemptMessage,
    events: AttemptEvents,
  ): TcpAttempt | string {
    const fd = openUpstream(parts.place, server, undefined);
    if (fd < 0) return errnoMessage(-fd);
    const attempt = new TcpAttempt(parts, { fd, server }, message, events);
    // In the next turn, because a dial may be through, or fail, at once.
    parts.reactor.scheduleNextTurn({
      run: () => attempt.#start(),
      abort: (error) => attempt.abort(error),
    });
    return attempt;
  }

  onReady(): void {
    this.#send();
    this.#read();
  }

  abort(error: unknown): void {
    this.#fail(`internal error: ${String(error)}`);
  }

  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    if (this.#fd === -1) this.#dial.cancel();
    else this.#parts.reactor.close(this.#fd);
  }

  #start(): void {
    if (this.#isOpen) this.#dial.start();
  }

  #onConnected(fd: number): void {
    this.#fd = fd;
    this.#parts.reactor.replaceHandler(fd, this);
    this.onReady();
  }

  #send(): void {
    const { receive } = this.#parts.memory;
    while (this.#isOpen && this.#unsent.length > 0) {
      receive.bytes.set(this.#unsent, 0);
      const sent = sendFrom(this.#fd, receive, 0, this.#unsent.length);
      if (sent === -ERRNO.EAGAIN) return;
      if (sent < 0) return this.#fail(errnoMessage(-sent));
      this.#unsent = this.#unsent.subarray(sent);
    }
  }

  #read(): void {
    const { receive } = this.#parts.memory;
    while (this.#isOpen) {
      const count = recvInto(this.#fd, receive, 0, READ_BYTES);
      if (count === -ERRNO.EAGAIN) return;
      if (count === 0) return this.#fail("the name server closed the connection");
      if (count < 0) return this.#fail(errnoMessage(-count));
      const [response] = this.#frames.push(receive.bytes.subarray(0, count));
      if (response !== undefined) this.#received(response);
    }
  }

  #received(response: Uint8Array): void {
    const { query, id } = this.#message;
    if (!query.isAnsweredBy(response, id)) return this.#fail("the name server answered another question");
    this.close();
    this.#events.onResponse(response);
  }

  #fail(reason: string): void {
    if (!this.#isOpen) return;
    this.close();
    this.#events.onFailed(reason);
  }
}
