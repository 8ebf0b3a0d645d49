/**
 * Recordings of a node's stock ztunnel, as far as a dedicated proxy can show the same: lines of the access log at debug
 * level, of connections ended by a late policy, and answers of the admin, stats and readiness ports.
 */

import { parseResponse, type RawRequest, type RawResponse } from "./http-exchange.ts";
import { type LogEntry, type LogMember, memberOf, parsePlainLog } from "./log-entry.ts";
import { readRecorded } from "./recorded-scenario.ts";

/** Names of the recorded cluster, and what stands for them in a scenario. Longer names first. */
const NAMES: readonly (readonly [recorded: RegExp, ours: string])[] = [
  [/\b10\.201\.1\.45\b/g, "10.77.0.1"],
  [/\b10\.201\.2\.(?:47|11)\b/g, "10.77.0.2"],
  [/\b10\.201\.1\.5\b/g, "10.77.0.3"],
  [/\bserver-[0-9a-f]+-[0-9a-z]{5}\b/g, "server-1"],
  [/src\.workload="client" src\.namespace="plain"/g, 'src.workload="outsider-1" src.namespace="plain"'],
  [/src\.workload="client"/g, 'src.workload="client-1"'],
  // In-pod mode tells its proxies apart by a span; a dedicated proxy is the only one, and has none.
  [/(proxy::connection_manager):proxy\{[^}]*\}/g, "$1"],
];

interface LeftOut {
  readonly reason: string;
  readonly scope: RegExp;
}

const LEFT_OUT: readonly LeftOut[] = [
  { reason: "the control plane's stream, which a local file does not have", scope: /^xds:/ },
  {
    reason: "start-up and shutdown, which other recordings are compared for",
    scope: /^(?!access$|proxy::connection_manager$)/,
  },
];

/** Lines of a recording in the scenario's names; of a section, if the recording has several. */
export function recordedNodeLines(
  name: string,
  section: { readonly heading?: RegExp; readonly node?: string } = {},
): readonly LogEntry[] {
  const sections = readRecorded(name).split(/^(?=## )/m);
  const text = sections.find((candidate) => section.heading?.test(candidate) ?? true) ?? "";
  const parts = text.split(/^(?=--- )/m);
  const part =
    section.node === undefined
      ? text
      : parts.find((candidate) => candidate.startsWith(`--- ${section.node}\n`));
  const lines = (part ?? "").split("\n").filter((line) => /^\d{4}-/.test(line));
  const translated = NAMES.reduce((all, [recorded, ours]) => all.replace(recorded, ours), lines.join("\n"));
  return nodeLines(parsePlainLog(translated));
}

/** What can be compared of a log: see LEFT_OUT and NODE_MASKS. */
export function nodeLines(entries: readonly LogEntry[]): readonly LogEntry[] {
  return entries
    .filter((entry) => !LEFT_OUT.some(({ scope }) => scope.test(memberOf(entry, "scope") ?? "")))
    .map(({ time, members }) => ({ time, members: members.flatMap(maskMember) }));
}

function maskMember([name, value]: LogMember): readonly LogMember[] {
  switch (name) {
    case "dst.service":
      // A workload of a local file has no services of its own, so that an inbound connection has none to guess from.
      return [];
    case "bytes_sent":
    case "bytes_recv":
      // The applications greet each other with other words.
      return [[name, "BYTES"]];
    case "message":
      return [[name, value.replace(/^(connection \d+\.\d+\.\d+\.\d+):\d+/, "$1:PORT")]];
    default:
      return [[name, value]];
  }
}

export interface RecordedExchange {
  readonly title: string;
  readonly request: RawRequest;
  readonly response: RawResponse;
  /** Only the head was recorded. */
  readonly isHeadOnly: boolean;
}

/** The requests of admin-http.txt, which were made with curl, and what was answered. */
export function recordedExchanges(): readonly RecordedExchange[] {
  const [, ...sections] = readRecorded("admin-http.txt").split(/^## curl -i /m);
  return sections.map((section) => {
    const [command = "", ...lines] = section.split("\n");
    const url = /http:\/\/localhost:(\d+)(\S*)/.exec(command);
    const method = /-X (\S+)/.exec(command)?.[1] ?? "GET";
    const header = /-H (\S+):(\S+)/.exec(command);
    const headers = header === null ? [] : [`${header[1]}: ${header[2]}`];
    return {
      title: command,
      request: { method, port: Number(url?.[1]), path: url?.[2] ?? "", headers },
      // Every section was followed by a newline of its own.
      response: parseResponse(lines.join("\n").replace(/\n$/, "")),
      isHeadOnly: command.includes("-o /dev/null"),
    };
  });
}
