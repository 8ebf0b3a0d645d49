/** Small steps of the connections that all load generators make. */
import { parseIpAddress } from "@ambit/addr";
import { connectSocket, ERRNO, setNoDelay, tcpSocket } from "@ambit/linux";
import { succeed } from "../../src/plain-sockets.ts";

export function isAgain(result: number): boolean {
  return result === -ERRNO.EAGAIN;
}

/** Begins a connect; the descriptor turns writable when it is established. */
export function dialNow(ip: string, port: number): number {
  const fd = succeed("socket", tcpSocket(4));
  setNoDelay(fd);
  const result = connectSocket(fd, { ip: parseIpAddress(ip), port });
  if (result !== -ERRNO.EINPROGRESS) succeed(`connect ${ip}:${port}`, result);
  return fd;
}
