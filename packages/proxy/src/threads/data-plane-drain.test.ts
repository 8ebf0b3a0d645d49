import type { DrainComponent, PlaneMainMessage } from "@ambit/data-plane/messages";
import { FakeClock } from "@ambit/lifecycle/testing";
import { memoryLogger } from "@ambit/telemetry/testing";
import { expect, test } from "vitest";
import { DataPlaneDrain } from "./data-plane-drain.ts";

function setUp(components: readonly DrainComponent[] = ["inbound", "outbound"]) {
  const clock = new FakeClock();
  const { logger, sink } = memoryLogger("drain");
  const calls: (PlaneMainMessage | "listeners closed")[] = [];
  const drain = new DataPlaneDrain({
    components,
    workerCount: 2,
    clock,
    logger,
    broadcast: (message) => calls.push(message),
    closeListeners: () => calls.push("listeners closed"),
  });
  const drained = (index: number, component: DrainComponent, forced = false): void =>
    drain.drained({ type: "drained", index, component, forced });
  const lines = (): readonly string[] =>
    sink.records.map(({ level, message, component }) => `${level} ${message} ${String(component)}`);
  return { clock, drain, drained, calls, lines };
}

test("workers stop accepting before the listeners are closed", () => {
  const { drain, calls } = setUp();
  void drain.run("graceful", 5_000);
  expect(calls).toEqual([{ type: "drain", mode: "graceful", deadlineMs: 5_000 }, "listeners closed"]);
});

test("a component is complete when the last worker has drained it", async () => {
  const { drain, drained, lines, clock } = setUp();
  const outcome = drain.run("graceful", 5_000);
  drained(0, "outbound");
  drained(0, "inbound");
  expect(lines()).toEqual([]);

  drained(1, "inbound");
  drained(1, "outbound");
  expect(lines()).toEqual(["info shutdown complete inbound", "info shutdown complete outbound"]);
  expect(await outcome).toBe("drained");
  expect(clock.pendingTimers).toBe(0);
});

test("a report that comes twice counts once", () => {
  const { drain, drained, lines } = setUp();
  void drain.run("graceful", 5_000);
  drained(0, "inbound");
  drained(0, "inbound");
  drained(0, "socks5");
  expect(lines()).toEqual([]);
});

test("one cut connection anywhere makes the whole drain a forced one", async () => {
  const { drain, drained } = setUp(["inbound"]);
  const outcome = drain.run("graceful", 5_000);
  drained(0, "inbound", true);
  drained(1, "inbound");
  expect(await outcome).toBe("forced");
});

test("a worker that does not report is not waited for beyond the deadline", async () => {
  const { drain, drained, lines, clock } = setUp(["inbound"]);
  const outcome = drain.run("graceful", 5_000);
  drained(0, "inbound");
  await clock.advanceAsync(5_999);
  expect(lines()).toEqual([]);

  await clock.advanceAsync(1);
  expect(lines()).toEqual(["warn drain deadline exceeded inbound"]);
  expect(await outcome).toBe("forced");
});

test("without listeners there is nothing to wait for", async () => {
  const { drain, clock } = setUp([]);
  expect(await drain.run("graceful", 5_000)).toBe("drained");
  expect(clock.pendingTimers).toBe(0);
});
