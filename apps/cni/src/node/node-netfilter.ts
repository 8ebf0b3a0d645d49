/** How this node is programmed: its backend, and the rules of its own namespace. */

import type { IpAddress } from "@ambit/addr";
import type { Clock } from "@ambit/lifecycle";
import { inNetns } from "@ambit/linux";
import {
  type Backend,
  type CaptureDefaults,
  childPrograms,
  detectBackend,
  findKubeletUid,
  formatBackend,
  type HostProbes,
  hostFingerprint,
  openHostProbes,
  type ProbedPod,
  type RunProgram,
} from "@ambit/netfilter";
import type { Logger } from "@ambit/telemetry";
import type { Netns } from "../agent/netns.ts";
import type { AgentConfig } from "../config.ts";
import type { ProbeSet } from "../enrolment/ports.ts";
import { hostPath } from "../paths.ts";
import { persist } from "./persist.ts";
import { RULE_KERNEL } from "./rule-kernel.ts";

export interface NodeNetfilter {
  readonly backend: Backend;
  /** Runs programs in the node's namespace. */
  readonly run: RunProgram;
  /** Whether it is so, for who looks with this thread in the node's namespace. */
  readonly isSoInside: (look: () => boolean) => boolean;
  readonly probes: HostProbes;
  /** Another one as soon as anybody has changed rules of the node. */
  readonly fingerprint: () => string;
  readonly capture: CaptureDefaults;
}

export interface NodeNetfilterOptions {
  readonly config: AgentConfig;
  /** The node's namespace; undefined where the agent is in it. */
  readonly hostNetns: Netns | undefined;
  readonly clock: Clock;
  /** Scope `cni-agent`. */
  readonly logger: Logger;
}

/** Chooses the backend and makes the node's own rules. Throws NetfilterError. */
export async function openNodeNetfilter(
  options: NodeNetfilterOptions,
  signal: AbortSignal,
): Promise<NodeNetfilter> {
  const { config, hostNetns, logger } = options;
  const run = hostPrograms(hostNetns);
  const capture = captureDefaults(config);
  const choice = await detectBackend(run, {
    nativeNftables: config.nativeNftables,
    forceIptables: config.forceIptablesBinary === "" ? undefined : config.forceIptablesBinary,
    ipv6: config.ipv6,
  });
  logger.info("rules are made with", { backend: formatBackend(choice.backend), reason: choice.reason });
  if (choice.warning !== undefined) logger.warn(choice.warning);
  const kubeletUid = (await findKubeletUid(hostPath(config.hostRoot, "/proc"))) ?? 0;
  const probes = await persist(options, signal, () =>
    openHostProbes(run, {
      backend: choice.backend,
      ipv6: config.ipv6,
      probeSource: capture.probeSource,
      kubeletUid,
    }),
  );
  const { backend } = choice;
  const read = (): string => hostFingerprint(RULE_KERNEL, { ipv6: config.ipv6, backend });
  const fingerprint = (): string => (hostNetns === undefined ? read() : inNetns(hostNetns.fd, read));
  const isSoInside = (look: () => boolean): boolean =>
    hostNetns === undefined ? look() : inNetns(hostNetns.fd, look);
  return { backend, run, isSoInside, probes, fingerprint, capture };
}

/** Programs in the node's own namespace. */
export function hostPrograms(hostNetns: Netns | undefined): RunProgram {
  return childPrograms((start) => (hostNetns === undefined ? start() : inNetns(hostNetns.fd, start)));
}

export function captureDefaults({ ipv6, dnsCapture, probeIpv4, probeIpv6 }: AgentConfig): CaptureDefaults {
  return { ipv6, dnsCapture, probeSource: { 4: probeIpv4, 6: probeIpv6 } };
}

/** The sets as enrolment needs them. */
export function probeSet(probes: HostProbes, logger: Logger): ProbeSet {
  return {
    add: (ips, podUid) => probes.add(probedPods(ips, podUid)),
    remove: async (ips, podUid) => {
      for (const { ip } of await probes.remove(probedPods(ips, podUid))) {
        logger.warn("an address is another pod's by now, it stays in the probe set", { ip, uid: podUid });
      }
    },
  };
}

export function probedPods(ips: readonly IpAddress[], podUid: string): readonly ProbedPod[] {
  return ips.map((ip) => ({ ip, podUid }));
}
