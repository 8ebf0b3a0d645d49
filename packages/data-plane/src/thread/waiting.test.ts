import { MeshState } from "@ambit/mesh-state";
import type { Workload } from "@ambit/model";
import { aWorkload, workloadResource } from "@ambit/model/testing";
import { Reactor } from "@ambit/reactor";
import { afterEach, beforeEach, expect, test } from "vitest";
import { LocalWorkload } from "./local-workload.ts";
import { Waiters } from "./waiters.ts";

let nowMs = 0;
let reactor: Reactor;
beforeEach(() => {
  nowMs = 0;
  reactor = new Reactor({ nowMs: () => nowMs });
});
afterEach(() => reactor[Symbol.dispose]());

function passTime(ms: number): void {
  nowMs += ms;
  reactor.turn(0);
}

test("a value reaches everyone who waits, and nobody twice", () => {
  const waiters = new Waiters<string>(reactor);
  const heard: string[] = [];
  for (const name of ["a", "b"]) {
    expect(
      waiters.wait(
        100,
        (value) => heard.push(name + value),
        () => heard.push("timeout"),
      ),
    ).toBe(true);
  }
  waiters.resolve("1");
  waiters.resolve("2");
  passTime(1_000);
  expect(heard).toEqual(["a1", "b1"]);
  expect(reactor.timers.size).toBe(0);
});

test("each waiter has its own deadline", () => {
  const waiters = new Waiters<string>(reactor);
  const heard: string[] = [];
  waiters.wait(
    100,
    () => {},
    () => heard.push("short"),
  );
  waiters.wait(
    500,
    (value) => heard.push(value),
    () => heard.push("long"),
  );
  passTime(200);
  expect(heard).toEqual(["short"]);
  expect(waiters.size).toBe(1);
  waiters.resolve("value");
  expect(heard).toEqual(["short", "value"]);
});

test("all can be failed at once", () => {
  const waiters = new Waiters<string>(reactor);
  let failures = 0;
  waiters.wait(
    100,
    () => {},
    () => failures++,
  );
  waiters.wait(
    100,
    () => {},
    () => failures++,
  );
  waiters.fail();
  expect(failures).toBe(2);
  expect(reactor.timers.size).toBe(0);
});

test("who starts to wait while the others are told waits for the next value", () => {
  const waiters = new Waiters<string>(reactor);
  const heard: string[] = [];
  waiters.wait(
    100,
    () =>
      void waiters.wait(
        100,
        (value) => heard.push(value),
        () => {},
      ),
    () => {},
  );
  waiters.resolve("first");
  expect(heard).toEqual([]);
  waiters.resolve("second");
  expect(heard).toEqual(["second"]);
});

test("no more than 4096 may wait", () => {
  const waiters = new Waiters<string>(reactor);
  for (let count = 0; count < 4096; count++)
    waiters.wait(
      100,
      () => {},
      () => {},
    );
  expect(
    waiters.wait(
      100,
      () => {},
      () => {},
    ),
  ).toBe(false);
  expect(reactor.timers.size).toBe(4096);
  waiters.resolve("all");
  expect(
    waiters.wait(
      100,
      () => {},
      () => {},
    ),
  ).toBe(true);
});

const KEY = { name: "local-1", namespace: "shop", serviceAccount: "local" };
const record = aWorkload({ name: "local-1", namespace: "shop", serviceAccount: "local" });

test("the local workload is told at once when it is known, and looked up anew each time", () => {
  const state = new MeshState({});
  state.apply({ upserts: [workloadResource(record)], removals: [] });
  const local = new LocalWorkload(reactor, state, KEY);
  const heard: (Workload | undefined)[] = [];
  local.whenKnown((workload) => heard.push(workload));
  state.apply({ upserts: [workloadResource({ ...record, canonicalName: "renamed" })], removals: [] });
  local.whenKnown((workload) => heard.push(workload));
  expect(heard.map((workload) => workload?.canonicalName)).toEqual(["local-1", "renamed"]);
  expect(local.description).toBe("shop/local-1 (local)");
});

test("the local workload is waited for, five seconds", () => {
  const state = new MeshState({});
  const local = new LocalWorkload(reactor, state, KEY);
  const heard: (string | undefined)[] = [];
  local.whenKnown((workload) => heard.push(workload?.name));
  local.onStateChanged();
  passTime(4_900);
  expect(heard).toEqual([]);
  passTime(200);
  expect(heard).toEqual([undefined]);
  local.whenKnown((workload) => heard.push(workload?.name));
  state.apply({ upserts: [workloadResource(record)], removals: [] });
  local.onStateChanged();
  expect(heard).toEqual([undefined, "local-1"]);
});

test("a workload of the same name with another account is not ours", () => {
  const state = new MeshState({});
  state.apply({ upserts: [workloadResource({ ...record, serviceAccount: "other" })], removals: [] });
  expect(new LocalWorkload(reactor, state, KEY).find()).toBeUndefined();
});

test("when too many wait for the local workload the next is told at once that it is unknown", () => {
  const local = new LocalWorkload(reactor, new MeshState({}), KEY);
  let refused = 0;
  for (let count = 0; count < 4097; count++) local.whenKnown(() => refused++);
  expect(refused).toBe(1);
});
