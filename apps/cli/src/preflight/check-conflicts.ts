/** Other meshes, and installations of this one. */
import type { RenderedObject } from "@ambit/chart";
import type { KubeObject } from "@ambit/kube";
import { recordOf, textOf } from "../dump/json.ts";
import { isOurs } from "../install/apply-objects.ts";
import { MANAGED_BY, PART_OF } from "../install/mesh-objects.ts";
import type { ClusterFacts } from "./cluster-facts.ts";
import { ok, type PreflightFinding, refused, warning } from "./finding.ts";

/** Names that every ambient mesh gives to its node programs: two of them on a node would fight for its pods. */
const NODE_PROGRAMS: Readonly<Record<string, string>> = {
  ztunnel: "node proxy",
  "istio-cni-node": "node agent",
};

/** Refuses what cannot live beside us; what can is a warning. */
export function checkConflicts(
  facts: ClusterFacts,
  objects: readonly RenderedObject[],
): readonly PreflightFinding[] {
  const found = [
    ...checkNodePrograms(facts),
    ...checkControlPlanes(facts, objects),
    ...checkPodSecurity(facts),
  ];
  return found.some(({ level }) => level === "refused")
    ? found
    : [ok("other meshes", "none in the way"), ...found];
}

function* checkNodePrograms({ daemonSets }: ClusterFacts): Generator<PreflightFinding> {
  for (const daemonSet of daemonSets.filter((one) => !isOurs(one))) {
    const { name, namespace = "" } = daemonSet.metadata;
    const what = NODE_PROGRAMS[name];
    if (what === undefined) continue;
    yield isHelms(daemonSet)
      ? refused(
          "other meshes",
          `helm has installed ${namespace}/${name}`,
          "use helm upgrade, or helm uninstall it first",
        )
      : refused(
          "other meshes",
          `the ${what} of another mesh is there: DaemonSet ${namespace}/${name}`,
          `take its pods out of it and remove it: kubectl delete daemonset -n ${namespace} ${name}`,
        );
  }
}

function* checkControlPlanes(
  { deployments, namespace }: ClusterFacts,
  objects: readonly RenderedObject[],
): Generator<PreflightFinding> {
  const ours = new Set(
    objects.filter(({ kind }) => kind === "Deployment").map(({ metadata }) => metadata.name),
  );
  for (const deployment of deployments.filter((one) => !isOurs(one) && !isHelms(one))) {
    const { name, namespace: where = "", labels } = deployment.metadata;
    if (recordOf(labels)["app"] !== "istiod") continue;
    const text = `another control plane is there: Deployment ${where}/${name}`;
    if (where === namespace && ours.has(name)) {
      yield refused(
        "other meshes",
        text,
        `remove it, or install elsewhere with --istioNamespace, or give this one a revision`,
      );
    } else {
      yield warning(
        "other meshes",
        text,
        "both write the ConfigMap istio-ca-root-cert of every namespace unless discovery selectors keep them apart",
      );
    }
  }
}

/** Our pods configure nodes: a namespace that admits only harmless ones refuses them. */
function* checkPodSecurity({ namespaces, namespace }: ClusterFacts): Generator<PreflightFinding> {
  const labels = namespaces.find(({ metadata }) => metadata.name === namespace)?.metadata.labels;
  const level = textOf(recordOf(labels)["pod-security.kubernetes.io/enforce"]);
  if (level === "" || level === "privileged") return;
  yield refused(
    `namespace ${namespace}`,
    `its pod security level is ${level}, which refuses the node agent`,
    `kubectl label --overwrite namespace ${namespace} pod-security.kubernetes.io/enforce=privileged`,
  );
}

function isHelms({ metadata }: KubeObject): boolean {
  const labels = recordOf(metadata.labels);
  return labels[PART_OF] === "ambit" && labels[MANAGED_BY] === "Helm";
}
