import { formatErrorChain } from "@ambit/errors";
import { Informer, type InformerEvent, type InformerProblem, type KubeApi } from "@ambit/kube";
import type { Clock } from "@ambit/lifecycle";
import type { Logger } from "@ambit/telemetry";
import { CLUSTER_KINDS, type ClusterKind, type ClusterObjects } from "./objects/cluster-kinds.ts";

/** Whom an informer asks, and whom it tells. */
export interface FollowOptions<Kind extends ClusterKind> {
  readonly api: Pick<KubeApi, "listPages" | "watch">;
  readonly clock: Clock;
  readonly random: () => number;
  readonly logger: Logger;
  readonly onEvents: (batch: readonly InformerEvent<ClusterObjects[Kind]>[]) => void;
}

/** An informer of a kind whose problems are logged. It does nothing before `run`. */
export function followKind<Kind extends ClusterKind>(
  kind: Kind,
  { api, clock, random, logger, onEvents }: FollowOptions<Kind>,
): Informer<ClusterObjects[Kind]> {
  const { resource, decode } = CLUSTER_KINDS[kind];
  const onProblem = (problem: InformerProblem): void => noteProblem(logger, kind, problem);
  return new Informer<ClusterObjects[Kind]>({ api, resource, decode, onEvents, onProblem, clock, random });
}

function noteProblem(logger: Logger, kind: ClusterKind, problem: InformerProblem): void {
  const error = formatErrorChain(problem.error);
  if (problem.kind === "object") {
    const { namespace, name } = problem.name;
    logger.warn("object cannot be used", { kind, namespace, name, error });
    return;
  }
  const retryInMs = Math.round(problem.retryInMs);
  logger.warn("following objects failed, trying again", { kind, retry_in_ms: retryInMs, error });
}
