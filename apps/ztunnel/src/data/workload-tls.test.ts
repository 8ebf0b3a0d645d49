import { type ContextsOutcome, WorkloadTls } from "@ambit/data-plane";
import { certificateFor } from "@ambit/data-plane/testing";
import { Reactor } from "@ambit/reactor";
import { TlsError } from "@ambit/tls";
import { afterEach, beforeEach, expect, test } from "vitest";

const identity = { trustDomain: "cluster.local", namespace: "shop", serviceAccount: "local" };
const other = { ...identity, serviceAccount: "other" };

let nowMs = 0;
let reactor: Reactor;
let requests: string[];
let tls: WorkloadTls;
beforeEach(() => {
  nowMs = 0;
  requests = [];
  reactor = new Reactor({ nowMs: () => nowMs });
  tls = new WorkloadTls({
    reactor,
    config: { tlsGroups: "X25519", tls12: false, checksRevocation: false },
    wallClockMs: () => nowMs,
    request: ({ serviceAccount }) => requests.push(serviceAccount),
  });
  for (const user of [identity, other]) tls.addUser(user);
});
afterEach(() => reactor[Symbol.dispose]());

function ask(timeoutMs = 10_000): ContextsOutcome[] {
  const outcomes: ContextsOutcome[] = [];
  tls.whenReady(identity, timeoutMs, (outcome) => outcomes.push(outcome));
  return outcomes;
}

function passTime(ms: number): void {
  nowMs += ms;
  reactor.turn(0);
}

test("a certificate that is there is handed out at once and not asked for", () => {
  tls.install(certificateFor(identity, { notAfterMs: 1_000 }));
  expect(ask()).toMatchObject([{ ok: true }]);
  expect(requests).toEqual([]);
  expect(tls.find(other)).toBeUndefined();
});

test("one that is not there is asked for and waited for", () => {
  const outcomes = ask();
  expect(requests).toEqual(["local"]);
  expect(outcomes).toEqual([]);
  tls.install(certificateFor(identity, { notAfterMs: 1_000 }));
  expect(outcomes).toMatchObject([{ ok: true }]);
  passTime(20_000);
  expect(outcomes).toHaveLength(1);
});

test("the certificate of another identity is not waited for", () => {
  const outcomes = ask();
  tls.install(certificateFor(other, { notAfterMs: 1_000 }));
  expect(outcomes).toEqual([]);
});

test("the wait has a bound", () => {
  const outcomes = ask(500);
  passTime(600);
  expect(outcomes).toEqual([{ ok: false, reason: "no certificate in time" }]);
});

test("a refusal by the CA fails all who wait, and who comes later without a wait", () => {
  const outcomes = ask();
  tls.fail(identity, "denied");
  expect(outcomes).toEqual([{ ok: false, reason: "denied" }]);
  expect(ask()).toEqual([{ ok: false, reason: "denied" }]);
  expect(requests).toEqual(["local", "local"]);
  tls.install(certificateFor(identity, { notAfterMs: 1_000 }));
  expect(ask()).toMatchObject([{ ok: true }]);
});

test("a refusal does not take a valid certificate away", () => {
  tls.install(certificateFor(identity, { notAfterMs: 1_000 }));
  tls.fail(identity, "denied");
  expect(ask()).toMatchObject([{ ok: true }]);
});

test("an expired certificate is not served: a new one is asked for and waited for", () => {
  tls.install(certificateFor(identity, { notAfterMs: 1_000 }));
  passTime(1_001);
  expect(tls.find(identity)).toBeUndefined();
  const outcomes = ask();
  expect(outcomes).toEqual([]);
  expect(requests).toEqual(["local"]);
  tls.install(certificateFor(identity, { notAfterMs: 5_000 }));
  expect(outcomes).toMatchObject([{ ok: true }]);
});

test("a refusal after expiry fails those who wait", () => {
  tls.install(certificateFor(identity, { notAfterMs: 1_000 }));
  passTime(1_001);
  const outcomes = ask();
  tls.fail(identity, "denied");
  expect(outcomes).toEqual([{ ok: false, reason: "denied" }]);
});

test("a renewal replaces both contexts and frees those of before", () => {
  tls.install(certificateFor(identity, { notAfterMs: 1_000 }));
  const before = tls.find(identity);
  tls.install(certificateFor(identity, { notAfterMs: 2_000 }));
  expect(tls.find(identity)).not.toBe(before);
  expect(() => before?.client.pointer).toThrow(TlsError);
  expect(() => before?.server.pointer).toThrow(TlsError);
  expect(tls.find(identity)?.client.pointer).toBeGreaterThan(0);
});

test.each([
  { name: "a chain that is none", fields: { chainPem: ["nonsense"] } },
  { name: "no chain", fields: { chainPem: [] } },
  { name: "no roots", fields: { rootsPem: [] } },
  { name: "a key that is none", fields: { privateKeyPkcs8: new ArrayBuffer(16) } },
  { name: "another certificate's key", fields: { privateKeyPkcs8: certificateFor(other).privateKeyPkcs8 } },
])("$name is refused, keeps the previous certificate, and the key is wiped", ({ fields }) => {
  tls.install(certificateFor(identity, { notAfterMs: 1_000 }));
  const before = tls.find(identity);
  const message = certificateFor(identity, { notAfterMs: 2_000, ...fields });
  expect(() => tls.install(message)).toThrow(TlsError);
  expect(tls.find(identity)).toBe(before);
  expect(before?.client.pointer).toBeGreaterThan(0);
  expect(new Uint8Array(message.privateKeyPkcs8).every((byte) => byte === 0)).toBe(true);
});

test("the key is wiped once it is loaded", () => {
  const message = certificateFor(identity);
  expect(new Uint8Array(message.privateKeyPkcs8).some((byte) => byte !== 0)).toBe(true);
  tls.install(message);
  expect(new Uint8Array(message.privateKeyPkcs8).every((byte) => byte === 0)).toBe(true);
});

test("workloads of one account share its contexts, and the last one takes them along", () => {
  tls.addUser(identity);
  tls.install(certificateFor(identity, { notAfterMs: 1_000 }));
  const contexts = tls.find(identity);
  tls.removeUser(identity);
  expect(tls.find(identity)).toBe(contexts);
  expect(contexts?.client.pointer).toBeGreaterThan(0);
  tls.removeUser(identity);
  expect(tls.find(identity)).toBeUndefined();
  expect(tls.size).toBe(0);
  for (const context of [contexts?.client, contexts?.server])
    expect(() => context?.pointer).toThrow(TlsError);
});

test("who waits for an identity that nobody uses any more does not wait on", () => {
  const outcomes = ask();
  tls.removeUser(identity);
  expect(outcomes).toEqual([{ ok: false, reason: "no workload uses the identity any more" }]);
  expect(reactor.timers.size).toBe(0);
});

test("what comes for an account that has no workload is not kept, and its key is wiped", () => {
  tls.removeUser(identity);
  const message = certificateFor(identity, { notAfterMs: 1_000 });
  tls.install(message);
  tls.fail(identity, "refused");
  expect(new Uint8Array(message.privateKeyPkcs8).every((byte) => byte === 0)).toBe(true);
  expect(tls.size).toBe(0);
  tls.addUser(identity);
  expect(ask()).toEqual([]);
  tls.install(certificateFor(identity, { notAfterMs: 1_000 }));
  expect(tls.find(identity)).toBeDefined();
});

test("an account is one workload's in every trust domain", () => {
  const elsewhere = { ...identity, trustDomain: "elsewhere" };
  tls.install(certificateFor(elsewhere, { notAfterMs: 1_000 }));
  expect(tls.find(elsewhere)).toBeDefined();
  tls.removeUser(identity);
  expect(tls.find(elsewhere)).toBeUndefined();
});
