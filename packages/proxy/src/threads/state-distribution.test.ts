import type { PlaneMainMessage } from "@ambit/data-plane/messages";
import { MeshState, OpenPart } from "@ambit/mesh-state";
import { type MeshResource, resourceKey } from "@ambit/model";
import { aWorkload } from "@ambit/model/testing";
import { describe, expect, test } from "vitest";
import { StateDistribution } from "./state-distribution.ts";

function workloads(count: number, namespace = "default"): readonly MeshResource[] {
  return Array.from({ length: count }, (_, index) => ({
    kind: "workload",
    workload: aWorkload({ name: `w-${index}`, namespace }),
    endpoints: new Map(),
  }));
}

function setUp(workerCount = 2): {
  readonly distribution: StateDistribution;
  readonly state: MeshState;
  readonly sent: PlaneMainMessage[];
} {
  const sent: PlaneMainMessage[] = [];
  const state = new MeshState();
  const distribution = new StateDistribution({
    state,
    workerCount,
    broadcast: (message) => sent.push(message),
  });
  return { distribution, state, sent };
}

/** What each message says: how many records it adds, and how many keys it removes. */
function parts(sent: readonly PlaneMainMessage[]): readonly string[] {
  return sent.map((message) => {
    if (message.type !== "state") return message.type;
    const { version, part, isLast } = message;
    const open = new OpenPart(part);
    let records = 0;
    while (open.nextRecord() >= 0) records += 1;
    return `${version}: +${records} -${part.removals.length}${isLast ? " last" : ""}`;
  });
}

async function isSettled(promise: Promise<unknown>): Promise<boolean> {
  const pending = Symbol("pending");
  return (await Promise.race([promise, Promise.resolve(pending)])) !== pending;
}

describe("a first version", () => {
  test.each([
    { size: 0, expected: ["1: +0 -0 last"] },
    { size: 1, expected: ["1: +1 -0 last"] },
    { size: 50, expected: ["1: +50 -0 last"] },
  ])("of $size resources goes out", ({ size, expected }) => {
    const { distribution, sent, state } = setUp();
    void distribution.publish(workloads(size));

    expect(parts(sent)).toEqual(expected);
    expect([...state.workloads()]).toHaveLength(size);
  });

  test("that is large goes out in parts, of which the last says so", () => {
    const { distribution, sent } = setUp();
    void distribution.publish(workloads(500));
    const said = parts(sent);
    expect(said.length).toBeGreaterThan(2);
    expect(said.map((text) => text.endsWith(" last"))).toEqual([...said.slice(1).map(() => false), true]);
    const counts = said.map((text) => Number(/\+(\d+)/.exec(text)?.[1]));
    expect(counts.reduce((sum, count) => sum + count)).toBe(500);
  });

  test("is in force when the last worker has it", async () => {
    const { distribution } = setUp(2);
    const published = distribution.publish(workloads(1));
    distribution.applied(0, 1);
    expect(await isSettled(published)).toBe(false);

    distribution.applied(1, 1);
    expect(await published).toBe(1);
  });
});

describe("a later version", () => {
  test("is the difference to the one before, in the main thread's state too", async () => {
    const { distribution, sent, state } = setUp(1);
    void distribution.publish(workloads(3));
    distribution.applied(0, 1);
    sent.length = 0;

    const published = distribution.publish([...workloads(2), ...workloads(1, "other")]);
    expect(parts(sent)).toEqual(["2: +1 -1 last"]);
    expect([...state.workloads()].map(({ uid }) => uid)).toEqual([
      "Kubernetes//Pod/default/w-0",
      "Kubernetes//Pod/default/w-1",
      "Kubernetes//Pod/other/w-0",
    ]);

    distribution.applied(0, 2);
    expect(await published).toBe(2);
  });

  test("is not sent when nothing differs", async () => {
    const { distribution, sent } = setUp(1);
    void distribution.publish(workloads(3));
    distribution.applied(0, 1);
    sent.length = 0;

    expect(await distribution.publish(workloads(3))).toBe(1);
    expect(sent).toEqual([]);
  });

  test("waits for the one before, and of several only the newest is sent", async () => {
    const { distribution, sent } = setUp(1);
    void distribution.publish(workloads(1));
    sent.length = 0;
    const second = distribution.publish(workloads(2));
    const third = distribution.publish(workloads(5));
    expect(sent).toEqual([]);

    distribution.applied(0, 1);
    expect(parts(sent)).toEqual(["2: +4 -0 last"]);
    distribution.applied(0, 2);
    expect(await Promise.all([second, third])).toEqual([2, 2]);
  });
});

describe("a batch", () => {
  const [one, two] = workloads(2);
  const upsert = (...upserts: readonly (MeshResource | undefined)[]) => ({
    upserts: upserts.filter((resource) => resource !== undefined),
    removals: [],
  });

  test("goes out as what of it has an effect", async () => {
    const { distribution, sent } = setUp(1);
    void distribution.publish([]);
    distribution.applied(0, 1);
    sent.length = 0;

    const first = distribution.apply(upsert(one));
    distribution.applied(0, 2);
    expect(await first).toBe(2);
    const removals = [
      { kind: "workload" as const, key: "unknown" },
      { kind: "workload" as const, key: "Kubernetes//Pod/default/w-0" },
    ];
    const second = distribution.apply({ ...upsert(two), removals });
    expect(parts(sent)).toEqual(["2: +1 -0 last", "3: +1 -1 last"]);
    distribution.applied(0, 3);
    expect(await second).toBe(3);
  });

  test("without any effect is in force at once", async () => {
    const { distribution, sent } = setUp(1);
    void distribution.publish([]);
    distribution.applied(0, 1);
    const first = distribution.apply(upsert(one));
    distribution.applied(0, 2);
    await first;
    sent.length = 0;

    expect(await distribution.apply(structuredClone(upsert(one)))).toBe(2);
    expect(sent).toEqual([]);
  });

  test("waits for the version before, and does not touch the state until then", async () => {
    const { distribution, sent, state } = setUp(1);
    void distribution.publish([]);
    const applied = distribution.apply(upsert(one));
    expect(parts(sent)).toEqual(["1: +0 -0 last"]);
    expect([...state.workloads()]).toEqual([]);

    distribution.applied(0, 1);
    expect(parts(sent)).toEqual(["1: +0 -0 last", "2: +1 -0 last"]);
    distribution.applied(0, 2);
    expect(await applied).toBe(2);
  });

  test("leaves what the local file says, and the file leaves what xDS says", () => {
    const { distribution, state } = setUp(1);
    void distribution.publish(workloads(1, "file"));
    distribution.applied(0, 1);
    void distribution.apply(upsert(one));
    distribution.applied(0, 2);
    void distribution.publish([]);
    expect([...state.workloads()].map(({ namespace }) => namespace)).toEqual(["default"]);
  });

  test("that removes much does so before anything is added", () => {
    const { distribution, sent } = setUp(1);
    void distribution.publish(workloads(3000));
    receiveAll(distribution, sent);
    sent.length = 0;

    const removals = workloads(3000).map((resource) => ({
      kind: "workload" as const,
      key: resourceKey(resource),
    }));
    void distribution.apply({ upserts: workloads(1, "other"), removals });
    expect(parts(sent)).toEqual(["2: +0 -1024", "2: +0 -1024", "2: +1 -952 last"]);
  });
});

/** The one worker takes over everything that is sent. */
function receiveAll(distribution: StateDistribution, sent: readonly PlaneMainMessage[]): void {
  for (let index = 0; index < sent.length; index += 1) {
    const message = sent[index];
    if (message?.type !== "state") continue;
    if (message.isLast) distribution.applied(0, message.version);
    else distribution.partReceived(0);
  }
}

test("a large version goes out as fast as the slowest worker takes it", () => {
  const { distribution, sent } = setUp(2);
  void distribution.publish(workloads(2_000));
  expect(sent).toHaveLength(8);

  distribution.partReceived(0);
  expect(sent).toHaveLength(8);
  distribution.partReceived(1);
  expect(sent).toHaveLength(9);
  for (let part = 0; part < 100; part += 1) {
    distribution.partReceived(1);
    distribution.partReceived(0);
  }
  const count = sent.length;
  expect(parts(sent).filter((text) => text.endsWith("last"))).toEqual([parts(sent)[count - 1]]);
  distribution.partReceived(0);
  distribution.partReceived(9);
  expect(sent).toHaveLength(count);
});

test("a worker that dies while a version is on its way leaves it out of force, and the next process sends all of it", async () => {
  const resources = workloads(2_000);
  const { distribution, sent } = setUp(2);
  const published = distribution.publish(resources);
  for (let part = 0; part < sent.length; part += 1) {
    const message = sent[part];
    if (message?.type !== "state") continue;
    if (message.isLast) distribution.applied(0, message.version);
    else distribution.partReceived(0);
    // The other one takes over three parts, and no more.
    if (part < 3) distribution.partReceived(1);
  }
  expect(await isSettled(published)).toBe(false);

  const next = setUp(1);
  const replica = new MeshState();
  const again = next.distribution.publish(resources);
  for (const message of next.sent) {
    if (message.type !== "state") continue;
    replica.stage(new OpenPart(message.part), () => false);
    if (!message.isLast) next.distribution.partReceived(0);
    else next.distribution.applied(0, message.version);
  }
  replica.commit();
  expect(await again).toBe(1);
  expect(replica.size).toBe(2_000);
});

test("the threads share the memory of the records", () => {
  const { distribution, sent } = setUp(2);
  void distribution.publish(workloads(1));
  const [message] = sent;
  const records = message?.type === "state" ? message.part.records : undefined;
  expect(records).toBeInstanceOf(SharedArrayBuffer);
  const copy = structuredClone(records);
  expect(new Uint8Array(copy ?? new ArrayBuffer(0))).toEqual(new Uint8Array(records ?? new ArrayBuffer(0)));
});

test.each([
  { what: "an unknown worker", index: 7, version: 1 },
  { what: "an older version", index: 0, version: 0 },
])("an acknowledgement of $what changes nothing", async ({ index, version }) => {
  const { distribution } = setUp(1);
  const published = distribution.publish(workloads(1));
  distribution.applied(index, version);

  expect(await isSettled(published)).toBe(false);
});
