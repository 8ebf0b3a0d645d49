import type { Backend, Fault, Mirror } from "@ambit/model/http";
import { aBackend } from "@ambit/model/http/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { draws } from "../testing/mesh.ts";
import { chooseBackend, chooseFault, chooseMirrors, NO_BACKEND } from "./choose-backend.ts";

const weighted = (...weights: readonly number[]): Backend[] => weights.map((weight) => aBackend({ weight }));

describe("a weighted backend", () => {
  test.each([
    [[70, 30], 0, 0],
    [[70, 30], 0.699, 0],
    [[70, 30], 0.7, 1],
    [[70, 30], 0.999, 1],
    [[0, 1], 0, 1],
    [[1, 0], 0.999, 0],
    [[1, 0, 1], 0.5, 2],
  ])("of %j at %d is number %i", (weights, draw, index) => {
    const backends = weighted(...weights);
    expect(chooseBackend(backends, draw)).toBe(backends[index]);
  });

  test.each([[[]], [[0]], [[0, 0]]])("of weights %j is none: 500", (weights) => {
    expect(chooseBackend(weighted(...weights), 0.5)).toBe(NO_BACKEND);
    expect(NO_BACKEND.target).toMatchObject({ kind: "invalid", status: 500, grpcStatus: 14, flag: "-" });
  });

  test("an invalid one has its share", () => {
    const invalid = aBackend({
      target: { kind: "invalid", status: 500, grpcStatus: 14, flag: "NC", details: "" },
    });
    expect(chooseBackend([aBackend(), invalid], 0.75)).toBe(invalid);
  });

  test("is drawn in proportion, and never with the weight 0", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(1_000_000), { minLength: 1, maxLength: 16 }), (weights) => {
        fc.pre(weights.some((weight) => weight > 0));
        const backends = weighted(...weights);
        const total = weights.reduce((sum, weight) => sum + weight, 0);
        let before = 0;
        for (const [index, weight] of weights.entries()) {
          if (weight > 0)
            expect(chooseBackend(backends, (before + weight / 2) / total)).toBe(backends[index]);
          before += weight;
        }
      }),
    );
  });
});

describe("mirrors", () => {
  const mirror = (perMillion: number): Mirror => ({ target: aBackend().target, perMillion });
  test("are drawn each for itself, and only what is not sure", () => {
    const [all, none, some, other] = [mirror(1_000_000), mirror(0), mirror(350_000), mirror(350_000)];
    expect(chooseMirrors([all, none, some, other], draws(0.34, 0.36))).toEqual([all, some]);
    expect(chooseMirrors([], draws())).toEqual([]);
  });
});

describe("a fault", () => {
  const abort = { perMillion: 500_000, status: 503, grpcStatus: undefined };
  const fault: Fault = { delay: { ms: 100, perMillion: 250_000 }, abort };
  test.each([
    [[0.2, 0.4], 100, abort],
    [[0.3, 0.4], 0, abort],
    [[0.2, 0.6], 100, undefined],
    [[0.3, 0.6], 0, undefined],
  ])("drawn with %j waits %i ms and answers %j", (numbers, delayMs, expected) => {
    expect(chooseFault(fault, draws(...numbers))).toEqual({ delayMs, abort: expected });
  });

  test("without a percentage has no effect", () => {
    expect(
      chooseFault({ delay: undefined, abort: { ...abort, perMillion: 0 } }, draws()).abort,
    ).toBeUndefined();
    expect(chooseFault(undefined, draws())).toEqual({ delayMs: 0, abort: undefined });
  });
});
