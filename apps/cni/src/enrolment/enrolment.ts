/** What one pod has, as this agent knows it. State with a lifetime: it owns the pod's open namespace. */
import type { IpAddress } from "@ambit/addr";
import type { PodCapture } from "@ambit/netfilter";
import { isSameNetns, type Netns } from "../agent/netns.ts";
import type { Pod } from "../kube/pod.ts";
import type { Installed, RuleState } from "./next-step.ts";

export class Enrolment implements Disposable {
  readonly uid: string;
  /** As it was last seen. */
  pod: Pod;
  rules: RuleState = "none";
  /** What the rules were made from. */
  capture: PodCapture | undefined;
  probes: readonly IpAddress[] = [];
  /** The last that were known: Kubernetes may blank them when a pod ends. */
  ips: readonly IpAddress[] = [];
  ackedBy: number | undefined;
  isTold = false;
  releasedMs: number | undefined;
  withdrawnMs: number | undefined;
  isLost = false;
  /** The attempt to start it has failed: what there is of it goes, whatever its labels say. */
  isAbandoned = false;
  /** The fingerprint of the rules when they were last known; undefined where a change of ours may have moved it. */
  seen: string | undefined;
  /** The last one with which everything was right. */
  seenRight: string | undefined;
  /** The fingerprint for which the rules have to be read. */
  suspected: string | undefined;
  /** The rules have been read since they were made. */
  isReadBack = false;
  /** Its traffic is dropped, since it could not be enrolled. */
  isBlocked = false;
  /** Ports of ztunnel on which nobody listened when that was last looked at. */
  silentPorts: readonly number[] = [];
  /** How often somebody else's changes were undone, and when last, wall-clock milliseconds. */
  restored: { readonly count: number; readonly lastMs: number } | undefined;
  /** When the rules were last known to be as they have to be, wall-clock milliseconds. */
  verifiedMs: number | undefined;
  /** Why it is not as it should be, for an operator. */
  problem: string | undefined;
  #netns: Netns | undefined;

  constructor(pod: Pod) {
    this.uid = pod.uid;
    this.pod = pod;
  }

  get netns(): Netns | undefined {
    return this.#netns;
  }

  /**
   * Takes the namespace over. What was known holds for the same one only: a pod whose sandbox was made anew has
   * nothing.
   */
  enter(netns: Netns): void {
    this.isLost = false;
    if (this.isIn(netns)) {
      netns[Symbol.dispose]();
      return;
    }
    this.seen = undefined;
    this.seenRight = undefined;
    this.suspected = undefined;
    this.isReadBack = false;
    this.isBlocked = false;
    if (this.#netns !== undefined) {
      this.rules = "none";
      this.capture = undefined;
      this.releasedMs = undefined;
      this.withdrawnMs = undefined;
      this.#netns[Symbol.dispose]();
    }
    this.ackedBy = undefined;
    this.#netns = netns;
  }

  isIn({ id }: Pick<Netns, "id">): boolean {
    return this.#netns !== undefined && isSameNetns(this.#netns.id, id);
  }

  /** Whether a ztunnel that comes is to have it. */
  get isProxied(): boolean {
    return !this.isAbandoned && this.withdrawnMs === undefined;
  }

  /** For `nextStep`. */
  installed(): Installed {
    return {
      hasNetns: this.#netns !== undefined,
      rules: this.rules,
      capture: this.capture === undefined ? undefined : captureKey(this.capture),
      isSuspect: this.suspected !== undefined,
      probes: this.probes,
      ackedBy: this.ackedBy,
      isTold: this.isTold,
      annotation: this.pod.redirection,
      releasedMs: this.releasedMs,
      withdrawnMs: this.withdrawnMs,
      isLost: this.isLost,
    };
  }

  [Symbol.dispose](): void {
    this.#netns?.[Symbol.dispose]();
    this.#netns = undefined;
  }
}

/** Equal for equal rules. */
export function captureKey(capture: PodCapture): string {
  return JSON.stringify(capture);
}
