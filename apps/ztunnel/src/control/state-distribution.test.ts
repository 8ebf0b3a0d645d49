import { MeshState } from "@ambit/mesh-state";
import type { MeshResource } from "@ambit/model";
import { aWorkload } from "@ambit/model/testing";
import { describe, expect, test } from "vitest";
import type { MainMessage } from "../messages.ts";
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
  readonly sent: MainMessage[];
} {
  const sent: MainMessage[] = [];
  const state = new MeshState();
  const distribution = new StateDistribution({
    state,
    workerCount,
    broadcast: (message) => sent.push(message),
  });
  return { distribution, state, sent };
}

function parts(sent: readonly MainMessage[]): readonly string[] {
  return sent.map((message) => {
    if (message.type === "snapshot") {
      return `snapshot ${message.version}: ${message.resources.length}${message.last ? " last" : ""}`;
    }
    if (message.type !== "delta") return message.type;
    const { upserts, removals } = message.batch;
    return `delta ${message.version}: +${upserts.length} -${removals.length}`;
  });
}

async function isSettled(promise: Promise<unknown>): Promise<boolean> {
  const pending = Symbol("pending");
  return (await Promise.race([promise, Promise.resolve(pending)])) !== pending;
}

describe("a first version", () => {
  test.each([
    { size: 0, expected: ["snapshot 1: 0 last"] },
    { size: 1, expected: ["snapshot 1: 1 last"] },
    { size: 256, expected: ["snapshot 1: 256 last"] },
    { size: 257, expected: ["snapshot 1: 256", "snapshot 1: 1 last"] },
    { size: 513, expected: ["snapshot 1: 256", "snapshot 1: 256", "snapshot 1: 1 last"] },
  ])("of $size resources goes out in parts of at most 256", ({ size, expected }) => {
    const { distribution, sent, state } = setUp();
    void distribution.publish(workloads(size));

    expect(parts(sent)).toEqual(expected);
    expect([...state.workloads()]).toHaveLength(size);
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
    expect(parts(sent)).toEqual(["delta 2: +1 -1"]);
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

  test("is a snapshot again when a delta would hold up the workers", () => {
    const { distribution, sent } = setUp(1);
    void distribution.publish(workloads(1));
    distribution.applied(0, 1);
    sent.length = 0;

    void distribution.publish(workloads(300));
    expect(parts(sent)).toEqual(["snapshot 2: 256", "snapshot 2: 44 last"]);
  });

  test("waits for the one before, and of several only the newest is sent", async () => {
    const { distribution, sent } = setUp(1);
    void distribution.publish(workloads(1));
    sent.length = 0;
    const second = distribution.publish(workloads(2));
    const third = distribution.publish(workloads(5));
    expect(sent).toEqual([]);

    distribution.applied(0, 1);
    expect(parts(sent)).toEqual(["delta 2: +4 -0"]);
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

  test("is a delta with what of it has an effect", async () => {
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
    expect(parts(sent)).toEqual(["delta 2: +1 -0", "delta 3: +1 -1"]);
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
    expect(parts(sent)).toEqual(["snapshot 1: 0 last"]);
    expect([...state.workloads()]).toEqual([]);

    distribution.applied(0, 1);
    expect(parts(sent)).toEqual(["snapshot 1: 0 last", "delta 2: +1 -0"]);
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

  test.each([
    { mesh: 4000, changed: 250, expected: "delta" },
    { mesh: 4000, changed: 257, expected: "snapshot" },
    { mesh: 16_000, changed: 1000, expected: "delta" },
    { mesh: 20_000, changed: 1025, expected: "snapshot" },
  ])("of $changed in a mesh of $mesh is a $expected", ({ mesh, changed, expected }) => {
    const { distribution, sent } = setUp(1);
    void distribution.publish(workloads(mesh - changed));
    for (let part = 0; part < mesh / 256; part += 1) distribution.partReceived(0);
    distribution.applied(0, 1);
    sent.length = 0;

    void distribution.apply({ upserts: workloads(changed, "other"), removals: [] });
    expect(sent[0]?.type).toBe(expected);
  });
});

test("a snapshot has the workloads of a service together, so that what they share stays shared", () => {
  const { distribution, sent } = setUp(1);
  const services = ["a", "b"].map((name) => new Map([[`default/${name}`, new Map([[80, 8080]])]]));
  const resources = Array.from({ length: 6 }, (_, index): MeshResource => {
    const endpoints = services[index % 2] ?? new Map();
    return { kind: "workload", workload: aWorkload({ name: `w-${index}` }), endpoints };
  });
  void distribution.publish(resources);
  const [part] = sent;
  const posted = part?.type === "snapshot" ? structuredClone(part.resources) : [];
  const endpoints = posted.map((resource) => (resource.kind === "workload" ? resource.endpoints : undefined));
  expect(new Set(endpoints).size).toBe(2);
  expect(endpoints[0]).toBe(endpoints[2]);
  expect(endpoints[3]).toBe(endpoints[5]);
});

test("a large snapshot goes out as fast as the slowest worker takes it", () => {
  const { distribution, sent } = setUp(2);
  void distribution.publish(workloads(256 * 10));
  expect(sent).toHaveLength(8);

  distribution.partReceived(0);
  expect(sent).toHaveLength(8);
  distribution.partReceived(1);
  expect(sent).toHaveLength(9);
  distribution.partReceived(1);
  distribution.partReceived(0);
  expect(sent).toHaveLength(10);
  expect(parts(sent).at(-1)).toBe("snapshot 1: 256 last");
  distribution.partReceived(0);
  distribution.partReceived(9);
  expect(sent).toHaveLength(10);
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
