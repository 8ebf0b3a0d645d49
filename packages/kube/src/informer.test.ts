import { TaskGroup } from "@ambit/lifecycle";
import { FakeClock } from "@ambit/lifecycle/testing";
import { describe, expect, test } from "vitest";
import { Informer, type InformerOptions, type InformerProblem } from "./informer.ts";
import { KubeError } from "./kube-error.ts";
import type { KubeObject } from "./kube-object.ts";
import { aPod, PODS } from "./testing/an-object.ts";
import { FakeKube, type FakeRequest } from "./testing/fake-kube.ts";

/** Longer than any back-off. */
const LONG_MS = 60_000;

function makeInformer(options: Partial<InformerOptions<KubeObject>> = {}) {
  const kube = new FakeKube();
  const clock = new FakeClock();
  const told: string[] = [];
  const problems: InformerProblem[] = [];
  const tasks = new TaskGroup();
  const informer = new Informer<KubeObject>({
    api: kube,
    resource: PODS,
    decode: (object) => object,
    onEvents: (batch) =>
      told.push(
        batch.map(({ type, name, object }) => `${type} ${name.name} ${versionOf(object)}`).join(", "),
      ),
    onProblem: (problem) => problems.push(problem),
    clock,
    random: () => 0,
    ...options,
  });
  const run = async () => {
    tasks.spawn("informer", (signal) => informer.run(signal));
    await clock.advanceAsync(0);
  };
  const verbs = () => kube.requests.map(({ verb }) => verb);
  return { kube, clock, told, problems, tasks, informer, run, verbs };
}

function versionOf({ metadata }: KubeObject): string {
  return `v${metadata.resourceVersion}`;
}

function codes(problems: readonly InformerProblem[]): string[] {
  return problems.map((problem) => (problem.kind === "request" ? problem.error.code : problem.kind));
}

/** Refuses the next requests of that verb. */
function refuse(kube: FakeKube, verb: FakeRequest["verb"], ...errors: readonly KubeError[]): void {
  const left = [...errors];
  kube.onRequest = (request) => {
    const error = request.verb === verb ? left.shift() : undefined;
    if (error !== undefined) {
      throw error;
    }
  };
}

describe("informer", () => {
  test("tells the whole list at once, then what happens", async () => {
    const { kube, clock, told, tasks, informer, run } = makeInformer({ pageSize: 2 });
    await using _tasks = tasks;
    for (const name of ["a", "b", "c"]) {
      kube.put(PODS, aPod({ name }));
    }
    expect(informer.hasSynced).toBe(false);
    await run();
    expect(informer.hasSynced).toBe(true);
    expect(told).toEqual(["add a v1, add b v2, add c v3"]);
    kube.put(PODS, aPod({ name: "a", labels: { x: "y" } }));
    kube.remove(PODS, { namespace: "default", name: "b" });
    await clock.advanceAsync(0);
    expect(told.slice(1).join(", ")).toBe("update a v4, delete b v2");
    expect(informer.find({ namespace: "default", name: "a" })?.metadata.labels).toEqual({ x: "y" });
    expect([...informer.values()].map(({ metadata }) => metadata.name)).toEqual(["a", "c"]);
  });

  test("selects by namespace, label and field", async () => {
    const selection = { namespace: "apps", labelSelector: "app=web", fieldSelector: "spec.nodeName=node-1" };
    const { kube, clock, told, tasks, run } = makeInformer({ selection });
    await using _tasks = tasks;
    const labels = { app: "web" };
    kube.put(PODS, aPod({ name: "a", namespace: "apps", labels }));
    kube.put(PODS, aPod({ name: "b", namespace: "apps", labels, nodeName: "node-2" }));
    kube.put(PODS, aPod({ name: "c", namespace: "other", labels }));
    await run();
    kube.put(PODS, aPod({ name: "b", namespace: "apps", labels, nodeName: "node-1" }));
    kube.put(PODS, aPod({ name: "a", namespace: "apps" }));
    await clock.advanceAsync(0);
    expect(told.join(", ")).toBe("add a v1, add b v4, delete a v1");
  });

  test("goes on from where it was when a connection breaks: no list, nothing told twice, nothing missed", async () => {
    const { kube, clock, told, tasks, run, verbs, problems } = makeInformer();
    await using _tasks = tasks;
    kube.put(PODS, aPod({ name: "a" }));
    await run();
    kube.cutWatches();
    kube.put(PODS, aPod({ name: "b" }));
    await clock.advanceAsync(LONG_MS);
    expect(told).toEqual(["add a v1", "add b v2"]);
    expect(verbs()).toEqual(["list", "watch", "watch"]);
    expect(codes(problems)).toEqual(["unreachable"]);
  });

  test("a bookmark moves the place to go on from, so that changes of others do not make it too old", async () => {
    const { kube, clock, tasks, informer, run, verbs } = makeInformer({ selection: { namespace: "quiet" } });
    await using _tasks = tasks;
    await run();
    kube.put(PODS, aPod({ namespace: "busy" }));
    kube.bookmark();
    await clock.advanceAsync(0);
    expect(informer.resourceVersion).toBe("1");
    kube.cutWatches();
    kube.expire();
    await clock.advanceAsync(LONG_MS);
    expect(verbs()).toEqual(["list", "watch", "watch"]);
  });

  test("a version that is too old costs a list, of which only differences are told", async () => {
    const { kube, clock, told, tasks, run, verbs, problems } = makeInformer();
    await using _tasks = tasks;
    for (const name of ["same", "changed", "gone"]) {
      kube.put(PODS, aPod({ name }));
    }
    await run();
    kube.onRequest = () => Promise.reject(new KubeError("unreachable", "down"));
    kube.cutWatches();
    await clock.advanceAsync(LONG_MS);
    kube.put(PODS, aPod({ name: "changed", labels: { x: "y" } }));
    kube.remove(PODS, { namespace: "default", name: "gone" });
    kube.put(PODS, aPod({ name: "new" }));
    kube.expire();
    kube.onRequest = () => {};
    problems.length = 0;
    await clock.advanceAsync(LONG_MS);
    expect(codes(problems)).toEqual(["gone"]);
    expect(told.slice(1)).toEqual(["delete gone v3, update changed v4, add new v6"]);
    expect(verbs().slice(-2)).toEqual(["list", "watch"]);
  });

  test("a watch that its server ended in good order goes on at once", async () => {
    const { kube, clock, tasks, run, verbs, problems } = makeInformer();
    await using _tasks = tasks;
    await run();
    await clock.advanceAsync(LONG_MS);
    kube.endWatches();
    await clock.advanceAsync(0);
    expect(verbs()).toEqual(["list", "watch", "watch"]);
    expect(problems).toEqual([]);
  });

  test("watches that end at once bring it to a pause, not to a storm", async () => {
    const { kube, clock, tasks, run, verbs } = makeInformer();
    await using _tasks = tasks;
    await run();
    for (let turn = 0; turn < 100; turn += 1) {
      kube.endWatches();
      await clock.advanceAsync(100);
    }
    // Ten seconds: pauses of 0.25, 0.5, 1, 2, 4 seconds; and a list, in case they keep something back.
    expect(verbs().filter((verb) => verb === "watch").length).toBeLessThanOrEqual(8);
    expect(verbs().slice(0, 5)).toEqual(["list", "watch", "watch", "watch", "list"]);
  });

  test("watches that fail in themselves bring a list, those of a server that is away do not", async () => {
    const { kube, clock, tasks, run, verbs } = makeInformer();
    await using _tasks = tasks;
    const errors = (code: "timeout" | "unreachable") => [1, 2, 3].map(() => new KubeError(code, "no"));
    refuse(kube, "watch", ...errors("timeout"));
    await run();
    await clock.advanceAsync(LONG_MS);
    expect(verbs()).toEqual(["list", "watch", "watch", "watch", "list", "watch"]);
    refuse(kube, "watch", ...errors("unreachable"));
    kube.cutWatches();
    await clock.advanceAsync(LONG_MS);
    expect(verbs().slice(6)).toEqual(["watch", "watch", "watch", "watch"]);
  });

  test("never goes back to the version of an object that was deleted", async () => {
    const { kube, clock, tasks, informer, run } = makeInformer();
    await using _tasks = tasks;
    const old = kube.put(PODS, aPod({ name: "a" }));
    kube.put(PODS, aPod({ name: "b" }));
    await run();
    kube.sendToWatches({ type: "deleted", object: old });
    await clock.advanceAsync(0);
    expect(informer.size).toBe(1);
    expect(informer.resourceVersion).toBe("2");
  });

  test("waits longer and longer while the server is away, up to half a minute, and as long as it asks", async () => {
    const { kube, clock, tasks, run, problems } = makeInformer();
    await using _tasks = tasks;
    kube.onRequest = () => Promise.reject(new KubeError("unreachable", "down"));
    await run();
    await clock.advanceAsync(10 * LONG_MS);
    const waits = problems.map((problem) => (problem.kind === "request" ? problem.retryInMs : 0));
    expect(waits.slice(0, 9)).toEqual([250, 500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
    const busy = { status: 429, retryAfterMs: 45_000 };
    kube.onRequest = () => Promise.reject(new KubeError("too-many-requests", "busy", busy));
    await clock.advanceAsync(LONG_MS);
    expect(problems.at(-1)).toMatchObject({ retryInMs: 45_000 });
  });

  test("asks for less at once when an answer is too large", async () => {
    const { kube, clock, told, tasks, run, verbs } = makeInformer({ pageSize: 4 });
    await using _tasks = tasks;
    for (const name of ["a", "b", "c"]) {
      kube.put(PODS, aPod({ name }));
    }
    refuse(kube, "list", new KubeError("too-large", "big"), new KubeError("too-large", "big"));
    await run();
    await clock.advanceAsync(LONG_MS);
    expect(told).toEqual(["add a v1, add b v2, add c v3"]);
    expect(verbs()).toEqual(["list", "list", "list", "list", "list", "watch"]);
  });

  test.each(["bad-response", "too-large"] as const)("a watch that is %s costs a list", async (code) => {
    const { kube, clock, tasks, run, verbs } = makeInformer();
    await using _tasks = tasks;
    refuse(kube, "watch", new KubeError(code, "unreadable"));
    await run();
    await clock.advanceAsync(LONG_MS);
    expect(verbs()).toEqual(["list", "watch", "list", "watch"]);
  });

  test("an object that makes no sense is reported by name, and the others are told", async () => {
    const { kube, told, tasks, run, problems } = makeInformer({
      decode: (object) => {
        if (object.metadata.name === "bad") {
          throw new Error("port 99999");
        }
        return object;
      },
    });
    await using _tasks = tasks;
    kube.put(PODS, aPod({ name: "bad" }));
    kube.put(PODS, aPod({ name: "good" }));
    await run();
    expect(told).toEqual(["add good v2"]);
    expect(problems).toMatchObject([{ kind: "object", name: { namespace: "default", name: "bad" } }]);
  });

  test("tells everything again at its interval, and stops when it ends", async () => {
    const { kube, clock, told, tasks, run } = makeInformer({ resyncIntervalMs: LONG_MS });
    kube.put(PODS, aPod({ name: "a" }));
    await run();
    await clock.advanceAsync(2 * LONG_MS);
    expect(told).toEqual(["add a v1", "update a v1", "update a v1"]);
    await tasks[Symbol.asyncDispose]();
    expect(clock.pendingTimers).toBe(0);
    expect(kube.openWatches).toBe(0);
  });

  test("ends when its consumer throws, with that error", async () => {
    const { kube, tasks, run } = makeInformer({
      onEvents: () => {
        throw new TypeError("a mistake in the program");
      },
    });
    kube.put(PODS, aPod());
    await run();
    await expect(tasks.join()).rejects.toMatchObject({ cause: new TypeError("a mistake in the program") });
  });

  test("whoever waits for the first list learns of it, or gives up", async () => {
    const { tasks, informer, run } = makeInformer();
    await using _tasks = tasks;
    const patient = informer.whenSynced(new AbortController().signal);
    const controller = new AbortController();
    const impatient = informer.whenSynced(controller.signal);
    controller.abort(new Error("too long"));
    await expect(impatient).rejects.toThrow("too long");
    await run();
    await patient;
  });
});

describe("informer of a kind that may be absent", () => {
  test("counts as synced and empty, and begins when the kind is installed", async () => {
    const { kube, clock, told, tasks, informer, run, problems } = makeInformer({ mayBeAbsent: true });
    await using _tasks = tasks;
    kube.uninstall(PODS);
    await run();
    expect(informer).toMatchObject({ hasSynced: true, phase: "absent", size: 0 });
    await clock.advanceAsync(10 * LONG_MS);
    expect(codes(problems)).toEqual(["not-found"]);
    kube.install(PODS);
    kube.put(PODS, aPod({ name: "a" }));
    await clock.advanceAsync(10_000);
    expect(told).toEqual(["add a v1"]);
    expect(informer.phase).toBe("watching");
  });

  test("believes only after several answers that objects went with their kind", async () => {
    const { kube, clock, told, tasks, informer, run } = makeInformer({ mayBeAbsent: true });
    await using _tasks = tasks;
    kube.put(PODS, aPod({ name: "a" }));
    await run();
    refuse(kube, "list", ...[1, 2].map(() => new KubeError("not-found", "404", { status: 404 })));
    kube.expire();
    await clock.advanceAsync(LONG_MS);
    expect(told).toEqual(["add a v1"]);
    kube.uninstall(PODS);
    await clock.advanceAsync(LONG_MS);
    expect(told).toEqual(["add a v1", "delete a v1"]);
    expect(informer.phase).toBe("absent");
  });

  test("a kind that must be there is not synced while the server says that it is not", async () => {
    const { kube, clock, tasks, informer, run } = makeInformer();
    await using _tasks = tasks;
    kube.uninstall(PODS);
    await run();
    await clock.advanceAsync(LONG_MS);
    expect(informer.hasSynced).toBe(false);
  });
});
