import type { PlaneWorkerMessage } from "@ambit/data-plane/messages";
import { FakeClock } from "@ambit/lifecycle/testing";
import { memoryLogger } from "@ambit/telemetry/testing";
import { describe, expect, test } from "vitest";
import { FakeWorkerThreads } from "../testing/fake-worker-thread.ts";
import { WorkerPool } from "./workers.ts";

function setUp(count = 2) {
  const clock = new FakeClock();
  const { logger, sink } = memoryLogger("workers");
  const fakes = new FakeWorkerThreads();
  const messages: PlaneWorkerMessage[] = [];
  let failures = 0;
  const pool = WorkerPool.spawn({
    count,
    spawn: fakes.spawn,
    clock,
    logger,
    onMessage: (message) => messages.push(message),
    onFailure: () => {
      failures += 1;
    },
  });
  return {
    pool,
    clock,
    fakes,
    messages,
    failures: () => failures,
    errors: () => sink.records.map(({ message, worker, error }) => ({ message, worker, error })),
    /** All threads ready, and all but the given ones ticking for so many seconds. */
    run: (seconds: number, silent: readonly number[] = []) => {
      for (let second = 0; second < seconds; second++) {
        for (const thread of fakes.threads) if (!silent.includes(thread.index)) thread.tick();
        clock.advance(1_000);
      }
    },
  };
}

async function isResolved(promise: Promise<unknown>): Promise<boolean> {
  const pending = Symbol("pending");
  await Promise.resolve();
  return (await Promise.race([promise, Promise.resolve(pending)])) !== pending;
}

describe("messages", () => {
  test("to all reach every thread, and to one only that", () => {
    const { pool, fakes } = setUp(3);
    pool.broadcast({ type: "serve" });
    const key = new Uint8Array([1, 2, 3]).buffer;
    pool.post(
      1,
      {
        type: "certificate",
        identity: { trustDomain: "t", namespace: "n", serviceAccount: "s" },
        chainPem: [],
        rootsPem: [],
        privateKeyPkcs8: key,
        notAfterMs: 0,
      },
      [key],
    );

    expect(fakes.threads.map(({ received }) => received.map(({ type }) => type))).toEqual([
      ["serve"],
      ["serve", "certificate"],
      ["serve"],
    ]);
    expect(key.byteLength).toBe(0);
  });

  test("to a thread that has ended, or that does not exist, go nowhere", () => {
    const { pool, fakes } = setUp(1);
    fakes.at(0).ends();
    pool.broadcast({ type: "serve" });
    pool.post(5, { type: "serve" });

    expect(fakes.at(0).received).toEqual([]);
  });

  test("from threads are passed on, but for those about the threads themselves", () => {
    const { fakes, messages } = setUp(1);
    fakes.at(0).ready();
    fakes.at(0).tick();
    fakes.at(0).says({ type: "applied", index: 0, version: 4 });
    fakes.at(0).says({ type: "fatal", index: 0, error: "no" });

    expect(messages.map(({ type }) => type)).toEqual(["tick", "applied"]);
  });
});

test("the pool is ready when the last thread is", async () => {
  const { pool, fakes } = setUp(2);
  fakes.at(1).ready();
  expect(await isResolved(pool.ready)).toBe(false);

  fakes.at(0).ready();
  expect(await isResolved(pool.ready)).toBe(true);
});

describe("a thread that is lost", () => {
  test.each([
    {
      how: "by an exception",
      lose: (fakes: FakeWorkerThreads) => {
        fakes.at(1).throws(new Error("outer", { cause: new Error("inner") }));
        fakes.at(1).ends(1);
      },
      error: { message: "worker crashed", worker: 1, error: "outer: inner" },
    },
    {
      how: "by ending",
      lose: (fakes: FakeWorkerThreads) => fakes.at(0).ends(0),
      error: { message: "worker ended", worker: 0, error: "exit code 0" },
    },
    {
      how: "by its own word",
      lose: (fakes: FakeWorkerThreads) => fakes.at(0).says({ type: "fatal", index: 0, error: "no epoll" }),
      error: { message: "worker failed", worker: 0, error: "no epoll" },
    },
  ])("$how is logged and reported once", ({ lose, error }) => {
    const { fakes, errors, failures } = setUp(2);
    for (const thread of fakes.threads) thread.ready();
    lose(fakes);
    fakes.at(0).ends(9);

    expect(errors()).toEqual([error]);
    expect(failures()).toBe(1);
  });
});

describe("the watchdog", () => {
  test("ends a thread that does not tick for five seconds", () => {
    const { fakes, errors, failures, run } = setUp(2);
    for (const thread of fakes.threads) thread.ready();
    run(4, [1]);
    expect(failures()).toBe(0);

    run(1, [1]);
    expect(errors()).toEqual([{ message: "worker stopped responding", worker: 1, error: "no tick for 5 s" }]);
    expect(failures()).toBe(1);
  });

  test("does not blame a thread for time without a CPU, and logs it", () => {
    const { fakes, errors, failures, run } = setUp(1);
    fakes.at(0).ready();
    run(1, [0]);
    fakes.at(0).waited = 27_500;
    run(31, [0]);
    expect(failures()).toBe(0);
    expect(errors().at(-1)).toMatchObject({ message: "worker waits for a CPU", worker: 0 });

    run(1, [0]);
    expect(errors().at(-1)).toMatchObject({
      message: "worker stopped responding",
      error: "no tick for 33 s",
    });
    expect(failures()).toBe(1);
  });

  test("does not wait for a CPU for ever", () => {
    const { fakes, failures, run } = setUp(1);
    fakes.at(0).ready();
    run(1, [0]);
    fakes.at(0).waited = 1_000_000;
    run(58, [0]);
    expect(failures()).toBe(0);

    run(1, [0]);
    expect(failures()).toBe(1);
  });

  test("is content with a tick now and then", () => {
    const { fakes, failures, run } = setUp(1);
    fakes.at(0).ready();
    for (let round = 0; round < 5; round++) {
      run(1);
      run(3, [0]);
    }
    expect(failures()).toBe(0);
  });

  test("does not blame threads for a pause of the main thread", () => {
    const clock = new PausingClock();
    const fakes = new FakeWorkerThreads();
    let failures = 0;
    using _pool = WorkerPool.spawn({
      count: 1,
      spawn: fakes.spawn,
      clock,
      logger: memoryLogger().logger,
      onMessage: () => {},
      onFailure: () => {
        failures += 1;
      },
    });
    fakes.at(0).ready();
    // The whole process stood still for a minute: the one timer that is due fires before the channel is read.
    clock.pause(60_000);
    fakes.at(0).tick();

    expect(failures).toBe(0);
  });

  test("gives a thread half a minute to start", () => {
    const { errors, clock } = setUp(1);
    clock.advance(29_000);
    expect(errors()).toEqual([]);

    clock.advance(1_000);
    expect(errors()).toEqual([{ message: "worker did not start", worker: 0, error: "not ready after 30 s" }]);
  });

  test("allows for the time in which a thread writes its heap, and not longer", () => {
    const { pool, fakes, failures, run } = setUp(1);
    fakes.at(0).ready();
    pool.post(0, { type: "heap-snapshot", id: 1, path: "/nowhere" });
    run(59, [0]);
    expect(failures()).toBe(0);

    fakes.at(0).tick();
    fakes.at(0).says({ type: "heap-written", index: 0, id: 1, path: "/nowhere" });
    run(5, [0]);
    expect(failures()).toBe(1);
  });

  test("stops with the pool", () => {
    const { pool, fakes, clock } = setUp(1);
    fakes.at(0).ready();
    pool[Symbol.dispose]();
    expect(clock.pendingTimers).toBe(0);
  });
});

describe("stopping", () => {
  test("tells every thread, and their end is no failure", async () => {
    const { pool, fakes, failures } = setUp(2);
    const ended = pool.end(1_000);
    expect(fakes.threads.map(({ received }) => received)).toEqual([[{ type: "exit" }], [{ type: "exit" }]]);

    for (const thread of fakes.threads) thread.ends(0);
    expect(await ended).toBe("ended");
    expect(failures()).toBe(0);
    expect(fakes.threads.some(({ isTerminated }) => isTerminated)).toBe(false);
  });

  test("terminates a thread that does not leave by itself", async () => {
    const { pool, fakes, clock } = setUp(2);
    const ended = pool.end(1_000);
    fakes.at(0).ends(0);
    await clock.advanceAsync(500);
    expect(fakes.threads.map(({ isTerminated }) => isTerminated)).toEqual([false, true]);

    fakes.at(1).ends(1);
    expect(await ended).toBe("ended");
  });

  test("gives up on a thread that cannot even be terminated", async () => {
    const { pool, clock } = setUp(1);
    const ended = pool.end(1_000);
    await clock.advanceAsync(1_000);
    expect(await ended).toBe("stuck");
  });
});

test("threads that were started are stopped again when a later one cannot be", () => {
  const fakes = new FakeWorkerThreads();
  const spawn = (): void => {
    WorkerPool.spawn({
      count: 3,
      spawn: (index, events) => {
        if (index === 2) throw new Error("no more threads");
        return fakes.spawn(index, events);
      },
      clock: new FakeClock(),
      logger: memoryLogger().logger,
      onMessage: () => {},
      onFailure: () => {},
    });
  };

  expect(spawn).toThrow("no more threads");
  expect(fakes.threads.map(({ received }) => received)).toEqual([[{ type: "exit" }], [{ type: "exit" }]]);
});

/** A clock on which a pause makes only the timers due that were set before it. */
class PausingClock extends FakeClock {
  #timers: (() => void)[] = [];

  override setTimer(_ms: number, fn: () => void): Disposable {
    this.#timers.push(fn);
    return { [Symbol.dispose]: () => {} };
  }

  pause(_ms: number): void {
    const due = this.#timers;
    this.#timers = [];
    for (const fn of due) fn();
  }
}
