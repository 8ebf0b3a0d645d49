/** What a name means in the mesh, for a client of it: the addresses of a service, or nothing that the mesh knows of. */
import { type IpAddress, type IpFamily, ipFamily } from "@ambit/addr";
import type { Service, Workload } from "@ambit/model";
import {
  hostnamesCovering,
  type NameCandidate,
  type NameSettings,
  nameCandidates,
} from "./name-candidates.ts";
import type { RoutedService, RoutingState } from "./routing-state.ts";

/** Which of several services of a name is meant. */
export interface NamedServiceChoice {
  readonly clientNamespace: string;
  readonly preferredNamespace: string | undefined;
  readonly isUsable: (service: Service) => boolean;
}

/** What resolving asks of the mesh. The mesh state satisfies it. */
export interface NamingState extends Pick<RoutingState, "findWorkloadByUid"> {
  /** The best of the services of exactly that name that are visible to the client. */
  chooseServiceForDns(hostname: string, choice: NamedServiceChoice): RoutedService | undefined;
}

/** How this proxy resolves, whoever asks. */
export interface ResolveSettings extends NameSettings {
  /** PREFERED_SERVICE_NAMESPACE: wins among services that rank equally otherwise. */
  readonly preferredNamespace: string | undefined;
  /** Whether addresses of IPv6 are given out at all. */
  readonly ipv6: boolean;
}

/** One question of a workload for the addresses of one family. */
export interface NameRequest {
  /** In lower case, without the last dot. */
  readonly name: string;
  readonly family: IpFamily;
  readonly client: Workload;
}

/** The mesh has a service of that name. */
export interface ResolvedName {
  readonly kind: "resolved";
  readonly service: Service;
  /** Of the forms that the asked name may have, the one that the service covers. */
  readonly hostname: string;
  /** The name that the asked one is an alias of, and whose the addresses are; undefined: they are the asked one's. */
  readonly aliasOf: string | undefined;
  /** In no order. None: the service is not there in this family, or has no endpoints. */
  readonly addresses: readonly IpAddress[];
  /** False: neither this service nor this proxy has anything to do with that family. */
  readonly isFamilyServed: boolean;
}

/** The mesh does not know the name: somebody else may. */
export interface UnknownName {
  readonly kind: "unknown";
}

/** Looks for the service that the client means, and gives its addresses in the client's network (as ztunnel). */
export function resolveName(
  state: NamingState,
  request: NameRequest,
  settings: ResolveSettings,
): ResolvedName | UnknownName {
  const { client, family } = request;
  const choice: NamedServiceChoice = {
    clientNamespace: client.namespace,
    preferredNamespace: settings.preferredNamespace,
    isUsable: (service) =>
      service.vips.length > 0 || service.hostname.endsWith(`.svc.${settings.clusterDomain}`),
  };
  for (const candidate of nameCandidates(request.name, client.namespace, settings)) {
    const found = findService(state, candidate, choice);
    if (found === undefined) continue;
    const { service } = found;
    const isFamilyServed = (family === 4 || settings.ipv6) && hasFamily(service, family);
    return {
      kind: "resolved",
      service,
      hostname: candidate.hostname,
      aliasOf: service.hostname.startsWith("*") ? undefined : candidate.strippedName,
      addresses: isFamilyServed ? addressesOf(state, found, request) : [],
      isFamilyServed,
    };
  }
  return { kind: "unknown" };
}

/**
 * Keys under which a control plane may know what the name means, for those that are asked for one thing at a time: a
 * name of Kubernetes tells its namespace, any other is looked for in the client's and the preferred one. At most `limit`;
 * when a service is known already, those that come before it or are as good.
 */
export function serviceKeysFor(
  request: Pick<NameRequest, "name" | "client">,
  settings: ResolveSettings,
  { limit, known }: { readonly limit: number; readonly known: ResolvedName | UnknownName },
): readonly string[] {
  const { namespace } = request.client;
  const preferred = settings.preferredNamespace ?? namespace;
  const suffix = `.svc.${settings.clusterDomain}`;
  const keys = new Set<string>();
  for (const { hostname } of nameCandidates(request.name, namespace, settings)) {
    if (hostname.endsWith(suffix)) {
      const [, home, ...rest] = hostname.slice(0, -suffix.length).split(".");
      if (home !== undefined && rest.length === 0) keys.add(`${home}/${hostname}`);
    } else if (hostname !== settings.clusterDomain && !hostname.endsWith(`.${settings.clusterDomain}`)) {
      for (const covering of hostnamesCovering(hostname)) {
        if (!covering.replace("*.", "").includes(".")) continue;
        keys.add(`${namespace}/${covering}`);
        keys.add(`${preferred}/${covering}`);
      }
    }
    if (known.kind === "resolved" && known.hostname === hostname) break;
  }
  return [...keys].slice(0, limit);
}

function findService(
  state: NamingState,
  { hostname }: NameCandidate,
  choice: NamedServiceChoice,
): RoutedService | undefined {
  for (const covering of hostnamesCovering(hostname)) {
    const found = state.chooseServiceForDns(covering, choice);
    if (found !== undefined) return found;
  }
  return undefined;
}

function hasFamily({ ipFamilies }: Service, family: IpFamily): boolean {
  switch (ipFamilies) {
    case "IPv4":
      return family === 4;
    case "IPv6":
      return family === 6;
    case "Dual":
    case undefined:
      return true;
  }
}

/** Its own addresses; of a headless one, an address of each endpoint. */
function addressesOf(
  state: NamingState,
  { service, endpoints }: RoutedService,
  { client, family }: NameRequest,
): readonly IpAddress[] {
  if (service.vips.length > 0) {
    return service.vips
      .filter(({ network, address }) => network === client.network && ipFamily(address) === family)
      .map(({ address }) => address);
  }
  const addresses: IpAddress[] = [];
  for (const uid of endpoints.keys()) {
    const ip = state.findWorkloadByUid(uid)?.workloadIps.find((address) => ipFamily(address) === family);
    if (ip !== undefined) addresses.push(ip);
  }
  return addresses;
}
