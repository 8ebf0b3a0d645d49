/** Which endpoint gets a request: pure over what is known of each. Randomness and time are arguments. */
import type { UpstreamEndpoint } from "./upstream-endpoint.ts";

/** How often an endpoint is to be chosen, compared with others. */
export type EndpointWeight = (endpoint: UpstreamEndpoint) => number;

/** Of its workload. */
export const weightOfWorkload: EndpointWeight = ({ endpoint }) => endpoint.workload.capacity;

/** Of two taken at random the one with less to do; weights draw an endpoint more or less often. */
export function pickLeastRequest(
  endpoints: readonly UpstreamEndpoint[],
  nowMs: number,
  random: () => number,
  weightOf: EndpointWeight = weightOfWorkload,
): UpstreamEndpoint | undefined {
  const first = pickRandom(endpoints, random, weightOf);
  if (endpoints.length < 2) return first;
  const second = pickRandom(endpoints, random, weightOf);
  if (first === undefined || second === undefined) return first ?? second;
  return second.cost(nowMs) < first.cost(nowMs) ? second : first;
}

/** By weight. */
export function pickRandom(
  endpoints: readonly UpstreamEndpoint[],
  random: () => number,
  weightOf: EndpointWeight = weightOfWorkload,
): UpstreamEndpoint | undefined {
  const { length } = endpoints;
  if (length < 2) return endpoints[0];
  const total = weightOf === weightOfWorkload ? totalOfWorkloads(endpoints) : totalOf(endpoints, weightOf);
  // Pods all have weight 1: no need to go through them.
  if (total === length) return endpoints[Math.min(Math.floor(random() * length), length - 1)];
  let rest = random() * total;
  for (const candidate of endpoints) {
    rest -= weightOf(candidate);
    if (rest < 0) return candidate;
  }
  return endpoints[length - 1];
}

/** In turn: `turn` grows by one with each request. */
export function pickInTurn(
  endpoints: readonly UpstreamEndpoint[],
  turn: number,
  weightOf: EndpointWeight = weightOfWorkload,
): UpstreamEndpoint | undefined {
  const areEqual = weightOf === weightOfWorkload && totalOfWorkloads(endpoints) === endpoints.length;
  return areEqual ? endpoints[turn % Math.max(endpoints.length, 1)] : pickInWeightedTurn(endpoints, weightOf);
}

/** Each earns its weight with every request, and who has most pays for all: turns of heavy ones are spread out. */
function pickInWeightedTurn(
  endpoints: readonly UpstreamEndpoint[],
  weightOf: EndpointWeight,
): UpstreamEndpoint | undefined {
  let total = 0;
  let richest: UpstreamEndpoint | undefined;
  for (const endpoint of endpoints) {
    const weight = weightOf(endpoint);
    total += weight;
    endpoint.credit += weight;
    if (richest === undefined || endpoint.credit > richest.credit) richest = endpoint;
  }
  if (richest !== undefined) richest.credit -= total;
  return richest;
}

const totals = new WeakMap<readonly UpstreamEndpoint[], number>();

function totalOfWorkloads(endpoints: readonly UpstreamEndpoint[]): number {
  let total = totals.get(endpoints);
  if (total === undefined) {
    total = totalOf(endpoints, weightOfWorkload);
    totals.set(endpoints, total);
  }
  return total;
}

function totalOf(endpoints: readonly UpstreamEndpoint[], weightOf: EndpointWeight): number {
  let total = 0;
  for (const endpoint of endpoints) total += weightOf(endpoint);
  return total;
}
