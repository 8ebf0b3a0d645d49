// A short run of the fuzzer of a live port; `npm run fuzz` is the long one, of the port and of every decoder.
import { expect, test } from "vitest";
import { fuzzPort } from "../fuzz/port.ts";
import { describeNetns } from "../src/describe-netns.ts";

const PORT_MS = 8_000;
const MAX_SEED = 1_000_000_000;

const seed = Date.now() % MAX_SEED;

describeNetns("a live port 15008", () => {
  test(`survives everything and goes on serving (seed ${seed})`, async () => {
    expect(await fuzzPort({ seed, timeMs: PORT_MS })).toBeGreaterThan(100);
  });
});
