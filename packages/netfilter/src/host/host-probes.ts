import type { Backend } from "../backend.ts";
import { NetfilterError } from "../netfilter-error.ts";
import type { RunProgram } from "../program.ts";
import type { ProbeSource } from "../rules/rule.ts";
import type { ProbedPod } from "./probed-pod.ts";

/** How the node's own namespace is programmed. */
export interface HostProbesOptions {
  readonly backend: Backend;
  readonly ipv6: boolean;
  readonly probeSource: ProbeSource;
  /** Of findKubeletUid; used with nftables only. */
  readonly kubeletUid: number;
}

/** Makes or repairs sets and rules of the node; addresses that are in the sets stay until `sync`. Throws NetfilterError. */
export async function openHostProbes(host: RunProgram, options: HostProbesOptions): Promise<HostProbes> {
  throw new NetfilterError("program-failed", `not there yet ${String(host)} ${String(options)}`);
}

/**
 * The node's rules for probes and the sets of enrolled pods' addresses. Calls may overlap: those that wait are put
 * into one run of a program.
 */
export class HostProbes {
  /** An address that another pod had is taken over. Resolves when the kernel has it. */
  add(pods: readonly ProbedPod[]): Promise<void> {
    return Promise.reject(new NetfilterError("program-failed", `not there yet ${pods.length}`));
  }

  /** Removes addresses that are these pods'; resolves to those that another pod has by now, which stay. */
  remove(pods: readonly ProbedPod[]): Promise<readonly ProbedPod[]> {
    return Promise.reject(new NetfilterError("program-failed", `not there yet ${pods.length}`));
  }

  /** All of these, and with `prune` nothing else. Without, when a pod's address is not known, others stay. */
  sync(pods: readonly ProbedPod[], options: { readonly prune: boolean }): Promise<void> {
    return Promise.reject(
      new NetfilterError("program-failed", `not there yet ${pods.length} ${String(options)}`),
    );
  }

  /** Removes rules and sets, at uninstallation. */
  destroy(): Promise<void> {
    return Promise.reject(new NetfilterError("program-failed", "not there yet"));
  }
}
