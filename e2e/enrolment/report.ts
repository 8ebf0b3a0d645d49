/** The results of `npm run bench:enrol` as text. */
import { formatTable } from "../bench/report.ts";
import type { EnrolTimes, LoadOutcome, StartOutcome } from "./measurements.ts";

export interface EnrolmentResults {
  readonly rounds: number;
  readonly one: readonly EnrolTimes[];
  readonly twenty: readonly EnrolTimes[];
  readonly starts: StartOutcome;
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

const INTRODUCTION = `# How quickly pods are enrolled

Written by \`npm run bench:enrol -- --write\`: a lab with two nodes on one machine, medians with the least and the most.
Times run from the answer of the API server to the change until it shows the outcome. Load is 50 new connections a
second from a pod on one node to a pod on the other, each with one message.
`;

export function judgeEnrolment(results: EnrolmentResults): readonly EnrolmentVerdict[] {
  const { one, twenty, starts, flapping, restarts, policyMs } = results;
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
    {
      text: "pods of 200 started on one node, 8 at a time, that are in the mesh when they are ready",
      limit: "200",
      measured: `${starts.enrolled} of ${starts.started}`,
      isMet: starts.enrolled === 200,
    },
    pluginVerdict(starts),
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

function pluginVerdict({ pluginMs }: StartOutcome): EnrolmentVerdict {
  const sorted = [...pluginMs].sort((left, right) => left - right);
  const p99 = sorted[Math.floor(sorted.length * 0.99)] ?? Number.NaN;
  return {
    text: "what the plugin adds to the start of one of them, p99",
    limit: "at most 400 ms",
    measured: `${p99} ms (median ${sorted[Math.floor(sorted.length / 2)] ?? Number.NaN})`,
    isMet: p99 <= 400,
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
