/**
 * What an inner tunnel of double HBONE travels in: a stream of a tunnel to a network gateway, which passes the bytes on
 * without looking into them. A pair of sockets stands between the two, so that the inner tunnel is a tunnel like any
 * other, with a descriptor: TLS, HTTP/2 and the relay need not know that there are two of each.
 */
import type { HeaderField } from "@ambit/http2";
import { errnoMessage, unixSocketPair } from "@ambit/linux";
import { CONNECTION_EVENTS, type RelayEnd, type RelayObserver, StreamRelay, Timer } from "@ambit/reactor";
import type { Failure } from "../records/failure.ts";
import type { WorkloadContext } from "../thread/context.ts";
import { DEADLINE } from "../thread/deadlines.ts";
import { ConnectExchange, type OpenStream } from "./connect-exchange.ts";
import type { ClientTunnel, TunnelCallbacks } from "./pooled-tunnels.ts";
import { relayFailure } from "./relay-failure.ts";
import type { Carriage, CarriageCallbacks } from "./tunnel-carriage.ts";

/** How the gateway is reached, and what it is asked. */
export interface GatewayRequest {
  readonly open: (callbacks: TunnelCallbacks) => void;
  readonly fields: () => HeaderField[];
}

/** See the module comment. */
export class GatewayCarriage implements Carriage, RelayObserver {
  readonly #context: WorkloadContext;
  readonly #callbacks: CarriageCallbacks;
  readonly #exchange: ConnectExchange;
  readonly #lingerTimer: Timer;
  #outer: ClientTunnel | undefined;
  #relay: StreamRelay | undefined;
  #failure: Failure | undefined;

  constructor(context: WorkloadContext, request: GatewayRequest, callbacks: CarriageCallbacks) {
    this.#context = context;
    this.#callbacks = callbacks;
    this.#exchange = new ConnectExchange({
      reactor: context.reactor,
      ...request,
      onTunnel: (tunnel) => {
        this.#outer = tunnel;
      },
      onOpen: (open) => this.#join(open),
      onFailed: (failure) => callbacks.onFailed(ofGateway(failure)),
    });
    this.#lingerTimer = new Timer(() => this.#relay?.destroy("aborted", "", CANCEL));
  }

  get outer(): ClientTunnel | undefined {
    return this.#outer;
  }

  get failure(): Failure | undefined {
    return this.#failure;
  }

  start(): void {
    this.#exchange.start();
  }

  /** What the tunnel has said last is on its way to the gateway, which then ends the stream, or is not waited for. */
  end(): void {
    this.#exchange.cancel();
    if (this.#relay === undefined || this.#relay.isDone) return;
    this.#context.reactor.armAfter(this.#lingerTimer, DEADLINE.gatewayLingerMs);
  }

  onSocketBytes(): void {
    // Ciphertext: the connections inside count what is theirs.
  }

  onStreamBytes(): void {
    // The same.
  }

  onRelayEnd(end: RelayEnd): void {
    this.#context.reactor.timers.cancel(this.#lingerTimer);
    const failure = relayFailure(end);
    this.#failure = failure && ofGateway(failure);
    this.#outer?.streamEnded();
  }

  #join({ stream, tunnel }: OpenStream): void {
    const { reactor, memory } = this.#context;
    const pair = unixSocketPair("stream");
    if (typeof pair === "number") {
      stream.reset(CANCEL);
      tunnel.streamEnded();
      this.#callbacks.onFailed({
        code: "tunnel-connect-failed",
        message: `io error: ${errnoMessage(-pair)}`,
      });
      return;
    }
    const relay = new StreamRelay({ reactor, memory }, { stream, output: tunnel.socket.tls }, this);
    this.#relay = relay;
    stream.consumer = relay;
    reactor.register(pair.first, CONNECTION_EVENTS, relay);
    relay.attach(pair.first, 0);
    this.#callbacks.onConnected(pair.second);
  }
}

/** Between this proxy and the gateway, and not between the gateway and the destination. */
function ofGateway(failure: Failure): Failure {
  return { ...failure, message: `network gateway: ${failure.message}` };
}

const CANCEL = 8;
