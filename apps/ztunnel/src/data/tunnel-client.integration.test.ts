import { identityOf } from "@ambit/data-plane";
import type { Failure } from "@ambit/data-plane/records";
import {
  addressOf,
  certificateFor,
  expectClosedSockets,
  listenOn,
  meshIp,
  RawSocket,
} from "@ambit/data-plane/testing";
import { TunnelClient } from "@ambit/data-plane/tunnels";
import { acceptSocket } from "@ambit/linux";
import { expect, test } from "vitest";
import { localWorkload, World } from "./testing/world.ts";

const IDENTITY = identityOf(localWorkload());
const TLS_HANDSHAKE_RECORD = 22;
const LIFE_MS = 5_000;

expectClosedSockets();

/** A tunnel that is being dialed: its SYN finds a full queue, and is repeated when `accept` has made room. */
class SlowDial extends World {
  readonly failures: Failure[] = [];
  readonly tunnels: TunnelClient;
  readonly #listenerFd = listenOn({ ip: meshIp(30), port: 0 }, 0);
  readonly #fillers: RawSocket[] = [];
  readonly #accepted: RawSocket[] = [];

  constructor() {
    super({ hasCertificate: false });
    this.context.tls.install(certificateFor(IDENTITY, { notAfterMs: Date.now() + LIFE_MS }));
    this.tunnels = new TunnelClient(this.context);
    const hop = addressOf(this.#listenerFd);
    this.#fillers.push(this.poll(RawSocket.connect(hop)), this.poll(RawSocket.connect(hop)));
    this.turns(2);
    this.tunnels.open(
      { source: IDENTITY, sourceIp: meshIp(1), hop, expectedIdentities: [IDENTITY] },
      { onTunnel: () => undefined, onFailed: (failure) => void this.failures.push(failure) },
    );
    this.turns(2);
  }

  /** Takes everything in that has connected; what came on any of them so far. */
  accept(): readonly (Uint8Array | undefined)[] {
    for (let fd = acceptSocket(this.#listenerFd); fd >= 0; fd = acceptSocket(this.#listenerFd)) {
      this.#accepted.push(this.poll(new RawSocket(fd)));
    }
    return this.#accepted.map(({ chunks }) => chunks[0]);
  }

  override [Symbol.dispose](): void {
    // A handshake under way ends with its peer.
    for (const socket of [...this.#fillers, ...this.#accepted]) socket.close();
    this.turns(3);
    this.tunnels.close();
    super[Symbol.dispose]();
    new RawSocket(this.#listenerFd).close();
  }
}

test("a certificate that is renewed during the dial is the one the handshake uses", () => {
  using world = new SlowDial();
  world.context.tls.install(certificateFor(IDENTITY));
  world.until(() => world.accept().some((chunk) => chunk?.[0] === TLS_HANDSHAKE_RECORD));
  expect(world.failures).toEqual([]);
});

test("a certificate that expires during the dial is not used, and whoever waits is told", () => {
  using world = new SlowDial();
  world.passTime(LIFE_MS + 1_000);
  world.until(() => world.accept().length > 0 && world.failures.length > 0);
  expect(world.failures).toEqual([
    { code: "certificate-unavailable", message: "certificate expired during the dial" },
  ]);
  expect(world.accept().filter((chunk) => chunk !== undefined)).toEqual([]);
});
