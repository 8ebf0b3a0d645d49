/** Network namespaces of pods: opened by path, known by inode, never by name alone. */

import { fstatSync } from "node:fs";
import { networkInterfaces } from "node:os";
import { findIpAddress, type IpAddress } from "@ambit/addr";
import { closeFd, errnoMessage, inNetns, LinuxError, openNetns } from "@ambit/linux";
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

/** Addresses of the interfaces inside that are up. Empty too when the descriptor is no network namespace. */
export function addressesInside({ fd }: Pick<Netns, "fd">): readonly IpAddress[] {
  try {
    const interfaces = inNetns(fd, () => Object.values(networkInterfaces()).flatMap((list) => list ?? []));
    return interfaces.flatMap(({ address }) => findIpAddress(address.replace(/%.*$/, "")) ?? []);
  } catch (error) {
    if (error instanceof LinuxError) return [];
    throw error;
  }
}
