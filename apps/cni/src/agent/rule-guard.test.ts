import { FakeClock } from "@ambit/lifecycle/testing";
import { memoryLogger } from "@ambit/telemetry/testing";
import { expect, test } from "vitest";
import { Enrolment } from "../enrolment/enrolment.ts";
import { aPod } from "../kube/testing/a-pod.ts";
import { guardNode, guardPods } from "./rule-guard.ts";

/** Runs a guard for so long, and waits for its end. */
async function guarding(
  clock: FakeClock,
  ms: number,
  guard: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const end = new AbortController();
  const running = guard(end.signal);
  await clock.advanceAsync(ms);
  end.abort();
  await running;
}

test("pods whose rules have moved are reconciled at the next look, and read back when all is quiet", async () => {
  const clock = new FakeClock();
  const enrolments = Array.from({ length: 120 }, (_, index) => new Enrolment(aPod({ uid: `u${index}` })));
  const enqueued: string[] = [];
  let pauses = 0;
  let isIdle = false;
  const options = {
    enrolments: () => enrolments,
    rules: {
      look: ({ uid }: Enrolment) => uid === "u7",
      doubt: ({ uid }: Enrolment) => Number(uid.slice(1)) >= 100,
    },
    enqueue: (uid: string) => void enqueued.push(uid),
    isIdle: () => isIdle,
    pause: () => {
      pauses += 1;
      return Promise.resolve();
    },
    clock,
  };
  await guarding(clock, 2_000, (signal) => guardPods(options, signal));
  expect(enqueued).toEqual(["u7"]);
  expect(pauses).toBe(2);
  isIdle = true;
  enqueued.length = 0;
  await guarding(clock, 2_000, (signal) => guardPods(options, signal));
  expect(enqueued).toEqual(["u7", "u100", "u101", "u102", "u103"]);
});

test("the node's rules are read when they have moved, and once more after a restoration", async () => {
  const clock = new FakeClock();
  const { logger, sink } = memoryLogger("cni-agent");
  const looks: boolean[] = [];
  let restored: readonly string[] = [];
  let fingerprint = "1";
  let count = 0;
  const options = {
    probes: {
      restore: ({ withRules }: { readonly withRules: boolean }) => {
        looks.push(withRules);
        const result = restored;
        restored = [];
        return Promise.resolve(result);
      },
    },
    fingerprint: () => fingerprint,
    onRestored: () => {
      count += 1;
    },
    clock,
    logger,
  };
  const end = new AbortController();
  const running = guardNode(options, end.signal);
  await clock.advanceAsync(3_000);
  await clock.advanceAsync(3_000);
  expect(looks).toEqual([true, false]);
  fingerprint = "2";
  restored = ["the rules"];
  for (let look = 0; look < 3; look += 1) await clock.advanceAsync(3_000);
  expect(looks).toEqual([true, false, true, true, false]);
  expect(count).toBe(1);
  const message = "somebody else has changed the node's rules for probes, they are restored";
  expect(sink.withMessage(message)).toMatchObject([{ what: "the rules" }]);
  end.abort();
  await running;
});

test("a node that cannot be looked at is looked at again", async () => {
  const clock = new FakeClock();
  const { logger, sink } = memoryLogger("cni-agent");
  const options = {
    probes: { restore: () => Promise.reject(new Error("no iptables")) },
    fingerprint: () => "1",
    onRestored: () => {},
    clock,
    logger,
  };
  await guarding(clock, 3_000, (signal) => guardNode(options, signal));
  await guarding(clock, 3_000, (signal) => guardNode(options, signal));
  const message = "the node's rules for probes cannot be looked after, trying again";
  expect(sink.withMessage(message)).toHaveLength(2);
});
