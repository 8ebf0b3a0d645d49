/**
 * Log lines with everything masked that may differ between a stock ztunnel and this one, and nothing else. Each mask
 * has its reason; what is not masked has to be equal to the letter.
 */

import { type LogEntry, type LogMember, memberOf } from "./log-entry.ts";
import { compareRunningConfig } from "./running-config.ts";

/** Fields that only this program has. They follow all of ztunnel's, so that nothing is in another place. */
export const OWN_FIELDS: ReadonlySet<string> = new Set([
  "error.code",
  "error.doc",
  "policy.name",
  "policy.rule",
  "tls.version",
  "tls.cipher",
  "tls.group",
  "tls.peer_identity",
  "tls.peer_serial",
]);

/** Lines that only this program has: a CA inside the process is told, because it proves nothing to anybody. */
export const OWN_LINES: readonly RegExp[] = [
  /^FAKE_CA=true: identities are signed by a CA inside this process/,
];

interface Mask {
  readonly reason: string;
  readonly member: string;
  apply(value: string): string;
}

const MASKS: readonly Mask[] = [
  {
    reason: "port: the kernel chooses the client's",
    member: "src.addr",
    apply: (value) => value.replace(/:\d+("?)$/, ":PORT$1"),
  },
  {
    reason: "time: how long it took, in whole milliseconds",
    member: "duration",
    apply: (value) => value.replace(/^"\d+ms"$/, '"DURATION"'),
  },
  {
    reason: "time: how long it took, as Rust prints durations",
    member: "message",
    apply: (value) => value.replace(/(Task '[^']+' complete) \(\d+(?:\.\d+)?(?:s|ms|µs)\)/, "$1 (TIME)"),
  },
  {
    reason: "process: the limits of the machine's shell",
    member: "message",
    apply: (value) => value.replace(/(set file descriptor limits) from \d+ to \d+/, "$1 from N to N"),
  },
  {
    reason: "build: the values, not the names; what it runs on is our addition",
    member: "message",
    apply: maskBuild,
  },
  {
    reason: "config: see running-config.ts",
    member: "message",
    apply: compareRunningConfig,
  },
];

interface UndecidedPlace {
  readonly reason: string;
  readonly line: RegExp;
  /** What stands in its place; undefined: nothing. */
  readonly shownAs: string | undefined;
}

/** Lines whose order no program decides, or that this one decides differently. */
const UNDECIDED: readonly UndecidedPlace[] = [
  {
    reason: "its server runs on another thread in ztunnel: the recordings have it in different places",
    line: /message="?listener established.*component="readiness"/,
    shownAs: undefined,
  },
  {
    reason: "everything drains at the same time: no two recordings have the same order",
    line: /message="?(?:listener drained|shutdown complete)/,
    shownAs: "something has drained",
  },
];

/** The lines of `comparableLines` whose order is decided. */
export function decidedOrder(entries: readonly LogEntry[]): readonly string[] {
  return comparableLines(entries).flatMap((line) => {
    const text = line.join("\t");
    const place = UNDECIDED.find((undecided) => undecided.line.test(text));
    if (place === undefined) return [text];
    return place.shownAs === undefined ? [] : [place.shownAs];
  });
}

/**
 * The first line of each kind, masked, in the order of their times. Lines are of one kind when they differ in numbers
 * only, which is how the recordings were thinned out. Sorting by time: the threads of a data plane hand their lines
 * over in batches, so that the order in the output is not the order of events.
 */
export function comparableLines(entries: readonly LogEntry[]): readonly (readonly string[])[] {
  const kinds = new Set<string>();
  const lines: (readonly string[])[] = [];
  for (const entry of entries.toSorted((a, b) => (a.time < b.time ? -1 : Number(a.time > b.time)))) {
    const message = memberOf(entry, "message") ?? "";
    if (OWN_LINES.some((pattern) => pattern.test(message))) continue;
    const line = withoutOwnFields(entry.members).map(([name, value]) => `${name}=${masked(name, value)}`);
    const kind = line.join("\t").replace(/\d+/g, "N");
    if (!kinds.has(kind)) lines.push(line);
    kinds.add(kind);
  }
  return lines;
}

function masked(name: string, value: string): string {
  return MASKS.filter(({ member }) => member === name).reduce((text, mask) => mask.apply(text), value);
}

/** Only from the end: an own field before one of ztunnel's stays, and is a difference. */
function withoutOwnFields(members: readonly LogMember[]): readonly LogMember[] {
  const last = members.findLastIndex(([name]) => !OWN_FIELDS.has(name));
  return members.slice(0, last + 1);
}

function maskBuild(message: string): string {
  const quote = message.startsWith('"') ? '\\\\"' : '"';
  return message.replace(/version\.BuildInfo\{(.*)\}/, (_, body: string) => {
    const names = [...body.matchAll(new RegExp(`(\\w+):${quote}[^"]*${quote}`, "g"))].map(([, name]) => name);
    return `version.BuildInfo{${names.filter((name) => name !== "NodeVersion").join(",")}}`;
  });
}
