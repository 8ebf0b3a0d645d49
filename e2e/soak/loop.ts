/** What the engine programs of the soak have in common: the loop, its memory, and the settings of an HBONE end. */
import { parseIpAddress } from "@ambit/addr";
import { HBONE_PING, hboneClientSettings, hboneServerSettings } from "@ambit/hbone";
import {
  acceptSocket,
  bindSocket,
  EPOLLIN,
  errnoMessage,
  listenSocket,
  raiseFileLimit,
  setNoDelay,
  setReuseAddress,
  tcpSocket,
} from "@ambit/linux";
import { type Http2SocketOptions, Reactor, ThreadMemory } from "@ambit/reactor";

const BACKLOG = 4096;
const ACCEPTS_PER_TURN = 128;

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

/** Throws with the name of the failed step. */
export function succeed(step: string, result: number): number {
  if (result < 0) throw new Error(`${step}: ${errnoMessage(-result)}`);
  return result;
}

/** Accepts on every IPv4 address. */
export function listenOn({ reactor }: Loop, port: number, onAccept: (fd: number) => void): void {
  const listener = succeed("socket", tcpSocket(4));
  setReuseAddress(listener);
  setNoDelay(listener);
  succeed(`bind ${port}`, bindSocket(listener, { ip: parseIpAddress("0.0.0.0"), port }));
  succeed("listen", listenSocket(listener, BACKLOG));
  reactor.register(listener, EPOLLIN, {
    onReady() {
      for (let count = 0; count < ACCEPTS_PER_TURN; count++) {
        const fd = acceptSocket(listener);
        if (fd < 0) return;
        onAccept(fd);
      }
    },
    abort(error) {
      throw error;
    },
  });
}
