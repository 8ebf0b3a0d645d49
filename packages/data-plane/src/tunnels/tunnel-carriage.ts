/** What the bytes of a tunnel travel in: a TCP connection of its own, or a stream of another tunnel (gateway-carriage.ts). */
import type { SocketAddress } from "@ambit/addr";
import { errnoMessage } from "@ambit/linux";
import { Dial } from "@ambit/reactor";
import type { Failure } from "../records/failure.ts";
import type { WorkloadContext } from "../thread/context.ts";
import { DEADLINE } from "../thread/deadlines.ts";
import { openUpstream } from "../thread/sockets.ts";
import { connectFailure } from "./tunnel-failure.ts";

/** Exactly one of both, once, unless the carriage was ended before. */
export interface CarriageCallbacks {
  /** A connected descriptor, which is the tunnel's from here on. */
  onConnected(fd: number): void;
  onFailed(failure: Failure): void;
}

/** A tunnel with another one inside. */
export interface OuterTunnel {
  readonly isRevoked: boolean;
  /** Its peer has said GOAWAY. */
  readonly isDraining: boolean;
}

/** Made for one attempt to make a tunnel. */
export interface Carriage {
  /** The tunnel that this one runs in, once it is known. */
  readonly outer: OuterTunnel | undefined;
  /** Why the descriptor's other end was closed, where this side knows it. */
  readonly failure: Failure | undefined;
  /** May call back at once. */
  start(): void;
  /** The tunnel is over, or not wanted any more. */
  end(): void;
}

/** See the module comment. The socket is a marked one of the workload's namespace. */
export class TcpCarriage implements Carriage {
  readonly outer = undefined;
  readonly failure = undefined;
  readonly #context: WorkloadContext;
  readonly #hop: SocketAddress;
  readonly #callbacks: CarriageCallbacks;
  #dial: Dial | undefined;

  constructor(context: WorkloadContext, hop: SocketAddress, callbacks: CarriageCallbacks) {
    this.#context = context;
    this.#hop = hop;
    this.#callbacks = callbacks;
  }

  start(): void {
    const { reactor, keepalives } = this.#context;
    const fd = openUpstream(this.#context, this.#hop, undefined);
    if (fd < 0) {
      this.#callbacks.onFailed({ code: "tunnel-connect-failed", message: `io error: ${errnoMessage(-fd)}` });
      return;
    }
    this.#dial = new Dial(reactor, fd, {
      destination: this.#hop,
      timeoutMs: DEADLINE.connectMs,
      onConnected: () => {
        this.#dial = undefined;
        keepalives.add(fd);
        this.#callbacks.onConnected(fd);
      },
      onFailed: (errno, isTimeout) => this.#callbacks.onFailed(connectFailure(this.#hop, errno, isTimeout)),
    });
    this.#dial.start();
  }

  end(): void {
    this.#dial?.cancel();
  }
}
