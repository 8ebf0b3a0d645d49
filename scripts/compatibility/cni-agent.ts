import type { Section } from "./section.ts";

const CONFIG = "apps/cni/src/config.test.ts";
const SELECTORS = "apps/cni/src/selection/selectors.test.ts > the default selectors";
const PROCESS = "apps/cni/test/process.integration.test.ts > the process";
const PRIVILEGES =
  "apps/cni/test/privileges.integration.test.ts > an agent with the privileges of Istio's chart";
const HTTP = "apps/cni/src/servers/http-servers.test.ts";
const RACES = "apps/cni/test/races.integration.test.ts > races";
const ENROLMENT = "apps/cni/test/enrolment.integration.test.ts > enrolment";
const CONDITION = "apps/cni/test/enrolled-condition.integration.test.ts > the condition Enrolled";
const INPUT = "apps/cni/test/bad-input.integration.test.ts";
const REQUESTS = "apps/cni/src/servers/plugin-requests.test.ts";
const BODY = "apps/cni/src/servers/cmd-add-body.test.ts > the body of a request";
const STARTS = "apps/cni/src/agent/pod-starts.test.ts";
const ENROLLER = "apps/cni/src/enrolment/enroller.test.ts";
const TABLE = "apps/cni/src/kube/pod-table.test.ts";
const QUEUE = "apps/cni/src/agent/keyed-queue.test.ts";
const SERVER = "packages/zds/src/zds-server.test.ts";
const LINK = "apps/cni/src/zds/zds-link.test.ts";
const SCAN = "apps/cni/src/discovery/proc-scan.test.ts";
const PROC = "apps/cni/src/discovery/proc-text.test.ts";
const POLICY =
  "apps/cni/test/network-policy.integration.test.ts > a NetworkPolicy that keeps HBONE from pods of the mesh";
const OPEN = "apps/cni/test/open-connections.integration.test.ts > a connection from before the enrolment";
const DAEMON_SET = "apps/cni/src/shutdown/observe-daemon-set.test.ts";
const SHUTDOWN = "apps/cni/src/shutdown/decide-shutdown.test.ts";
const ABSENCE = "e2e/netns/enrolment-absence.netns.test.ts > a part of the mesh that is away";
const CASES = "e2e/netns/enrolment-cases.netns.test.ts > pods that are easily taken for others";
const FAULTS = "e2e/netns/enrolment-faults.netns.test.ts > with the parts of the mesh killed";
const FLAPPING = "e2e/netns/enrolment-races.netns.test.ts > pods that change faster than the mesh can follow";
const PERSIST = "apps/cni/src/node/persist.test.ts";
const REPAIR = "apps/cni/test/repair.integration.test.ts > a pod whose sidecar was started before the plugin";
const UNTAINT = "apps/controller/src/writers/node-untainter.test.ts";
const BROKEN = "apps/cni/src/repair/broken-pod.test.ts";

export const section: Section = {
  title: "istio-cni: the node agent",
  rows: [
    {
      behaviour: "Istio's variables, a flag for each, defaults",
      tests: [
        `${CONFIG} > the configuration > has Istio's defaults`,
        `${CONFIG} > the configuration > takes flags, which win`,
      ],
    },
    {
      behaviour: "A bad configuration ends the start",
      differs: {
        ambit: "with exit code 64 and every mistake named at once",
        why: "an operator mends all of them in one go",
      },
      tests: [`${PROCESS} > ends with 64 and all problems for a bad configuration`],
    },
    {
      behaviour:
        "`AMBIENT_ENABLEMENT_SELECTOR` as YAML; by default the pod's or the namespace's label `ambient`, the pod's `none` before the namespace's",
      tests: [
        `${CONFIG} > selectors > are read from YAML as Istio's chart writes them`,
        `${SELECTORS} > the pod: true`,
        `${SELECTORS} > the namespace: true`,
        `${SELECTORS} > the namespace, and the pod opts out: no selector matches`,
      ],
    },
    {
      behaviour: "Never pods of the node's network, with a sidecar, or of excluded namespaces",
      tests: [
        `${SELECTORS} > the host's network: host network`,
        `${CASES} > pods of an excluded namespace, and those in the node's network, are left alone`,
      ],
    },
    {
      behaviour:
        "Root with NET_ADMIN, NET_RAW, SYS_PTRACE, SYS_ADMIN and DAC_OVERRIDE; pods, nodes and namespaces read, `pods/status` patched, the DaemonSet read",
      tests: [
        `${PRIVILEGES} > installs its plugin, enrols pods that run and that start, lets them go, and cleans up`,
      ],
    },
    {
      behaviour:
        "`:8000/healthz` answers from the beginning; `/readyz` when plugin and watches are ready; metrics on `:15014`",
      tests: [
        `${HTTP} > health > is there at once, readiness when nothing is awaited`,
        `${HTTP} > monitoring > has metrics, version and pods`,
      ],
    },
    {
      behaviour: "Ready when its own start is over",
      differs: {
        ambit: "and when a ztunnel is connected, if one runs here (20 s at most)",
        why: "pods that start would fail",
      },
      tests: [`${RACES} > Ready only when a ztunnel is there, or none can be expected`],
    },
    {
      behaviour: "The node's own rules are tried ten times, two seconds apart; then the start fails",
      tests: [
        `${PERSIST} > the rules of a node > are tried again every two seconds, with a warning each time`,
        `${PERSIST} > the rules of a node > are given up after ten times`,
      ],
    },
    {
      behaviour: "A port or socket that is taken ends the start",
      tests: [`${PROCESS} > ends with 1 when a port is taken`],
    },
    {
      behaviour: "`/cmdadd` and `/log`: bodies, codes and words",
      tests: [
        `${INPUT} > the plugin's socket > answers as Istio's agent`,
        `${INPUT} > the plugin's socket > the log's takes lines of any plugin, and refuses what is none`,
        `${BODY} > of Istio's plugin`,
      ],
    },
    {
      behaviour: "The sockets' folder is root's, the sockets are anybody's in it",
      tests: [`${INPUT} > the plugin's socket > is for root alone, by its folder`],
    },
    {
      behaviour: "A pod that starts is looked up in the informers, which get a moment",
      differs: {
        ambit: "100 ms, then the API is asked, as when a watch is down",
        why: "a pod must not start in plaintext because a watch was cut",
      },
      tests: [
        `${REQUESTS} > a pod that is selected > waits a moment for the informers`,
        `${REQUESTS} > a pod that is selected > is asked for at the API when a watch is down, whatever is known`,
      ],
    },
    {
      behaviour: "A pod of the name is taken for the one that is meant",
      differs: { ambit: "`PodUID` in the request tells them apart", why: "StatefulSets" },
      tests: [
        `${REQUESTS} > the pod that is meant > is the one with the UID, not an earlier one of its name`,
        `${RACES} > a pod of the same name in a new namespace is another pod`,
      ],
    },
    {
      behaviour:
        "200 when it is enrolled, by rules and ztunnel's word; anything else is an error of the pod's start, which the kubelet repeats",
      tests: [
        `${ENROLMENT} > a pod that starts is in the mesh before its containers run`,
        `${ENROLMENT} > a pod does not start without a ztunnel, and nothing is left of the attempt`,
      ],
    },
    {
      behaviour:
        "A failed start leaves the annotation `pending` and a dead namespace, which ztunnel then refuses",
      differs: {
        ambit: "nothing is left: no rules, no address, no annotation",
        why: "ztunnel would not get ready",
      },
      tests: [`${ENROLLER} > a pod that starts > does not, when %s fails, and nothing is left`],
    },
    {
      behaviour: "All pods that start are worked on at the same time",
      differs: {
        ambit: "12 at a time in their order; one that has waited for too long is told so, and comes again",
        why: "hundreds of programs at once would let all of them time out",
      },
      tests: [
        `${STARTS} > a few at a time, all in the order in which they came`,
        `${STARTS} > one whose turn does not come in time is told so, and nothing was begun for it`,
        `${RACES} > pods that start 8 at a time are all enrolled`,
      ],
    },
    {
      behaviour: "Namespace events concern its pods, when what they say of them changes",
      tests: [
        `${TABLE} > a namespace's change concerns its pods`,
        `${ENROLMENT} > a running pod joins when its namespace is labelled, and leaves when the label goes`,
      ],
    },
    {
      behaviour: "One pod at a time per key, repeated with back-off from 5 ms to 5 s, for ever",
      tests: [
        `${QUEUE} > collects before it serves, and runs each key once`,
        `${QUEUE} > a failure is repeated at growing distances, up to the cap, and forgotten after a success`,
      ],
    },
    {
      behaviour: "A namespace or rule that fails is not tried again by the informers",
      differs: { ambit: "it is, with back-off", why: "the next event may be long in coming" },
      tests: [`${ENROLLER} > a running pod > without processes is looked for again later`],
    },
    {
      behaviour: "Rules first, then ztunnel",
      differs: {
        ambit: "ztunnel first, for pods that run",
        why: "connections that are redirected to nobody are refused",
      },
      tests: [
        `${ENROLLER} > a running pod > is offered to ztunnel before its traffic is redirected, and announced last`,
      ],
    },
    {
      behaviour:
        "Without a ztunnel a running pod has its rules and is `pending`; `enabled` when one has confirmed it",
      tests: [
        `${ENROLMENT} > without a ztunnel a running pod is pending, and enabled as soon as one comes`,
        `${ABSENCE} > ztunnel: pods that are labelled are pending and silent, pods that start do not, until it is back`,
      ],
    },
    {
      behaviour: "`pending`: probes fail until ztunnel has confirmed the pod",
      differs: {
        ambit: "the probe set is filled together with the rules",
        why: "the kubelet would restart the pods",
      },
      tests: [
        `${ENROLLER} > a running pod > is captured without a ztunnel, pending, and confirmed by the next one's snapshot alone`,
      ],
    },
    {
      behaviour: "Connections that a pod has when it is enrolled break",
      differs: { ambit: "they go on, uncaptured", why: "a label must not cut them" },
      tests: [`${OPEN} > goes on in the mesh, and out of it again, at both ends`],
    },
    {
      behaviour: "The annotation, by patches of `install-cni` on `pods/status`; a pod that is gone is fine",
      differs: { ambit: "with the UID, which the API checks", why: "another pod may have the name" },
      tests: [`${CONDITION} > comes with the annotation, beside those of others, and goes with it`],
    },
    {
      behaviour: "Whether a pod is enrolled is an annotation",
      differs: {
        ambit:
          "and a condition `ambient.istio.io/Enrolled` with a reason, proven by rules and listeners, a metric, and `ambit enrolment`",
        why: "people and tools wait for conditions",
      },
      tests: [
        `${CONDITION} > says that a ztunnel confirms the pod and does not listen in it`,
        `${CONDITION} > says why a pod does not start`,
      ],
    },
    {
      behaviour: "A terminated pod leaves, by the address that it had; a Job that has ended too",
      tests: [
        `${ENROLLER} > a pod that is gone > when a Job has ended its address is free, though the Pod stays`,
        `${RACES} > a Job that has ended is out of the mesh, though its Pod stays`,
      ],
    },
    {
      behaviour: "Leaving: rules, ztunnel, annotation, pod by pod, half a second each",
      differs: {
        ambit:
          "capture, annotation, after a second ztunnel, after ten more marks and routes; several pods at a time",
        why: "other nodes go on sending HBONE until they know; connections in hand finish",
      },
      tests: [
        `${ENROLLER} > leaving > ends capture first, then tells the others, then ztunnel, and leaves the way back for a while`,
      ],
    },
    {
      behaviour: "A removal that fails is repeated until it is done",
      tests: [
        "apps/cni/src/enrolment/enroller.property.test.ts > ends as wanted, whatever happens on the way",
      ],
    },
    {
      behaviour:
        "ZDS: hello, every pod with its descriptor or as kept, end of the snapshot; refusals of single pods do not end it",
      tests: [
        `${SERVER} > a ztunnel that comes > says hello, is told of every pod, one at a time, and then that this was all`,
        `${SERVER} > a ztunnel that comes > and refuses a pod of the snapshot is told of the rest`,
      ],
    },
    {
      behaviour:
        "One request at a time, answered in order, within 5 s; adds to the newest ztunnel, removals to all; the one before is the newest when that goes",
      tests: [
        `${SERVER} > an add > is one at a time`,
        `${SERVER} > an add > goes to the ztunnel that came last, and to no other`,
        `${SERVER} > a removal > goes to every ztunnel and is done when all have answered`,
        `${LINK} > when the newest goes the one before it is the newest`,
        `${SERVER} > an answer that is late > is a timeout for who asked, and keeps its place among the answers`,
      ],
    },
    {
      behaviour: "5 connections a second; junk and unasked packets close one",
      tests: [
        `${INPUT} > ztunnel's socket > many connections are let in slowly and come to nothing`,
        `${INPUT} > ztunnel's socket > closes what sends descriptors, and keeps none of them`,
        `${LINK} > one that says no hello, or junk, is closed`,
      ],
    },
    {
      behaviour: "A ztunnel that is replaced has all pods, and pods that start meanwhile",
      tests: [
        `${RACES} > a ztunnel that is replaced has all pods, and pods that start meanwhile go to the newer one`,
      ],
    },
    {
      behaviour:
        "A pod's namespace is found by the processes of the node: cgroups of every runtime, start times, the oldest process, never the node's own network",
      tests: [
        `${PROC} > a cgroup > of CRI-O may name the container only`,
        `${PROC} > a cgroup > of a static pod has a hash`,
        `${PROC} > the start time > is field 22, also behind a name with spaces and brackets`,
        `${SCAN} > the oldest process decides between two namespaces`,
        `${SCAN} > processes of the node's own network are no pod's, whatever their cgroup says`,
      ],
    },
    {
      behaviour:
        "One of the pod's addresses has to be inside; else the namespace is no pod's, and may be another's later",
      tests: [
        `${SCAN} > a namespace without the pod's address is not the pod's, but a later one may be`,
        `${SCAN} > one of several addresses is enough`,
        `${SCAN} > a pod without an address is not found`,
      ],
    },
    {
      behaviour: "A process in another pod's network, or one that outlives its pod",
      tests: [`${CASES} > a process in another pod's network, or in the node's, leads nobody there`],
    },
    {
      behaviour:
        "After a restart annotated pods are in the snapshot, and their rules are looked at (`AMBIENT_RECONCILE_POD_RULES_ON_STARTUP`)",
      tests: [
        `${ENROLMENT} > a restarted agent finds the same pods enrolled and repairs their rules`,
        `${ENROLLER} > an agent that starts > takes over what is annotated, and asks ztunnel nothing that its snapshot has told`,
      ],
    },
    {
      behaviour: "Pods that were being enrolled when the agent was killed are taken up by their labels",
      differs: {
        ambit: "and those without label and annotation by a note of each pod that may have rules",
        why: "nothing may be left in a pod that nobody looks after",
      },
      tests: [`${PROCESS} > killed between rules and annotation, its successor takes away what is left`],
    },
    {
      behaviour: "A ztunnel comes back to a new agent after up to 15 s",
      differs: { ambit: "ours within 250 ms", why: "pods that start meanwhile are refused" },
      tests: [
        "packages/zds/src/reconnect-wait.test.ts > doubles to a fifth of a second, so that an agent that is back is found within a quarter",
      ],
    },
    {
      behaviour: "No agent: pods that run go on; pods of the mesh that start fail, and start when it is back",
      tests: [
        `${ABSENCE} > the agent: pods that run go on, those that start do not, and what changed is made up for`,
        `${FAULTS} > an agent: nobody notices, and its pods are still in`,
      ],
    },
    {
      behaviour: "A node that loses its power comes back with the same pods enrolled",
      tests: [
        `${ABSENCE} > all of a node, without a warning: the same pods are back in, and nobody was let past the mesh`,
      ],
    },
    {
      behaviour: "An address that goes from pod to pod is the pod's that has it",
      tests: [
        `${CASES} > an address that is used again is treated as the pod that has it`,
        `${RACES} > an address is used again by another pod`,
      ],
    },
    {
      behaviour: "A pod that is deleted while it is enrolled, or starts, leaves nothing",
      tests: [
        `${FLAPPING} > pods are deleted while they are enrolled, and while they start: nothing of them is left`,
        `${RACES} > a pod that is deleted while it is enrolled leaves nothing behind`,
      ],
    },
    {
      behaviour: "A label that flaps loses no connection",
      tests: [
        `${FLAPPING} > a namespace's label flaps: no connection is lost, and what it says last holds`,
        `${FLAPPING} > a pod's own label flaps: no connection is lost, and what it says last holds`,
      ],
    },
    {
      behaviour: "A NetworkPolicy that forgets port 15008 shows as time-outs",
      differs: {
        ambit:
          "it is named with the patch that fixes it, in log, condition and `ambit enrolment`; needs `networkpolicies` `get`, `list`, `watch` beside Istio's roles",
        why: "the most frequent mistake",
      },
      tests: [`${POLICY} > is reported with the patch that fixes it, until that is done`],
    },
    {
      behaviour: "Told to stop while the DaemonSet wants this node: everything stays for the next agent",
      tests: [
        `${PROCESS} > told to stop for an upgrade it leaves the node as it is, and its successor takes over`,
        `${SHUTDOWN} > %s: %#`,
        `${DAEMON_SET} > required node affinity > a node that has left the cluster is not selected`,
      ],
    },
    {
      behaviour:
        "DaemonSet gone, deleted, elsewhere, or the token refused: the node is cleaned up; rules in pods and annotations stay",
      tests: [
        `${PROCESS} > told to stop for good it takes the node's rules away, and leaves the pods'`,
        `${SHUTDOWN} > it is being deleted: %#`,
        `${SHUTDOWN} > it has left this node: %#`,
        `${SHUTDOWN} > our account is gone: %#`,
      ],
    },
    {
      behaviour:
        "Nobody can say: cleaned up; with an owned configuration asked twice more, then kept; `AMBIENT_DISABLE_SAFE_UPGRADE` always cleans up",
      tests: [
        `${SHUTDOWN} > nobody can say: %#`,
        `${DAEMON_SET} > errors > with an owned configuration a question that failed is asked twice more`,
        `${SHUTDOWN} > it is there, and safe upgrades are disabled: %#`,
      ],
    },
    {
      behaviour:
        "`ztunnel_connected`, `istio_cni_plugin_requests_total`, `nodeagent_reconcile_events_total`, `istio_cni_installs_total`, `istio_cni_install_ready`",
      tests: [
        `${HTTP} > monitoring > has metrics, version and pods`,
        `${INPUT} > the plugin's socket > answers as Istio's agent`,
        "apps/cni/test/installer.integration.test.ts > an installation > has files, kubeconfig and configuration with the modes of Istio's, and counts",
      ],
    },
    {
      behaviour: "Retries share a bucket of 10 in a second",
      differs: {
        ambit: "back-off by pod, 6 pods at a time",
        why: "a pod must not wait for the failures of others",
      },
      tests: [
        `${QUEUE} > no more runs at a time than allowed`,
        `${QUEUE} > a failure is repeated at growing distances, up to the cap, and forgotten after a success`,
      ],
    },
    {
      behaviour:
        "istiod takes the taint `cni.istio.io/not-ready` from nodes whose agent is ready (`PILOT_ENABLE_NODE_UNTAINT_CONTROLLERS`, lease `istio-node-untaint`, `--cniNamespace`)",
      tests: [
        `${UNTAINT} > a node loses the taint, and no other, once its agent is ready`,
        `${UNTAINT} > a node that joins later, or is tainted again, loses it too`,
        `${UNTAINT} > an agent %s does not count`,
        "apps/controller/test/untaint.integration.test.ts > a node is untainted when its agent gets ready, where that is asked for",
        "apps/controller/test/untaint.integration.test.ts > nodes are left alone by default",
      ],
    },
    {
      behaviour:
        "Repairs pods whose sidecar started before the plugin: redirected, deleted or labelled (`REPAIR_*`), with events and `istio_cni_repair_pods_repaired_total`",
      tests: [
        `${REPAIR} > has its traffic led through it after all, with ambient %s`,
        `${REPAIR} > is deleted, with an event that says so`,
        `${REPAIR} > is labelled, once`,
        `${REPAIR} > keeps a label of that name which it has already`,
        `${REPAIR} > is not repaired where the selectors of the repair leave it out`,
        `${CONFIG} > the configuration > does with broken pods what comes first: %j`,
      ],
    },
    {
      behaviour:
        "Broken is a pod with the sidecar's annotation whose init container `istio-validation` ended with 126 and has not passed since; name, code, message and annotation can be others",
      tests: [
        `${BROKEN} > a pod is broken > when its validation has ended with the code for it`,
        `${BROKEN} > a pod is broken > by %s where the filter says so`,
        `${BROKEN} > a pod is not broken > %s`,
        `${BROKEN} > a pod is not broken > that says something else, or has no sidecar`,
      ],
    },
  ],
};
