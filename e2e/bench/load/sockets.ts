/** Small steps that all load generators share. A failed system call in a generator ends the measurement. */
import { parseIpAddress } from "@ambit/addr";
import {
  acceptSocket,
  bindSocket,
  connectSocket,
  EPOLLIN,
  ERRNO,
  errnoMessage,
  listenSocket,
  setNoDelay,
  setReuseAddress,
  tcpSocket,
} from "@ambit/linux";
import type { Reactor } from "@ambit/reactor";

const BACKLOG = 4096;
const ACCEPTS_PER_TURN = 128;

export function isAgain(result: number): boolean {
  return result === -ERRNO.EAGAIN;
}

/** Throws with the name of the failed step. */
export function require(step: string, result: number): number {
  if (result < 0) throw new Error(`${step}: ${errnoMessage(result)}`);
  return result;
}

/** Begins a connect; the descriptor turns writable when it is established. */
export function dialNow(ip: string, port: number): number {
  const fd = require("socket", tcpSocket(4));
  setNoDelay(fd);
  const result = connectSocket(fd, { ip: parseIpAddress(ip), port });
  if (result !== -ERRNO.EINPROGRESS) require(`connect ${ip}:${port}`, result);
  return fd;
}

/** Accepts on every IPv4 address; accepted descriptors have TCP_NODELAY from the listener. */
export function listenOn(reactor: Reactor, port: number, onAccept: (fd: number) => void): void {
  const listener = require("socket", tcpSocket(4));
  setReuseAddress(listener);
  setNoDelay(listener);
  require(`bind ${port}`, bindSocket(listener, { ip: parseIpAddress("0.0.0.0"), port }));
  require("listen", listenSocket(listener, BACKLOG));
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
