/** What once broke a decoder does not break it again, nor do a few hundred new inputs. `npm run fuzz` is the long run. */
import { describe, expect, test } from "vitest";
import { fuzz, runOnce } from "./fuzz-run.ts";
import { readSeeds, seedTargets } from "./seeds.ts";
import { TARGETS } from "./targets.ts";

const RUNS = 150;
const MAX_SEED = 1_000_000_000;

describe.each(TARGETS)("$name", (target) => {
  test("takes what is valid", () => {
    for (const input of target.corpus) runOnce(target, input);
    expect(target.corpus.length).toBeGreaterThan(0);
  });

  test("takes what broke it once", () => {
    for (const { input } of readSeeds(target.name)) runOnce(target, input);
  });

  const seed = Date.now() % MAX_SEED;
  test(`takes anything (seed ${seed})`, () => {
    expect(fuzz(target, { seed, runs: RUNS }).failure).toBeUndefined();
  });
});

test("every kept input belongs to a target", () => {
  const names: readonly string[] = TARGETS.map(({ name }) => name);
  expect(seedTargets().filter((name) => !names.includes(name))).toEqual([]);
});
