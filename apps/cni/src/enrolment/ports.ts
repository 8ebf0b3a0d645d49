/** What enrolling a pod needs of the node, the mesh and the cluster. */
import type { IpAddress } from "@ambit/addr";
import type { ApplyOutcome, PodCapture } from "@ambit/netfilter";
import type { ZdsAddedPod, ZdsOutcome } from "@ambit/zds";
import type { Netns } from "../agent/netns.ts";
import type { EnrolledCondition } from "../kube/enrolled-condition.ts";
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
  /** No TCP of the pod but to the node's probes, whatever else fails there. */
  block(netns: Netns, capture: PodCapture): void;
  /** Undoes that; nothing there is fine. */
  unblock(netns: Netns, capture: PodCapture): void;
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

/** The annotation by which the control plane learns what takes HBONE, and the condition by which people do. */
export interface PodAnnotations {
  /**
   * Both in one request. The pod as it then is; undefined when it is gone, or another pod has its name. A condition that is
   * undefined is removed.
   */
  write(
    pod: Pod,
    value: Redirection | undefined,
    condition: EnrolledCondition | undefined,
  ): Promise<Pod | undefined>;
  /** The condition alone: the annotation may be another one by now. */
  writeCondition(pod: Pod, condition: EnrolledCondition | undefined): Promise<Pod | undefined>;
}

/** Sockets inside a pod's namespace. */
export interface PodListeners {
  /** The ports of ztunnel on which nobody listens. Cheap, without a program. */
  silent(netns: Netns): readonly number[];
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
  readonly listeners: PodListeners;
  readonly pods: PodSource;
}
