/** Under which host names a client may mean a service: the name as it is asked, and what Kubernetes and search lists make of it. */

/** What a proxy knows of names, whoever asks. */
export interface NameSettings {
  /** Of the cluster, `cluster.local`. */
  readonly clusterDomain: string;
  /** What resolvers append; undefined: what Kubernetes gives to pods. */
  readonly searchDomains: readonly string[] | undefined;
}

/** One host name to look for. */
export interface NameCandidate {
  readonly hostname: string;
  /** The name without a search domain that the client's resolver has appended; undefined: nothing was taken off. */
  readonly strippedName: string | undefined;
}

/** In the order in which they are tried, each once. `name` is in lower case, without the last dot. */
export function nameCandidates(
  name: string,
  clientNamespace: string,
  settings: NameSettings,
): readonly NameCandidate[] {
  const { clusterDomain } = settings;
  const searchDomains = settings.searchDomains ?? podSearchDomains(clientNamespace, clusterDomain);
  const candidates = new Map<string, NameCandidate>();
  const add = (asked: string, strippedName: string | undefined): void => {
    for (const hostname of [asked, ...kubernetesNames(asked, clientNamespace, clusterDomain)]) {
      if (!candidates.has(hostname)) {
        candidates.set(hostname, { hostname, strippedName });
      }
    }
  };
  add(name, undefined);
  for (const domain of searchDomains) {
    if (name.length > domain.length + 1 && name.endsWith(`.${domain}`)) {
      const stripped = name.slice(0, -domain.length - 1);
      add(stripped, stripped);
    }
  }
  return [...candidates.values()];
}

/** The name itself, then ever wider wildcards, down to that of the top-level domain. */
export function hostnamesCovering(hostname: string): readonly string[] {
  const names = [hostname];
  for (let dot = hostname.indexOf("."); dot !== -1; dot = hostname.indexOf(".", dot + 1)) {
    names.push(`*${hostname.slice(dot)}`);
  }
  return names;
}

function podSearchDomains(namespace: string, clusterDomain: string): readonly string[] {
  return [`${namespace}.svc.${clusterDomain}`, `svc.${clusterDomain}`, clusterDomain];
}

/** `server`, `server.shop` and `server.shop.svc` are short for a service's whole name. */
function kubernetesNames(name: string, namespace: string, clusterDomain: string): readonly string[] {
  const labels = name.split(".");
  const isService = labels.at(-1) === "svc";
  switch (labels.length) {
    case 1:
      return [`${name}.${namespace}.svc.${clusterDomain}`];
    case 2:
      return [`${name}.svc.${clusterDomain}`, `${name}.${namespace}.svc.${clusterDomain}`];
    case 3: {
      const whole = `${name}.svc.${clusterDomain}`;
      return isService ? [`${name}.${clusterDomain}`, whole] : [whole];
    }
    case 4:
      return isService ? [`${name}.${clusterDomain}`] : [];
    default:
      return [];
  }
}
