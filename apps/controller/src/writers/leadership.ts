/** Work that only one replica may do at a time: while it holds a Lease. */
import { formatErrorChain } from "@ambit/errors";
import { type KubeApi, LeaderElection, type LeaderElectionTimings } from "@ambit/kube";
import type { Clock } from "@ambit/lifecycle";
import type { Logger } from "@ambit/telemetry";

/** Istio's names of the leases, in the control plane's namespace. */
export type LeaseName =
  | "istio-status-leader"
  | "istio-gateway-status-leader"
  | "istio-namespace-controller-election"
  | "istio-ip-autoallocate"
  | "istio-node-untaint"
  | `istio-gateway-deployment${string}`
  /** Ours: each revision has its own webhooks. */
  | `ambit-validation-leader${string}`;

export interface LeadershipOptions {
  readonly api: Pick<KubeApi, "get" | "create" | "update">;
  readonly namespace: string;
  /** Different for each process. */
  readonly identity: string;
  readonly onLeading: (lease: LeaseName, isLeading: boolean) => void;
  readonly clock: Clock;
  readonly epochMs: () => number;
  readonly random: () => number;
  /** Scope `leader`. */
  readonly logger: Logger;
  readonly timings?: Partial<LeaderElectionTimings>;
}

/**
 * Contends for the Lease until the signal aborts. `work` runs in each term and has to end with it; what it throws ends
 * the whole, as a mistake of ours.
 */
export async function workWhileLeading(
  lease: LeaseName,
  options: LeadershipOptions,
  work: (term: AbortSignal) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  const { namespace, logger, onLeading, ...election } = options;
  const failed = Promise.withResolvers<never>();
  let working: Promise<void> = Promise.resolve();
  onLeading(lease, false);
  const contender = new LeaderElection({
    ...election,
    lease: { namespace, name: lease },
    onStartedLeading: (term) => {
      logger.info("this replica leads", { lease });
      onLeading(lease, true);
      // The work of the term before may still be on its way out.
      working = working.then(() => work(term)).catch((error: unknown) => failed.reject(error));
    },
    onStoppedLeading: () => {
      logger.info("this replica leads no more", { lease });
      onLeading(lease, false);
    },
    onProblem: (error) =>
      logger.warn("the lease cannot be renewed", { lease, error: formatErrorChain(error) }),
  });
  await Promise.race([contender.run(signal), failed.promise]);
  await working;
}
