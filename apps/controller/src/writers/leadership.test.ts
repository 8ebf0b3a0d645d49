import { FakeKube } from "@ambit/kube/testing";
import { FakeClock } from "@ambit/lifecycle/testing";
import { silentLogger } from "@ambit/telemetry/testing";
import { expect, test } from "vitest";
import { workWhileLeading } from "./leadership.ts";

function aReplica(kube: FakeKube, clock: FakeClock, identity: string) {
  const controller = new AbortController();
  const log: string[] = [];
  const run = (work: (term: AbortSignal) => Promise<void>) =>
    workWhileLeading(
      "istio-status-leader",
      {
        api: kube,
        namespace: "istio-system",
        identity,
        onLeading: (_lease, isLeading) => log.push(`${identity} ${isLeading ? "leads" : "follows"}`),
        clock,
        epochMs: () => clock.nowMs(),
        random: () => 0.5,
        logger: silentLogger(),
      },
      work,
      controller.signal,
    );
  return { controller, log, run };
}

/** Works until the term ends. */
function working(terms: string[], name: string) {
  return async (term: AbortSignal): Promise<void> => {
    terms.push(`${name} begins`);
    await new Promise<void>((resolve) => term.addEventListener("abort", () => resolve(), { once: true }));
    terms.push(`${name} ends`);
  };
}

test("of two replicas one works, and the other takes over when that one leaves", async () => {
  const [kube, clock, terms] = [new FakeKube(), new FakeClock(), [] as string[]];
  const [one, two] = [aReplica(kube, clock, "one"), aReplica(kube, clock, "two")];
  const first = one.run(working(terms, "one"));
  await clock.advanceAsync(100);
  const second = two.run(working(terms, "two"));
  await clock.advanceAsync(30_000);
  expect(terms).toEqual(["one begins"]);
  expect(two.log).toEqual(["two follows"]);
  one.controller.abort();
  await first;
  expect(terms).toEqual(["one begins", "one ends"]);
  await clock.advanceAsync(10_000);
  expect(terms).toEqual(["one begins", "one ends", "two begins"]);
  two.controller.abort();
  await clock.advanceAsync(0);
  await second;
  expect(one.log).toEqual(["one follows", "one leads", "one follows"]);
});

test("a mistake in the work ends the whole", async () => {
  const [kube, clock] = [new FakeKube(), new FakeClock()];
  const { run, controller } = aReplica(kube, clock, "one");
  const running = run(() => Promise.reject(new Error("mistake")));
  const outcome = expect(running).rejects.toThrow("mistake");
  await clock.advanceAsync(100);
  await outcome;
  controller.abort();
});
