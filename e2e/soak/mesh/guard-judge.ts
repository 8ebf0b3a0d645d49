/** Which answered questions broke a policy. Pure; times are epoch milliseconds. */
import type { Exchange } from "./load-protocol.ts";

/** From when ztunnel said that the policy is in force, until somebody asked for its removal. */
export interface InForce {
  readonly fromMs: number;
  readonly untilMs: number | undefined;
}

export interface GuardFacts {
  /** Asked and over while the policy was in force: all of them had to be refused. */
  readonly judged: number;
  /** While it was not, or nobody could say: proof that the port is served. */
  readonly answered: number;
  readonly violations: readonly Exchange[];
  /** The end of the last answer before the report; undefined without one. */
  readonly lastAnswerMs: number | undefined;
}

/**
 * A question counts when it was asked after the report and its answer came before the removal was asked for. What was answered
 * later may have been held up on the way, and may have been allowed by then.
 */
export function judgeExchanges(exchanges: readonly Exchange[], span: InForce): GuardFacts {
  const judged = exchanges.filter((exchange) => isWithin(exchange, span));
  const violations = judged.filter(({ isAnswered }) => isAnswered);
  const answered = exchanges.filter(({ isAnswered }) => isAnswered);
  const before = answered.filter(({ startedMs }) => startedMs <= span.fromMs);
  return {
    judged: judged.length,
    answered: answered.length - violations.length,
    violations,
    lastAnswerMs: before.at(-1)?.endedMs,
  };
}

function isWithin({ startedMs, endedMs }: Exchange, { fromMs, untilMs }: InForce): boolean {
  return startedMs > fromMs && (untilMs === undefined || endedMs < untilMs);
}
