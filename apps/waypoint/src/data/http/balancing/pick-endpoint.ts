/** Which endpoint gets a request: pure over what is known of each. Randomness and time are arguments. */
import type { UpstreamEndpoint } from "./upstream-endpoint.ts";

/** Of two taken at random the one with less to do; weights draw an endpoint more or less often. */
export function pickLeastRequest(
  endpoints: readonly UpstreamEndpoint[],
  nowMs: number,
  random: () => number,
): UpstreamEndpoint | undefined {
  const first = pickRandom(endpoints, random);
  if (endpoints.length < 2) return first;
  const second = pickRandom(endpoints, random);
  if (first === undefined || second === undefined) return first ?? second;
  return second.cost(nowMs) < first.cost(nowMs) ? second : first;
}

/** By weight. */
export function pickRandom(
  endpoints: readonly UpstreamEndpoint[],
  random: () => number,
): UpstreamEndpoint | undefined {
  const { length } = endpoints;
  if (length < 2) return endpoints[0];
  const total = totalWeight(endpoints);
  // Pods all have weight 1: no need to go through them.
  if (total === length) return endpoints[Math.min(Math.floor(random() * length), length - 1)];
  let rest = random() * total;
  for (const candidate of endpoints) {
    rest -= candidate.endpoint.workload.capacity;
    if (rest < 0) return candidate;
  }
  return endpoints[length - 1];
}

const weights = new WeakMap<readonly UpstreamEndpoint[], number>();

function totalWeight(endpoints: readonly UpstreamEndpoint[]): number {
  let total = weights.get(endpoints);
  if (total === undefined) {
    total = 0;
    for (const { endpoint } of endpoints) total += endpoint.workload.capacity;
    weights.set(endpoints, total);
  }
  return total;
}

/** In turn: `turn` grows by one with each request. */
export function pickInTurn(
  endpoints: readonly UpstreamEndpoint[],
  turn: number,
): UpstreamEndpoint | undefined {
  return endpoints[turn % Math.max(endpoints.length, 1)];
}
