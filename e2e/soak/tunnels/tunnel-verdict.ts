/** The bounds of a tunnel soak, for the script and for its short form in the test suite. */
import type { SoakResult, SoakSample } from "./tunnel-scenarios.ts";

/** The least thing that could leak is a JavaScript object of a few dozen bytes; an SSL object is thousands. */
const MAX_BYTES_PER_TUNNEL = 256;
/** What the first rounds leave for good (code, slots, arenas, label sets), and garbage of the last one. */
const MAX_GROWTH_MB = { server: 90, client: 180 } as const;
const MAX_DESCRIPTORS_LEFT = 8;
const MAX_PROBE_MS = 2_000;
/** Below that the heap's garbage outweighs everything. */
const MIN_ROUNDS_FOR_SLOPE = 6;
const MB = 1024 * 1024;

export type SoakSide = keyof typeof MAX_GROWTH_MB;

export interface Growth {
  /** Undefined when there are too few rounds to tell it from garbage. */
  readonly bytesPerTunnel: number | undefined;
  readonly growthMb: number;
  readonly descriptorsLeft: number;
}

/**
 * Garbage of some twenty megabytes per worker may or may not be there when a sample is taken, so what stays for good is
 * seen in the least of several samples: that of the last third against that of the first.
 */
export function measureGrowth({ samples }: SoakResult): Growth {
  const [first, ...rounds] = samples;
  const last = rounds.at(-1);
  return {
    bytesPerTunnel: rounds.length < MIN_ROUNDS_FOR_SLOPE ? undefined : growthPerTunnel(rounds),
    growthMb: Math.round((last?.residentMb ?? 0) - (first?.residentMb ?? 0)),
    descriptorsLeft: (last?.descriptors ?? 0) - (first?.descriptors ?? 0),
  };
}

/** Sentences; none if all is well. */
export function findSoakProblems(side: SoakSide, result: SoakResult): readonly string[] {
  const { bytesPerTunnel, growthMb, descriptorsLeft } = measureGrowth(result);
  const problems: string[] = [];
  if (result.failed > 0) problems.push(`${result.failed} tunnels failed`);
  if (result.failedProbes > 0) problems.push(`${result.failedProbes} ordinary connections failed meanwhile`);
  if (bytesPerTunnel !== undefined && bytesPerTunnel > MAX_BYTES_PER_TUNNEL)
    problems.push(`resident memory grows by ${bytesPerTunnel} bytes per tunnel`);
  if (growthMb > MAX_GROWTH_MB[side]) problems.push(`resident memory grew by ${growthMb} MB`);
  if (descriptorsLeft > MAX_DESCRIPTORS_LEFT) problems.push(`${descriptorsLeft} descriptors are left`);
  if (result.slowestProbeMs > MAX_PROBE_MS)
    problems.push(`an ordinary connection took ${result.slowestProbeMs} ms`);
  return problems;
}

function growthPerTunnel(rounds: readonly SoakSample[]): number {
  const third = Math.floor(rounds.length / 3);
  const before = leastOf(rounds.slice(0, third));
  const after = leastOf(rounds.slice(-third));
  return Math.round(((after.residentMb - before.residentMb) * MB) / (after.tunnels - before.tunnels));
}

function leastOf(samples: readonly SoakSample[]): SoakSample {
  return samples.reduce((least, sample) => (sample.residentMb < least.residentMb ? sample : least));
}
