/** The cluster as it would be with the objects of the files in it. */
import { isCaptured, type SelectableWorkload, type Surroundings } from "@ambit/admission";
import { hasKubeCode, type KubeApi, type KubeResource } from "@ambit/kube";
import { ObjectReader, readMeta, type TextMap } from "@ambit/mesh-objects";
import { REDIRECTION } from "@ambit/mesh-objects/labels";
import type { Manifest } from "./manifests.ts";

const ISTIO = { group: "networking.istio.io", version: "v1", isNamespaced: true } as const;
const GATEWAYS = { group: "gateway.networking.k8s.io", version: "v1", isNamespaced: true } as const;
const CORE = { group: "", version: "v1", isNamespaced: true } as const;

/** What checks ask about, by `group/kind`. */
const KINDS: Readonly<Record<string, KubeResource>> = {
  "/Pod": { ...CORE, plural: "pods" },
  "/Namespace": { ...CORE, plural: "namespaces", isNamespaced: false },
  "/Service": { ...CORE, plural: "services" },
  "networking.istio.io/ServiceEntry": { ...ISTIO, plural: "serviceentries" },
  "networking.istio.io/WorkloadEntry": { ...ISTIO, plural: "workloadentries" },
  "gateway.networking.k8s.io/Gateway": { ...GATEWAYS, plural: "gateways" },
  "gateway.networking.k8s.io/GatewayClass": { ...GATEWAYS, plural: "gatewayclasses", isNamespaced: false },
};

interface Known {
  readonly namespace: string;
  readonly labels: TextMap;
  readonly annotations: TextMap;
  readonly object: unknown;
}

type KnownObjects = ReadonlyMap<string, ReadonlyMap<string, Known>>;

/** Objects of the files stand over those of the cluster. Throws KubeError; a kind the cluster does not have is empty. */
export async function fetchSurroundings(
  api: Pick<KubeApi, "list">,
  manifests: readonly Manifest[],
): Promise<Surroundings> {
  const known = new Map<string, Map<string, Known>>();
  for (const [kind, resource] of Object.entries(KINDS)) {
    const ofKind = new Map<string, Known>();
    for (const object of await listOf(api, resource)) addTo(ofKind, object);
    for (const manifest of manifests) {
      if (`${manifest.group}/${manifest.kind}` === kind) addTo(ofKind, manifest.object);
    }
    known.set(kind, ofKind);
  }
  return {
    workloads: () => workloadsOf(known),
    has: ({ kind, namespace, name }) => {
      const key = namespace === "" ? name : `${namespace}/${name}`;
      return Object.keys(KINDS).some(
        (full) => full.endsWith(`/${kind}`) && known.get(full)?.has(key) === true,
      );
    },
  };
}

async function listOf(api: Pick<KubeApi, "list">, resource: KubeResource): Promise<readonly unknown[]> {
  try {
    return (await api.list(resource, {})).items;
  } catch (error) {
    if (hasKubeCode(error, "not-found")) return [];
    throw error;
  }
}

function addTo(ofKind: Map<string, Known>, object: unknown): void {
  const { name, namespace, labels, annotations } = readMeta(new ObjectReader(object), [REDIRECTION]);
  ofKind.set(namespace === "" ? name : `${namespace}/${name}`, { namespace, labels, annotations, object });
}

function* workloadsOf(known: KnownObjects): Generator<SelectableWorkload> {
  const namespaces = known.get("/Namespace");
  for (const { namespace, labels, annotations, object } of known.get("/Pod")?.values() ?? []) {
    const isHostNetwork = new ObjectReader(object).at("spec", "hostNetwork").boolean() === true;
    const ofNamespace = namespaces?.get(namespace)?.labels ?? {};
    const captured = !isHostNetwork && isCaptured({ labels, annotations }, ofNamespace);
    yield { kind: "Pod", namespace, labels, isCaptured: captured };
  }
  for (const { namespace, labels, object } of known.get("networking.istio.io/WorkloadEntry")?.values() ??
    []) {
    const own = new ObjectReader(object).at("spec", "labels").textMap();
    yield { kind: "WorkloadEntry", namespace, labels: { ...own, ...labels }, isCaptured: false };
  }
  for (const { namespace, labels } of known.get("networking.istio.io/ServiceEntry")?.values() ?? []) {
    yield { kind: "ServiceEntry", namespace, labels, isCaptured: false };
  }
}
