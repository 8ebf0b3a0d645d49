/** What pre-flight checks look at, and how it is asked. */
import { hasKubeCode, type KubeObject, type KubeResource, type ObjectSelection } from "@ambit/kube";
import { type Cluster, RESOURCES } from "../cluster/cluster.ts";

/** A right that somebody may have. */
export interface Right {
  readonly verb: string;
  readonly group: string;
  readonly plural: string;
}

/** One cluster, as far as checks care. */
export interface ClusterFacts {
  readonly version: string;
  /** Of the mesh. */
  readonly namespace: string;
  /** Rights that are needed and not there. */
  readonly missingRights: readonly Right[];
  readonly nodes: readonly KubeObject[];
  readonly namespaces: readonly KubeObject[];
  readonly daemonSets: readonly KubeObject[];
  readonly deployments: readonly KubeObject[];
  readonly pods: readonly KubeObject[];
  readonly definitions: readonly KubeObject[];
  readonly networkPolicies: readonly KubeObject[];
  /** Undefined where there is no Cilium. */
  readonly ciliumConfig: KubeObject | undefined;
}

/** Throws KubeError where the server does not answer; what may not be read is empty, and a missing right. */
export async function gatherFacts(
  cluster: Cluster,
  namespace: string,
  needed: readonly Right[],
): Promise<ClusterFacts> {
  const { api } = cluster;
  const version = await api.fetchVersion();
  const missingRights = await findMissingRights(cluster, needed);
  const list = (resource: KubeResource, selection: ObjectSelection = {}): Promise<readonly KubeObject[]> =>
    listReadable(cluster, resource, selection);
  const [nodes, namespaces, daemonSets, deployments, pods, definitions, networkPolicies] = await Promise.all([
    list(RESOURCES.nodes),
    list(RESOURCES.namespaces),
    list(RESOURCES.daemonsets),
    list(RESOURCES.deployments),
    list(RESOURCES.pods),
    list(RESOURCES.definitions),
    list(RESOURCES.networkPolicies),
  ]);
  const ciliumConfigs = await list(RESOURCES.configMaps, { fieldSelector: "metadata.name=cilium-config" });
  return {
    version,
    namespace,
    missingRights,
    nodes,
    namespaces,
    daemonSets,
    deployments,
    pods,
    definitions,
    networkPolicies,
    ciliumConfig: ciliumConfigs[0],
  };
}

/** Who may do everything is asked about nothing else. */
async function findMissingRights({ api }: Cluster, needed: readonly Right[]): Promise<readonly Right[]> {
  const everything = { verb: "*", group: "*", plural: "*" };
  if ((await api.createAccessReview(everything)).isAllowed) return [];
  const missing = await Promise.all(
    needed.map(async (right) => ((await api.createAccessReview(right)).isAllowed ? [] : [right])),
  );
  return missing.flat();
}

async function listReadable(
  { api }: Cluster,
  resource: KubeResource,
  selection: ObjectSelection,
): Promise<readonly KubeObject[]> {
  try {
    return (await api.list(resource, selection)).items;
  } catch (error) {
    if (hasKubeCode(error, "forbidden", "not-found")) return [];
    throw error;
  }
}
