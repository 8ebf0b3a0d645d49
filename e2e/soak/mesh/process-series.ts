/** Memory and descriptors of processes over time, and whether they are flat. Pure. */

export interface ProcessSample {
  readonly atMs: number;
  readonly residentMb: number;
  readonly descriptors: number;
}

/** One process from its first sample to its last. */
export interface ProcessSeries {
  /** `ztunnel n1` and the like. */
  readonly name: string;
  readonly pid: number;
  readonly samples: readonly ProcessSample[];
}

export interface Trend {
  readonly name: string;
  readonly minutes: number;
  /** What the process has between collections of its garbage, which comes and goes: after the warm-up and at the end. */
  readonly residentMb: { readonly from: number; readonly to: number };
  /** Medians of the same times. */
  readonly descriptors: { readonly from: number; readonly to: number };
  readonly isFlat: boolean;
}

/** A process that lived shorter has not come to rest: code is compiled, pools are filled, heaps find their size. */
export const MIN_JUDGED_MS = 5 * 60_000;
/** Of its life. */
const WARM_UP = 0.4;
const LAST = 0.2;
/** The part of the samples that is below the floor: a single low one is none yet. */
const FLOOR = 0.1;
/** What a heap needs before its collector looks at it again. */
const MAX_GROWTH_MB = 8;
const MAX_GROWTH = 0.06;
/** Of connections that come and go; what stays is judged when all of them are gone. */
const MAX_DESCRIPTOR_GROWTH = 0.1;
const MAX_DESCRIPTORS = 24;
const MS_PER_MINUTE = 60_000;

/** Undefined for a process that was not there long enough. */
export function trendOf({ name, samples }: ProcessSeries): Trend | undefined {
  const [first, last] = [samples[0], samples.at(-1)];
  if (first === undefined || last === undefined || last.atMs - first.atMs < MIN_JUDGED_MS) return undefined;
  const lifeMs = last.atMs - first.atMs;
  const warmMs = first.atMs + lifeMs * WARM_UP;
  const before = samples.filter(({ atMs }) => atMs >= warmMs && atMs < warmMs + lifeMs * LAST);
  const after = samples.filter(({ atMs }) => atMs >= last.atMs - lifeMs * LAST);
  const of = (key: "residentMb" | "descriptors", share: number) => ({
    from: quantileOf(
      before.map((sample) => sample[key]),
      share,
    ),
    to: quantileOf(
      after.map((sample) => sample[key]),
      share,
    ),
  });
  const residentMb = of("residentMb", FLOOR);
  const descriptors = of("descriptors", 1 / 2);
  const isFlat =
    residentMb.to - residentMb.from <= Math.max(MAX_GROWTH_MB, residentMb.from * MAX_GROWTH) &&
    descriptors.to - descriptors.from <= Math.max(MAX_DESCRIPTORS, descriptors.from * MAX_DESCRIPTOR_GROWTH);
  return { name, minutes: lifeMs / MS_PER_MINUTE, residentMb, descriptors, isFlat };
}

/** Not a number for none. */
export function medianOf(values: readonly number[]): number {
  return quantileOf(values, 1 / 2);
}

/** The value below which this share of them is. */
function quantileOf(values: readonly number[], share: number): number {
  const sorted = values.toSorted((left, right) => left - right);
  return sorted[Math.floor(sorted.length * share)] ?? Number.NaN;
}
