/** The rules of pods: made, read back, looked after and restored. What each pod has is kept in its `Enrolment`. */
import { formatErrorChain } from "@ambit/errors";
import { type ApplyOutcome, type CaptureDefaults, type PodCapture, podCapture } from "@ambit/netfilter";
import type { Logger } from "@ambit/telemetry";
import { AgentError } from "../agent/agent-error.ts";
import { duplicateNetns, formatNetns, Netns } from "../agent/netns.ts";
import type { Pod } from "../kube/pod.ts";
import { captureKey, type Enrolment } from "./enrolment.ts";
import type { RuleState } from "./next-step.ts";
import type { EnrolmentPorts } from "./ports.ts";

/** Counts what becomes of rules. */
export interface RuleObserver {
  /** Somebody else's change of a pod's rules was undone. */
  restored(): void;
}

export interface RuleKeeperOptions {
  readonly ports: Pick<EnrolmentPorts, "rules" | "journal" | "probes">;
  /** A pod whose rules cannot be made must not talk in plaintext. */
  readonly isStrict: boolean;
  /** What the pods' annotations change. */
  readonly capture: CaptureDefaults;
  readonly epochMs: () => number;
  readonly observer: RuleObserver;
  /** Scope `cni-agent`. */
  readonly logger: Logger;
}

/** See the module comment. */
export class RuleKeeper {
  readonly #options: RuleKeeperOptions;
  readonly #ports: RuleKeeperOptions["ports"];

  constructor(options: RuleKeeperOptions) {
    this.#options = options;
    this.#ports = options.ports;
  }

  captureOf(pod: Pod): PodCapture {
    return podCapture(pod.annotations, this.#options.capture).capture;
  }

  /** What stopped reading the rules of a pod; none differs when the list is empty. */
  async verify(enrolment: Enrolment): Promise<readonly string[]> {
    const { netns, pod } = enrolment;
    if (netns === undefined) return ["its network namespace is not known"];
    const differences = await this.#ports.rules.verify(netns, this.captureOf(pod));
    if (differences.length === 0) enrolment.verifiedMs = this.#options.epochMs();
    return differences;
  }

  /** Whether somebody else may have changed a pod's rules since they were last known. The next `reconcile` reads them. */
  look(enrolment: Enrolment): boolean {
    const { netns, rules, pod, capture, seen, suspected } = enrolment;
    if (netns === undefined || suspected !== undefined) return false;
    if (rules !== "installed" && rules !== "unknown") return false;
    const present = this.#ports.rules.fingerprint(netns, capture ?? this.captureOf(pod));
    if (present === seen) return false;
    enrolment.seen = present;
    // Those of an earlier agent, or that are being made: from now on.
    if (rules === "unknown" && seen === undefined) return false;
    enrolment.suspected = present;
    return true;
  }

  /** The next `reconcile` reads the rules of a pod that were made without looking. False if they have been read. */
  doubt(enrolment: Enrolment): boolean {
    const { netns, rules, capture, isReadBack } = enrolment;
    if (netns === undefined || capture === undefined || rules !== "installed" || isReadBack) return false;
    enrolment.suspected ??= this.#ports.rules.fingerprint(netns, capture);
    return true;
  }

  /** Makes them as they have to be. Rejects when they could not be made; nobody knows then what is there. */
  async install(enrolment: Enrolment): Promise<void> {
    const { netns, pod, rules, suspected } = enrolment;
    if (netns === undefined) return;
    const { capture, problems } = podCapture(pod.annotations, this.#options.capture);
    for (const problem of problems) this.#log(enrolment).warn(problem);
    if (suspected === undefined) {
      this.#log(enrolment).info("adding pod to the mesh", { netns: formatNetns(netns.id) });
    }
    if (rules === "none") this.#ports.journal.note(enrolment.uid);
    const known = this.#knownRules(enrolment, capture);
    // Should this fail half way, nobody knows what is there. Rules that are only read again are there meanwhile.
    if (suspected === undefined || rules !== "installed") forgetRules(enrolment);
    enrolment.seen = undefined;
    const before = this.#ports.rules.fingerprint(netns, capture);
    const outcome = await this.#ports.rules
      .install(netns, { capture, known })
      .catch((error: unknown) => this.#failed(enrolment, { netns, capture, error }));
    if (known === undefined) this.#unblock(enrolment, netns, capture);
    this.#noteOutcome(enrolment, { outcome, rules, suspected });
    // What was read and changed may have been changed once more before its fingerprint was taken.
    const isSettled = outcome === "unchanged" && enrolment.seen === before;
    enrolment.isReadBack = known === undefined && (suspected !== undefined || isSettled);
    enrolment.rules = "installed";
    enrolment.capture = capture;
    enrolment.releasedMs = undefined;
    enrolment.withdrawnMs = undefined;
    enrolment.verifiedMs = this.#options.epochMs();
  }

  /** No new connection is captured from here on. */
  async release(enrolment: Enrolment): Promise<void> {
    const { netns, rules } = enrolment;
    const capture = enrolment.capture ?? this.captureOf(enrolment.pod);
    enrolment.capture = capture;
    if (netns === undefined) return;
    await this.#ports.rules.release(netns, capture);
    if (rules === "unknown") this.#unblock(enrolment, netns, capture);
  }

  /**
   * What takes the drop of a pod's traffic back when the agent leaves the node, after the pod's own entry has ended. To be called
   * once, or never; undefined for a pod whose traffic is not dropped.
   */
  unblockLater({ netns, pod, isBlocked }: Enrolment): (() => void) | undefined {
    const fd = netns === undefined || !isBlocked ? undefined : duplicateNetns(netns);
    if (netns === undefined || fd === undefined) return undefined;
    const copy = new Netns(fd, netns.id);
    const capture = this.captureOf(pod);
    return () => {
      using held = copy;
      this.#ports.rules.unblock(held, capture);
    };
  }

  /** Throws what has failed, after it has been seen to that no plaintext follows from it. */
  async #failed(
    enrolment: Enrolment,
    {
      netns,
      capture,
      error,
    }: { readonly netns: Netns; readonly capture: PodCapture; readonly error: unknown },
  ): Promise<never> {
    forgetRules(enrolment);
    if (!this.#options.isStrict) {
      // An agent that was strict may have left it so.
      this.#unblock(enrolment, netns, capture);
      throw error;
    }
    try {
      this.#ports.rules.block(netns, capture);
    } catch (cause) {
      throw new AgentError(
        "not-enrolled",
        `the pod cannot be enrolled, and its traffic cannot be dropped: ${formatErrorChain(cause)}`,
        { cause: error },
      );
    }
    if (!enrolment.isBlocked) {
      this.#log(enrolment).error("the pod cannot be enrolled, its traffic is dropped", {
        error: formatErrorChain(error),
      });
    }
    enrolment.isBlocked = true;
    await this.#letProbesPass(enrolment);
    throw error;
  }

  /** Kubelet's probes go on, by the address that is exempt. */
  async #letProbesPass(enrolment: Enrolment): Promise<void> {
    const added = enrolment.ips.filter((ip) => !enrolment.probes.includes(ip));
    if (added.length === 0) return;
    try {
      await this.#ports.probes.add(added, enrolment.uid);
      enrolment.probes = [...enrolment.probes, ...added];
    } catch (error) {
      this.#log(enrolment).warn("probes of a pod whose traffic is dropped do not pass", {
        error: formatErrorChain(error),
      });
    }
  }

  #unblock(enrolment: Enrolment, netns: Netns, capture: PodCapture): void {
    this.#ports.rules.unblock(netns, capture);
    if (!enrolment.isBlocked) return;
    enrolment.isBlocked = false;
    this.#log(enrolment).info("the pod's traffic is not dropped any more");
  }

  /** A change of ours moves the fingerprint, so that after a repair the next look reads once more. */
  #noteOutcome(
    enrolment: Enrolment,
    {
      outcome,
      rules,
      suspected,
    }: {
      readonly outcome: ApplyOutcome;
      readonly rules: RuleState;
      readonly suspected: string | undefined;
    },
  ): void {
    const { netns, pod } = enrolment;
    const present = netns && this.#ports.rules.fingerprint(netns, this.captureOf(pod));
    enrolment.suspected = undefined;
    if (suspected === undefined) {
      enrolment.seen = present;
      enrolment.seenRight = present;
      if (outcome === "repaired" && rules !== "released") {
        this.#log(enrolment).warn("the pod's rules were not as they have to be, repaired");
      }
      return;
    }
    const isSettled = outcome === "unchanged" && present === suspected;
    enrolment.seen = isSettled ? present : undefined;
    // A route that was put back shows there alone: all is as it was before. Anything else is looked at again.
    const isRouteBack = outcome === "unchanged" && present !== suspected && present === enrolment.seenRight;
    if (isSettled) enrolment.seenRight = present;
    if (outcome === "unchanged" && !isRouteBack) return;
    const count = (enrolment.restored?.count ?? 0) + 1;
    enrolment.restored = { count, lastMs: this.#options.epochMs() };
    this.#options.observer.restored();
    this.#log(enrolment).warn("somebody else has changed the pod's rules, they are restored", { count });
  }

  #knownRules(
    { rules, capture, suspected }: Enrolment,
    wanted: PodCapture,
  ): "nothing" | "released" | undefined {
    if (suspected !== undefined) return undefined;
    if (rules === "none") return "nothing";
    const isSame = capture !== undefined && captureKey(capture) === captureKey(wanted);
    return rules === "released" && isSame ? "released" : undefined;
  }

  #log({ pod }: Enrolment): Logger {
    return podLogger(this.#options.logger, pod);
  }
}

function forgetRules(enrolment: Enrolment): void {
  enrolment.rules = "unknown";
  enrolment.capture = undefined;
}

/** Names the pod in each line. */
export function podLogger(logger: Logger, { namespace, name, uid }: Pod): Logger {
  return logger.span("pod", { ns: namespace, name, uid });
}
