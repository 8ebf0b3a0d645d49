import type { ConnectionDump, PlaneMainMessage, RecentConnection } from "@ambit/data-plane/messages";
import { FakeClock } from "@ambit/lifecycle/testing";
import { expect, test } from "vitest";
import { WorkerRequests } from "./worker-requests.ts";

function setUp(workerCount = 2) {
  const clock = new FakeClock();
  const asked: { worker: number; message: PlaneMainMessage }[] = [];
  const requests = new WorkerRequests({
    workerCount,
    clock,
    post: (worker, message) => asked.push({ worker, message }),
  });
  return { clock, asked, requests };
}

function aConnection(src: string): ConnectionDump {
  return {
    pod: undefined,
    direction: "inbound",
    src,
    originalDst: undefined,
    actualDst: "10.0.0.1:80",
    protocol: "TCP",
    tls: undefined,
  };
}

function anEnded(endedAtMs: number): RecentConnection {
  return {
    endedAtMs,
    durationMs: undefined,
    direction: "inbound",
    sourceAddress: "10.0.0.1:1",
    sourceWorkload: undefined,
    sourceIdentity: undefined,
    destinationAddress: "10.0.0.2:80",
    authority: undefined,
    service: undefined,
    destinationWorkload: undefined,
    bytesSent: undefined,
    bytesReceived: undefined,
    responseFlag: "-",
    error: undefined,
    errorCode: undefined,
    policy: undefined,
    rule: undefined,
    isLocal: false,
    tls: undefined,
  };
}

test("the connections of all workers are put together in the order of workers", async () => {
  const { requests, asked, clock } = setUp();
  const dump = requests.dumpConnections();
  expect(asked).toEqual([0, 1].map((worker) => ({ worker, message: { type: "dump-connections", id: 1 } })));

  requests.answered({
    type: "connections",
    index: 1,
    id: 1,
    connections: [aConnection("b"), aConnection("c")],
  });
  requests.answered({ type: "connections", index: 0, id: 1, connections: [aConnection("a")] });
  expect((await dump).map(({ src }) => src)).toEqual(["a", "b", "c"]);
  expect(clock.pendingTimers).toBe(0);
});

test("the last connections of a pod are the last of all workers together", async () => {
  const { requests, asked } = setUp();
  const workload = { name: "client", namespace: "app" };
  const recent = requests.recentConnections(workload);
  expect(asked[1]).toEqual({ worker: 1, message: { type: "dump-recent", id: 1, workload } });
  const of = (index: number): void => {
    const connections = Array.from({ length: 80 }, (_, back) => anEnded(200 - 2 * back - index));
    requests.answered({ type: "recent-connections", index, id: 1, connections });
  };
  of(1);
  of(0);
  expect((await recent).map(({ endedAtMs }) => endedAtMs)).toEqual(
    Array.from({ length: 100 }, (_, back) => 200 - back),
  );
});

test("a worker that does not answer in time is left out", async () => {
  const { requests, clock } = setUp();
  const statistics = requests.heapStatistics();
  requests.answered({ type: "heap", index: 1, id: 1, statistics: { used_heap_size: 5 } });
  await clock.advanceAsync(2_000);

  expect(await statistics).toEqual([{ worker: 1, statistics: { used_heap_size: 5 } }]);
  requests.answered({ type: "heap", index: 0, id: 1, statistics: {} });
});

test("answers find their own question", async () => {
  const { requests } = setUp(1);
  const first = requests.heapStatistics();
  const second = requests.heapStatistics();
  requests.answered({ type: "heap", index: 0, id: 2, statistics: { n: 2 } });
  requests.answered({ type: "heap", index: 0, id: 1, statistics: { n: 1 } });

  expect(await Promise.all([first, second])).toEqual([
    [{ worker: 0, statistics: { n: 1 } }],
    [{ worker: 0, statistics: { n: 2 } }],
  ]);
});

test("each worker writes its heap to a path of its own", async () => {
  const { requests, asked } = setUp(2);
  const written = requests.writeHeapSnapshots((worker) => `/heap-${worker}`);
  expect(asked.map(({ message }) => (message.type === "heap-snapshot" ? message.path : ""))).toEqual([
    "/heap-0",
    "/heap-1",
  ]);
  for (const index of [0, 1])
    requests.answered({ type: "heap-written", index, id: 1, path: `/heap-${index}` });

  expect(await written).toEqual(["/heap-0", "/heap-1"]);
});

test("each worker takes its own profile", async () => {
  const { requests, asked, clock } = setUp(3);
  const command = { kind: "take-heap" } as const;
  const profiles = requests.profile(command);
  expect(asked.map(({ message }) => message)).toEqual(Array(3).fill({ type: "profile", id: 1, command }));
  requests.answered({ type: "profiled", index: 2, id: 1, profile: { nodes: [] } });
  requests.answered({ type: "profiled", index: 0, id: 1, profile: undefined });
  await clock.advanceAsync(4_000);
  expect(await profiles).toEqual([
    { worker: 0, profile: undefined },
    { worker: 2, profile: { nodes: [] } },
  ]);
});

test.each([
  { answers: [0, 1], outcome: "passed" },
  { answers: [0], outcome: "late" },
])("a fence that workers $answers answer is $outcome", async ({ answers, outcome }) => {
  const { requests, clock } = setUp(2);
  const fence = requests.fence();
  for (const index of answers) requests.answered({ type: "heap", index, id: 1, statistics: {} });
  await clock.advanceAsync(2_000);

  expect(await fence).toBe(outcome);
});

test("a caller that does not wait for answers gets none", async () => {
  const { requests, asked } = setUp(1);
  for (let count = 0; count < 64; count++) void requests.dumpConnections();

  expect(await requests.dumpConnections()).toEqual([]);
  expect(asked).toHaveLength(64);
});
