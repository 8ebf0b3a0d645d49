/** The results of `npm run bench:enrol` as text. */
import { formatTable } from "../bench/report.ts";
import type { EnrolTimes, LoadOutcome } from "./measurements.ts";

export interface EnrolmentResults {
  readonly rounds: number;
  readonly one: readonly EnrolTimes[];
  readonly twenty: readonly EnrolTimes[];
  readonly flapping: readonly LoadOutcome[];
  readonly policyMs: readonly number[];
  readonly restarts: readonly LoadOutcome[];
}

export interface EnrolmentVerdict {
  readonly text: string;
  readonly limit: string;
  readonly measured: string;
  readonly isMet: boolean;
}

const INTRODUCTION = `# Enrolment

Written by \`npm run bench:enrol -- --write\`: a lab with two nodes on one machine, medians with the least and the most.
Times run from the answer of the API server to the change until it shows the outcome. Load is 50 new connections a
second from a pod on one node to a pod on the other, each with one message.
`;

export function judgeEnrolment(results: EnrolmentResults): readonly EnrolmentVerdict[] {
  const { one, twenty, flapping, restarts, policyMs } = results;
  return [
    atMost(
      "1 running pod enrolled",
      one.map(({ enrolMs }) => enrolMs),
      50,
    ),
    atMost(
      "1 pod un-enrolled",
      one.map(({ unenrolMs }) => unenrolMs),
      50,
    ),
    atMost(
      "20 running pods enrolled",
      twenty.map(({ enrolMs }) => enrolMs),
      500,
    ),
    atMost(
      "20 pods un-enrolled",
      twenty.map(({ unenrolMs }) => unenrolMs),
      500,
    ),
    none("failed connections while a namespace is enrolled and un-enrolled", flapping),
    atMost("policy created until the first refusal", policyMs, 100),
    none("failed connections while every ztunnel is replaced", restarts),
  ];
}

export function formatEnrolment(results: EnrolmentResults): string {
  const rows = judgeEnrolment(results).map(({ text, limit, measured, isMet }) => [
    text,
    limit,
    measured,
    isMet ? "met" : "missed",
  ]);
  return `${INTRODUCTION}\n${formatTable([["target", "limit", "measured", ""], ...rows])}`;
}

function atMost(text: string, values: readonly number[], limitMs: number): EnrolmentVerdict {
  const sorted = [...values].sort((left, right) => left - right);
  const median = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
  const [least = Number.NaN, most = Number.NaN] = [sorted[0], sorted.at(-1)];
  return {
    text,
    limit: `at most ${limitMs} ms`,
    measured: `${median.toFixed(0)} ms (${least.toFixed(0)}-${most.toFixed(0)})`,
    isMet: median <= limitMs,
  };
}

function none(text: string, outcomes: readonly LoadOutcome[]): EnrolmentVerdict {
  const failed = outcomes.flatMap((outcome) => outcome.failed);
  const total = outcomes.reduce((sum, { connections }) => sum + connections, 0);
  const kinds = [...new Set(failed.map(({ outcome }) => outcome))].join(", ");
  return {
    text,
    limit: "0",
    measured: `${failed.length} of ${total}${kinds === "" ? "" : ` (${kinds})`}`,
    isMet: failed.length === 0 && total > 0,
  };
}
