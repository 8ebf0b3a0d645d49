/** Small steps that load generators and soaks share. A failed system call ends the program. */
import { parseIpAddress } from "@ambit/addr";
import {
  acceptSocket,
  bindSocket,
  EPOLLIN,
  errnoMessage,
  listenSocket,
  setNoDelay,
  setReuseAddress,
  tcpSocket,
} from "@ambit/linux";
import type { Reactor } from "@ambit/reactor";

const BACKLOG = 4096;
const ACCEPTS_PER_TURN = 128;

/** The result of a call. Throws with the name of a step that failed. */
export function succeed(step: string, result: number): number {
  if (result < 0) throw new Error(`${step}: ${errnoMessage(result)}`);
  return result;
}

/** Accepts on every IPv4 address; accepted descriptors have TCP_NODELAY from the listener. */
export function listenOn(reactor: Reactor, port: number, onAccept: (fd: number) => void): void {
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
