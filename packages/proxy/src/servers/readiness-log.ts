import { type Clock, Readiness } from "@ambit/lifecycle";
import type { Logger } from "@ambit/telemetry";

/** Readiness that logs each completed task as ztunnel does; times count from this call. */
export function buildReadiness(clock: Clock, logger: Logger): Readiness {
  const startedMs = clock.nowMs();
  return new Readiness({
    onUnblocked: (name, remaining) => {
      const took = formatElapsed(clock.nowMs() - startedMs);
      const consequence = remaining === 0 ? "marking server ready" : `still awaiting ${remaining} tasks`;
      logger.info(`Task '${name}' complete (${took}), ${consequence}`);
    },
  });
}

/** A duration as Rust's Debug writes it, to the microsecond: `2.157ms`, `10.312093s`. */
export function formatElapsed(ms: number): string {
  if (ms >= 1_000) return `${round(ms / 1_000, 6)}s`;
  return ms >= 1 ? `${round(ms, 3)}ms` : `${Math.round(ms * 1_000)}µs`;
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
