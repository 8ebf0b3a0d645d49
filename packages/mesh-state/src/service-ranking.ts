import type { Service } from "@ambit/model";

/** Who asks, for the choice among services with the same VIP or hostname. */
export interface ServiceChoice {
  readonly clientNamespace: string | undefined;
  /** Only DNS has one (PREFERED_SERVICE_NAMESPACE). */
  readonly preferredNamespace: string | undefined;
  /** Those for which it is false are passed over; absent: none is. */
  readonly isUsable?: (service: Service) => boolean;
}

/** What the ranking has to know of a service. */
export interface RankedService {
  readonly key: string;
  readonly seen: number;
  readonly service: Service | undefined;
}

/** Whether `candidate` may be used at all, and comes before `best`. */
export function isBetterService(
  candidate: RankedService,
  best: RankedService | undefined,
  choice: ServiceChoice,
): boolean {
  const rank = rankOf(candidate, choice);
  if (rank === UNUSABLE || best === undefined) {
    return rank !== UNUSABLE;
  }
  const difference = rank - rankOf(best, choice);
  return difference > 0 || (difference === 0 && compareSeen(candidate, best) < 0);
}

/** First seen first. What one batch brought is in the order of the keys, since a batch has none of its own. */
export function compareSeen(left: RankedService, right: RankedService): number {
  if (left.seen !== right.seen) {
    return left.seen - right.seen;
  }
  return left.key < right.key ? -1 : 1;
}

const UNUSABLE = -1;

/** In the client's namespace, then canonical, then in the preferred namespace (as ztunnel). */
function rankOf({ service }: RankedService, choice: ServiceChoice): number {
  if (service === undefined) {
    return UNUSABLE;
  }
  const isNear = service.namespace === choice.clientNamespace;
  // Without a client, as for a waypoint by name, a private service is not hidden.
  if (service.visibility === "Namespace" && choice.clientNamespace !== undefined && !isNear) {
    return UNUSABLE;
  }
  if (choice.isUsable?.(service) === false) {
    return UNUSABLE;
  }
  return (
    (isNear ? 4 : 0) + (service.canonical ? 2 : 0) + (service.namespace === choice.preferredNamespace ? 1 : 0)
  );
}
