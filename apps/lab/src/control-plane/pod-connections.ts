/** Connections to ports inside pods, made from this process: a socket belongs to the network it was made in. */
import { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { setTimeout as delay } from "node:timers/promises";
import { type IpAddress, parseIpAddress } from "@ambit/addr";
import {
  closeFd,
  connectSocket,
  ERRNO,
  errnoMessage,
  inNetns,
  isConnected,
  openNetns,
  takeSocketError,
  tcpSocket,
} from "@ambit/linux";
import { LabError } from "../lab-error.ts";

const LOOPBACKS: readonly IpAddress[] = ["127.0.0.1", "::1"].map(parseIpAddress);
/** On loopback the answer is there with the question. */
const POLL_MS = 2;
const POLL_ROUNDS = 500;

/** `localhost:<port>` in a network namespace. Throws LabError "not-found" where nobody listens. */
export async function connectInNamespace(path: string, port: number): Promise<Duplex> {
  const namespace = openNetns(path);
  if (namespace < 0) throw new LabError("not-found", `${path}: ${errnoMessage(-namespace)}`);
  let reason = "";
  try {
    for (const ip of LOOPBACKS) {
      const fd = inNetns(namespace, () => tcpSocket(ip.includes(":") ? 6 : 4));
      if (fd < 0) {
        reason = errnoMessage(-fd);
        continue;
      }
      const errno = await connected(fd, { ip, port });
      if (errno === 0) return new Socket({ fd, readable: true, writable: true });
      closeFd(fd);
      reason = errnoMessage(errno);
    }
  } finally {
    closeFd(namespace);
  }
  throw new LabError("not-found", `nobody answers on port ${port}: ${reason}`);
}

/** 0, or an errno. */
async function connected(
  fd: number,
  address: { readonly ip: IpAddress; readonly port: number },
): Promise<number> {
  const result = connectSocket(fd, address);
  if (result < 0 && result !== -ERRNO.EINPROGRESS) return -result;
  for (let round = 0; round < POLL_ROUNDS; round += 1) {
    if (isConnected(fd)) return 0;
    const errno = takeSocketError(fd);
    if (errno !== 0) return errno;
    await delay(POLL_MS);
  }
  return ERRNO.ETIMEDOUT;
}
