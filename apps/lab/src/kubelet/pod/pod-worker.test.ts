import { describe, expect, test } from "vitest";
import { KubeletError } from "../kubelet-error.ts";
import { aPod } from "../testing/a-pod.ts";
import { FakeWorkerWorld } from "../testing/fake-worker-world.ts";
import type { PodRecord } from "./pod-record.ts";

const DELETED = { deletionTimestamp: "2026-01-01T00:00:00Z", deletionGracePeriodSeconds: 2 };

function failed(message: string): KubeletError {
  return new KubeletError("network-failed", message);
}

describe("a pod's worker", () => {
  test("brings the pod up, tells its status and stays with it", async () => {
    const world = new FakeWorkerWorld();
    const { stop, done } = world.begin(aPod());
    await world.clock.advanceAsync(0);
    expect(world.notes).toEqual(["attach", "start main"]);
    expect(world.containers[0]?.order).toMatchObject({
      netns: "/run/netns/01",
      hostname: "web",
      spec: { argv: ["run"] },
    });
    expect(world.statuses.at(-1)).toMatchObject({
      phase: "Running",
      podIP: "10.1.1.2",
      containerStatuses: [{ ready: true }],
    });
    expect(world.record?.sandbox).toMatchObject({ isReady: true, podIps: ["10.1.1.2"] });
    stop();
    await done;
    expect(world.notes).toEqual(["attach", "start main"]);
  });

  test("tries again with growing waits while the network fails, and says so", async () => {
    const world = new FakeWorkerWorld();
    world.networkUp = Promise.reject(failed("no agent"));
    world.networkUp.catch(() => undefined);
    const { worker, stop } = world.begin(aPod());
    for (let turn = 0; turn < 20; turn += 1) {
      await world.clock.advanceAsync(100);
      // Whatever else happens to the pod does not make it hurry.
      worker.update(aPod());
      worker.refreshVolumes();
    }
    expect(world.notes).toEqual(["attach", "attach", "attach", "attach"]);
    expect(world.events[0]).toEqual({
      type: "Warning",
      reason: "FailedCreatePodSandBox",
      message: "Failed to create pod sandbox: failed to setup network: no agent",
    });
    expect(world.statuses.at(-1)).toMatchObject({ phase: "Pending" });
    expect(world.record?.sandbox).toBeUndefined();
    world.networkUp = Promise.resolve();
    await world.clock.advanceAsync(5000);
    expect(world.notes.at(-1)).toBe("start main");
    stop();
  });

  test("ends a pod that is deleted while its network comes up, without starting anything", async () => {
    const world = new FakeWorkerWorld();
    const up = Promise.withResolvers<void>();
    world.networkUp = up.promise;
    const { worker, done } = world.begin(aPod());
    await world.clock.advanceAsync(0);
    worker.update(aPod({}, DELETED));
    await world.clock.advanceAsync(100);
    expect(world.notes).toEqual(["attach"]);
    up.resolve();
    await done;
    expect(world.notes).toEqual(["attach", "detach", "files removed", "finished"]);
  });

  test("ends a pod that is deleted while its network fails", async () => {
    const world = new FakeWorkerWorld();
    world.networkUp = Promise.reject(failed("no agent"));
    world.networkUp.catch(() => undefined);
    const { worker, done } = world.begin(aPod());
    await world.clock.advanceAsync(10);
    worker.update(aPod({}, DELETED));
    await done;
    expect(world.notes).toEqual(["attach", "files removed", "finished"]);
  });

  test("asks a deleted pod to end, then makes it, then takes everything away, in this order", async () => {
    const world = new FakeWorkerWorld();
    const { worker, done } = world.begin(aPod());
    await world.clock.advanceAsync(0);
    worker.update(aPod({}, DELETED));
    await world.clock.advanceAsync(1900);
    expect(world.containers[0]?.signals).toEqual(["SIGTERM"]);
    expect(world.statuses.at(-1)).toMatchObject({ containerStatuses: [{ ready: false }] });
    await world.clock.advanceAsync(200);
    expect(world.containers[0]?.signals).toEqual(["SIGTERM", "SIGKILL"]);
    await done;
    expect(world.notes).toEqual(["attach", "start main", "detach", "files removed", "finished"]);
  });

  test("ends at once what is deleted without grace, also in the second place", async () => {
    const world = new FakeWorkerWorld();
    const { worker, done } = world.begin(aPod());
    await world.clock.advanceAsync(0);
    worker.update(aPod({}, { ...DELETED, deletionGracePeriodSeconds: 3600 }));
    await world.clock.advanceAsync(1000);
    worker.update(aPod({}, { ...DELETED, deletionGracePeriodSeconds: 0 }));
    await done;
    expect(world.containers[0]?.signals).toEqual(["SIGTERM", "SIGKILL"]);
  });

  test("takes down a pod that vanished from the API, and writes to it no more", async () => {
    const world = new FakeWorkerWorld();
    const { worker, done } = world.begin(aPod());
    await world.clock.advanceAsync(0);
    worker.update(undefined);
    await world.clock.advanceAsync(0);
    world.containers[0]?.end(0);
    await done;
    expect(world.notes.slice(2)).toEqual(["detach", "files removed"]);
  });

  test("goes on trying to finish while the API is away", async () => {
    const world = new FakeWorkerWorld();
    let tries = 0;
    world.finishing = async () => {
      tries += 1;
      if (tries < 3) throw new Error("unreachable");
    };
    const { worker, done } = world.begin(aPod());
    await world.clock.advanceAsync(0);
    worker.update(aPod({}, { ...DELETED, deletionGracePeriodSeconds: 0 }));
    await world.clock.advanceAsync(5000);
    await done;
    expect(tries).toBe(3);
    expect(world.notes.filter((note) => note === "detach")).toHaveLength(1);
  });

  test("gives a Job's network back when it has ended, and keeps its status", async () => {
    const world = new FakeWorkerWorld();
    const { worker, done } = world.begin(
      aPod({ restartPolicy: "Never", containers: [{ name: "main", command: ["x"] }] }),
    );
    await world.clock.advanceAsync(0);
    world.containers[0]?.end(3);
    await world.clock.advanceAsync(0);
    expect(world.notes).toEqual(["attach", "start main", "detach"]);
    expect(world.statuses.at(-1)).toMatchObject({
      phase: "Failed",
      podIP: "10.1.1.2",
      containerStatuses: [{ state: { terminated: { exitCode: 3 } } }],
    });
    const last = world.statuses.at(-1);
    worker.look();
    await world.clock.advanceAsync(60_000);
    expect(world.statuses.at(-1)).toEqual(last);
    expect(world.notes).toHaveLength(3);
    worker.update(undefined);
    await done;
  });

  test("restarts a container, the first time at once", async () => {
    const world = new FakeWorkerWorld();
    const { stop } = world.begin(aPod());
    await world.clock.advanceAsync(0);
    world.containers[0]?.end(1);
    await world.clock.advanceAsync(0);
    world.containers[1]?.end(1);
    await world.clock.advanceAsync(400);
    expect(world.containers).toHaveLength(2);
    expect(world.statuses.at(-1)).toMatchObject({
      containerStatuses: [{ restartCount: 1, state: { waiting: { reason: "CrashLoopBackOff" } } }],
    });
    await world.clock.advanceAsync(200);
    expect(world.containers).toHaveLength(3);
    expect(world.notes.filter((note) => note === "attach")).toHaveLength(1);
    stop();
  });

  test("waits for what a volume is made from, and looks as soon as it may be there", async () => {
    const world = new FakeWorkerWorld();
    world.volumesReady = () => {
      throw new KubeletError("not-there", 'configmap "c" not found');
    };
    const { worker, stop } = world.begin(aPod());
    await world.clock.advanceAsync(10);
    expect(world.events).toEqual([
      { type: "Warning", reason: "FailedMount", message: 'configmap "c" not found' },
    ]);
    expect(world.notes).toEqual([]);
    world.volumesReady = () => undefined;
    worker.refreshVolumes();
    await world.clock.advanceAsync(0);
    expect(world.notes).toEqual(["attach", "start main"]);
    stop();
  });

  test("starts a container as soon as what its environment refers to may be there", async () => {
    const world = new FakeWorkerWorld();
    const env = [{ name: "X", valueFrom: { configMapKeyRef: { name: "c", key: "k" } } }];
    const { worker, stop } = world.begin(aPod({ containers: [{ name: "main", command: ["x"], env }] }));
    await world.clock.advanceAsync(10);
    expect(world.statuses.at(-1)).toMatchObject({
      containerStatuses: [{ state: { waiting: { reason: "CreateContainerConfigError" } } }],
    });
    world.keys = { "config-map/c": { k: "v" } };
    worker.refreshVolumes();
    await world.clock.advanceAsync(0);
    expect(world.notes).toEqual(["attach", "start main"]);
    expect(world.containers[0]?.order?.spec.env["X"]).toBe("v");
    stop();
  });

  test("says why a container cannot be started, and starts the others", async () => {
    const world = new FakeWorkerWorld();
    const containers = [
      { name: "a", image: "nginx" },
      { name: "b", command: ["x"] },
    ];
    const { stop } = world.begin(aPod({ containers }));
    await world.clock.advanceAsync(0);
    expect(world.notes).toEqual(["attach", "start b"]);
    expect(world.statuses.at(-1)).toMatchObject({
      phase: "Running",
      containerStatuses: [
        { state: { waiting: { reason: "CreateContainerError" } } },
        { state: { running: {} } },
      ],
    });
    stop();
  });

  test("restarts what its liveness probe finds dead, after the pod's own grace period", async () => {
    const world = new FakeWorkerWorld();
    world.checks = { tcp: false };
    const livenessProbe = { tcpSocket: { port: 1 }, periodSeconds: 1, failureThreshold: 2 };
    const { stop } = world.begin(
      aPod({ terminationGracePeriodSeconds: 3, containers: [{ name: "a", command: ["x"], livenessProbe }] }),
    );
    await world.clock.advanceAsync(900);
    expect(world.containers[0]?.signals).toEqual([]);
    await world.clock.advanceAsync(200);
    expect(world.containers[0]?.signals).toEqual(["SIGTERM"]);
    await world.clock.advanceAsync(3000);
    expect(world.containers[0]?.signals).toEqual(["SIGTERM", "SIGKILL"]);
    expect(world.containers.length).toBeGreaterThan(1);
    expect(world.events.map(({ reason }) => reason)).toEqual(
      expect.arrayContaining(["Unhealthy", "Killing"]),
    );
    stop();
  });

  test("is ready when its probe says so", async () => {
    const world = new FakeWorkerWorld();
    world.checks = { http: false };
    const readinessProbe = { httpGet: { port: 80 }, periodSeconds: 1 };
    const { stop } = world.begin(aPod({ containers: [{ name: "a", command: ["x"], readinessProbe }] }));
    await world.clock.advanceAsync(2000);
    expect(world.statuses.at(-1)).toMatchObject({
      phase: "Running",
      containerStatuses: [{ ready: false, started: true }],
    });
    world.checks = {};
    await world.clock.advanceAsync(300);
    expect(world.statuses.at(-1)).toMatchObject({ containerStatuses: [{ ready: true }] });
    stop();
  });

  test.each([
    ["a pod in the node's network", { hostNetwork: true }],
    ["a pod of the system", { priorityClassName: "system-node-critical" }],
  ])("starts %s while others are stuck", async (_name, spec) => {
    const world = new FakeWorkerWorld();
    world.networkUp = new Promise(() => undefined);
    const stuck = world.begin(aPod());
    await world.clock.advanceAsync(0);
    world.networkUp = Promise.resolve();
    const first = world.begin(
      aPod({ ...spec, containers: [{ name: "first", command: ["x"] }] }, { uid: "u2" }),
    );
    const waiting = world.begin(aPod({ containers: [{ name: "waiting", command: ["x"] }] }, { uid: "u3" }));
    await world.clock.advanceAsync(500);
    expect(world.notes.filter((note) => note.startsWith("start"))).toEqual(["start first"]);
    await world.clock.advanceAsync(600);
    expect(world.notes.at(-1)).toBe("start waiting");
    for (const { stop } of [stuck, first, waiting]) stop();
  });

  test("has the node's network for a pod that asks for it", async () => {
    const world = new FakeWorkerWorld();
    const { worker, done } = world.begin(
      aPod({ hostNetwork: true, containers: [{ name: "a", command: ["x"] }] }),
    );
    await world.clock.advanceAsync(0);
    expect(world.notes).toEqual(["start a"]);
    expect(world.containers[0]?.order).toMatchObject({ netns: "/run/netns/n1", hostname: undefined });
    expect(world.statuses.at(-1)).toMatchObject({ podIP: "10.0.0.11" });
    worker.update(undefined);
    await world.clock.advanceAsync(0);
    world.containers[0]?.end(0);
    await done;
    expect(world.notes).toEqual(["start a", "files removed"]);
  });
});

describe("a pod's worker after a restart of the kubelet", () => {
  const container = { id: "c".repeat(64), restartCount: 4, startedAtMs: 0, shim: { pid: 7, startTime: 9 } };
  const network = new FakeWorkerWorld().plan({ name: "web", namespace: "shop", uid: "u1" }, "s".repeat(64));
  const recordOf = (isReady: boolean): PodRecord => ({
    pod: aPod(),
    cgroup: { uid: "u1", qosClass: "BestEffort" },
    startedAtMs: 0,
    sandbox: { id: "s", netns: "/run/netns/x", network, isReady, podIps: isReady ? ["10.1.1.9"] : [] },
    containers: isReady ? { main: container } : {},
  });
  const isReady = { containerStatuses: [{ name: "main", ready: true }] };

  test("goes on with what runs, as ready as it was", async () => {
    const world = new FakeWorkerWorld();
    const readinessProbe = { httpGet: { port: 80 }, initialDelaySeconds: 60 };
    const pod = aPod({ containers: [{ name: "main", command: ["run"], readinessProbe }] }, {}, isReady);
    const { stop } = world.begin(pod, recordOf(true));
    await world.clock.advanceAsync(0);
    expect(world.notes).toEqual(["adopt main"]);
    expect(world.statuses.at(-1)).toMatchObject({
      podIP: "10.1.1.9",
      containerStatuses: [{ ready: true, restartCount: 4 }],
    });
    stop();
  });

  test("restarts what ended meanwhile", async () => {
    const world = new FakeWorkerWorld();
    const { stop } = world.begin(aPod(), recordOf(true));
    world.containers[0]?.end(5);
    await world.clock.advanceAsync(0);
    expect(world.notes).toEqual(["adopt main", "start main"]);
    expect(world.record?.containers["main"]).toMatchObject({
      restartCount: 5,
      last: { code: 5, id: container.id },
    });
    stop();
  });

  test("makes a sandbox anew that was being made", async () => {
    const world = new FakeWorkerWorld();
    const { stop } = world.begin(aPod(), recordOf(false));
    await world.clock.advanceAsync(0);
    expect(world.notes).toEqual(["detach", "attach", "start main"]);
    stop();
  });

  test("tells the API how a Job ended, if that was all that was left to do", async () => {
    const world = new FakeWorkerWorld();
    const finalStatus = { phase: "Succeeded", podIP: "10.1.1.9" };
    const { sandbox: _sandbox, ...record } = recordOf(true);
    const ended = { ...container, end: { code: 0, reason: "Completed", atMs: 1 } };
    const { stop } = world.begin(aPod({ restartPolicy: "Never" }), {
      ...record,
      containers: { main: ended },
      outcome: "Succeeded",
      finalStatus,
    });
    await world.clock.advanceAsync(0);
    expect(world.notes).toEqual([]);
    expect(world.statuses).toEqual([finalStatus]);
    stop();
  });

  test("says nothing of a pod that had ended before it was known", async () => {
    const world = new FakeWorkerWorld();
    const record: PodRecord = {
      pod: aPod(),
      cgroup: { uid: "u1", qosClass: "BestEffort" },
      startedAtMs: 0,
      containers: {},
      outcome: "Failed",
    };
    const { worker, done } = world.begin(aPod(), record);
    await world.clock.advanceAsync(60_000);
    expect([world.notes, world.statuses]).toEqual([[], []]);
    worker.update(aPod({}, DELETED));
    await done;
    expect(world.notes).toEqual(["files removed", "finished"]);
  });

  test("takes down what was deleted meanwhile", async () => {
    const world = new FakeWorkerWorld();
    const { worker, done } = world.begin(aPod(), recordOf(true));
    worker.update(undefined);
    await world.clock.advanceAsync(0);
    expect(world.containers[0]?.signals).toEqual(["SIGTERM"]);
    world.containers[0]?.end(143);
    await done;
    expect(world.notes).toEqual(["adopt main", "detach", "files removed"]);
  });
});
