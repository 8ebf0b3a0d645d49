import { parseIpAddress } from "@ambit/addr";
import { FakeClock } from "@ambit/lifecycle/testing";
import { beforeEach, expect, test } from "vitest";
import type { StartingPod } from "../enrolment/enroller.ts";
import { aPod } from "../kube/testing/a-pod.ts";
import { Netns } from "./netns.ts";
import { PodStarts } from "./pod-starts.ts";

const COUNT = 30;

class TestNetns extends Netns {
  isOpen = true;

  override [Symbol.dispose](): void {
    this.isOpen = false;
  }
}

let clock: FakeClock;
/** UIDs of pods that are being enrolled, in order, and how each ends. */
let begun: Map<string, PromiseWithResolvers<void>>;
let refusals: Map<string, string | undefined>;
let forgotten: string[];
let starts: PodStarts;

beforeEach(() => {
  clock = new FakeClock();
  begun = new Map();
  refusals = new Map();
  forgotten = [];
  starts = new PodStarts({
    queue: { runExclusive: (_uid, work) => work() },
    enroller: {
      enrolStarting: ({ pod }) => {
        const end = Promise.withResolvers<void>();
        begun.set(pod.uid, end);
        return end.promise;
      },
    },
    conditions: { noteStart: (uid, refusal) => void refusals.set(uid, refusal) },
    directory: { forget: (uid) => void forgotten.push(uid) },
    clock,
  });
});

function aStart(index: number): StartingPod & { readonly netns: TestNetns } {
  const netns = new TestNetns(-1, { inode: index, device: 4 });
  return { pod: aPod({ uid: `uid-${index}` }), netns, ips: [parseIpAddress("10.0.0.1")] };
}

test("a few at a time, all in the order in which they came", async () => {
  const runs = Array.from({ length: COUNT }, (_, index) => starts.enrol(aStart(index), 10_000));
  await clock.advanceAsync(1);
  const atATime = begun.size;
  expect(atATime).toBeLessThan(COUNT / 2);
  for (let index = 0; index < COUNT; index += 1) {
    expect(begun.size).toBe(Math.min(COUNT, index + atATime));
    begun.get(`uid-${index}`)?.resolve();
    await clock.advanceAsync(1);
  }
  await Promise.all(runs);
  expect([...begun.keys()]).toEqual(Array.from({ length: COUNT }, (_, index) => `uid-${index}`));
  expect([...refusals.values()].every((refusal) => refusal === undefined)).toBe(true);
  expect(forgotten).toEqual([]);
});

test("one whose turn does not come in time is told so, and nothing was begun for it", async () => {
  const pods = Array.from({ length: COUNT }, (_, index) => aStart(index));
  const outcomes = Promise.allSettled(pods.map((pod) => starts.enrol(pod, 3_000)));
  await clock.advanceAsync(3_100);
  for (const end of begun.values()) end.resolve();
  const ends = await outcomes;
  const refused = pods.filter((_, index) => ends[index]?.status === "rejected");
  expect(refused).toHaveLength(COUNT - begun.size);
  for (const { pod, netns } of refused) {
    expect(netns.isOpen).toBe(false);
    expect(refusals.get(pod.uid)).toContain("too many pods of this node are starting");
  }
  expect(forgotten).toEqual(refused.map(({ pod }) => pod.uid));
});

test("a failure is the pod's own, and makes room for the next", async () => {
  const first = starts.enrol(aStart(0), 3_000);
  await clock.advanceAsync(1);
  begun.get("uid-0")?.reject(new Error("no ztunnel connection"));
  await expect(first).rejects.toThrow("no ztunnel connection");
  expect(refusals.get("uid-0")).toContain("no ztunnel connection");
  const again = starts.enrol(aStart(0), 3_000);
  await clock.advanceAsync(1);
  begun.get("uid-0")?.resolve();
  await again;
  expect(refusals.get("uid-0")).toBeUndefined();
});

test("what else is done for pods that start takes turns with them", async () => {
  const pods = Array.from({ length: COUNT }, (_, index) => starts.enrol(aStart(index), 10_000));
  await clock.advanceAsync(1);
  let isDone = false;
  const work = async (): Promise<void> => {
    await Promise.resolve();
    isDone = true;
  };
  const late = starts.inTurn("uid-x", work, 1_000);
  const refused = expect(late).rejects.toThrow("too many pods of this node are starting");
  await clock.advanceAsync(1_100);
  await refused;
  expect(isDone).toBe(false);
  const patient = starts.inTurn("uid-x", work, 10_000);
  for (let index = 0; index < COUNT; index += 1) {
    begun.get(`uid-${index}`)?.resolve();
    await clock.advanceAsync(1);
  }
  await Promise.all([...pods, patient]);
  expect(isDone).toBe(true);
});
