import { FakeClock } from "@ambit/lifecycle/testing";
import { memoryLogger } from "@ambit/telemetry/testing";
import { describe, expect, test } from "vitest";
import { persist } from "./persist.ts";

/** Fails so many times, then gives "made". */
function trying(failures: number) {
  const clock = new FakeClock();
  const { logger, sink } = memoryLogger();
  const abort = new AbortController();
  const startedMs: number[] = [];
  const result = persist({ clock, logger }, abort.signal, async () => {
    startedMs.push(clock.nowMs());
    if (startedMs.length <= failures) throw new Error(`busy ${startedMs.length}`);
    return "made";
  });
  return { clock, sink, abort, startedMs, result };
}

describe("the rules of a node", () => {
  test("are tried again every two seconds, with a warning each time", async () => {
    const { clock, sink, startedMs, result } = trying(2);
    await clock.advanceAsync(60_000);
    expect(await result).toBe("made");
    expect(startedMs).toEqual([0, 2_000, 4_000]);
    expect(sink.lines).toHaveLength(2);
    expect(clock.pendingTimers).toBe(0);
  });

  test("are given up after ten times", async () => {
    const { clock, startedMs, result } = trying(100);
    const failed = expect(result).rejects.toThrow("busy 10");
    await clock.advanceAsync(60_000);
    await failed;
    expect(startedMs).toHaveLength(10);
  });

  test("are not tried by an agent that ends", async () => {
    const { clock, abort, startedMs, result } = trying(100);
    const failed = expect(result).rejects.toThrow();
    await clock.advanceAsync(1_000);
    abort.abort();
    await clock.advanceAsync(60_000);
    await failed;
    expect(startedMs.length).toBeLessThanOrEqual(2);
  });
});
