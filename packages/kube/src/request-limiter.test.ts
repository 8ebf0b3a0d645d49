import { FakeClock } from "@ambit/lifecycle/testing";
import { expect, test } from "vitest";
import { RequestLimiter } from "./request-limiter.ts";

function makeLimiter(perSecond: number, burst: number) {
  const clock = new FakeClock();
  const limiter = new RequestLimiter({ perSecond, burst }, clock);
  const served: number[] = [];
  const take = (id: number, signal = new AbortController().signal) =>
    limiter.take(signal).then(() => void served.push(id));
  return { clock, limiter, served, take };
}

test("serves a burst at once, then one after the other in order", async () => {
  const { clock, served, take } = makeLimiter(10, 2);
  const all = [1, 2, 3, 4].map((id) => take(id));
  await clock.advanceAsync(0);
  expect(served).toEqual([1, 2]);
  await clock.advanceAsync(100);
  expect(served).toEqual([1, 2, 3]);
  await clock.advanceAsync(100);
  await Promise.all(all);
  expect(served).toEqual([1, 2, 3, 4]);
  expect(clock.pendingTimers).toBe(0);
});

test("a pause fills no more than the burst", async () => {
  const { clock, served, take } = makeLimiter(10, 2);
  await take(1);
  clock.advance(60_000);
  const all = [2, 3, 4].map((id) => take(id));
  await clock.advanceAsync(0);
  expect(served).toEqual([1, 2, 3]);
  await clock.advanceAsync(100);
  await Promise.all(all);
});

test("who gives up takes no turn", async () => {
  const { clock, served, take } = makeLimiter(10, 1);
  await take(1);
  const controller = new AbortController();
  const impatient = take(2, controller.signal);
  const patient = take(3);
  controller.abort(new Error("enough"));
  await expect(impatient).rejects.toThrow("enough");
  await clock.advanceAsync(100);
  await patient;
  expect(served).toEqual([1, 3]);
});

test("refuses more than can wait", async () => {
  const { clock, limiter, take } = makeLimiter(1000, 1);
  const controller = new AbortController();
  const waiting = Array.from({ length: 4097 }, (_value, id) => take(id, controller.signal).catch(() => {}));
  await clock.advanceAsync(0);
  await expect(limiter.take(controller.signal)).rejects.toMatchObject({ code: "too-many-requests" });
  controller.abort();
  await Promise.all(waiting);
});
