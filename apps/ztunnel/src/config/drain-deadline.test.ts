import { expect, test } from "vitest";
import { chooseDrainDeadlineMs } from "./drain-deadline.ts";

test.each<[deadlineMs: number | undefined, graceS: number | undefined, expectedMs: number]>([
  [undefined, undefined, 5_000],
  [undefined, 0, 1_000],
  [undefined, 1, 1_000],
  [undefined, 2, 1_000],
  [undefined, 3, 2_000],
  [undefined, 10, 9_000],
  [undefined, 11, 6_000],
  [undefined, 30, 25_000],
  [undefined, 3_600, 3_595_000],
  [0, 30, 0],
  [1_500, undefined, 1_500],
  [90_000, 30, 90_000],
])(
  "a deadline of %s ms and a grace period of %s s leave %d ms to drain",
  (deadlineMs, graceS, expectedMs) => {
    expect(
      chooseDrainDeadlineMs({ connectionTerminationDeadlineMs: deadlineMs, terminationGracePeriodS: graceS }),
    ).toBe(expectedMs);
  },
);
