import { formatErrorChain } from "@ambit/errors";
import { type Clock, sleep } from "@ambit/lifecycle";
import type { Logger } from "@ambit/telemetry";

/** As Istio: host rules are tried again that often. */
const ATTEMPTS = 10;
const RETRY_DELAY_MS = 2_000;

/** What `attempt` gives once it succeeds, which it has some time for: others program the node at its start too. */
export async function persist<T>(
  { clock, logger }: { readonly clock: Clock; readonly logger: Logger },
  signal: AbortSignal,
  attempt: () => Promise<T>,
): Promise<T> {
  for (let count = 1; ; count += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (count >= ATTEMPTS || signal.aborted) throw error;
      logger.warn("host rules failed, trying again", { error: formatErrorChain(error) });
      await sleep(clock, RETRY_DELAY_MS, signal);
    }
  }
}
