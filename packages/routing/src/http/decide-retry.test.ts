import type { RetryPolicy, RetryReason } from "@ambit/model/http";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type AttemptOutcome,
  DEFAULT_RETRY_POLICY,
  hasRetryBudget,
  retryDelayMs,
  shouldRetry,
} from "./decide-retry.ts";

function policy(fields: Partial<RetryPolicy> = {}): RetryPolicy {
  return { attempts: 2, reasons: [], statuses: [], backoffMs: 25, isBackoffMinimum: false, ...fields };
}

const response = (status: number, grpcStatus?: number): AttemptOutcome => ({
  kind: "response",
  status,
  grpcStatus,
});
const reset = (fields: { isRefused?: boolean; wasSent?: boolean } = {}): AttemptOutcome => ({
  kind: "reset",
  isRefused: false,
  wasSent: true,
  ...fields,
});
const FAILED: AttemptOutcome = { kind: "connect-failure" };
const TIMEOUT: AttemptOutcome = { kind: "timeout" };

function retries(given: RetryPolicy, outcome: AttemptOutcome, made = 0, isRepeatable = true): boolean {
  return shouldRetry(given, { outcome, retries: made, isRepeatable });
}

describe("a reason", () => {
  test.each<[RetryReason, AttemptOutcome, boolean]>([
    ["5xx", response(500), true],
    ["5xx", response(599), true],
    ["5xx", response(404), false],
    ["5xx", reset(), true],
    ["5xx", TIMEOUT, true],
    ["5xx", FAILED, true],
    ["gateway-error", response(500), false],
    ["gateway-error", response(502), true],
    ["gateway-error", response(503), true],
    ["gateway-error", response(504), true],
    ["gateway-error", response(505), false],
    ["gateway-error", reset(), true],
    ["reset", reset(), true],
    ["reset", TIMEOUT, true],
    ["reset", FAILED, true],
    ["reset", response(503), false],
    ["reset-before-request", reset(), false],
    ["reset-before-request", reset({ wasSent: false }), true],
    ["reset-before-request", FAILED, true],
    ["reset-before-request", TIMEOUT, false],
    ["connect-failure", FAILED, true],
    ["connect-failure", reset(), false],
    ["retriable-4xx", response(409), true],
    ["retriable-4xx", response(404), false],
    ["refused-stream", reset({ isRefused: true }), true],
    ["refused-stream", reset(), false],
    ["cancelled", response(200, 1), true],
    ["deadline-exceeded", response(200, 4), true],
    ["resource-exhausted", response(200, 8), true],
    ["internal", response(200, 13), true],
    ["unavailable", response(200, 14), true],
    ["unavailable", response(200, 13), false],
    ["unavailable", response(503), false],
  ])("%s and %j: %j", (reason, outcome, expected) => {
    expect(retries(policy({ reasons: [reason] }), outcome)).toBe(expected);
  });
});

describe("Gateway API's vectors", () => {
  const codes500 = policy({ attempts: 3, statuses: [500], reasons: ["reset"] });
  const timeouts = policy({ statuses: [500, 502, 503, 504] });
  test.each<[string, RetryPolicy, AttemptOutcome, number, boolean]>([
    ["a listed status", codes500, response(500), 2, true],
    ["a listed status once too often", codes500, response(500), 3, false],
    ["a status that is not listed", codes500, response(503), 0, false],
    ["a connection error", codes500, reset(), 0, true],
    ["an attempt that took too long", timeouts, TIMEOUT, 1, true],
    ["an attempt that took too long once too often", timeouts, TIMEOUT, 2, false],
    ["success", timeouts, response(200), 0, false],
  ])("%s", (...[, given, outcome, made, expected]) => {
    expect(retries(given, outcome, made)).toBe(expected);
  });
});

describe("where the object says nothing", () => {
  test.each<[AttemptOutcome, boolean]>([
    [FAILED, true],
    [reset({ isRefused: true }), true],
    [response(200, 14), true],
    [response(200, 1), true],
    [response(503), false],
    [reset(), false],
    [TIMEOUT, false],
  ])("%j is tried again: %j", (outcome, expected) => {
    expect(retries(DEFAULT_RETRY_POLICY, outcome)).toBe(expected);
    expect(retries(DEFAULT_RETRY_POLICY, outcome, 2)).toBe(false);
  });
});

test("what cannot be sent again is not tried again, whatever the reason", () => {
  expect(retries(policy({ reasons: ["5xx"] }), FAILED, 0, false)).toBe(false);
  expect(retries(policy({ reasons: ["5xx"], attempts: 0 }), FAILED)).toBe(false);
});

describe("the wait before a retry", () => {
  test.each([
    [1, 0, 0],
    [1, 0.5, 12.5],
    [2, 0.5, 37.5],
    [3, 0.5, 87.5],
    [9, 0.99, 250],
  ])("number %i, drawn at %d, is %d ms of a span", (retry, draw, expected) => {
    expect(retryDelayMs(policy(), retry, draw)).toBeCloseTo(expected);
  });

  test("is never less than a least one, grows, and has an end", () => {
    const given = policy({ isBackoffMinimum: true, backoffMs: 100 });
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (n, draw) => {
          const delay = retryDelayMs(given, n, draw);
          expect(delay).toBeGreaterThanOrEqual(Math.min(100 * 2 ** (n - 1), 1000));
          expect(delay).toBeLessThanOrEqual(1500);
        },
      ),
    );
  });
});

test.each([
  [{ percent: 20, minConcurrency: 3 }, { requests: 0, retries: 2 }, true],
  [{ percent: 20, minConcurrency: 3 }, { requests: 10, retries: 3 }, false],
  [{ percent: 20, minConcurrency: 3 }, { requests: 100, retries: 19 }, true],
  [{ percent: 20, minConcurrency: 3 }, { requests: 100, retries: 20 }, false],
])("a budget of %j with %j under way has room: %j", (budget, active, expected) => {
  expect(hasRetryBudget(budget, active)).toBe(expected);
});
