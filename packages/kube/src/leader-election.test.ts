import { sleep, TaskGroup } from "@ambit/lifecycle";
import { FakeClock } from "@ambit/lifecycle/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { RequestOptions } from "./kube-api.ts";
import { KubeError } from "./kube-error.ts";
import type { KubeObject } from "./kube-object.ts";
import { LeaderElection, type LeaderElectionTimings } from "./leader-election.ts";
import { LEASES } from "./lease-record.ts";
import { FakeKube } from "./testing/fake-kube.ts";

const LEASE = { namespace: "mesh", name: "status-leader" };

/** A replica: its own wall clock, its own network to the API server. */
class Replica {
  readonly election: LeaderElection;
  readonly told: string[] = [];
  readonly problems: KubeError[] = [];
  readonly tasks = new TaskGroup();
  /** Before and after the server handles a request. */
  readonly network = { beforeMs: 0, afterMs: 0, isDown: false };
  term: AbortSignal | undefined;
  readonly #clock: FakeClock;

  constructor(kube: FakeKube, clock: FakeClock, options: ReplicaOptions) {
    this.#clock = clock;
    const { identity, wallClockOffMs = 0, timings = {} } = options;
    this.election = new LeaderElection({
      api: {
        get: (resource, name, request) => this.#send(request, () => kube.get(resource, name)),
        create: (resource, namespace, object, request) =>
          this.#send(request, () => kube.create(resource, namespace, object)),
        update: (resource, object, request) => this.#send(request, () => kube.update(resource, object)),
      },
      lease: LEASE,
      identity,
      onStartedLeading: (term) => {
        this.term = term;
        this.told.push(`start ${clock.nowMs()}`);
      },
      onStoppedLeading: () => this.told.push(`stop ${clock.nowMs()}`),
      onProblem: (error) => this.problems.push(error),
      clock,
      epochMs: () => Date.UTC(2026, 0, 1) + clock.nowMs() + wallClockOffMs,
      random: () => 0.5,
      timings,
    });
  }

  run(): void {
    this.tasks.spawn("election", (signal) => this.election.run(signal));
  }

  async #send<T>(request: RequestOptions | undefined, handle: () => Promise<T>): Promise<T> {
    const gaveUp = new AbortController();
    const timeoutMs = request?.timeoutMs ?? 30_000;
    using _timer = this.#clock.setTimer(timeoutMs, () => gaveUp.abort());
    request?.signal?.addEventListener("abort", () => gaveUp.abort(), { signal: gaveUp.signal });
    // A request that was given up may still reach the server.
    const answered = this.#deliver(handle);
    answered.catch(() => {});
    const timedOut = new Promise<never>((_resolve, reject) => {
      const onAbort = () => reject(new KubeError("timeout", "no answer"));
      gaveUp.signal.addEventListener("abort", onAbort, { once: true });
    });
    return await Promise.race([answered, timedOut]);
  }

  async #deliver<T>(handle: () => Promise<T>): Promise<T> {
    const never = new AbortController().signal;
    const { afterMs, beforeMs, isDown } = this.network;
    await sleep(this.#clock, beforeMs, never);
    if (isDown) {
      throw new KubeError("unreachable", "no route");
    }
    try {
      return await handle();
    } finally {
      await sleep(this.#clock, afterMs, never);
    }
  }
}

interface ReplicaOptions {
  readonly identity: string;
  readonly wallClockOffMs?: number;
  readonly timings?: Partial<LeaderElectionTimings>;
}

function makeReplicas(...options: readonly ReplicaOptions[]) {
  const kube = new FakeKube();
  const clock = new FakeClock();
  const replicas = options.map((each) => new Replica(kube, clock, each));
  return {
    kube,
    clock,
    replicas,
    lease: (): KubeObject | undefined => kube.objects(LEASES)[0],
    leaders: () => replicas.filter(({ election }) => election.isLeading).length,
    [Symbol.asyncDispose]: async () => {
      const ended = replicas.map(({ tasks }) => tasks[Symbol.asyncDispose]());
      await clock.advanceAsync(60_000);
      await Promise.all(ended);
    },
  };
}

describe("leader election", () => {
  test("writes a Lease as client-go does, and renews it", async () => {
    await using world = makeReplicas({ identity: "one" });
    const [one] = world.replicas;
    one?.run();
    await world.clock.advanceAsync(4000);
    expect(one?.told).toEqual(["start 0"]);
    expect(world.lease()).toMatchObject({
      apiVersion: "coordination.k8s.io/v1",
      kind: "Lease",
      metadata: LEASE,
      spec: {
        holderIdentity: "one",
        leaseDurationSeconds: 15,
        acquireTime: "2026-01-01T00:00:00.000000Z",
        renewTime: "2026-01-01T00:00:04.000000Z",
        leaseTransitions: 0,
      },
    });
  });

  test("the second waits while the first renews, and takes over when it releases", async () => {
    await using world = makeReplicas({ identity: "one" }, { identity: "two" });
    const [one, two] = world.replicas;
    one?.run();
    await world.clock.advanceAsync(100);
    two?.run();
    await world.clock.advanceAsync(60_000);
    expect(two?.told).toEqual([]);
    expect(two?.election.holder).toBe("one");
    const ended = one?.tasks[Symbol.asyncDispose]();
    await world.clock.advanceAsync(0);
    await ended;
    expect(one?.told).toEqual(["start 0", "stop 60100"]);
    expect(world.lease()?.["spec"]).toMatchObject({ holderIdentity: "", leaseDurationSeconds: 1 });
    await world.clock.advanceAsync(4500);
    expect(two?.election.isLeading).toBe(true);
    expect(world.lease()?.["spec"]).toMatchObject({ holderIdentity: "two", leaseTransitions: 1 });
  });

  test("a leader that dies is replaced after the lease duration, as the other has seen it", async () => {
    await using world = makeReplicas({ identity: "one" }, { identity: "two", wallClockOffMs: 3_600_000 });
    const [one, two] = world.replicas;
    one?.run();
    two?.run();
    await world.clock.advanceAsync(10_000);
    if (one !== undefined) {
      one.network.isDown = true;
    }
    await world.clock.advanceAsync(30_000);
    expect(one?.told).toEqual(["start 0", "stop 20000"]);
    expect(one?.term?.aborted).toBe(true);
    const [, startMs] = two?.told[0]?.split(" ") ?? [];
    // The record changed last at 10 s, and is left alone for 15 s from when it was seen, plus a try.
    expect(Number(startMs)).toBeGreaterThanOrEqual(25_000);
    expect(Number(startMs)).toBeLessThanOrEqual(25_000 + 2 * 3_200);
  });

  test.each([
    ["an hour ahead", 3_600_000],
    ["an hour behind", -3_600_000],
  ])(
    "a wall clock that is %s neither takes the lead too early nor keeps it",
    async (_name, wallClockOffMs) => {
      await using world = makeReplicas({ identity: "one" }, { identity: "two", wallClockOffMs });
      for (const replica of world.replicas) {
        replica.run();
      }
      await world.clock.advanceAsync(120_000);
      expect(world.replicas.map(({ told }) => told)).toEqual([["start 0"], []]);
    },
  );

  test("counts its term from before it sent the renewal, not from the answer", async () => {
    await using world = makeReplicas({ identity: "one" });
    const [one] = world.replicas;
    one?.run();
    await world.clock.advanceAsync(1000);
    if (one !== undefined) {
      one.network.afterMs = 4_000;
      await world.clock.advanceAsync(1_500);
      one.network.isDown = true;
    }
    await world.clock.advanceAsync(30_000);
    // The last good renewal was sent at 2 s and answered at 6 s.
    expect(one?.told).toEqual(["start 0", "stop 12000"]);
  });

  test("goes on leading after one lost answer, although the server has a newer Lease than it knows", async () => {
    await using world = makeReplicas({ identity: "one" });
    const [one] = world.replicas;
    one?.run();
    await world.clock.advanceAsync(1000);
    if (one !== undefined) {
      one.network.afterMs = 5_500;
      await world.clock.advanceAsync(2_000);
      one.network.afterMs = 0;
    }
    await world.clock.advanceAsync(30_000);
    expect(one?.told).toEqual(["start 0"]);
    expect(one?.problems.map(({ code }) => code)).toEqual(["timeout"]);
  });

  test("stops as soon as it sees another holder", async () => {
    await using world = makeReplicas({ identity: "one" });
    const [one] = world.replicas;
    one?.run();
    await world.clock.advanceAsync(1000);
    const lease = world.lease();
    if (lease !== undefined) {
      world.kube.put(LEASES, { ...lease, spec: { holderIdentity: "two", leaseDurationSeconds: 15 } });
    }
    await world.clock.advanceAsync(1000);
    expect(one?.told).toEqual(["start 0", "stop 2000"]);
  });

  test("a machine that slept through its term begins a new one", async () => {
    const clock = new FakeClock();
    const lateClock = {
      nowMs: () => clock.nowMs(),
      setTimer: (ms: number, fn: () => void) => clock.setTimer(ms, fn),
    };
    const kube = new FakeKube();
    const told: string[] = [];
    const election = new LeaderElection({
      api: kube,
      lease: LEASE,
      identity: "one",
      onStartedLeading: () => told.push("start"),
      onStoppedLeading: () => told.push("stop"),
      onProblem: () => {},
      // Timers of a machine that slept fire late, all at once.
      clock: { ...lateClock, setTimer: (ms, fn) => clock.setTimer(ms === 2000 ? 20_000 : ms + 60_000, fn) },
      epochMs: () => 0,
      random: () => 0,
    });
    const tasks = new TaskGroup();
    tasks.spawn("election", (signal) => election.run(signal));
    await clock.advanceAsync(11_000);
    expect(election.isLeading).toBe(false);
    await clock.advanceAsync(9_000);
    expect(told).toEqual(["start", "stop", "start"]);
    await tasks[Symbol.asyncDispose]();
  });

  test("takes a Lease that nobody holds or that says nothing", async () => {
    await using world = makeReplicas({ identity: "one" });
    world.kube.put(LEASES, { metadata: LEASE });
    world.replicas[0]?.run();
    await world.clock.advanceAsync(0);
    expect(world.leaders()).toBe(1);
  });

  test("refuses timings with which two could lead", () => {
    const timings = { leaseDurationMs: 10_000, renewDeadlineMs: 10_000 };
    expect(() => new Replica(new FakeKube(), new FakeClock(), { identity: "one", timings })).toThrow(
      RangeError,
    );
  });
});

test("never do two lead, whatever the network does, and somebody does when it is good again", async () => {
  const fault = fc.record({
    replica: fc.nat({ max: 2 }),
    beforeMs: fc.nat({ max: 9_000 }),
    afterMs: fc.nat({ max: 9_000 }),
    isDown: fc.boolean(),
    lastsMs: fc.integer({ min: 100, max: 20_000 }),
  });
  const offset = fc.integer({ min: -100_000, max: 100_000 });
  await fc.assert(
    fc.asyncProperty(
      fc.array(fault, { maxLength: 12 }),
      fc.tuple(offset, offset, offset),
      async (faults, offsets) => {
        await using world = makeReplicas(
          ...offsets.map((wallClockOffMs, index) => ({ identity: `replica-${index}`, wallClockOffMs })),
        );
        const pass = async (ms: number) => {
          for (let leftMs = ms; leftMs > 0; leftMs -= 250) {
            await world.clock.advanceAsync(Math.min(250, leftMs));
            expect(world.leaders()).toBeLessThanOrEqual(1);
          }
        };
        world.replicas.forEach((replica) => replica.run());
        for (const { replica, lastsMs, ...network } of faults) {
          Object.assign(world.replicas[replica]?.network ?? {}, network);
          await pass(lastsMs);
        }
        for (const { network } of world.replicas) {
          Object.assign(network, { beforeMs: 0, afterMs: 0, isDown: false });
        }
        await pass(40_000);
        expect(world.leaders()).toBe(1);
      },
    ),
    { numRuns: 50 },
  );
}, 60_000);
