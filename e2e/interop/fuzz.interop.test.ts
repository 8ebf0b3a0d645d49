// A short run of the fuzzers; `node e2e/fuzz/main.ts --minutes N` is the long one.
import { expect, test } from "vitest";
import { fuzzDecoders } from "../fuzz/decoders.ts";
import { fuzzPort } from "../fuzz/port.ts";
import { describeNetns } from "../src/describe-netns.ts";

const DECODER_MS = 2_000;
const PORT_MS = 8_000;
const MAX_SEED = 1_000_000_000;

const seed = Date.now() % MAX_SEED;

test(`no decoder is surprised by anything (seed ${seed})`, () => {
  const tried = fuzzDecoders({ seed, timeMs: DECODER_MS });
  for (const count of Object.values(tried)) expect(count).toBeGreaterThan(20);
});

describeNetns("a live port 15008", () => {
  test(`survives everything and goes on serving (seed ${seed})`, async () => {
    expect(await fuzzPort({ seed, timeMs: PORT_MS })).toBeGreaterThan(100);
  });
});
