/**
 * Connections that a pod has when it comes into the mesh. Nothing in its namespace has kept track of them so far, so to
 * rules that begin to translate, their next packet looks like the first of a connection: it would be led to ztunnel, which
 * knows nothing of it. The kernel can be told to keep track of nothing whose beginning it has not seen.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { inNetns } from "@ambit/linux";
import type { Netns } from "../agent/netns.ts";

/** Of the network namespace of who opens it. */
const TCP_LOOSE = "/proc/sys/net/netfilter/nf_conntrack_tcp_loose";

/** From now on: what is open in the namespace goes on as it does. Why not, where /proc cannot be written. */
export function keepOpenConnections({ fd }: Netns): string | undefined {
  return write(fd, "0");
}

/** The same as on the node again. */
export function forgetOpenConnections({ fd }: Netns): string | undefined {
  let ours: string;
  try {
    ours = readFileSync(TCP_LOOSE, "utf8").trim();
  } catch {
    // Without the setting here there is none there.
    return undefined;
  }
  return write(fd, ours);
}

function write(fd: number, value: string): string | undefined {
  try {
    inNetns(fd, () => writeFileSync(TCP_LOOSE, value));
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
