/** Network namespaces of pods: opened by path, known by inode, never by name alone. */

import { fstatSync } from "node:fs";
import { type IpAddress, type IpFamily, ipFamily } from "@ambit/addr";
import { bindSocket, closeFd, errnoMessage, inNetns, LinuxError, openNetns, tcpSocket } from "@ambit/linux";
import { AgentError } from "./agent-error.ts";

/** What tells one namespace from another: paths and numbers of descriptors are used again. */
export interface NetnsId {
  readonly inode: number;
  readonly device: number;
}

/** An open namespace. Whoever holds it disposes it. */
export class Netns implements Disposable {
  readonly fd: number;
  readonly id: NetnsId;
  #isOpen = true;

  constructor(fd: number, id: NetnsId) {
    this.fd = fd;
    this.id = id;
  }

  [Symbol.dispose](): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    closeFd(this.fd);
  }
}

export function isSameNetns(left: NetnsId, right: NetnsId): boolean {
  return left.inode === right.inode && left.device === right.device;
}

/** `4026532281`, as `ls -l /proc/PID/ns/net` and `lsns` show it. */
export function formatNetns({ inode }: NetnsId): string {
  return String(inode);
}

/** Throws AgentError "netns-failed" that names the path. */
export function openNetnsPath(path: string): Netns {
  const fd = openNetns(path);
  if (fd < 0)
    throw new AgentError("netns-failed", `cannot open network namespace ${path}: ${errnoMessage(fd)}`);
  try {
    const { ino: inode, dev: device } = fstatSync(fd);
    return new Netns(fd, { inode, device });
  } catch (cause) {
    closeFd(fd);
    throw new AgentError("netns-failed", `cannot look at network namespace ${path}`, { cause });
  }
}

/** A descriptor of its own for the same namespace, for who closes it himself; undefined when there are none left. */
export function duplicateNetns({ fd }: Pick<Netns, "fd">): number | undefined {
  const copy = openNetns(`/proc/self/fd/${fd}`);
  return copy < 0 ? undefined : copy;
}

/**
 * Whether one of the addresses is an interface's inside. Asked by binding a socket: lists of interfaces leave out those
 * that came up only just now.
 */
export function hasAddress({ fd }: Pick<Netns, "fd">, ips: readonly IpAddress[]): boolean {
  return ips.some((ip) => {
    const socket = socketInside(fd, ipFamily(ip));
    if (socket < 0) return false;
    const result = bindSocket(socket, { ip, port: 0 });
    closeFd(socket);
    return result >= 0;
  });
}

/** Negative also when the descriptor is no network namespace. */
function socketInside(fd: number, family: IpFamily): number {
  try {
    return inNetns(fd, () => tcpSocket(family));
  } catch (error) {
    if (error instanceof LinuxError) return -1;
    throw error;
  }
}
