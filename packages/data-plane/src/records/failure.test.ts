import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { relayFailure, socketRelayFailure } from "../tunnels/relay-failure.ts";
import { type FailureCode, peerStatusMessage, RESPONSE_FLAG, type ResponseFlag } from "./failure.ts";
import { FailureCounters } from "./failure-counters.ts";

const FLAGS: Readonly<Record<ResponseFlag, readonly FailureCode[]>> = {
  "-": [],
  DENY: ["policy-denied", "policy-changed"],
  TLS_FAILURE: ["tls-failed", "peer-revoked"],
  H2_HANDSHAKE_FAILURE: ["http2-failed", "stream-reset", "stream-refused", "tunnel-lost"],
  NETWORK_POLICY: ["tunnel-connect-timeout"],
  IDENTITY_ERROR: ["certificate-unavailable"],
  CERT_REVOKED: ["certificate-revoked"],
  CONNECT: [
    "connect-failed",
    "connect-timeout",
    "tunnel-connect-failed",
    "peer-status",
    "connect-deadline",
    "socket-error",
    "out-of-memory",
    "drained",
    "internal",
    "client-gone",
    "recursive-call",
    "unknown-workload",
    "no-route",
    "lookup-failed",
    "bad-request",
    "bad-destination",
    "socks5-protocol",
    "too-many-pending",
  ],
};

test.each(Object.entries(FLAGS))("the flag %s belongs to %j", (flag, codes) => {
  const found = Object.entries(RESPONSE_FLAG).filter((entry) => entry[1] === flag);
  expect(found.map(([code]) => code).sort()).toEqual([...codes].sort());
});

test.each(Object.keys(RESPONSE_FLAG))("the code %s is explained where its line points", (code) => {
  const page = readFileSync(new URL("../../../../docs/ERRORS.md", import.meta.url), "utf8");
  expect(page).toContain(`\n### ${code}\n`);
});

test.each([
  [401, "http status: 401 Unauthorized"],
  [503, "http status: 503 Service Unavailable"],
  [400, "http status: 400 Bad Request"],
  [299, "http status: 299"],
  [0, "http status: 0"],
])("status %i is logged as %s", (status, message) => {
  expect(peerStatusMessage(status)).toBe(message);
});

test.each([
  { kind: "complete", resetCode: undefined, failure: undefined },
  { kind: "socket-error", resetCode: undefined, failure: undefined },
  {
    kind: "stream-reset",
    resetCode: 8,
    failure: { code: "stream-reset", message: "while closing connection: send: io error: broken pipe" },
  },
  {
    kind: "stream-reset",
    resetCode: 2,
    failure: { code: "stream-reset", message: "h2 failed: stream reset by peer (code 2)" },
  },
  {
    kind: "connection-lost",
    resetCode: undefined,
    failure: { code: "tunnel-lost", message: "h2 failed: why" },
  },
  { kind: "aborted", resetCode: undefined, failure: { code: "internal", message: "why" } },
] as const)("a stream that ended by $kind ($resetCode) is $failure.code", ({ kind, resetCode, failure }) => {
  expect(relayFailure({ kind, resetCode, message: "why" })).toEqual(failure);
});

test.each([
  { kind: "complete", failure: undefined },
  { kind: "socket-error", failure: undefined },
  { kind: "aborted", failure: { code: "internal", message: "why" } },
] as const)("two sockets that ended by $kind are $failure.code", ({ kind, failure }) => {
  expect(socketRelayFailure({ kind, message: "why" })).toEqual(failure);
});

test("early failures are counted by reporter and code, and handed out once", () => {
  const counters = new FailureCounters();
  counters.count("source", "no-route");
  counters.count("source", "no-route");
  counters.count("destination", "no-route");
  expect(counters.takeDeltas()).toEqual([
    { code: "no-route", reporter: "source", count: 2 },
    { code: "no-route", reporter: "destination", count: 1 },
  ]);
  expect(counters.takeDeltas()).toEqual([]);
});
