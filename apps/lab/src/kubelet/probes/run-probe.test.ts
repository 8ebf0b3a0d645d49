import { FakeClock } from "@ambit/lifecycle/testing";
import { expect, test } from "vitest";
import type { ProbeSpec } from "../pod/pod.ts";
import { runProbe } from "./run-probe.ts";

const SPEC: ProbeSpec = {
  check: { kind: "tcp", host: undefined, port: 1 },
  initialDelayMs: 0,
  periodMs: 1000,
  timeoutMs: 100,
  successThreshold: 1,
  failureThreshold: 2,
};

function start(spec: Partial<ProbeSpec>, isEager: boolean) {
  const clock = new FakeClock();
  const controller = new AbortController();
  const state = { isSuccess: false, checks: 0, results: [] as (boolean | undefined)[] };
  const run = runProbe({
    spec: { ...SPEC, ...spec },
    isEager,
    clock,
    signal: controller.signal,
    check: async () => {
      state.checks += 1;
      return { isSuccess: state.isSuccess, message: "" };
    },
    onResult: (result) => state.results.push(result),
  });
  const pass = (ms: number) => clock.advanceAsync(ms);
  return { state, pass, stop: async () => (controller.abort(), run) };
}

test("checks at once and then once a period, and tells each result", async () => {
  const probe = start({}, false);
  await probe.pass(900);
  expect(probe.state).toMatchObject({ checks: 1, results: [undefined] });
  await probe.pass(1200);
  expect(probe.state.results.slice(0, 2)).toEqual([undefined, false]);
  await probe.stop();
});

test("waits before the first check", async () => {
  const probe = start({ initialDelayMs: 2000 }, false);
  await probe.pass(1900);
  expect(probe.state.checks).toBe(0);
  await probe.pass(200);
  expect(probe.state.checks).toBe(1);
  await probe.stop();
});

test("is eager until the first success, and counts failures by the period all the same", async () => {
  const probe = start({}, true);
  await probe.pass(900);
  expect(probe.state.checks).toBeGreaterThan(2);
  expect(probe.state.results).toEqual([]);
  await probe.pass(500);
  expect(probe.state.results).toEqual([undefined]);
  probe.state.isSuccess = true;
  await probe.pass(400);
  expect(probe.state.results).toEqual([undefined, true]);
  const { checks } = probe.state;
  await probe.pass(900);
  expect(probe.state.checks - checks).toBeLessThanOrEqual(1);
  await probe.stop();
});
