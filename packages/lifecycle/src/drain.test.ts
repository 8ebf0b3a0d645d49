import { describe, expect, test } from "vitest";
import { Drain, type DrainMember, type DrainMode } from "./drain.ts";
import { FakeClock } from "./testing/index.ts";

/** A connection that ends when the test says so, or when it is destroyed. */
class FakeConnection implements DrainMember {
  readonly calls: string[] = [];
  #hold: Disposable | undefined;

  joins(drain: Drain): this {
    this.#hold = drain.hold(this);
    return this;
  }

  drain(mode: DrainMode): void {
    this.calls.push(mode);
  }

  destroy(reason: Error): void {
    this.calls.push(`destroyed: ${reason.message}`);
    this.end();
  }

  end(): void {
    this.#hold?.[Symbol.dispose]();
  }
}

describe("draining gracefully", () => {
  test("tells every member and waits for them", async () => {
    const clock = new FakeClock();
    const drain = new Drain(clock);
    const [first, second] = [new FakeConnection().joins(drain), new FakeConnection().joins(drain)];
    const result = drain.run("graceful", 5000);
    expect(drain.mode).toBe("graceful");
    first.end();
    await clock.advanceAsync(4999);
    second.end();
    expect(await result).toBe("drained");
    expect([first.calls, second.calls]).toEqual([["graceful"], ["graceful"]]);
    expect(clock.pendingTimers).toBe(0);
  });

  test("destroys what is left at the deadline", async () => {
    const clock = new FakeClock();
    const drain = new Drain(clock);
    const [quick, slow] = [new FakeConnection().joins(drain), new FakeConnection().joins(drain)];
    const result = drain.run("graceful", 5000);
    quick.end();
    await clock.advanceAsync(5000);
    expect(await result).toBe("forced");
    expect(quick.calls).toEqual(["graceful"]);
    expect(slow.calls).toEqual(["graceful", "immediate", "destroyed: closed due to drain"]);
    expect(drain.size).toBe(0);
  });

  test("does not wait when nothing is held", async () => {
    const clock = new FakeClock();
    expect(await new Drain(clock).run("graceful", 5000)).toBe("drained");
    expect(clock.pendingTimers).toBe(0);
  });

  test("tells who joins late at once, and waits for it too", async () => {
    const clock = new FakeClock();
    const drain = new Drain(clock);
    const early = new FakeConnection().joins(drain);
    const result = drain.run("graceful", 5000);
    const late = new FakeConnection().joins(drain);
    expect(late.calls).toEqual(["graceful"]);
    early.end();
    await clock.advanceAsync(1);
    expect(drain.size).toBe(1);
    late.end();
    expect(await result).toBe("drained");
  });

  test("a member that ends while it is told is no trouble", async () => {
    const drain = new Drain(new FakeClock());
    const second = new FakeConnection();
    const first = new FakeConnection();
    first.drain = () => {
      first.end();
      second.end();
    };
    first.joins(drain);
    second.joins(drain);
    expect(await drain.run("graceful", 5000)).toBe("drained");
    expect(second.calls).toEqual([]);
  });

  test("a second, immediate run cuts the wait short", async () => {
    const clock = new FakeClock();
    const drain = new Drain(clock);
    const connection = new FakeConnection().joins(drain);
    const graceful = drain.run("graceful", 5000);
    expect(await drain.run("immediate", 5000)).toBe("forced");
    expect(await graceful).toBe("drained");
    expect(connection.calls).toEqual(["graceful", "immediate", "destroyed: closed due to drain"]);
    expect(clock.pendingTimers).toBe(0);
  });
});

describe("draining immediately", () => {
  test("says goodbye and destroys without waiting", async () => {
    const clock = new FakeClock();
    const drain = new Drain(clock);
    const connection = new FakeConnection().joins(drain);
    expect(await drain.run("immediate", 5000)).toBe("forced");
    expect(connection.calls).toEqual(["immediate", "destroyed: closed due to drain"]);
    expect(clock.pendingTimers).toBe(0);
  });

  test("is not forced if the members ended when they were told", async () => {
    const drain = new Drain(new FakeClock());
    const connection = new FakeConnection();
    connection.drain = () => connection.end();
    connection.joins(drain);
    expect(await drain.run("immediate", 0)).toBe("drained");
  });

  test("lets go of a member that does not release itself", () => {
    const drain = new Drain(new FakeClock());
    drain.hold({ drain: () => undefined, destroy: () => undefined });
    drain.destroy(new Error("gone"));
    expect(drain.size).toBe(0);
  });
});

describe("nested drains", () => {
  test("the parent waits for the members of its children, and only while they have some", async () => {
    const clock = new FakeClock();
    const node = new Drain(clock);
    const pod = new Drain(clock, node);
    expect(node.size).toBe(0);
    const connection = new FakeConnection().joins(pod);
    expect(node.size).toBe(1);
    const result = node.run("graceful", 5000);
    expect(connection.calls).toEqual(["graceful"]);
    connection.end();
    expect(await result).toBe("drained");
    expect(node.size).toBe(0);
  });

  test("a child can be drained alone", async () => {
    const clock = new FakeClock();
    const node = new Drain(clock);
    const [leaving, staying] = [new Drain(clock, node), new Drain(clock, node)];
    const gone = new FakeConnection().joins(leaving);
    const kept = new FakeConnection().joins(staying);
    expect(await leaving.run("immediate", 0)).toBe("forced");
    expect(gone.calls).toContain("immediate");
    expect(kept.calls).toEqual([]);
    expect(node.size).toBe(1);
  });

  test("the deadline of the parent destroys the members of its children", async () => {
    const clock = new FakeClock();
    const node = new Drain(clock);
    const pod = new Drain(clock, node);
    const connection = new FakeConnection().joins(pod);
    const result = node.run("graceful", 5000);
    await clock.advanceAsync(5000);
    expect(await result).toBe("forced");
    expect(connection.calls).toEqual(["graceful", "immediate", "destroyed: closed due to drain"]);
    expect([node.size, pod.size]).toEqual([0, 0]);
  });

  test.each([
    [undefined, "graceful", ["graceful"]],
    ["graceful", "graceful", ["graceful"]],
    ["graceful", "immediate", ["immediate"]],
    ["immediate", "graceful", ["immediate"]],
    ["immediate", undefined, ["immediate"]],
  ] as const)(
    "who joins late a child in mode %s of a parent in mode %s is told %s",
    (child, parent, calls) => {
      const clock = new FakeClock();
      const node = new Drain(clock);
      const pod = new Drain(clock, node);
      if (child !== undefined) {
        pod.drain(child);
      }
      if (parent !== undefined) {
        node.drain(parent);
      }
      expect(new FakeConnection().joins(pod).calls).toEqual(calls);
      expect(pod.mode).toBeDefined();
    },
  );

  test("disposing a hold twice releases nobody else", () => {
    const drain = new Drain(new FakeClock());
    const connection = new FakeConnection().joins(drain);
    new FakeConnection().joins(drain);
    connection.end();
    connection.end();
    expect(drain.size).toBe(1);
  });
});
