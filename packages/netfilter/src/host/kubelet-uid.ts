/** The user whose sockets probes come from, which is all that nftables can match them by. */
import { readdir, readFile } from "node:fs/promises";

/** Names of processes that contain a kubelet: alone, in MicroK8s, in k3s and RKE2. */
const KUBELET_NAMES: ReadonlySet<string> = new Set([
  "kubelet",
  "kubelite",
  "k3s",
  "k3s-server",
  "k3s-agent",
  "rke2",
]);

/** Looks through a /proc folder of the host. `undefined` when no kubelet is seen; it is 0 nearly everywhere. */
export async function findKubeletUid(procPath: string): Promise<number | undefined> {
  const pids = (await readdir(procPath)).filter((name) => /^\d+$/.test(name));
  for (const pid of pids) {
    const uid = await kubeletUidOf(`${procPath}/${pid}/status`);
    if (uid !== undefined) return uid;
  }
  return undefined;
}

async function kubeletUidOf(statusPath: string): Promise<number | undefined> {
  let status: string;
  try {
    status = await readFile(statusPath, "utf8");
  } catch {
    // The process has ended since the folder was listed.
    return undefined;
  }
  const name = /^Name:\t(.*)$/m.exec(status)?.[1];
  const uid = /^Uid:\t(\d+)/m.exec(status)?.[1];
  return name !== undefined && uid !== undefined && KUBELET_NAMES.has(name) ? Number(uid) : undefined;
}
