import { readFileSync } from "node:fs";
import { parseSocketAddress } from "@ambit/addr";
import { NO_BAGGAGE } from "@ambit/hbone";
import { aService, aWorkload } from "@ambit/model/testing";
import { createLogger, LogFilter } from "@ambit/telemetry";
import { MemorySink } from "@ambit/telemetry/testing";
import { expect, test } from "vitest";
import { AccessFields } from "./access-fields.ts";
import {
  type ConnectionFacts,
  ConnectionRecord,
  logEarlyFailure,
  type RecordContext,
} from "./connection-record.ts";
import { MESSAGE, peerStatusMessage } from "./failure.ts";
import { FlightRecorder } from "./flight-recorder.ts";
import { TrafficRegistry } from "./traffic-counters.ts";

const GOLDEN = new URL("../../test/golden/", import.meta.url);
const MORE_GOLDEN = new URL("../../../telemetry/test/golden/", import.meta.url);

function recordedLines(url: URL): string[] {
  return readFileSync(url, "utf8")
    .split("\n")
    .filter((line) => line.includes("\taccess\t") || line.includes('"scope":"access"'));
}

const plainClient = recordedLines(new URL("client.plain-log.txt", GOLDEN));
const jsonClient = recordedLines(new URL("client.json-log.txt", GOLDEN));
const jsonServer = recordedLines(new URL("server.json-log.txt", GOLDEN));
const mesh = recordedLines(new URL("lines.plain.log", MORE_GOLDEN));

const client = aWorkload({ name: "client-1", namespace: "shop", serviceAccount: "client" });
const server = aWorkload({ name: "server-1", namespace: "shop", serviceAccount: "server" });
const identity = { trustDomain: "cluster.local", namespace: "shop", serviceAccount: "client" };

function facts(fields: Partial<ConnectionFacts> = {}): ConnectionFacts {
  return {
    direction: "outbound",
    sourceAddress: parseSocketAddress("10.77.0.1:36624"),
    source: client,
    sourceBaggage: undefined,
    sourceIdentity: identity,
    destinationAddress: parseSocketAddress("10.77.0.2:15008"),
    hboneAuthority: "10.77.0.2:7000",
    destination: server,
    service: undefined,
    isMutualTls: true,
    ...fields,
  };
}

/** A record context whose clock the test moves. */
function makeContext(format: "plain" | "json", level = "info") {
  const sink = new MemorySink();
  const clock = { nowMs: 0 };
  const traffic = new TrafficRegistry();
  const accessLog = createLogger({
    scope: "access",
    format,
    filter: LogFilter.parse(level),
    sink,
    nowMicros: () => 0,
  });
  const context: RecordContext = {
    traffic,
    accessLog,
    accessFields: new AccessFields(),
    recent: new FlightRecorder(server),
    nowMs: () => clock.nowMs,
  };
  return { context, sink, clock, traffic };
}

const withoutTime = (line: string | undefined): string | undefined =>
  line?.replace(/^\S+Z\t/, "").replace(/"time":"[^"]*",/, "");

/** Fields of ours come behind ztunnel's: cut off from the first of them. */
const withoutOwn = (line: string | undefined): string | undefined =>
  withoutTime(line)
    ?.replace(/ error\.code=.*$/, "")
    .replace(/,"error\.code":.*$/, "}");

interface RecordedCase {
  readonly name: string;
  readonly format: "plain" | "json";
  readonly line: string | undefined;
  readonly facts: ConnectionFacts;
  readonly bytes: readonly [request: number, response: number];
  readonly durationMs: number;
  readonly failure?: Parameters<ConnectionRecord["finish"]>[0];
}

test.each<RecordedCase>([
  {
    name: "HBONE, plain",
    format: "plain",
    line: plainClient[0],
    facts: facts(),
    bytes: [64, 64],
    durationMs: 196,
  },
  {
    name: "HBONE to a service",
    format: "plain",
    line: plainClient[1],
    facts: facts({
      sourceAddress: parseSocketAddress("10.77.0.1:35966"),
      service: aService({ namespace: "shop" }),
    }),
    bytes: [27_200, 27_200],
    durationMs: 49.9,
  },
  {
    name: "a refused CONNECT",
    format: "plain",
    line: plainClient[2],
    facts: facts({ sourceAddress: parseSocketAddress("10.77.0.1:37096"), hboneAuthority: "10.77.0.2:7001" }),
    bytes: [0, 0],
    durationMs: 0.4,
    failure: { code: "peer-status", message: peerStatusMessage(401) },
  },
  {
    name: "HBONE, JSON",
    format: "json",
    line: jsonClient[0],
    facts: facts({ sourceAddress: parseSocketAddress("10.77.0.1:36634") }),
    bytes: [64, 64],
    durationMs: 161,
  },
  {
    name: "a refused CONNECT, JSON",
    format: "json",
    line: jsonClient[3],
    facts: facts({ sourceAddress: parseSocketAddress("10.77.0.1:35262"), hboneAuthority: "10.77.0.2:7555" }),
    bytes: [0, 0],
    durationMs: 0,
    failure: { code: "peer-status", message: peerStatusMessage(503) },
  },
  {
    name: "inbound HBONE",
    format: "json",
    line: jsonServer[0],
    facts: facts({ direction: "inbound", sourceAddress: parseSocketAddress("10.77.0.1:32930") }),
    bytes: [64, 64],
    durationMs: 1,
  },
  {
    name: "an inbound denial",
    format: "json",
    line: jsonServer[1],
    facts: facts({
      direction: "inbound",
      sourceAddress: parseSocketAddress("10.77.0.1:32930"),
      hboneAuthority: "10.77.0.2:7001",
    }),
    bytes: [0, 0],
    durationMs: 0,
    failure: {
      code: "policy-denied",
      message: "connection closed due to policy rejection: explicitly denied by: shop/deny-7001",
      policy: "shop/deny-7001",
      rule: 0,
    },
  },
  {
    name: "inbound plaintext of nobody known",
    format: "plain",
    line: mesh.find((line) => line.includes("10.201.1.1:54214")),
    facts: facts({
      direction: "inbound",
      sourceAddress: parseSocketAddress("10.201.1.1:54214"),
      source: undefined,
      sourceIdentity: undefined,
      destinationAddress: parseSocketAddress("10.201.1.4:8080"),
      hboneAuthority: undefined,
      destination: aWorkload({ name: "server-98d9559b5-l87k7", namespace: "app" }),
      service: aService({ name: "server-hl", namespace: "app" }),
      isMutualTls: false,
    }),
    bytes: [102, 213],
    durationMs: 0,
  },
  {
    name: "plaintext to nobody known",
    format: "plain",
    line: mesh.find((line) => line.includes("10.200.0.1:8098")),
    facts: facts({
      sourceAddress: parseSocketAddress("10.201.1.45:46266"),
      source: aWorkload({ name: "client", namespace: "app" }),
      sourceIdentity: undefined,
      destinationAddress: parseSocketAddress("10.200.0.1:8098"),
      hboneAuthority: undefined,
      destination: undefined,
      isMutualTls: false,
    }),
    bytes: [0, 0],
    durationMs: 2,
    failure: { code: "connect-failed", message: "io error: Connection refused (os error 111)" },
  },
])("the line of $name is the one a ztunnel wrote", ({ format, line, bytes, durationMs, failure, ...row }) => {
  const { context, sink, clock } = makeContext(format);
  const record = new ConnectionRecord(context, row.facts);
  record.addRequestBytes(bytes[0]);
  record.addResponseBytes(bytes[1]);
  clock.nowMs = durationMs;
  record.finish(failure);
  expect(line).toBeDefined();
  expect(sink.lines).toHaveLength(1);
  expect(withoutOwn(sink.lines[0])).toBe(withoutTime(line));
});

test("the line of an early failure is the one a ztunnel wrote", () => {
  const { context, sink } = makeContext("plain");
  logEarlyFailure(
    context,
    {
      direction: "outbound",
      sourceAddress: parseSocketAddress("10.201.1.45:52372"),
      destinationAddress: parseSocketAddress("10.202.16.144:1234"),
    },
    { code: "no-route", message: "no healthy upstream: 10.202.16.144:1234" },
  );
  expect(withoutOwn(sink.lines[0])).toBe(
    withoutTime(mesh.find((line) => line.includes("connection failed"))),
  );
});

test("bytes are told from the reporter's point of view, and counted from the client's", () => {
  for (const [direction, sent, received] of [
    ["outbound", 3, 5],
    ["inbound", 5, 3],
  ] as const) {
    const { context, sink, traffic } = makeContext("json");
    const record = new ConnectionRecord(context, facts({ direction }));
    record.addRequestBytes(3);
    record.addResponseBytes(5);
    record.finish();
    expect(sink.records[0]).toMatchObject({ bytes_sent: sent, bytes_recv: received });
    expect(traffic.takeDeltas().traffic).toMatchObject([{ receivedBytes: 3, sentBytes: 5 }]);
  }
});

test("a record is finished once", () => {
  const { context, sink, traffic } = makeContext("json");
  const record = new ConnectionRecord(context, facts());
  record.finish();
  record.finish({ code: "internal", message: "late" });
  record.finishByDrain();
  expect(record.isFinished).toBe(true);
  expect(sink.lines).toHaveLength(1);
  expect(traffic.takeDeltas().traffic).toMatchObject([{ opened: 1, closed: 1, failed: 0 }]);
});

test("a failure is counted under its flag, with the opening and the bytes under none", () => {
  const { context, traffic } = makeContext("json");
  const record = new ConnectionRecord(context, facts());
  record.addRequestBytes(9);
  record.finish({ code: "tls-failed", message: "no" });
  const { newLabelSets, traffic: deltas } = traffic.takeDeltas();
  expect(newLabelSets.map(({ values }) => values[21])).toEqual(["-", "TLS_FAILURE"]);
  expect(deltas).toMatchObject([
    { opened: 1, closed: 0, failed: 0, receivedBytes: 9 },
    { opened: 0, closed: 1, failed: 1, receivedBytes: 0 },
  ]);
});

test("a drain is an error with ztunnel's words", () => {
  const { context, sink } = makeContext("json");
  new ConnectionRecord(context, facts()).finishByDrain();
  expect(sink.records[0]).toMatchObject({
    level: "error",
    error: MESSAGE.closedByDrain,
    "error.code": "drained",
  });
});

test("what ztunnel does not have comes last", () => {
  const { context, sink } = makeContext("json");
  const record = new ConnectionRecord(context, facts());
  record.tls = {
    version: "TLSv1.3",
    cipher: "C",
    group: "G",
    alpn: "h2",
    peerSerial: "17",
    peerUriSans: ["https://else", "spiffe://cluster.local/ns/shop/sa/server"],
  };
  record.finish({ code: "policy-denied", message: "no", policy: "shop/deny", rule: 2 });
  const names = Object.keys(sink.records[0] ?? {});
  expect(names.slice(names.indexOf("error"))).toEqual([
    "error",
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
  expect(sink.records[0]).toMatchObject({
    "error.doc": "docs/ERRORS.md#policy-denied",
    "tls.peer_identity": "spiffe://cluster.local/ns/shop/sa/server",
    "tls.peer_serial": "17",
  });
});

test("the opening is logged at debug", () => {
  const { context, sink } = makeContext("json", "debug");
  new ConnectionRecord(context, facts());
  expect(sink.records).toMatchObject([
    { level: "debug", message: "connection opened", "src.workload": "client-1" },
  ]);
});

test("a filter that does not want the line gets none, and the counters all the same", () => {
  const { context, sink, traffic } = makeContext("plain", "off");
  new ConnectionRecord(context, facts()).finish();
  logEarlyFailure(context, { ...facts() }, { code: "no-route", message: "x" });
  expect(sink.lines).toEqual([]);
  expect(traffic.takeDeltas().traffic).toMatchObject([{ opened: 1, closed: 1 }]);
});

test("a peer without a record is named by its baggage", () => {
  const { context, sink } = makeContext("json");
  const baggage = { ...NO_BAGGAGE, serviceName: "visiting", namespace: "far", clusterId: "c2" };
  new ConnectionRecord(
    context,
    facts({ source: undefined, sourceBaggage: baggage, direction: "inbound" }),
  ).finish();
  expect(sink.records[0]).toMatchObject({
    "src.workload": "visiting",
    "src.namespace": "far",
    "src.cluster": "c2",
    "src.identity": "spiffe://cluster.local/ns/shop/sa/client",
  });
});

test("who answered behind a network gateway is named by its baggage and what TLS proved, not by the gateway", () => {
  const { context, sink } = makeContext("json");
  const answer = (serviceName: string): Partial<ConnectionFacts> => ({
    remote: {
      baggage: { ...NO_BAGGAGE, serviceName, namespace: "far", clusterId: "c2" },
      identity: { trustDomain: "cluster.local", namespace: "far", serviceAccount: "server" },
    },
  });
  for (const name of ["one", "two"]) new ConnectionRecord(context, facts(answer(name))).finish();
  expect(sink.records[0]).toMatchObject({
    "dst.addr": "10.77.0.2:15008",
    "dst.workload": "one",
    "dst.namespace": "far",
    "dst.identity": "spiffe://cluster.local/ns/far/sa/server",
    "dst.cluster": "c2",
  });
  expect(sink.records[1]).toMatchObject({ "dst.workload": "two" });
});

test("a record that is made late counts the time since the connection came", () => {
  const { context, sink, clock } = makeContext("json");
  clock.nowMs = 30;
  const record = new ConnectionRecord(context, facts(), 10);
  clock.nowMs = 50;
  record.finish();
  expect(sink.records[0]).toMatchObject({ duration: "40ms" });
});
