import { describe, expect, test } from "vitest";
import { ReconnectWaits, type StreamOutcome } from "./reconnect.ts";
import { STATUS } from "./status.ts";

const REFUSED: StreamOutcome = { kind: "not-established" };

function ended(code: number, message = ""): StreamOutcome {
  return { kind: "status", code, message };
}

function waitsFor(outcomes: readonly StreamOutcome[], streamMs = 60_000): number[] {
  const waits = new ReconnectWaits();
  return outcomes.map((outcome) => waits.next(outcome, streamMs));
}

describe("the wait before the next stream", () => {
  test("doubles from 20 ms to 15 s while no stream comes about", () => {
    const expected = [20, 40, 80, 160, 320, 640, 1280, 2560, 5120, 10240, 15000, 15000];
    expect(waitsFor(expected.map(() => REFUSED))).toEqual(expected);
  });

  test.each([
    { name: "UNKNOWN", outcome: ended(STATUS.unknown) },
    { name: "CANCELLED", outcome: ended(STATUS.cancelled) },
    { name: "DEADLINE_EXCEEDED", outcome: ended(STATUS.deadlineExceeded) },
    {
      name: "UNAVAILABLE of a closing transport",
      outcome: ended(STATUS.unavailable, "Transport is closing"),
    },
    {
      name: "UNAVAILABLE after GOAWAY",
      outcome: ended(STATUS.unavailable, "received prior goaway: max_age"),
    },
  ])("is 10 ms after $name, and begins again", ({ outcome }) => {
    expect(waitsFor([REFUSED, REFUSED, outcome, REFUSED])).toEqual([20, 40, 10, 20]);
  });

  test.each([
    { name: "UNAVAILABLE for another reason", outcome: ended(STATUS.unavailable, "overloaded") },
    { name: "RESOURCE_EXHAUSTED", outcome: ended(STATUS.resourceExhausted) },
    { name: "UNAUTHENTICATED", outcome: ended(STATUS.unauthenticated) },
    { name: "INTERNAL that speaks of closing", outcome: ended(STATUS.internal, "transport is closing") },
  ])("grows after $name", ({ outcome }) => {
    expect(waitsFor([outcome, outcome, REFUSED])).toEqual([20, 40, 80]);
  });

  test.each<StreamOutcome>([{ kind: "ended" }, { kind: "failed" }])(
    "is none after $kind, and begins again",
    (outcome) => {
      expect(waitsFor([REFUSED, outcome, REFUSED])).toEqual([20, 0, 20]);
    },
  );

  test.each<StreamOutcome>([{ kind: "ended" }, { kind: "failed" }])(
    "grows after $kind of streams that last less than a second",
    (outcome) => {
      expect(waitsFor([outcome, outcome, outcome], 999)).toEqual([20, 40, 80]);
    },
  );
});
