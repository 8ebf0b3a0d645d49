import { parseSocketAddress } from "@ambit/addr";
import { NO_BAGGAGE } from "@ambit/hbone";
import { aService, aWorkload } from "@ambit/model/testing";
import { describe, expect, test } from "vitest";
import { MAX_RECENT_CONNECTIONS } from "../messages.ts";
import type { ConnectionFacts } from "./connection-record.ts";
import type { Failure } from "./failure.ts";
import { type ConnectionEnd, FlightRecorder } from "./flight-recorder.ts";

const OWNER = { name: "client-1", namespace: "shop" };

function facts(fields: Partial<ConnectionFacts> = {}): ConnectionFacts {
  return {
    direction: "outbound",
    sourceAddress: parseSocketAddress("10.0.0.1:4000"),
    source: aWorkload({ name: "client-1", namespace: "shop" }),
    sourceBaggage: undefined,
    sourceIdentity: { trustDomain: "cluster.local", namespace: "shop", serviceAccount: "client" },
    destinationAddress: parseSocketAddress("10.0.0.2:15008"),
    hboneAuthority: "10.0.0.2:80",
    destination: aWorkload({ name: "server-1", namespace: "shop" }),
    service: aService({ hostname: "server.shop.svc.cluster.local" }),
    isMutualTls: true,
    ...fields,
  };
}

function end(fields: Partial<ConnectionEnd> = {}): ConnectionEnd {
  const counts = { nowMs: 1_000, durationMs: 12.7, requestBytes: 3, responseBytes: 5 };
  return { ...counts, tls: undefined, failure: undefined, ...fields };
}

const EARLY = {
  direction: "inbound",
  sourceAddress: parseSocketAddress("10.0.0.9:1"),
  destinationAddress: parseSocketAddress("10.0.0.1:15008"),
} as const;

describe("a connection that ended", () => {
  test("is told with its ends, bytes and time", () => {
    const recorder = new FlightRecorder(OWNER);
    recorder.add(facts(), end());
    expect(recorder.dump(50_000)).toEqual([
      {
        endedAtMs: 51_000,
        durationMs: 12.7,
        direction: "outbound",
        sourceAddress: "10.0.0.1:4000",
        sourceWorkload: "shop/client-1",
        sourceIdentity: "spiffe://cluster.local/ns/shop/sa/client",
        destinationAddress: "10.0.0.2:15008",
        authority: "10.0.0.2:80",
        service: "server.shop.svc.cluster.local",
        destinationWorkload: "shop/server-1",
        bytesSent: 3,
        bytesReceived: 5,
        responseFlag: "-",
        error: undefined,
        errorCode: undefined,
        policy: undefined,
        rule: undefined,
        isLocal: false,
        tls: undefined,
      },
    ]);
  });

  test("of the inbound side has its bytes from this side's point of view", () => {
    const recorder = new FlightRecorder(OWNER);
    recorder.add(facts({ direction: "inbound" }), end());
    expect(recorder.dump(0)).toMatchObject([{ bytesSent: 5, bytesReceived: 3 }]);
  });

  test("by a failure has its code, flag and rule, and what the handshake proved", () => {
    const recorder = new FlightRecorder(OWNER);
    const failure: Failure = { code: "policy-denied", message: "no", policy: "shop/deny", rule: 1 };
    const tls = {
      version: "TLSv1.3",
      cipher: "C",
      group: "G",
      alpn: "h2",
      peerSerial: "7",
      peerUriSans: ["spiffe://cluster.local/ns/shop/sa/server"],
    } as const;
    recorder.add(facts(), end({ failure, tls }));
    expect(recorder.dump(0)).toMatchObject([
      {
        responseFlag: "DENY",
        error: "no",
        errorCode: "policy-denied",
        policy: "shop/deny",
        rule: 1,
        tls: { version: "TLSv1.3", peerIdentity: tls.peerUriSans[0], peerSerial: "7" },
      },
    ]);
  });

  test("before it had a record has addresses and a reason, and nothing of the slot's last use", () => {
    const recorder = new FlightRecorder(OWNER);
    for (let index = 0; index < MAX_RECENT_CONNECTIONS; index++) recorder.add(facts(), end());
    recorder.addEarly(EARLY, { code: "tls-failed", message: "why" }, 2_000);
    expect(recorder.dump(0)[0]).toEqual({
      endedAtMs: 2_000,
      direction: "inbound",
      sourceAddress: "10.0.0.9:1",
      destinationAddress: "10.0.0.1:15008",
      responseFlag: "TLS_FAILURE",
      error: "why",
      errorCode: "tls-failed",
      isLocal: false,
    });
  });
});

test("the last hundred are kept, the latest first", () => {
  const recorder = new FlightRecorder(OWNER);
  const total = 2 * MAX_RECENT_CONNECTIONS + 37;
  for (let index = 1; index <= total; index++) recorder.add(facts(), end({ nowMs: index }));
  expect(recorder.dump(0).map(({ endedAtMs }) => endedAtMs)).toEqual(
    Array.from({ length: 100 }, (_, back) => total - back),
  );
});

test("fewer than a hundred are all kept", () => {
  const recorder = new FlightRecorder(OWNER);
  expect(recorder.dump(0)).toEqual([]);
  for (const nowMs of [1, 2, 3]) recorder.add(facts(), end({ nowMs }));
  expect(recorder.dump(0).map(({ endedAtMs }) => endedAtMs)).toEqual([3, 2, 1]);
});

test("who answered behind a network gateway is named by its own words, cut", () => {
  const recorder = new FlightRecorder(OWNER);
  const remote = (baggage: Partial<typeof NO_BAGGAGE>): Partial<ConnectionFacts> => ({
    remote: { baggage: { ...NO_BAGGAGE, ...baggage }, identity: undefined },
  });
  recorder.add(facts(remote({})), end());
  recorder.add(facts(remote({ namespace: "far", serviceName: "server" })), end());
  recorder.add(facts(remote({ serviceName: "x".repeat(8_000) })), end());
  expect(recorder.dump(0).map(({ destinationWorkload }) => destinationWorkload)).toEqual([
    `/${"x".repeat(512)}`,
    "far/server",
    undefined,
  ]);
});

test("what a peer says is cut", () => {
  const recorder = new FlightRecorder(OWNER);
  const long = "x".repeat(60_000);
  recorder.add(
    facts({ hboneAuthority: long }),
    end({ failure: { code: "bad-request", message: long, policy: "kept" } }),
  );
  expect(recorder.dump(0)).toMatchObject([
    { authority: "x".repeat(512), error: "x".repeat(512), errorCode: "bad-request", policy: "kept" },
  ]);
});

test("a recorder is one workload's", () => {
  const recorder = new FlightRecorder(OWNER);
  expect(recorder.isOf(OWNER)).toBe(true);
  expect(recorder.isOf({ ...OWNER, name: "other" })).toBe(false);
  expect(recorder.isOf({ ...OWNER, namespace: "other" })).toBe(false);
});
