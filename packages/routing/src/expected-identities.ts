import type { Identity, Service, Workload } from "@ambit/model";
import { findIdentity } from "@ambit/model";

const declaredBy = new WeakMap<Service, readonly Identity[]>();

/** Identities that a service's subject alternative names declare, in order. Names of another form are skipped. */
export function declaredIdentities(service: Service | undefined): readonly Identity[] {
  if (service === undefined) return [];
  const known = declaredBy.get(service);
  if (known !== undefined) return known;
  const identities = service.subjectAltNames.map(findIdentity).filter((identity) => identity !== undefined);
  declaredBy.set(service, identities);
  return identities;
}

/** Who may answer for a workload reached through a service: the declared identities, then the workload's own. */
export function expectedIdentities(service: Service | undefined, workload: Workload): readonly Identity[] {
  return [...declaredIdentities(service), workloadIdentity(workload)];
}

/** The identity a workload proves to others. */
export function workloadIdentity({ trustDomain, namespace, serviceAccount }: Workload): Identity {
  return { trustDomain, namespace, serviceAccount };
}
