/** What would keep traffic of the mesh from its way: other people's CNI settings, ports that are taken, policies. */
import { checkObject } from "@ambit/admission";
import type { RenderedObject } from "@ambit/chart";
import type { KubeObject } from "@ambit/kube";
import { listOf, recordOf, textOf } from "../dump/json.ts";
import type { ClusterFacts } from "./cluster-facts.ts";
import { type PreflightFinding, refused, warning } from "./finding.ts";

/** In the namespaces of enrolled pods: of the proxy, and of its DNS. */
const POD_PORTS: ReadonlySet<number> = new Set([15_001, 15_006, 15_008, 15_053]);
const MODE_LABEL = "istio.io/dataplane-mode";
const SHOWN_PODS = 3;

/** Only of what is enrolled already: nobody else is concerned. */
export function checkTraffic(
  facts: ClusterFacts,
  objects: readonly RenderedObject[],
): readonly PreflightFinding[] {
  return [
    ...checkCilium(facts, objects),
    ...checkNodePorts(facts, objects),
    ...checkPodPorts(facts),
    ...checkPolicies(facts),
  ];
}

function* checkCilium(
  { ciliumConfig }: ClusterFacts,
  objects: readonly RenderedObject[],
): Generator<PreflightFinding> {
  if (ciliumConfig === undefined) return;
  const data = recordOf(ciliumConfig["data"]);
  const settings = recordOf(objects.find(({ metadata }) => metadata.name === "istio-cni-config")?.["data"]);
  if (data["cni-exclusive"] === "true" && settings["ISTIO_OWNED_CNI_CONFIG"] !== "true") {
    yield refused(
      "Cilium",
      "it takes the plugins of others out of its CNI configuration (cni-exclusive)",
      "set cni.exclusive=false in Cilium, or --set cni.istioOwnedCNIConfig=true here",
    );
  }
  if (data["kube-proxy-replacement"] === "true" && data["bpf-lb-sock-hostns-only"] !== "true") {
    yield warning(
      "Cilium",
      "it turns addresses of services into those of pods inside of pods, so the mesh never sees the service",
      "set socketLB.hostNamespaceOnly=true in Cilium",
    );
  }
}

/** Where the agent shares the node's network, its ports must be free there. */
function* checkNodePorts(
  { pods }: ClusterFacts,
  objects: readonly RenderedObject[],
): Generator<PreflightFinding> {
  for (const object of objects.filter(({ kind }) => kind === "DaemonSet")) {
    const spec = recordOf(recordOf(recordOf(object["spec"])["template"])["spec"]);
    if (spec["hostNetwork"] !== true) continue;
    const needed = portsOf(spec);
    const others = pods.filter((pod) => {
      const other = recordOf(pod["spec"]);
      const isOwn = pod.metadata.name.startsWith(`${object.metadata.name}-`);
      return !isOwn && other["hostNetwork"] === true && portsOf(other).some((port) => needed.includes(port));
    });
    if (others.length > 0) {
      yield refused(
        `DaemonSet ${object.metadata.name}`,
        `its ports on the nodes are taken by ${namesOf(others)}`,
        "move these pods to other ports, or set cni.ambient.shareHostNetworkNamespace=false",
      );
    }
  }
}

function* checkPodPorts(facts: ClusterFacts): Generator<PreflightFinding> {
  const spaces = enrolledNamespaces(facts);
  const taken = facts.pods.filter(({ metadata, ...pod }) => {
    const spec = recordOf(pod["spec"]);
    const isMember = spaces.has(metadata.namespace ?? "") && spec["hostNetwork"] !== true;
    return isMember && portsOf(spec).some((port) => POD_PORTS.has(port));
  });
  if (taken.length === 0) return;
  yield warning(
    "ports",
    `pods of enrolled namespaces use ports of the mesh themselves: ${namesOf(taken)}`,
    `use others than ${[...POD_PORTS].join(", ")}, or label these pods ${MODE_LABEL}=none`,
  );
}

function* checkPolicies(facts: ClusterFacts): Generator<PreflightFinding> {
  const spaces = enrolledNamespaces(facts);
  const surroundings = {
    has: () => true,
    workloads: function* () {
      for (const { metadata } of facts.pods) {
        const { namespace = "", labels = {} } = metadata;
        yield { kind: "Pod" as const, namespace, labels, isCaptured: spaces.has(namespace) };
      }
    },
  };
  const context = { rootNamespace: facts.namespace, isDryRunOffered: false, isStrict: false, surroundings };
  const reference = { group: "networking.k8s.io", kind: "NetworkPolicy" };
  for (const policy of facts.networkPolicies) {
    const { namespace = "", name } = policy.metadata;
    if (!spaces.has(namespace)) continue;
    for (const { reason } of checkObject(reference, policy, context).warnings) {
      yield warning(
        `NetworkPolicy ${namespace}/${name}`,
        reason,
        "allow TCP port 15008 from wherever clients are",
      );
    }
  }
}

function enrolledNamespaces({ namespaces }: ClusterFacts): ReadonlySet<string> {
  return new Set(
    namespaces
      .filter(({ metadata }) => recordOf(metadata.labels)[MODE_LABEL] === "ambient")
      .map(({ metadata }) => metadata.name),
  );
}

function portsOf(spec: Readonly<Record<string, unknown>>): readonly number[] {
  return listOf(spec["containers"])
    .flatMap((container) => listOf(recordOf(container)["ports"]))
    .map((port) => Number(recordOf(port)["containerPort"]));
}

function namesOf(pods: readonly KubeObject[]): string {
  const names = pods.map(({ metadata }) => `${textOf(metadata.namespace)}/${metadata.name}`);
  const more = names.length > SHOWN_PODS ? ` and ${names.length - SHOWN_PODS} more` : "";
  return `${names.slice(0, SHOWN_PODS).join(", ")}${more}`;
}
