// Logs, metrics, dump and readiness answer of two ztunnels against those of two stock ones in the same scenario.
import { beforeAll, describe, expect, test } from "vitest";
import { comparableDump } from "../golden/dump-comparison.ts";
import { maskDate, parseResponse } from "../golden/http-exchange.ts";
import { comparableLines, decidedOrder } from "../golden/log-comparison.ts";
import { type LogEntry, parseJsonLog, parsePlainLog } from "../golden/log-entry.ts";
import { comparableFamilies, tunnelCount } from "../golden/metrics-comparison.ts";
import {
  type LogFormat,
  type ObservedScenario,
  readRecorded,
  runRecordedScenario,
  WORKERS,
} from "../golden/recorded-scenario.ts";
import { describeNetns } from "../src/describe-netns.ts";

const SIDES = ["client", "server"] as const;
type Side = (typeof SIDES)[number];

const PARSERS: Readonly<Record<LogFormat, (text: string) => readonly LogEntry[]>> = {
  plain: parsePlainLog,
  json: parseJsonLog,
};

describeNetns("two ztunnels in the recorded scenario", () => {
  const observed = {} as Record<LogFormat, ObservedScenario>;

  beforeAll(async () => {
    // One after the other: the addresses are the recorded ones.
    observed.plain = await runRecordedScenario("plain");
    observed.json = await runRecordedScenario("json");
  });

  const cases = (["plain", "json"] as const).flatMap((format) => SIDES.map((side) => ({ format, side })));
  const ours = (format: LogFormat, side: Side) => PARSERS[format](observed[format][side].log);
  const recorded = (format: LogFormat, side: Side) =>
    PARSERS[format](readRecorded(`${side}.${format}-log.txt`));

  test.each(cases)(
    "$format log of the $side: the recorded lines, all of them and no others",
    ({ format, side }) => {
      expect(sorted(comparableLines(ours(format, side)))).toEqual(
        sorted(comparableLines(recorded(format, side))),
      );
    },
  );

  test.each(cases)(
    "$format log of the $side: the recorded order where a program decides it",
    ({ format, side }) => {
      expect(decidedOrder(ours(format, side))).toEqual(decidedOrder(recorded(format, side)));
    },
  );

  test.each(cases)("config_dump of the $side, logging in $format", ({ format, side }) => {
    const recordedDump = comparableDump(readRecorded(`${side}.config_dump.json`));
    expect(comparableDump(observed[format][side].configDump)).toEqual(recordedDump);
  });

  // The recorded counts are those of the run with JSON logs.
  test.each(SIDES)("metrics of the %s", (side) => {
    const recordedFamilies = comparableFamilies(readRecorded(`${side}.metrics.txt`));
    expect(comparableFamilies(observed.json[side].metrics)).toEqual(recordedFamilies);
  });

  test("every tunnel of the client is one socket of the server", () => {
    const count = tunnelCount(observed.json.server.metrics);
    expect(count).toBeGreaterThanOrEqual(tunnelCount(readRecorded("server.metrics.txt")));
    expect(count).toBeLessThanOrEqual(WORKERS);
  });

  test.each(SIDES)("readiness answer of the %s", (side) => {
    const recordedAnswer = parseResponse(readRecorded(`${side}.ready.txt`));
    expect(maskDate(observed.json[side].ready)).toEqual(maskDate(recordedAnswer));
  });

  test.each(cases)("the $side, logging in $format, ends with code 0 on SIGTERM", ({ format, side }) => {
    expect(observed[format][side].exitCode).toBe(0);
  });
});

describe("the comparison notices", () => {
  const plain = readRecorded("server.plain-log.txt");
  const json = readRecorded("client.json-log.txt");
  const metrics = readRecorded("server.metrics.txt");
  const dump = readRecorded("client.config_dump.json");

  test.each([
    ["another level", /\tinfo\taccess/, "\twarn\taccess"],
    ["another scope", /\tdrain\t/, "\tdraining\t"],
    ["another message", "no dns proxy created", "no DNS proxy created"],
    ["another field order", /(direction="inbound") (bytes_sent=64)/, "$2 $1"],
    ["a missing field", ' src.cluster="Kubernetes"', ""],
    ["a field of nobody's", 'direction="inbound"', 'way="in" direction="inbound"'],
    ["an own field before ztunnel's", " bytes_sent=64", ' tls.version="TLSv1.3" bytes_sent=64'],
    ["other quotes", "dst.hbone_addr=10.77.0.2:7001", 'dst.hbone_addr="10.77.0.2:7001"'],
    ["another count", "bytes_sent=64", "bytes_sent=65"],
    ["another port of a server", "dst.addr=10.77.0.2:15008", "dst.addr=10.77.0.2:15009"],
    ["another error", "explicitly denied by: shop/deny-7001", "denied by: shop/deny-7001"],
    ["another unit", /duration="(\d+)ms"/, 'duration="$1us"'],
    ["another setting", "windowSize: 4194304", "windowSize: 65535"],
    [
      "another order of settings",
      "windowSize: 4194304\nconnectionWindowSize: 16777216",
      "connectionWindowSize: 16777216\nwindowSize: 4194304",
    ],
    ["another name in the build line", "RustVersion:", "Rust:"],
    ["an additional line", /$/, "2026-11-23T02:42:48.301054Z\tinfo\tapp\thello\t\n"],
  ] as const)("%s in a plain log", (_, from, to) => {
    expect(comparableLines(parsePlainLog(changed(plain, from, to)))).not.toEqual(
      comparableLines(parsePlainLog(plain)),
    );
  });

  test.each([
    ["a number where a text was", '"num_workloads":"2"', '"num_workloads":2'],
    ["a missing span", ',"local_client":{}', ""],
    ["another scope", '"ztunnel::app"', '"app"'],
    ["another port of the settings", "- 15053", "- 15054"],
  ] as const)("%s in a JSON log", (_, from, to) => {
    expect(comparableLines(parseJsonLog(changed(json, from, to)))).not.toEqual(
      comparableLines(parseJsonLog(json)),
    );
  });

  test("another order of lines", () => {
    const lines = plain.split("\n");
    const at = lines.findIndex((line) => line.includes("proxy mode enabled"));
    const [moved = ""] = lines.splice(at, 1);
    const later = [...lines.slice(0, -1), moved.replace(/^\S+/, "2026-11-23T02:42:49.000000Z"), ""].join(
      "\n",
    );
    expect(decidedOrder(parsePlainLog(later))).not.toEqual(decidedOrder(parsePlainLog(plain)));
  });

  test.each([
    ["another help text", "Istio component build info.", "Build info."],
    ["another type", "# TYPE istio_tcp_sockets_open gauge", "# TYPE istio_tcp_sockets_open counter"],
    ["another label order", 'component="ztunnel",tag="unknown"', 'tag="unknown",component="ztunnel"'],
    ["another label value", 'response_flags="DENY"', 'response_flags="CONNECT"'],
    ["another count", "} 54", "} 53"],
    ["a family of nobody's", "# EOF", "# HELP new_family x\n# TYPE new_family gauge\nnew_family 1\n# EOF"],
    [
      "another order of families",
      /(# HELP process_open_fds[^]*?)(# HELP process_max_fds[^]*?)(?=# HELP)/,
      "$2$1",
    ],
  ] as const)("%s in metrics", (_, from, to) => {
    expect(comparableFamilies(changed(metrics, from, to))).not.toEqual(comparableFamilies(metrics));
  });

  test.each([
    ["another setting", '"frameSize": 1048576', '"frameSize": 16384'],
    ["a missing member", '          "status": "Healthy",\n', ""],
    ["a member of nobody's", '  "stagedServices": {},', '  "staged": {},\n  "stagedServices": {},'],
    ["another date form", /"validFrom": "([^"]*)Z"/, '"validFrom": "$1.000Z"'],
    ["another state", '"state": "Available"', '"state": "Initializing"'],
  ] as const)("%s in a dump", (_, from, to) => {
    expect(comparableDump(changed(dump, from, to))).not.toEqual(comparableDump(dump));
  });

  test("unsorted keys in a dump", () => {
    const unsorted = changed(dump, /( {10}"serialNumber": "\d+"),\n( {10}"validFrom": "[^"]*")/, "$2,\n$1");
    expect(() => comparableDump(unsorted)).toThrow("sorted keys");
  });
});

function sorted(lines: readonly (readonly string[])[]): readonly string[] {
  return lines.map((line) => line.join("\t")).sort();
}

/** A change that changes nothing would prove nothing. */
function changed(text: string, from: string | RegExp, to: string): string {
  const result = text.replace(from, to);
  if (result === text) throw new Error(`${String(from)} is not in the recording`);
  return result;
}
