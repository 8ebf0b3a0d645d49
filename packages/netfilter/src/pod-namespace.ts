import type { RunProgram } from "./program.ts";

/** A pod's network namespace, as this package needs it. */
export interface PodNamespace {
  /** Runs programs inside the namespace. */
  readonly run: RunProgram;
  /**
   * Sends route-netlink messages inside the namespace and gives the kernel's answers, one behind the other, or -errno.
   * Without it the program `ip` is run, which costs two processes a pod.
   */
  readonly netlink?: (request: Uint8Array) => Uint8Array | number;
}
