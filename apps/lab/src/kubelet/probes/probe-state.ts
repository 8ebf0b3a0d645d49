/** What a row of checks says of a container. No I/O. */
import type { ProbeSpec } from "../pod/pod.ts";

export interface ProbeState {
  /** Undefined until a threshold has been reached. */
  readonly result: boolean | undefined;
  readonly successes: number;
  readonly failures: number;
}

export const NO_PROBE_RESULT: ProbeState = { result: undefined, successes: 0, failures: 0 };

/** After one more check. */
export function afterCheck(
  state: ProbeState,
  { successThreshold, failureThreshold }: Pick<ProbeSpec, "successThreshold" | "failureThreshold">,
  isSuccess: boolean,
): ProbeState {
  const successes = isSuccess ? state.successes + 1 : 0;
  const failures = isSuccess ? 0 : state.failures + 1;
  const isReached = isSuccess ? successes >= successThreshold : failures >= failureThreshold;
  return { result: isReached ? isSuccess : state.result, successes, failures };
}
