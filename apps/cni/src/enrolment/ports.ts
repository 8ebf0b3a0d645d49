/** What enrolling a pod needs of the node, the mesh and the cluster. */
import type { IpAddress } from "@ambit/addr";
import type { ApplyOutcome, PodCapture } from "@ambit/netfilter";
import type { ZdsAddedPod, ZdsOutcome } from "@ambit/zds";
import type { Netns } from "../agent/netns.ts";
import type { Pod, Redirection } from "../kube/pod.ts";
import type { CaptureJournal } from "../node/capture-journal.ts";

/** Finds the network namespace of a pod that runs already. */
export interface NetnsFinder {
  /** Undefined: nothing of the pod runs here. The caller disposes what is found. */
  find(pod: Pod, ips: readonly IpAddress[]): Promise<Netns | undefined>;
}

/** Rules inside a pod's namespace. All of them may be repeated. */
export interface PodRules {
  /**
   * `known`: nothing of ours is there, or these very rules, released by this agent; else it is looked what is there. Resolves
   * when they are as they have to be.
   */
  install(
    netns: Netns,
    options: { readonly capture: PodCapture; readonly known: "nothing" | "released" | undefined },
  ): Promise<ApplyOutcome>;
  /** No new connection is captured from here on; those in hand go on. */
  release(netns: Netns, capture: PodCapture): Promise<void>;
  /** After `release`. `lastCapture` is undefined where it is not known what is there. */
  remove(netns: Netns, lastCapture: PodCapture | undefined): Promise<void>;
  /** What differs from what `install` makes. */
  verify(netns: Netns, capture: PodCapture): Promise<readonly string[]>;
  /** Another one as soon as anybody has changed rules or routes: cheap, without a program. */
  fingerprint(netns: Netns, capture: PodCapture): string;
}

/** The node's set of addresses whose probes come from the address that pods let pass. */
export interface ProbeSet {
  add(ips: readonly IpAddress[], podUid: string): Promise<void>;
  /** An address that another pod has by now stays. */
  remove(ips: readonly IpAddress[], podUid: string): Promise<void>;
}

/** The node's ztunnels. */
export interface Ztunnels {
  /** The one that adds go to. */
  readonly newest: number | undefined;
  readonly isNewestSynced: boolean;
  add(pod: ZdsAddedPod): Promise<ZdsOutcome>;
  remove(uid: string): Promise<ZdsOutcome>;
}

/** The annotation by which the control plane learns what takes HBONE. */
export interface PodAnnotations {
  /** The pod as it then is; undefined when it is gone, or another pod has its name. */
  write(pod: Pod, value: Redirection | undefined): Promise<Pod | undefined>;
}

/** Pods of this node as the cluster has them. */
export interface PodSource {
  /** Undefined: deleted. */
  find(uid: string): Pod | undefined;
  /** Whether it is to be in the mesh. */
  isWanted(pod: Pod): boolean;
  /** A state of a pod that did not come through the informer. */
  observe(pod: Pod): void;
  /** It is known to be gone before the informer says so. */
  forget(uid: string): void;
}

export interface EnrolmentPorts {
  readonly journal: Pick<CaptureJournal, "note" | "drop">;
  readonly netns: NetnsFinder;
  readonly rules: PodRules;
  readonly probes: ProbeSet;
  readonly ztunnels: Ztunnels;
  readonly annotations: PodAnnotations;
  readonly pods: PodSource;
}
