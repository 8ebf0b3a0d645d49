/** What the mesh has made while it ran, and nobody else will remove. */
import { hasKubeCode, type KubeObject, type KubeResource, type ObjectSelection } from "@ambit/kube";
import { type Cluster, RESOURCES } from "../cluster/cluster.ts";
import { recordOf, textOf } from "../dump/json.ts";
import type { ObjectRef } from "./mesh-objects.ts";

interface Trace {
  readonly kind: string;
  readonly resource: KubeResource;
  readonly selection: ObjectSelection;
  readonly isOurs: (object: KubeObject) => boolean;
}

/** Of ConfigMaps that the control plane keeps in every namespace. */
const CONFIG_LABEL = "istio.io/config=true";
const CONFIG_MAPS: ReadonlySet<string> = new Set(["istio-ca-root-cert", "istio-ca-crl"]);
const CA_SECRET = "istio-ca-secret";
const LEASE =
  /^(?:istio-(?:leader|namespace-controller-election|status-leader|gateway-status-leader|gateway-deployment|ip-autoallocate)|ambit-validation-leader(?:-.+)?)$/;
/** What Gateways of its classes run on. */
const MANAGED = "gateway.istio.io/managed";
const CONTROLLER = /^istio\.io\/(?:mesh-controller|eastwest-controller)$/;

/** Throws KubeError. */
export async function findLeftovers(cluster: Cluster, namespace: string): Promise<readonly ObjectRef[]> {
  const found = await Promise.all(tracesOf(namespace).map((trace) => findTrace(cluster, trace)));
  return found.flat();
}

function tracesOf(namespace: string): readonly Trace[] {
  const always = (): boolean => true;
  const nameIn = (names: ReadonlySet<string>) => (object: KubeObject) => names.has(object.metadata.name);
  const managed = (kind: string, resource: KubeResource): Trace => ({
    kind,
    resource,
    selection: { labelSelector: MANAGED },
    isOurs: always,
  });
  return [
    {
      kind: "ConfigMap",
      resource: RESOURCES.configMaps,
      selection: { labelSelector: CONFIG_LABEL },
      isOurs: nameIn(CONFIG_MAPS),
    },
    {
      kind: "Secret",
      resource: RESOURCES.secrets,
      selection: { namespace },
      isOurs: nameIn(new Set([CA_SECRET])),
    },
    {
      kind: "Lease",
      resource: RESOURCES.leases,
      selection: { namespace },
      isOurs: ({ metadata }) => LEASE.test(metadata.name),
    },
    {
      kind: "GatewayClass",
      resource: RESOURCES.gatewayClasses,
      selection: {},
      isOurs: (object) => CONTROLLER.test(textOf(recordOf(object["spec"])["controllerName"])),
    },
    managed("Deployment", RESOURCES.deployments),
    managed("Service", RESOURCES.services),
    managed("ServiceAccount", RESOURCES.serviceAccounts),
    managed("HorizontalPodAutoscaler", RESOURCES.autoscalers),
    managed("PodDisruptionBudget", RESOURCES.disruptionBudgets),
  ];
}

async function findTrace(
  { api }: Cluster,
  { kind, resource, selection, isOurs }: Trace,
): Promise<readonly ObjectRef[]> {
  try {
    const { items } = await api.list(resource, selection);
    return items.filter(isOurs).map(({ metadata: { namespace, name } }) => ({
      kind,
      resource,
      name: resource.isNamespaced ? { namespace, name } : { name },
    }));
  } catch (error) {
    // A cluster without the Gateway API has none of its objects.
    if (hasKubeCode(error, "not-found")) return [];
    throw error;
  }
}
