/** Without any setting; Kubernetes' own default grace period is six times that. */
const DEFAULT_DEADLINE_MS = 5_000;

/**
 * How long open connections may go on after a shutdown began. From a pod's grace period a margin is taken off, so that the
 * process ends by itself before it is killed: 5 s of a long one, 1 s of a short one, and never less than 1 s remains
 * (ztunnel subtracts from 0 there and ends up with an endless deadline).
 */
export function chooseDrainDeadlineMs(sources: {
  readonly connectionTerminationDeadlineMs: number | undefined;
  readonly terminationGracePeriodS: number | undefined;
}): number {
  const { connectionTerminationDeadlineMs, terminationGracePeriodS: graceS } = sources;
  if (connectionTerminationDeadlineMs !== undefined) return connectionTerminationDeadlineMs;
  if (graceS === undefined) return DEFAULT_DEADLINE_MS;
  return Math.max(1, graceS > 10 ? graceS - 5 : graceS - 1) * 1000;
}
