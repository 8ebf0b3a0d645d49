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

/**
 * From now on: what is open in the namespace goes on as it does. Why not, where no /proc can be written. `hostProc` is
 * the node's.
 */
export function keepOpenConnections({ fd }: Netns, hostProc: string): string | undefined {
  return write(fd, hostProc, "0");
}

/** The same as on the node again. */
export function forgetOpenConnections({ fd }: Netns, hostProc: string): string | undefined {
  let ours: string;
  try {
    ours = readFileSync(TCP_LOOSE, "utf8").trim();
  } catch {
    // Without the setting here there is none there.
    return undefined;
  }
  return write(fd, hostProc, ours);
}

function write(fd: number, hostProc: string, value: string): string | undefined {
  const problems: string[] = [];
  for (const path of pathsOf(hostProc)) {
    try {
      inNetns(fd, () => writeFileSync(path, value));
      return undefined;
    } catch (error) {
      problems.push(error instanceof Error ? error.message : String(error));
    }
  }
  return problems[0];
}

/** A container without all privileges has a /proc/sys that cannot be written: the one that the node's first process sees can. */
function pathsOf(hostProc: string): readonly string[] {
  return [TCP_LOOSE, `${hostProc}/1/root${TCP_LOOSE}`];
}
