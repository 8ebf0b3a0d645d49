/** What a soak of the mesh has shown, figure by figure, and as the page docs/RELIABILITY.md. */
import { cpus, release, totalmem } from "node:os";
import { formatTable } from "../../bench/report.ts";
import { percentile } from "../../scale/report.ts";
import type { Kill } from "./explain.ts";
import { medianOf, type Trend, trendOf } from "./process-series.ts";
import type { SoakResults } from "./results.ts";
import type { NodeWireFacts } from "./wire-protocol.ts";

/** One figure. `not judged` is for what a short run cannot show. */
export interface SoakVerdict {
  readonly text: string;
  readonly limit: string;
  readonly measured: string;
  readonly outcome: "met" | "missed" | "not judged";
}

const GIGA = 1e9;
const MS_PER_SECOND = 1_000;
/** Kills take half of the connections now and then, and they come back within seconds. */
const MIN_OPEN = 0.95;
/** Connections to the API server, and files that are open for a moment. */
const DESCRIPTOR_SLACK = 4;
const INTRODUCTION = `# Reliability

Written by \`npm run soak -- --write\`. A lab on one machine: every node with its ztunnel and CNI agent, the controller,
and an API server. Every pod has connections to pods and services all the time, each asks a question every two seconds and
lives for 20 to 120 seconds. Every second a pod is replaced, a service and a policy change. One part of the mesh after the
other is killed (SIGKILL); the API server, whose objects are in memory, is stopped for five seconds instead. The ztunnel and
the agent of the last node are spared, and the controller from 60 % of the time on, so that their memory can be watched.
`;

export function judgeSoak(results: SoakResults): readonly SoakVerdict[] {
  return [...judgeWire(results), ...judgePolicies(results), ...judgeLoad(results), ...judgeParts(results)];
}

export function formatSoak(results: SoakResults): string {
  return sections(results)
    .map(({ title, text }) => `## ${title}\n\n${text}`)
    .join("\n\n");
}

export function formatPage(results: SoakResults): string {
  return `${INTRODUCTION}\n${formatSoak(results)}\n`;
}

function judgeWire({ wire }: SoakResults): readonly SoakVerdict[] {
  const nodes = [...wire.values()];
  const count = (of: (facts: NodeWireFacts) => number): number =>
    nodes.reduce((sum, facts) => sum + of(facts), 0);
  const plaintext = count(({ plaintext: { marker, port, "not-tls": notTls } }) => marker + port + notTls);
  const tlsBytes = count((facts) => facts.tlsBytes);
  const lost = count((facts) => facts.lost);
  const unfollowed = count((facts) => facts.unfollowedBytes);
  const frames = count((facts) => facts.frames);
  return [
    verdict(
      "plaintext packets between enrolled pods",
      "0",
      `${plaintext} of ${frames} frames`,
      plaintext === 0 && tlsBytes > 0,
    ),
    verdict(
      "frames that the capture missed, bytes of HBONE that could not be followed",
      "0, 0",
      `${lost}, ${unfollowed} (${(tlsBytes / 1e6).toFixed(0)} MB followed)`,
      lost === 0 && unfollowed === 0,
    ),
  ];
}

function judgePolicies({ guards }: SoakResults): readonly SoakVerdict[] {
  const { judged, violations, answered, applied, reportMs, lastAnswerMs } = guards;
  const total = judged.guarded + judged.always + judged.strict;
  return [
    verdict(
      "policy violations",
      "0",
      `${violations.length} of ${total} forbidden questions (${judged.guarded} under ${applied} policies that came and went, ${judged.always} under one that stayed, ${judged.strict} in plaintext)`,
      violations.length === 0 && judged.guarded > 0 && judged.always > 0 && judged.strict > 0 && answered > 0,
    ),
    fact("policy created until the last answer in spite of it, p50 / p99", spread(lastAnswerMs)),
    fact("policy created until ztunnel was found to report it, p50 / p99", spread(reportMs)),
  ];
}

function judgeLoad({ load, open, failures, options, churn }: SoakResults): readonly SoakVerdict[] {
  const median = medianOf(open);
  const needed = Math.floor(options.connections * MIN_OPEN);
  return [
    verdict(
      "concurrent connections, median",
      `at least ${needed}`,
      `${median} (least ${Math.min(...open)}); ${load.opened} opened, ${load.exchanges} questions answered`,
      median >= needed,
    ),
    verdict(
      "lost connections that no kill explains",
      "0",
      `${failures.unexplained} of ${failures.total}`,
      failures.unexplained === 0,
    ),
    verdict(
      "pods that did not come up",
      "0",
      `${churn.problems.length} of ${churn.pods + churn.problems.length} replaced`,
      churn.problems.length === 0 && churn.pods > 0,
    ),
    verdict(
      "changes of services and policies",
      "",
      `${churn.services}, ${churn.policies}`,
      churn.services > 0 && churn.policies > 0,
    ),
  ];
}

function judgeParts(results: SoakResults): readonly SoakVerdict[] {
  const { kills, killProblems, unwantedEnds, atRest } = results;
  const away = kills.map(({ atMs, backMs = Number.NaN }) => backMs - atMs).toSorted((a, b) => a - b);
  const trends = trendsOf(results);
  const leaking = trends.filter(({ isFlat }) => !isFlat).map(({ name }) => name);
  const holding = [...atRest.after].flatMap(([name, { descriptors }]) => {
    const left = descriptors - (atRest.before.get(name)?.descriptors ?? 0);
    return left > DESCRIPTOR_SLACK ? [`${name} +${left}`] : [];
  });
  const most = Math.max(
    ...[...atRest.after].map(
      ([name, { descriptors }]) => descriptors - (atRest.before.get(name)?.descriptors ?? 0),
    ),
  );
  return [
    verdict(
      "parts that did not come back",
      "0",
      `${killProblems.length} of ${kills.length} kills${killProblems.length > 0 ? `: ${killProblems.join("; ")}` : `; away for ${seconds(percentile(away, 0.5))} (most ${seconds(away.at(-1) ?? Number.NaN)})`}`,
      killProblems.length === 0 && kills.length > 0,
    ),
    verdict(
      "processes that ended and nobody had killed them",
      "0",
      unwantedEnds.length === 0 ? "0" : unwantedEnds.join(", "),
      unwantedEnds.length === 0,
    ),
    verdict(
      "descriptors left when all connections are closed",
      `at most ${DESCRIPTOR_SLACK} of a process`,
      holding.length === 0 ? `most ${most}` : holding.join(", "),
      holding.length === 0,
    ),
    trends.length === 0
      ? {
          text: "memory and descriptors after the warm-up",
          limit: "flat",
          measured: "no process lived for five minutes",
          outcome: "not judged",
        }
      : verdict(
          "memory and descriptors after the warm-up",
          "flat",
          leaking.length === 0 ? `flat in ${trends.length} processes` : `growing: ${leaking.join(", ")}`,
          leaking.length === 0,
        ),
  ];
}

function fact(text: string, measured: string): SoakVerdict {
  return { text, limit: "", measured, outcome: "not judged" };
}

function spread(values: readonly number[]): string {
  const sorted = values.toSorted((left, right) => left - right);
  return `${percentile(sorted, 0.5)} / ${percentile(sorted, 0.99)} ms`;
}

function verdict(text: string, limit: string, measured: string, isMet: boolean): SoakVerdict {
  return { text, limit, measured, outcome: isMet ? "met" : "missed" };
}

function trendsOf({ series }: SoakResults): readonly Trend[] {
  return series.flatMap((one) => trendOf(one) ?? []);
}

function sections(results: SoakResults): readonly { readonly title: string; readonly text: string }[] {
  const { options, guards, failures, wire } = results;
  const samples = [...wire].flatMap(([node, facts]) =>
    facts.samples.map(({ kind, atMs, flow, sample }) => `${node} ${kind} ${atMs} ${flow} ${sample}`),
  );
  const details = [...guards.violations, ...failures.described, ...samples];
  const figures = [
    ["figure", "limit", "measured", ""],
    ...judgeSoak(results).map(({ text, limit, measured, outcome }) => [text, limit, measured, outcome]),
  ];
  const scope = `${(results.elapsedMs / MS_PER_SECOND / 60).toFixed(1)} minutes, ${options.pods} pods on ${options.nodes} nodes, a kill every ${options.killEveryMs / MS_PER_SECOND} s, seed ${options.seed}.`;
  return [
    { title: "Figures", text: `${scope}\n\n${formatTable(figures)}` },
    { title: "Kills", text: formatTable(killTable(results)) },
    { title: "Processes", text: formatTable(processTable(results)) },
    { title: "Machine", text: formatTable(machineTable()) },
    ...(details.length === 0 ? [] : [{ title: "What was wrong", text: details.join("\n") }]),
  ];
}

function killTable({ kills, failures }: SoakResults): string[][] {
  const byTarget = Map.groupBy(
    kills.map((kill, index) => ({ kill, lost: failures.explained.get(index) ?? 0 })),
    ({ kill }) => nameOf(kill),
  );
  const rows = [...byTarget]
    .toSorted(([left], [right]) => left.localeCompare(right))
    .map(([name, all]) => {
      const away = all
        .map(({ kill: { atMs, backMs = Number.NaN } }) => backMs - atMs)
        .toSorted((a, b) => a - b);
      const lost = all.map((one) => one.lost).toSorted((a, b) => a - b);
      return [
        name,
        `${all.length}`,
        `${seconds(percentile(away, 0.5))} / ${seconds(away.at(-1) ?? Number.NaN)}`,
        `${percentile(lost, 0.5)} / ${lost.at(-1) ?? 0}`,
      ];
    });
  return [["part", "kills", "away, median / most", "connections lost, median / most"], ...rows];
}

function nameOf({ part, node }: Kill): string {
  return node === "" ? part : `${part} ${node}`;
}

function processTable(results: SoakResults): string[][] {
  const { series, atRest } = results;
  const head = [
    "process",
    "lives",
    "resident MB, warm / end / most",
    "descriptors under load, warm / end",
    "at rest, before / after",
  ];
  const rows = [...Map.groupBy(series, ({ name }) => name)]
    .toSorted(([left], [right]) => left.localeCompare(right))
    .map(([name, lives]) => {
      const trend = lives.flatMap((life) => trendOf(life) ?? []).at(-1);
      const most = Math.max(...lives.flatMap(({ samples }) => samples.map(({ residentMb }) => residentMb)));
      const pair = (values: Trend["residentMb"] | undefined): string =>
        values === undefined ? "- / -" : `${Math.round(values.from)} / ${Math.round(values.to)}`;
      return [
        name,
        `${lives.length}`,
        `${pair(trend?.residentMb)} / ${Math.round(most)}`,
        pair(trend?.descriptors),
        `${atRest.before.get(name)?.descriptors ?? "-"} / ${atRest.after.get(name)?.descriptors ?? "-"}`,
      ];
    });
  return [head, ...rows];
}

function machineTable(): string[][] {
  const [cpu] = cpus();
  return [
    ["fact", ""],
    ["CPU", `${cpus().length} x ${cpu?.model.trim() ?? "unknown"}`],
    ["memory", `${(totalmem() / GIGA).toFixed(0)} GB`],
    ["kernel", release()],
    ["Node", process.version],
  ];
}

function seconds(ms: number): string {
  return `${(ms / MS_PER_SECOND).toFixed(1)} s`;
}
