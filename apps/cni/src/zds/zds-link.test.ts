import { FakeClock } from "@ambit/lifecycle/testing";
import { memoryLogger } from "@ambit/telemetry/testing";
import { decodeZdsRequest, encodeZdsAck, encodeZdsHello, type ZdsServerPod } from "@ambit/zds";
import { beforeEach, expect, test } from "vitest";
import type { ZdsMainMessage } from "../messages.ts";
import { ZdsLink } from "./zds-link.ts";

const A = { uid: "a", workload: { name: "client", namespace: "app", serviceAccount: "default" }, netnsFd: 7 };

let clock: FakeClock;
let posted: ZdsMainMessage[];
let events: string[];
let pods: Map<string, ZdsServerPod>;
let link: ZdsLink;
let freeDescriptors: number;

beforeEach(() => {
  clock = new FakeClock();
  posted = [];
  events = [];
  pods = new Map();
  freeDescriptors = 100;
  link = new ZdsLink({
    pods: { uids: () => pods.keys(), find: (uid) => pods.get(uid) },
    duplicateFd: (fd) => (freeDescriptors > 0 ? fd + 1_000 : undefined),
    post: (message) => posted.push(message),
    events: {
      onConnectedCount: (count) => events.push(`count ${count}`),
      onNewest: (connection) => events.push(`newest ${connection}`),
      onSynced: (connection, uids) => events.push(`synced ${connection} ${[...uids].join()}`),
    },
    clock,
    logger: memoryLogger("zds").logger,
  });
});

function packet(connection: number, bytes: Uint8Array, isBad = false): void {
  link.take({ type: "packet", connection, packet: bytes.slice().buffer, isBad });
}

function greet(connection: number): void {
  link.take({ type: "open", connection });
  packet(connection, encodeZdsHello());
}

/** Answers what was sent last, and what follows from that. */
function answerAll(connection: number, error?: string): void {
  for (let count = posted.length; count <= posted.length; count += 1) {
    const before = posted.length;
    packet(connection, encodeZdsAck(error));
    if (posted.length === before) return;
  }
}

function sent(): readonly string[] {
  return posted.map((message) => {
    if (message.type !== "send") return message.type;
    const request = decodeZdsRequest(new Uint8Array(message.packet));
    const uid = "uid" in request ? ` ${request.uid}` : "";
    return `${request.kind}${uid}${message.fd === undefined ? "" : ` fd ${message.fd}`}`;
  });
}

test("a ztunnel that comes is told of all pods, and confirms those that have a namespace", () => {
  pods.set("a", A);
  pods.set("b", { uid: "b", workload: A.workload, netnsFd: undefined });
  greet(1);
  expect(events).toEqual(["count 1", "newest 1"]);
  expect(link.isNewestSynced).toBe(false);
  answerAll(1);
  expect(sent()).toEqual(["add a fd 1007", "keep b", "snapshot-sent"]);
  expect(events.at(-1)).toBe("synced 1 a");
  expect(link.isNewestSynced).toBe(true);
});

test("a pod that the snapshot could not start is not confirmed", () => {
  pods.set("a", A);
  greet(1);
  packet(1, encodeZdsAck("address in use"));
  packet(1, encodeZdsAck());
  expect(events.at(-1)).toBe("synced 1 ");
});

test("requests are answered by the newest ztunnel, removals by all", async () => {
  greet(1);
  answerAll(1);
  greet(2);
  answerAll(2);
  posted.length = 0;
  pods.set("a", A);
  const added = link.add(A);
  expect(posted).toMatchObject([{ type: "send", connection: 2, fd: 1_007 }]);
  packet(2, encodeZdsAck("no"));
  expect(await added).toEqual({ kind: "refused", error: "no" });
  posted.length = 0;
  pods.delete("a");
  const removed = link.remove("a");
  expect(posted).toMatchObject([{ connection: 1 }, { connection: 2 }]);
  packet(1, encodeZdsAck());
  packet(2, encodeZdsAck());
  expect(await removed).toEqual({ kind: "acked" });
});

test("without a ztunnel an add fails at once and a removal is done", async () => {
  expect(await link.add(A)).toEqual({ kind: "no-ztunnel" });
  expect(await link.remove("a")).toEqual({ kind: "acked" });
  expect(clock.pendingTimers).toBe(0);
});

test("when the newest goes the one before it is the newest", () => {
  greet(1);
  answerAll(1);
  greet(2);
  answerAll(2);
  link.take({ type: "closed", connection: 2, reason: "ended by ztunnel" });
  expect(events.slice(-2)).toEqual(["count 1", "newest 1"]);
  expect(link.isNewestSynced).toBe(true);
  link.take({ type: "closed", connection: 1, reason: "ended by ztunnel" });
  expect(events.at(-1)).toBe("newest undefined");
  expect(clock.pendingTimers).toBe(0);
});

test("an answer that does not come in time fails the request", async () => {
  greet(1);
  answerAll(1);
  pods.set("a", A);
  const added = link.add(A);
  clock.advance(5_000);
  expect(await added).toEqual({ kind: "timeout" });
});

test("one that says no hello, or junk, is closed", () => {
  link.take({ type: "open", connection: 1 });
  clock.advance(5_000);
  link.take({ type: "open", connection: 2 });
  packet(2, new Uint8Array([255]));
  link.take({ type: "open", connection: 3 });
  packet(3, encodeZdsHello(), true);
  expect(posted).toEqual([1, 2, 3].map((connection) => ({ type: "close", connection })));
  expect(events).toEqual([]);
});

test("without a free descriptor a ztunnel is let go: it comes back for everything", () => {
  pods.set("a", A);
  freeDescriptors = 0;
  greet(1);
  expect(posted).toEqual([{ type: "close", connection: 1 }]);
});

test("who waits when the agent ends is told", async () => {
  greet(1);
  answerAll(1);
  pods.set("a", A);
  const added = link.add(A);
  link[Symbol.dispose]();
  expect(await added).toEqual({ kind: "no-ztunnel" });
  expect(clock.pendingTimers).toBe(0);
});
