import type { Section } from "./section.ts";

const INDEX = "apps/controller/src/collections/ambient-index.test.ts";
const GOLDEN = "apps/controller/src/collections/ambient-index.golden.test.ts";
const API = "apps/controller/test/golden.integration.test.ts";
const NAMES = "apps/controller/src/workload/workload-name.test.ts";
const GATEWAYS = "apps/controller/src/workload/network-gateway.test.ts";
const PROTOCOL = "apps/controller/src/service/app-protocol.test.ts";
const BALANCE = "apps/controller/src/service/load-balancing.test.ts";
const CLAIM = "apps/controller/src/service/service-claim.test.ts";
const VISIBILITY = "apps/controller/src/service/entry-visibility.test.ts";
const VIP = "apps/controller/src/vip/vip-allocator.test.ts";
const VIPALL = "apps/controller/src/vip/vip-allocator.property.test.ts";
const ATTACH = "apps/controller/src/waypoint/attachment.test.ts";
const SERVICE = "apps/controller/src/waypoint/attach-service.test.ts";
const WORKLOAD = "apps/controller/src/waypoint/attach-workload.test.ts";
const MESHMAP = "apps/controller/src/config/mesh-config-map.test.ts";
const MESHFILE = "apps/controller/src/config/mesh-config-watch.integration.test.ts";
const PIPELINE = "apps/controller/src/mesh-pipeline.test.ts";
const WEBHOOK = "apps/controller/test/webhook.integration.test.ts";

export const section: Section = {
  title: "controller: workloads and services",
  rows: [
    {
      behaviour:
        "Recorded clusters come out equal, field by field: addresses, policies and `/debug/ambientz`",
      tests: [
        `${GOLDEN} > recorded cases > $name: the debug dump and the statuses in the objects are those of the stock control plane`,
        `${API} > recorded cases, through the API server, > $name: /debug/ambientz and the statuses of objects are the recorded ones`,
      ],
    },
    {
      behaviour:
        "Names: uid of a pod, an entry, an inline endpoint, an endpoint of a slice; `ns/hostname`; `network/ip` as another name",
      tests: [
        `${INDEX} > a name that is asked for > %s`,
        `${INDEX} > what holds for the mesh > the network is a label of the system namespace, and part of every alias`,
      ],
    },
    {
      behaviour:
        "Pods that are over, or without an address, are no workloads; one that is not ready, or going, is unhealthy",
      tests: [
        `${GOLDEN} > recorded cases > $name: the debug dump and the statuses in the objects are those of the stock control plane`,
      ],
    },
    {
      behaviour:
        "Workload names of owners (ReplicaSet, Rollout, DeploymentConfig, CronJob), canonical names and revisions of labels",
      tests: [`${NAMES} > a pod's workload is named after > %s`],
    },
    {
      behaviour:
        "Services of a pod: those that select it, ServiceEntries too, and by a slice that names the very pod; named ports",
      tests: [
        `${INDEX} > services of a pod > are those of its namespace that select it, and no others`,
        `${INDEX} > services of a pod > by a slice that names the very pod, for a Service without a selector`,
        `${INDEX} > services of a pod > by a ServiceEntry: a port of the pod with the entry's name counts, then its target port, then its own`,
      ],
    },
    {
      behaviour:
        "WorkloadEntries, inline endpoints, implicit endpoints of names, endpoints of slices that are no pods",
      tests: [
        `${INDEX} > other sources of workloads > endpoints in a slice that are no pods`,
        `${INDEX} > other sources of workloads > a WorkloadEntry is selected by Services and ServiceEntries, by the labels of both its parts`,
        `${INDEX} > other sources of workloads > names that are looked up are endpoints themselves, unless there are others`,
      ],
    },
    {
      behaviour: "Gateways of class `istio-remote` lead into other networks, and are workloads themselves",
      tests: [`${GATEWAYS} > a workload of another network has the gateway into it, which is a workload too`],
    },
    {
      behaviour:
        "Protocol of a port: `appProtocol`, the name up to its hyphen, the ports where servers speak first",
      tests: [`${PROTOCOL} > the protocol of a port of a Service > %s`],
    },
    {
      behaviour:
        "Traffic distribution of the spec, the annotation, the namespace; internalTrafficPolicy; not-ready addresses",
      tests: [
        `${BALANCE} > endpoints of a Service > %s`,
        `${BALANCE} > a ServiceEntry without resolution leaves the choice to the client`,
      ],
    },
    {
      behaviour:
        "A hostname of several objects: the Kubernetes Service, else the oldest entry; one canonical over all namespaces",
      tests: [
        `${CLAIM} > a hostname that several claim > in a namespace goes to the Kubernetes Service, however young`,
        `${CLAIM} > a hostname that several claim > is owned once in each namespace, and canonical once over all`,
      ],
    },
    {
      behaviour: "`serviceEntryVisibility`: public, for the namespace, or nobody",
      tests: [
        `${VISIBILITY} > a policy without rules, and an empty selector, match every namespace`,
        `${INDEX} > what holds for the mesh > ServiceEntries may be for their namespace alone, or for nobody`,
      ],
    },
    {
      behaviour:
        "Addresses for ServiceEntries without: which get one, conflicts, a used-up range, written by the holder of a lease",
      tests: [
        `${VIP} > allocation > gives each host one address of each range, in order`,
        `${VIP} > two entries with one address > the older keeps it, the newer gets others`,
        `${VIPALL} > once everything is written nobody shares an allocated address, every host has one, and nothing is left to write`,
      ],
    },
    {
      behaviour:
        "`istio.io/use-waypoint` of the object, then of its namespace, with every reason why not; canary; ingress",
      tests: [
        `${ATTACH} > the object's label > %s`,
        `${ATTACH} > the namespace's label > %s`,
        `${SERVICE} > a canary > shares the connections by weight, and the primary stays the waypoint`,
        `${WORKLOAD} > a waypoint's own pod has none, and tells how it wants to be handed its traffic`,
      ],
    },
    {
      behaviour: "Revision filter and `discoverySelectors`",
      tests: [
        `${INDEX} > what holds for the mesh > objects of another revision are not ours, pods and Services are whatever they say`,
        `${INDEX} > what holds for the mesh > objects of namespaces that are not discovered do not exist, until they are`,
      ],
    },
    {
      behaviour:
        "MeshConfig from the mounted file, or from the ConfigMap `istio` or `istio-<revision>`; changes are taken at once",
      tests: [
        `${MESHMAP} > at the start > %s`,
        `${MESHMAP} > while running > a change is taken at once, and only a change`,
        `${WEBHOOK} > the mesh configuration comes from the ConfigMap where no file is mounted, and again when it changes`,
      ],
    },
    {
      behaviour: "A bad MeshConfig",
      tests: [
        `${MESHMAP} > at the start > nothing is guessed while it cannot be read, or not be used`,
        `${MESHMAP} > while running > %s is refused, and what was good holds until it is mended`,
        `${MESHFILE} > a file that is gone changes nothing: a mesh does not fall back to defaults`,
      ],
      differs: {
        ambit:
          "a replica is not ready before it has a good one; while running the last good one holds, also when it is gone",
        why: "a mesh must not fall back to defaults",
      },
    },
    {
      behaviour: "One object's change computes only what read it; what comes out equal is not pushed",
      tests: [
        `${INDEX} > one object's change computes only what read it > a pod's readiness: that pod`,
        `${INDEX} > one object's change computes only what read it > a part of a pod that nobody uses: nothing`,
        `${PIPELINE} > a change is pushed at once, those that follow it together, and what changes nothing is not`,
      ],
    },
    {
      behaviour:
        "`serviceScopeConfigs`, Secrets with remote clusters, split-horizon workloads (`AMBIENT_ENABLE_MULTI_NETWORK`)",
      tests: [],
      absent: "one cluster is read; networks of WorkloadEntries and `istio-remote` Gateways work",
    },
  ],
};
