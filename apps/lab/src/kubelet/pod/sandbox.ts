/** A pod's place in the network. It is recorded before anything is made, so that what a killed kubelet left is found. */
import type { PodNetwork } from "../cni/pod-network.ts";
import type { Pod } from "./pod.ts";
import type { SandboxRecord } from "./pod-record.ts";

export interface SandboxOptions {
  readonly network: PodNetwork;
  readonly nodeNetns: string;
  readonly hostIps: readonly string[];
  readonly newId: () => string;
  readonly write: (sandbox: SandboxRecord | undefined) => void;
  /** The pod may be deleted while it waits. */
  readonly isWanted: () => boolean;
}

/**
 * Makes it, after what is left of one that was not finished is taken away. Rejects with KubeletError "network-failed";
 * nothing is left then.
 */
export async function raiseSandbox(
  pod: Pod,
  unfinished: SandboxRecord | undefined,
  options: SandboxOptions,
): Promise<void> {
  const { network, nodeNetns, hostIps, write } = options;
  if (unfinished?.network !== undefined) await network.detach(unfinished.network);
  write(undefined);
  if (!options.isWanted()) return;
  const id = options.newId();
  if (pod.hostNetwork) {
    write({ id, netns: nodeNetns, network: undefined, isReady: true, podIps: hostIps });
    return;
  }
  const { name, namespace, uid } = pod;
  const planned = network.plan({ name, namespace, uid }, id);
  const sandbox = { id, netns: planned.attachment.netns, network: planned };
  write({ ...sandbox, isReady: false, podIps: [] });
  try {
    const { addresses, ...record } = await network.attach(planned);
    write({ ...sandbox, network: record, isReady: true, podIps: addresses });
  } catch (error) {
    write(undefined);
    throw error;
  }
}
