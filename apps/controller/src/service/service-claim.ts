/** Who has a hostname when several objects claim it (duplicates between and within namespaces). */
import type { EntryVisibility } from "@ambit/mesh-objects";

/** One object's claim to be a service of its namespace under a hostname. */
export interface ServiceClaim {
  /** The object that claims: `Service/ns/name` or `ServiceEntry/ns/name`. */
  readonly source: string;
  readonly kind: "Service" | "ServiceEntry";
  readonly namespace: string;
  readonly hostname: string;
  readonly createdMs: number;
  /** Place in the order in which they were first seen, between equally old ones. */
  readonly seen: number;
  readonly visibility: EntryVisibility;
}

/** The object that is the service `ns/hostname`. */
export interface ServiceOwner {
  /** `ns/hostname`. */
  readonly key: string;
  readonly source: string;
  /** The one for clients in namespaces that have none of their own. */
  readonly isCanonical: boolean;
}

/**
 * Decides about all claims to one hostname. In a namespace the Kubernetes Service has it, else the oldest ServiceEntry;
 * over all namespaces at most one owner is canonical, chosen the same way from those everybody may see.
 */
export function chooseOwners(claims: readonly ServiceClaim[]): readonly ServiceOwner[] {
  const owners = new Map<string, ServiceClaim>();
  for (const claim of claims) {
    owners.set(claim.namespace, better(owners.get(claim.namespace), claim));
  }
  let canonical: ServiceClaim | undefined;
  for (const owner of owners.values()) {
    canonical = owner.visibility === "NAMESPACE" ? canonical : better(canonical, owner);
  }
  return [...owners.values()].map((owner) => ({
    key: `${owner.namespace}/${owner.hostname}`,
    source: owner.source,
    isCanonical: owner === canonical,
  }));
}

function better(best: ServiceClaim | undefined, claim: ServiceClaim): ServiceClaim {
  return best === undefined || isBetter(claim, best) ? claim : best;
}

function isBetter(claim: ServiceClaim, best: ServiceClaim): boolean {
  if (claim.kind !== best.kind) {
    return claim.kind === "Service";
  }
  return claim.createdMs !== best.createdMs ? claim.createdMs < best.createdMs : claim.seen < best.seen;
}
