import {
  allocateArea,
  closeFd,
  EPOLLIN,
  eventFd,
  eventFdSignal,
  recvInto,
  sendFrom,
  unixSocketPair,
} from "@ambit/linux";
import { afterEach, expect, test } from "vitest";
import { CONNECTION_EVENTS, Reactor } from "./reactor.ts";
import { Timer } from "./timer-wheel.ts";

const area = allocateArea(4096);
const opened: number[] = [];

afterEach(() => {
  for (const fd of opened.splice(0)) closeFd(fd);
});

function pair(): { first: number; second: number } {
  const made = unixSocketPair("stream");
  if (typeof made === "number") throw new Error(`socketpair failed (errno ${-made})`);
  opened.push(made.first, made.second);
  return made;
}

function makeReactor(options: Partial<ConstructorParameters<typeof Reactor>[0]> = {}): Reactor {
  return new Reactor({ nowMs: () => performance.now(), ...options });
}

const noAbort = (error: unknown): void => {
  throw error;
};

test("an event of a closed descriptor does not reach the next owner of the same number", () => {
  using reactor = makeReactor();
  const first = pair();
  const second = pair();
  const seen: string[] = [];
  // Both become readable in the same turn; whoever is first replaces the other.
  const replace = (own: number, other: number) => ({
    onReady: () => {
      seen.push("old");
      reactor.close(other);
      opened.splice(opened.indexOf(other), 1);
      const fresh = pair();
      const reused = fresh.first === other ? fresh.first : fresh.second;
      expect(reused).toBe(other);
      reactor.register(reused, EPOLLIN, { onReady: () => seen.push("new owner"), abort: noAbort });
      reactor.unregister(own);
    },
    abort: noAbort,
  });
  reactor.register(first.first, EPOLLIN, replace(first.first, second.first));
  reactor.register(second.first, EPOLLIN, replace(second.first, first.first));
  sendFrom(first.second, area, 0, 1);
  sendFrom(second.second, area, 0, 1);
  reactor.turn(10);
  reactor.turn(0);
  expect(seen).toEqual(["old"]);
});

test("work put off to the next turn does not wait, flushes run at the end of the same turn", () => {
  using reactor = makeReactor();
  const order: string[] = [];
  const { first, second } = pair();
  reactor.register(first, CONNECTION_EVENTS, {
    onReady: (events) => {
      if ((events & EPOLLIN) === 0) return;
      recvInto(first, area, 0, 10);
      reactor.scheduleFlush({ run: () => order.push("flush"), abort: noAbort });
      reactor.scheduleNextTurn({ run: () => order.push("next turn"), abort: noAbort });
      order.push("event");
    },
    abort: noAbort,
  });
  sendFrom(second, area, 0, 1);
  reactor.turn(10);
  expect(order).toEqual(["event", "next turn", "flush"]);
});

test("an owner whose handler throws is aborted, and the others go on", () => {
  const errors: unknown[] = [];
  using reactor = makeReactor({ onHandlerError: (error) => errors.push(error) });
  const bad = pair();
  const good = pair();
  const seen: string[] = [];
  reactor.register(bad.first, EPOLLIN, {
    onReady: () => {
      throw new Error("bug");
    },
    abort: () => {
      seen.push("aborted");
      reactor.unregister(bad.first);
    },
  });
  reactor.register(good.first, EPOLLIN, { onReady: () => seen.push("good"), abort: noAbort });
  sendFrom(bad.second, area, 0, 1);
  sendFrom(good.second, area, 0, 1);
  reactor.turn(10);
  expect(seen.sort()).toEqual(["aborted", "good"]);
  expect(errors).toHaveLength(1);
});

test("an owner whose abort throws too does not take the others with it", () => {
  const errors: unknown[] = [];
  using reactor = makeReactor({ onHandlerError: (error) => errors.push(error) });
  const bad = pair();
  const good = pair();
  const seen: string[] = [];
  reactor.register(bad.first, EPOLLIN, {
    onReady: () => {
      reactor.unregister(bad.first);
      throw new Error("bug");
    },
    abort: () => {
      throw new Error("another");
    },
  });
  reactor.register(good.first, EPOLLIN, { onReady: () => seen.push("good"), abort: noAbort });
  sendFrom(bad.second, area, 0, 1);
  sendFrom(good.second, area, 0, 1);
  reactor.turn(10);
  expect(seen).toEqual(["good"]);
  expect(errors.map(String).sort()).toEqual(["Error: another", "Error: bug"]);
});

test("an owner that throws its error on ends the loop", () => {
  const wakeFd = eventFd();
  opened.push(wakeFd);
  using reactor = makeReactor({
    wakeFd,
    onWake: () => {
      throw new Error("cannot go on");
    },
  });
  eventFdSignal(wakeFd);
  expect(() => reactor.turn(10)).toThrow("cannot go on");
});

test("a timer that throws keeps no other from firing", () => {
  let nowMs = 0;
  const errors: unknown[] = [];
  using reactor = makeReactor({ nowMs: () => nowMs, onHandlerError: (error) => errors.push(error) });
  const fired: string[] = [];
  for (const name of ["a", "bad", "b"]) {
    reactor.armAfter(
      new Timer(() => {
        if (name === "bad") throw new Error(name);
        fired.push(name);
      }),
      50,
    );
  }
  nowMs = 100;
  reactor.turn(0);
  expect(fired.sort()).toEqual(["a", "b"]);
  expect(errors).toHaveLength(1);
});

test("a descriptor is adopted whether or not it was watched, and replacing an unwatched one is a mistake", () => {
  using reactor = makeReactor();
  const { first, second } = pair();
  const seen: string[] = [];
  expect(() => reactor.replaceHandler(first, { onReady: () => {}, abort: noAbort })).toThrow(
    "not registered",
  );
  for (const name of ["one", "two"]) {
    reactor.adopt(first, EPOLLIN, {
      onReady: () => {
        recvInto(first, area, 0, 10);
        seen.push(name);
      },
      abort: noAbort,
    });
    sendFrom(second, area, 0, 1);
    reactor.turn(10);
  }
  expect(seen).toEqual(["one", "two"]);
});

test("a write to the wake descriptor calls onWake", () => {
  const wakeFd = eventFd();
  opened.push(wakeFd);
  let woken = 0;
  using reactor = makeReactor({ wakeFd, onWake: () => woken++ });
  eventFdSignal(wakeFd);
  eventFdSignal(wakeFd);
  reactor.turn(10);
  reactor.turn(0);
  expect(woken).toBe(1);
});

test("timers fire from the loop", () => {
  let nowMs = 0;
  using reactor = makeReactor({ nowMs: () => nowMs });
  let fired = false;
  reactor.armAfter(new Timer(() => (fired = true)), 50);
  reactor.turn(0);
  expect(fired).toBe(false);
  nowMs = 100;
  reactor.turn(0);
  expect(fired).toBe(true);
});

test("stop ends run", () => {
  using reactor = makeReactor();
  reactor.armAfter(new Timer(() => reactor.stop()), 1);
  reactor.run();
});
