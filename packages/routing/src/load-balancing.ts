import type { Endpoint, LoadBalancer, Service, Workload } from "@ambit/model";
import { rankLocality } from "./locality-rank.ts";
import type { RoutedService, RoutingState } from "./routing-state.ts";
import type { EndpointFacts } from "./upstream-decision.ts";
import { chooseWeighted } from "./weighted-choice.ts";

/** How a port is looked up. A waypoint may take a port that its service does not list. */
export type PortResolution = "standard" | "waypoint";

/** Who asks, and by which means the answer is drawn. */
export interface RoutingContext {
  readonly state: RoutingState;
  readonly source: Workload;
  /** Floats in [0, 1). */
  readonly random: () => number;
  /** Without them one endpoint is drawn, of all that can serve. */
  readonly endpoints?: EndpointFacts | undefined;
}

/** A workload that traffic for a service, or for its own address, goes to. */
export interface SelectedWorkload {
  readonly workload: Workload;
  /** Port of the workload, after every mapping. */
  readonly port: number;
  /** The service it was chosen from. */
  readonly service: Service | undefined;
}

interface Candidate {
  readonly endpoint: Endpoint;
  readonly workload: Workload;
}

/**
 * One endpoint of the service, drawn by capacity among the nearest that can serve the port; the less loaded of two draws,
 * where loads are known. Undefined if there is none, or if the one drawn has no port: as ztunnel, a drawn endpoint is not replaced by another.
 */
export function selectEndpoint(
  context: RoutingContext,
  routed: RoutedService,
  servicePort: number,
  resolution: PortResolution,
): SelectedWorkload | undefined {
  const candidates = findCandidates(context, routed, servicePort, resolution);
  const nearest = keepNearest(candidates, context.source, routed.service.loadBalancer);
  const chosen = draw(nearest, context);
  if (chosen === undefined) return undefined;
  const port = targetPort(routed.service, chosen, servicePort);
  return port === undefined ? undefined : { workload: chosen.workload, port, service: routed.service };
}

/** Of two draws (power of two choices), so that a slow endpoint, on which connections stay, gets fewer new ones. */
function draw(
  candidates: readonly Candidate[],
  { random, endpoints }: RoutingContext,
): Candidate | undefined {
  const capacities = candidates.map(({ workload }) => workload.capacity);
  const first = drawOne(candidates, capacities, random);
  if (first === undefined || endpoints === undefined || candidates.length < 2) return first;
  const second = drawOne(candidates, capacities, random) ?? first;
  const loadOf = ({ workload }: Candidate): number => endpoints.loadOf(workload.uid) / workload.capacity;
  return loadOf(second) < loadOf(first) ? second : first;
}

function drawOne(
  candidates: readonly Candidate[],
  capacities: readonly number[],
  random: () => number,
): Candidate | undefined {
  const index = chooseWeighted(capacities, random);
  return index === undefined ? undefined : candidates[index];
}

function findCandidates(
  { state, source, endpoints: facts }: RoutingContext,
  { service, endpoints }: RoutedService,
  servicePort: number,
  resolution: PortResolution,
): Candidate[] {
  const candidates: Candidate[] = [];
  for (const [uid, endpoint] of endpoints) {
    if (facts?.isAvoided(uid) === true) continue;
    const workload = state.findWorkloadByUid(uid);
    if (workload === undefined || !isReachable(workload, source)) continue;
    const candidate = { endpoint, workload };
    if (servesPort(service, candidate, servicePort, resolution)) candidates.push(candidate);
  }
  return candidates;
}

/** Without address and name a workload can only be meant to be reached through its network's gateway. */
function isReachable(workload: Workload, source: Workload): boolean {
  if (workload.workloadIps.length > 0 || workload.hostname !== "") return true;
  return workload.network !== source.network && workload.networkGateway !== undefined;
}

function servesPort(
  service: Service,
  { endpoint, workload }: Candidate,
  servicePort: number,
  resolution: PortResolution,
): boolean {
  const port = service.ports.get(servicePort);
  switch (resolution) {
    case "standard":
      return port !== undefined && (port > 0 || endpoint.port.has(servicePort));
    case "waypoint":
      return port !== undefined || workload.applicationTunnel !== undefined;
  }
}

function keepNearest(
  candidates: readonly Candidate[],
  source: Workload,
  loadBalancer: LoadBalancer | undefined,
): readonly Candidate[] {
  if (loadBalancer === undefined || loadBalancer.mode === "Standard") return candidates;
  let nearest: Candidate[] = [];
  let best = -1;
  for (const candidate of candidates) {
    const { isFullMatch, rank } = rankLocality(loadBalancer.routingPreferences, source, candidate.workload);
    if (rank < best || (loadBalancer.mode === "Strict" && !isFullMatch)) continue;
    if (rank > best) nearest = [];
    best = rank;
    nearest.push(candidate);
  }
  return nearest;
}

function targetPort(
  service: Service,
  { endpoint, workload }: Candidate,
  servicePort: number,
): number | undefined {
  const own = endpoint.port.get(servicePort);
  if (own !== undefined) return own;
  const common = service.ports.get(servicePort) ?? 0;
  if (common > 0) return common;
  return workload.applicationTunnel?.port === undefined ? undefined : servicePort;
}
