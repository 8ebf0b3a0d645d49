import type { IpFamily } from "@ambit/addr";
import type { Attempt } from "../failure.ts";
import type { PodCapture } from "../rules/pod-capture.ts";

/** What one backend can do with a pod's rules; routes are the same for all. */
export interface PodDriver {
  /** The fast way, for pods without rules of ours. */
  create(): Promise<Attempt>;
  /** Reads, changes what differs, and reads again. Throws NetfilterError. */
  reconcile(): Promise<"installed" | "unchanged" | "repaired">;
  /** New connections go their own way, those in hand keep what they need. */
  release(): Promise<Attempt>;
  /** Undoes `release`. */
  recapture(): Promise<Attempt>;
  /** The fast way to undo `create`, also after `release`. */
  remove(state: { readonly isReleased: boolean }): Promise<Attempt>;
  /** Reads and says what is not as desired. */
  differences(): Promise<readonly string[]>;
}

/** Families that a pod is captured in. */
export function captureFamilies(capture: PodCapture): readonly IpFamily[] {
  return capture.ipv6 ? [4, 6] : [4];
}
