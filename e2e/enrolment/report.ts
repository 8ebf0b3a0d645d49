/** The results of `npm run bench:enrol` as text. */
import { formatTable } from "../bench/report.ts";
import type { EnrolTimes, LoadOutcome } from "./measurements.ts";
import type { StartOutcome } from "./starts.ts";

export interface EnrolmentResults {
  readonly rounds: number;
  readonly one: readonly EnrolTimes[];
  readonly twenty: readonly EnrolTimes[];
  readonly starts: StartResults;
  readonly flapping: readonly LoadOutcome[];
  readonly policyMs: readonly number[];
  readonly restarts: readonly LoadOutcome[];
}

/** Pods of one node that start, in the order in which it was done. */
export interface StartResults {
  /** 8 at a time. */
  readonly some: StartOutcome;
  /** As many as `many`, and none of the mesh's business: what the plugin takes then is not the mesh's. */
  readonly outside: StartOutcome;
  readonly many: StartOutcome;
  /** All at a time. */
  readonly atOnce: StartOutcome;
}

export interface EnrolmentVerdict {
  readonly text: string;
  readonly limit: string;
  readonly measured: string;
  readonly isMet: boolean;
}

const INTRODUCTION = `# How quickly pods are enrolled

Written by \`npm run bench:enrol -- --write\`: labs of one and two nodes on one machine, medians with the least and the most.
Times run from the answer of the API server to the change until it shows the outcome. Load is 50 new connections a
second from a pod on one node to a pod on the other, each with one message. Pods that start wait for the plugin as their
kubelet sees it; those outside the mesh are the same pods, with the same plugin, in a namespace without the label. A pod
counts as in the mesh when it is annotated and its agent has rules and ztunnel's confirmation in hand.
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
    ...startVerdicts(starts),
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

function startVerdicts({ some, outside, many, atOnce }: StartResults): readonly EnrolmentVerdict[] {
  const beyondMs = quantile(many.pluginMs, 0.99) - quantile(outside.pluginMs, 0.99);
  return [
    allIn(some, "8 at a time"),
    allIn(many, "8 at a time"),
    {
      text: `what the plugin adds to the start of one of ${many.started}, p99`,
      limit: "at most 400 ms",
      measured: `${beyondMs} ms (in the mesh ${describeMs(many)}, outside ${describeMs(outside)})`,
      isMet: beyondMs <= 400,
    },
    allIn(atOnce, "all at once"),
    ...[some, many].map(({ started, agentBytes }) => ({
      text: `resident memory of the agent when the last of ${started} has started`,
      limit: "at most 140 MB",
      measured: `${(agentBytes / 1e6).toFixed(0)} MB`,
      isMet: agentBytes <= 140e6,
    })),
  ];
}

function allIn({ started, enrolled, refused, elapsedMs }: StartOutcome, pace: string): EnrolmentVerdict {
  const tries = refused === 0 ? "" : `, ${refused} starts refused and tried again`;
  return {
    text: `pods of ${started} started on one node, ${pace}, that are in the mesh when they are ready`,
    limit: `${started}`,
    measured: `${enrolled} of ${started} (${(elapsedMs / 1000).toFixed(0)} s${tries})`,
    isMet: enrolled === started,
  };
}

function describeMs({ pluginMs }: StartOutcome): string {
  return `${quantile(pluginMs, 0.99)}, median ${quantile(pluginMs, 0.5)}`;
}

function quantile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[Math.floor(sorted.length * part)] ?? Number.NaN;
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
