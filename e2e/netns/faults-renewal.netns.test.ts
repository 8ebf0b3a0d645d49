/** Certificates that live for seconds: they change under traffic, and nobody notices. */
import { expect, test } from "vitest";
import { runRenewal } from "../faults/renewal.ts";
import { describeNetns } from "../src/describe-netns.ts";

const TTL_S = 10;
const DURATION_MS = 30_000;

describeNetns("certificates that live for seconds", () => {
  test("certificates are renewed under traffic without one failed connection", async () => {
    const result = await runRenewal({ prefix: "flr", ttlS: TTL_S, durationMs: DURATION_MS });
    console.log(result.summary);
    expect(result.failures).toEqual([]);
    expect(result.connections).toBeGreaterThan(500);
    expect(result.held).toMatchObject({ open: 1, closed: 0, wrongBytes: 0 });
    expect(result.expiredInUse).toEqual([]);
    // A certificate is replaced at half of its life: that many generations, less one for the jitter.
    expect(result.serials.length).toBeGreaterThanOrEqual(DURATION_MS / 1000 / (TTL_S / 2) - 2);
  }, 60_000);
});
