/** A client's and a server's data plane, and bytes between two applications through both. */

import { certificateFor, echo, type RawSocket, stateMessages } from "@ambit/data-plane/testing";
import { aMatch, aPolicy, aWorkload, policyResource, workloadResource } from "@ambit/model/testing";
import { expect, test } from "vitest";
import { TestPlane } from "./testing/test-plane.ts";
import { TwoPlanes } from "./testing/two-planes.ts";

const sum = (lines: readonly Record<string, unknown>[], field: string): number =>
  lines.reduce((total, line) => total + Number(line[field]), 0);

test("a thousand short connections, fifty at once, add up on both sides", () => {
  using planes = new TwoPlanes(echo());
  const total = 1000;
  let sentBytes = 0;
  let started = 0;
  let finished = 0;
  const live = new Map<RawSocket, string>();
  planes.until(
    () => {
      while (live.size < 50 && started < total) {
        const client = planes.connect();
        const message = `${started} ${"x".repeat((started * 37) % 3000)}`;
        client.send(message);
        client.end();
        live.set(client, message);
        sentBytes += message.length;
        started++;
      }
      for (const [client, message] of live) {
        client.poll();
        if (!client.isOver) continue;
        expect(client.error).toBe(0);
        expect(client.text).toBe(message);
        client.close();
        live.delete(client);
        finished++;
      }
      return finished === total;
    },
    [],
    60_000,
  );
  planes.settle();
  for (const [plane, reporter] of [
    [planes.client, "source"],
    [planes.server, "destination"],
  ] as const) {
    const lines = plane.accessLines();
    expect(lines).toHaveLength(total);
    expect(new Set(lines.map((line) => `${String(line.level)} ${String(line.message)}`))).toEqual(
      new Set(["info connection complete"]),
    );
    expect(sum(lines, "bytes_sent")).toBe(sentBytes);
    expect(sum(lines, "bytes_recv")).toBe(sentBytes);
    const expected = { opened: total, closed: total, failed: 0, receivedBytes: sentBytes, sentBytes };
    expect(plane.counted()).toEqual(expected);
    expect(plane.counted((labels) => labels.reporter === reporter && labels.response_flags === "-")).toEqual(
      expected,
    );
    expect(plane.ofType("tick").flatMap((tick) => tick.newLabelSets)).toHaveLength(1);
    expect(plane.ofType("tick").flatMap((tick) => tick.failures)).toEqual([]);
  }
  const gauges = planes.client.ofType("tick").at(-1)?.gauges;
  expect(gauges).toMatchObject({ socketsOpenSource: 0, queuedBytes: 0 });
  expect(gauges?.openTunnelsClient).toBeGreaterThanOrEqual(1);
  expect(planes.server.ofType("tick").at(-1)?.gauges).toMatchObject({
    activeStreams: 0,
    openTunnelsServer: gauges?.openTunnelsClient,
  });
});

test("64 MiB come through unchanged, in both directions at once", () => {
  const size = 64 << 20;
  const pattern = Buffer.from(
    Uint8Array.from({ length: 1 << 18 }, (_, index) => (index * 31 + (index >> 8)) & 0xff),
  );
  let wrong = 0;
  const check = (connection: RawSocket, state: { offset: number }): void => {
    for (const chunk of connection.chunks.splice(0)) {
      for (let at = 0; at < chunk.length; ) {
        const from = state.offset % pattern.length;
        const length = Math.min(chunk.length - at, pattern.length - from);
        if (pattern.compare(chunk, at, at + length, from, from + length) !== 0) wrong++;
        at += length;
        state.offset += length;
      }
    }
  };
  const feed = (connection: RawSocket, state: { sent: number }): void => {
    while (state.sent < size && connection.unsentBytes < pattern.length) {
      connection.send(pattern);
      state.sent += pattern.length;
      if (state.sent === size) connection.end();
    }
  };
  const server = { sent: 0, offset: 0 };
  using planes = new TwoPlanes((connection) => {
    feed(connection, server);
    check(connection, server);
  });
  const client = planes.connect();
  const own = { sent: 0, offset: 0 };
  planes.until(
    () => {
      feed(client, own);
      check(client, own);
      return client.isEof && own.offset === size && server.offset === size;
    },
    [client],
    60_000,
  );
  client.close();
  planes.settle();
  expect(wrong).toBe(0);
  for (const plane of [planes.client, planes.server]) {
    expect(plane.accessLines()).toMatchObject([{ level: "info", bytes_sent: size, bytes_recv: size }]);
    expect(plane.counted()).toMatchObject({
      opened: 1,
      closed: 1,
      failed: 0,
      receivedBytes: size,
      sentBytes: size,
    });
  }
});

test("a policy pushed to the server ends the connection on both sides and refuses the next", () => {
  using planes = new TwoPlanes(echo());
  const client = planes.connect();
  client.send("hello");
  planes.until(() => client.text === "hello", [client]);
  const deny = aPolicy({
    name: "deny",
    namespace: "shop",
    action: "Deny",
    rules: [[[aMatch({ destinationPorts: [planes.application.address.port] })]]],
  });
  planes.server.deliver(...stateMessages(2, [policyResource(deny)]));
  planes.until(() => client.isOver, [client]);
  const next = planes.connect();
  planes.until(() => next.isOver, [next]);
  planes.settle();
  expect(planes.server.ofType("applied").map(({ version }) => version)).toEqual([1, 2]);
  expect(planes.server.accessLines().map((line) => [line["error.code"], line.error])).toEqual([
    ["policy-changed", "connection closed due to policy change"],
    ["policy-denied", "connection closed due to policy rejection: explicitly denied by: shop/deny"],
  ]);
  expect(planes.client.accessLines().map((line) => line["error.code"])).toEqual([
    "stream-reset",
    "peer-status",
  ]);
  expect(planes.server.counted((labels) => labels.response_flags === "DENY")).toMatchObject({
    closed: 2,
    failed: 2,
  });
  client.close();
  next.close();
});

test("a graceful drain of the server lets connections finish, and the client dials elsewhere for new ones", () => {
  using planes = new TwoPlanes(echo());
  const client = planes.connect();
  client.send("before ");
  planes.until(() => client.text === "before ", [client]);
  planes.server.deliver({ type: "drain", mode: "graceful", deadlineMs: 20_000 });
  for (let turn = 0; turn < 20; turn++) planes.turn([client]);
  expect(planes.server.ofType("drained")).toEqual([]);
  client.send("after");
  client.end();
  planes.until(() => client.isEof && planes.server.ofType("drained").length > 0, [client]);
  expect(client.text).toBe("before after");
  expect(planes.server.ofType("drained")).toEqual([
    { type: "drained", index: 0, component: "inbound", forced: false },
  ]);
  client.close();
});

test("an immediate drain cuts everything off and says so", () => {
  using planes = new TwoPlanes(echo());
  const client = planes.connect();
  client.send("hello");
  planes.until(() => client.text === "hello", [client]);
  planes.server.deliver({ type: "drain", mode: "immediate", deadlineMs: 0 });
  planes.until(() => client.isOver && planes.server.ofType("drained").length > 0, [client]);
  planes.settle();
  expect(planes.server.ofType("drained")).toEqual([
    { type: "drained", index: 0, component: "inbound", forced: true },
  ]);
  expect(planes.server.accessLines()).toMatchObject([{ level: "error", error: "closed due to drain" }]);
  client.close();
});

test("a forced drain after the deadline does the same", () => {
  using planes = new TwoPlanes(echo());
  const client = planes.connect();
  client.send("hello");
  planes.until(() => client.text === "hello", [client]);
  planes.client.deliver({ type: "drain", mode: "graceful", deadlineMs: 100 });
  planes.until(() => client.isOver && planes.client.ofType("drained").length > 0, [client]);
  planes.settle();
  expect(planes.client.ofType("drained")).toEqual([
    { type: "drained", index: 0, component: "outbound", forced: true },
  ]);
  expect(planes.client.accessLines()).toMatchObject([
    { level: "error", "error.code": "drained", bytes_sent: 5, bytes_recv: 5 },
  ]);
  client.close();
});

test("questions of the main thread are answered by their number", () => {
  using planes = new TwoPlanes(echo());
  const client = planes.connect();
  client.send("hello");
  planes.until(() => client.text === "hello", [client]);
  planes.client.deliver(
    { type: "dump-connections", id: 5 },
    { type: "heap-statistics", id: 6 },
    { type: "heap-snapshot", id: 7, path: "/somewhere" },
    { type: "log-filter", filter: "error" },
  );
  planes.turn([client]);
  expect(planes.client.ofType("connections")).toMatchObject([
    { id: 5, connections: [{ direction: "outbound", protocol: "HBONE" }] },
  ]);
  expect(planes.client.ofType("heap")).toMatchObject([{ id: 6, statistics: { used: 1 } }]);
  expect(planes.client.ofType("heap-written")).toMatchObject([{ id: 7, path: "/somewhere" }]);
  client.end();
  planes.until(() => client.isEof, [client]);
  planes.settle();
  expect(planes.client.accessLines()).toEqual([]);
  expect(planes.server.accessLines()).toHaveLength(1);
  client.close();
});

test("material that OpenSSL refuses is reported and keeps the certificate of before", () => {
  using planes = new TwoPlanes(echo());
  const identity = { trustDomain: "cluster.local", namespace: "shop", serviceAccount: "client" };
  planes.client.deliver(certificateFor(identity, { chainPem: ["nonsense"] }));
  const client = planes.connect();
  client.send("hello");
  planes.until(() => client.text === "hello", [client]);
  planes.settle();
  expect(
    planes.client
      .ofType("log")
      .map(({ lines }) => lines)
      .join(""),
  ).toContain("workload certificate refused");
  client.close();
});

test("parts of a snapshot are acknowledged one by one, and the garbage of a new mesh is collected", () => {
  let nowMs = 0;
  let usedBytes = 100 * 2 ** 20;
  let collections = 0;
  const collect = () => {
    collections += 1;
    usedBytes = 50 * 2 ** 20;
  };
  using plane = new TestPlane(
    {},
    {},
    { nowMs: () => nowMs, heap: { usedHeapBytes: () => usedBytes, collect } },
  );
  const pass = (ms: number) => {
    for (const end = nowMs + ms; nowMs < end; nowMs += 250) plane.plane.turn(0);
  };
  pass(5_000);
  expect(collections).toBe(1);
  pass(60_000);
  expect(collections).toBe(1);

  usedBytes = 200 * 2 ** 20;
  plane.deliver(...stateMessages(1, [workloadResource(aWorkload())]));
  pass(5_000);
  expect(plane.messages.filter(({ type }) => type === "part-received" || type === "applied")).toEqual([
    { type: "part-received", index: 0 },
    { type: "applied", index: 0, version: 1 },
  ]);
  expect(collections).toBe(2);
});
