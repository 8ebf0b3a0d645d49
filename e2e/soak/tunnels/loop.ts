/** What the engine programs of the soak have in common: the loop, its memory, and the settings of an HBONE end. */
import { HBONE_PING, hboneClientSettings, hboneServerSettings } from "@ambit/hbone";
import { raiseFileLimit } from "@ambit/linux";
import { type Http2SocketOptions, Reactor, ThreadMemory } from "@ambit/reactor";

/** A loop in which any exception ends the program. */
export interface Loop {
  readonly reactor: Reactor;
  readonly memory: ThreadMemory;
}

export function makeLoop(): Loop {
  raiseFileLimit();
  const reactor = new Reactor({
    nowMs: () => performance.now(),
    onHandlerError: (error) => {
      throw error;
    },
  });
  return { reactor, memory: new ThreadMemory() };
}

/** The settings of a ztunnel. */
export function hboneEnd(role: "client" | "server"): Http2SocketOptions {
  return {
    role,
    ...(role === "client" ? hboneClientSettings() : hboneServerSettings()),
    limits: {},
    deadlines: { handshakeMs: 10_000, pingIntervalMs: 10_000, pingTimeoutMs: 20_000, idleMs: undefined },
    pingPayload: [HBONE_PING.hi, HBONE_PING.lo],
  };
}
