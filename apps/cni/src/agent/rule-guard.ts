/**
 * Notices when somebody else changes the rules of a pod or of the node, within seconds, and has them restored. Pods are looked at
 * without a program (some 40 us each); their rules are read only when something has moved, and once, in quiet times,
 * after they were made.
 */
import { formatErrorChain } from "@ambit/errors";
import { type Clock, ticks } from "@ambit/lifecycle";
import type { HostProbes } from "@ambit/netfilter";
import type { Logger } from "@ambit/telemetry";
import type { Enrolment } from "../enrolment/enrolment.ts";
import type { RuleKeeper } from "../enrolment/rule-keeper.ts";

/** What has been changed is back within 5 s: a look, and the run of some programs. */
const POD_LOOK_INTERVAL_MS = 2_000;
/** A look at the node runs a program for each family. */
const NODE_LOOK_INTERVAL_MS = 3_000;
/** Other work of this thread goes in between. */
const PODS_PER_TURN = 50;
/** Each runs a handful of programs. */
const READ_BACKS_PER_LOOK = 4;

export interface PodGuardOptions {
  readonly enrolments: () => Iterable<Enrolment>;
  readonly rules: Pick<RuleKeeper, "look" | "doubt">;
  readonly enqueue: (uid: string) => void;
  /** No pod is being enrolled. */
  readonly isIdle: () => boolean;
  readonly pause: () => Promise<void>;
  readonly clock: Clock;
}

/** Until the signal aborts. */
export async function guardPods(options: PodGuardOptions, signal: AbortSignal): Promise<void> {
  const { enrolments, rules, enqueue, isIdle, clock } = options;
  for await (const _ of ticks(clock, POD_LOOK_INTERVAL_MS, signal)) {
    const wasIdle = isIdle();
    await lookAtPods(options);
    if (!wasIdle) continue;
    let count = 0;
    for (const enrolment of enrolments()) {
      if (count >= READ_BACKS_PER_LOOK) break;
      if (!rules.doubt(enrolment)) continue;
      enqueue(enrolment.uid);
      count += 1;
    }
  }
}

async function lookAtPods({ enrolments, rules, enqueue, pause }: PodGuardOptions): Promise<void> {
  let count = 0;
  for (const enrolment of enrolments()) {
    if (rules.look(enrolment)) enqueue(enrolment.uid);
    count += 1;
    if (count % PODS_PER_TURN === 0) await pause();
  }
}

export interface NodeGuardOptions {
  readonly probes: Pick<HostProbes, "restore">;
  /** Of the node's rules. */
  readonly fingerprint: () => string;
  readonly onRestored: () => void;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Until the signal aborts. */
export async function guardNode(options: NodeGuardOptions, signal: AbortSignal): Promise<void> {
  const { probes, fingerprint, onRestored, clock, logger } = options;
  let seen: string | undefined;
  for await (const _ of ticks(clock, NODE_LOOK_INTERVAL_MS, signal)) {
    try {
      const present = fingerprint();
      const restored = await probes.restore({ withRules: present !== seen });
      // A restoration moves it itself.
      seen = restored.length === 0 ? present : undefined;
      if (restored.length === 0) continue;
      onRestored();
      logger.warn("somebody else has changed the node's rules for probes, they are restored", {
        what: restored.join("; "),
      });
    } catch (error) {
      seen = undefined;
      logger.warn("the node's rules for probes cannot be looked after, trying again", {
        error: formatErrorChain(error),
      });
    }
  }
}
