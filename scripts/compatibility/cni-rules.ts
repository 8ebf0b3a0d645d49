import type { Section } from "./section.ts";

const NETFILTER = "packages/netfilter/test/in-pod.integration.test.ts";
const INPOD = `${NETFILTER} > rules in a pod's namespace`;
const GOLDEN = "packages/netfilter/src/iptables/golden.test.ts";
const NFT = "packages/netfilter/src/nftables/nft-rule.test.ts";
const CAPTURE = "packages/netfilter/src/rules/pod-capture.test.ts";
const APPLY = "packages/netfilter/src/in-pod/apply-in-pod.test.ts";
const ROUTING = "packages/netfilter/src/routing.test.ts";
const DETECT = "packages/netfilter/src/host/detect-backend.test.ts";
const NODE_RULES = "packages/netfilter/test/host.integration.test.ts";
const NODE = `${NODE_RULES} > a node's namespace`;
const PROBES = "packages/netfilter/src/host/host-probes.test.ts";
const KUBELET = "packages/netfilter/src/host/kubelet-uid.test.ts";
const LOCK = "packages/netfilter/src/xtables-lock.test.ts";
const TRAFFIC = "e2e/netns/pod-rules.netns.test.ts > the rules of an enrolled pod";
const CELL = `${TRAFFIC} > $name`;
const HEALING = "apps/cni/test/self-healing.integration.test.ts > rules that somebody else has changed";
const ENI = "apps/cni/src/node/branch-eni.test.ts";
const ENI_NODE = "apps/cni/test/branch-eni.integration.test.ts > a pod behind a branch interface";
const ENROLLER = "apps/cni/src/enrolment/enroller.test.ts";
const STRICT = "apps/cni/test/strict.integration.test.ts > a pod that cannot be enrolled";

export const section: Section = {
  title: "istio-cni: rules in pods and on nodes",
  about:
    "Kernel rule sets are compared with recordings of a stock node, byte by byte; traffic is tried with each program and each IP family.",
  rows: [
    {
      behaviour:
        "Marks 0x539 and 0x111 under the mask 0xfff, table 100, rule 32764, ports 15001, 15006, 15008, 15053: the rules of mangle, nat and raw in their order, with iptables",
      tests: [
        `${GOLDEN} > a pod of $name, IPv$family > is given the recorded rules`,
        `${INPOD} > of %s > read back as recorded with iptables (nft)`,
        `${INPOD} > of %s > read back as recorded with iptables (legacy)`,
      ],
    },
    {
      behaviour:
        "The same with nftables: three tables of the family inet, base chains that jump, IPv4 beside IPv6, counters, the kernel's priorities",
      tests: [
        `${NFT} > a pod of %s > is given the recorded rules in the recorded order`,
        `${INPOD} > of %s > read back as recorded with nftables`,
      ],
    },
    {
      behaviour:
        "Route and rule for marked replies, in both families unless the pod's loopback has IPv6 switched off; there already is fine",
      tests: [
        `${ROUTING} > without a program > the request is a route and a rule, with the fields that iproute2 gives them`,
        `${ROUTING} > adding > is content without IPv6 where a pod has switched it off`,
        `${INPOD} > of $name > are made in a pod that has switched IPv6 off`,
        `${TRAFFIC} > have the same routes whether a program made them or the kernel was asked itself`,
      ],
    },
    {
      behaviour: "Outbound TCP goes to 15001, which learns where it was going",
      tests: [`${CELL} > bring what the application sends to 15001, which learns where it was going`],
    },
    {
      behaviour: "ztunnel's own sockets, the loopback, and a pod that calls itself by its own address pass",
      tests: [
        `${CELL} > let pass what ztunnel sends, what the pod sends to itself, and what stays on the loopback`,
      ],
    },
    {
      behaviour: "Inbound TCP goes to 15006, and HBONE to 15008 as it is",
      tests: [`${CELL} > bring what comes in to 15006, and leave HBONE where it is`],
    },
    {
      behaviour: "Replies to a connection that ztunnel opened with a client's address come back to ztunnel",
      tests: [`${CELL} > bring replies to ztunnel that it asked for with a client's address`],
    },
    {
      behaviour: "Probes from the address for them pass both ways",
      tests: [`${CELL} > let the node's probes through to the application, and nobody else`],
    },
    {
      behaviour:
        "DNS over UDP and TCP goes to 15053 with DNS capture, ztunnel's own in a conntrack zone beside it; other UDP is left alone",
      tests: [
        `${CELL} > bring DNS over TCP to 15053, unless it is ztunnel's or not captured`,
        `${GOLDEN} > a pod of $name, IPv$family > is given the recorded rules`,
        "e2e/netns/dns.netns.test.ts > DNS of pods in the mesh > is the cluster's for a pod that says so, and again for one that has left",
      ],
    },
    {
      behaviour: "`ambient.istio.io/dns-capture` wins over the node's setting",
      tests: [
        `${CAPTURE} > a pod without annotations gets the node's settings`,
        "e2e/netns/dns.netns.test.ts > DNS of pods in the mesh > is the cluster's for a pod that says so, and again for one that has left",
      ],
    },
    {
      behaviour: "`ambient.istio.io/bypass-inbound-capture`: what comes in is not captured, what goes out is",
      tests: [`${CELL} > leave a gateway's inbound traffic alone, and capture what it sends`],
    },
    {
      behaviour:
        "`istio.io/reroute-virtual-interfaces`: what comes in by these interfaces goes to 15001, before every other rule",
      tests: [`${CELL} > take what comes from a virtual interface for the pod's own`],
    },
    {
      behaviour: "An interface name in the annotation goes into the rules as it is",
      differs: {
        ambit: "letters, digits, `_`, `.` and `-`, 15 at most, 64 names; others are ignored and named",
        why: "whoever may create pods must not write rules",
      },
      tests: [
        `${CAPTURE} > a bad interface is left out and named, the good ones count`,
        `${CAPTURE} > there are at most 64 interfaces`,
        "packages/netfilter/src/rules/pod-capture.property.test.ts > no annotation makes anything but rules of the known form",
      ],
    },
    {
      behaviour: "Applied by one program for each family; applied again nothing changes",
      tests: [
        `${APPLY} > applying > to a fresh pod takes one program per family for rules and one for routes`,
        `${APPLY} > applying > twice changes nothing, whether the pod is said to be fresh or not`,
        `${INPOD} > of $name > twice are the same, by the fast way and by the long one`,
        "packages/netfilter/src/iptables/diff-tables.property.test.ts > whatever is there, the edits make what is desired, and only once, and keep what is foreign",
      ],
    },
    {
      behaviour: "What was applied is read back",
      tests: [
        `${APPLY} > a failure > to change anything is noticed when it is read back`,
        `${ENROLLER} > rules that somebody else may have changed > are read back once after they were made without looking`,
      ],
    },
    {
      behaviour: "Rules that differ are repaired behind rules that drop all traffic of the pod meanwhile",
      differs: {
        ambit: "each table is replaced in one transaction: no connection is lost, and none escapes",
        why: "connections timed out",
      },
      tests: [
        `${GOLDEN} > damaged rules of a running pod are repaired in one transaction per table`,
        `${INPOD} > damage is named and repaired, with iptables (nft)`,
        `${INPOD} > damage is named and repaired, with nftables`,
        `${CELL} > can be replaced while connections are made: none is lost, and none escapes`,
      ],
    },
    {
      behaviour: "Rules that somebody else removes stay removed until the agent or the pod restarts",
      differs: {
        ambit:
          "they are noticed by a fingerprint, restored within 5 s, logged and counted, in pods and on the node",
        why: "the pod would talk in plaintext",
      },
      tests: [
        `${HEALING} > come back in a pod, with $name`,
        `${HEALING} > come back on the node, with its addresses, with $name`,
        `${HEALING} > are not touched when the change is somebody's own, and a pod that has left stays out`,
      ],
    },
    {
      behaviour: "A running pod whose rules cannot be made talks in plaintext",
      differs: {
        ambit:
          "so it does by default, loudly; with `AMBIT_ENROLMENT=strict` its traffic, DNS included, is dropped but for probes, until it can be enrolled or is wanted no more",
        why: "fail closed where it is asked for",
      },
      tests: [
        `${STRICT} > has its traffic dropped in strict mode, both ways, but for probes, until it can be`,
        `${STRICT} > goes on as before in strict mode when it is wanted no more`,
        `${STRICT} > goes on in plaintext by default, loudly`,
      ],
    },
    {
      behaviour: "Un-enrolment removes jumps, chains, rule and routes, and nothing of anybody else's",
      tests: [
        `${GOLDEN} > a pod of $name, IPv$family > loses them, and only them, in the fast way and by looking`,
        `${APPLY} > removing > finds whatever is there, of any backend, also when it is not what was applied last`,
      ],
    },
    {
      behaviour: "All rules go at once when a pod leaves",
      differs: {
        ambit: "capture first, in one transaction; marks and routes when ztunnel has let go",
        why: "connections in hand finish",
      },
      tests: [
        `${CELL} > let connections in hand go on when the pod is released, and new ones go their own way`,
        `${INPOD} > of $name > are released in one step, can be taken back, and go by the fast way afterwards`,
      ],
    },
    {
      behaviour:
        "Legacy iptables has a lock file for each pod; `AMBIENT_USE_SCOPED_XTABLES_LOCKING=false` shares the node's",
      differs: {
        ambit: "the network namespace's own file is the lock",
        why: "it is what is locked, and needs no mount namespace",
      },
      tests: [`${LOCK} > the lock is %s`],
    },
    {
      behaviour:
        "The program is chosen on the node, once: what `FORCE_IPTABLES_BINARY` says, legacy where it has rules, nft where it works, else plain; it has to work",
      tests: [
        `${DETECT} > the variant of iptables is > what is asked for`,
        `${DETECT} > the variant of iptables is > legacy where it has rules`,
        `${DETECT} > the variant of iptables is > nft where it works`,
        `${DETECT} > the variant of iptables is > plain where there is no other`,
        `${DETECT} > nothing is chosen that does not work > %s`,
        `${NODE} > is programmed with legacy iptables where that is in use`,
      ],
    },
    {
      behaviour: "Without a working IPv6 program the agent ends, unless IPv6 is off",
      tests: [
        `${DETECT} > nothing is chosen that does not work > IPv6 that is wanted`,
        `${DETECT} > nothing is chosen that does not work > but IPv6 that is not wanted does not matter`,
      ],
    },
    {
      behaviour:
        "`NATIVE_NFTABLES`: nftables; iptables while the node has its sets, and where nft has no JSON",
      tests: [
        `${DETECT} > with NATIVE_NFTABLES > iptables is used when %s, and the warning says why`,
        `${DETECT} > with NATIVE_NFTABLES > nftables is used when %s`,
        `${NODE} > is programmed with nftables when asked to, but not while there are sets for iptables`,
      ],
    },
    {
      behaviour: "A pod that was enrolled with the other backend gets the new rules beside the old ones",
      differs: {
        ambit: "the old ones are removed after the new ones are there",
        why: "both would act, for ever",
      },
      tests: [
        `${APPLY} > applying > with another backend puts its rules in place before it removes the other's`,
        `${NODE} > has nothing of nftables any more once it is programmed with iptables`,
      ],
    },
    {
      behaviour:
        "On the node: chain first in POSTROUTING that gives local processes' TCP to pods of the sets the address for probes",
      tests: [
        `${GOLDEN} > the node's own namespace > gets one chain, first in POSTROUTING, and nothing of kube-proxy's is touched`,
        `${NODE} > gets the recorded rules between those of kube-proxy with iptables`,
      ],
    },
    {
      behaviour: "With nftables: table, chain and sets of the family inet, for the kubelet's user",
      tests: [
        `${NODE} > gets the recorded table with nftables`,
        `${NFT} > the node's rules are the recorded ones`,
        `${KUBELET} > the uid is %s`,
      ],
    },
    {
      behaviour:
        "Sets of addresses with the pod's UID as comment; an address is removed only by the pod that has it",
      tests: [
        `${PROBES} > an address belongs to the pod that had it last > so a new pod takes it over, and the old one's end leaves it there`,
        `${ENROLLER} > a pod that is gone > leaves its address to whoever has it by now`,
      ],
    },
    {
      behaviour: "The sets are emptied when the agent starts",
      differs: {
        ambit: "they keep what they have until the pods are known",
        why: "probes would fail in between",
      },
      tests: [`${NODE} > keeps its addresses when the agent comes back, with $name`],
    },
    {
      behaviour: "At the start all addresses are added, others removed, unless a pod's address is not known",
      tests: [`${PROBES} > after a restart > %s`],
    },
    {
      behaviour: "An address that changes or comes back goes into the set again",
      tests: [
        `${ENROLLER} > a running pod > gets a new address into the probe set`,
        `${PROBES} > what somebody else has changed > is put right and named`,
      ],
    },
    {
      behaviour:
        "AWS branch interfaces, where the node's `tcp_early_demux` is 0: the two policy rules, made together or not at all, found once, and gone with the pod",
      tests: [
        `${ENI_NODE} > has its probes routed while it is enrolled, also over a restart of the agent`,
        `${ENI_NODE} > is not looked for where the node's own setting says that there is none`,
        `${ENI} > a branch interface > is where a table of an incoming interface has the pod behind that interface`,
        `${ENI} > probes of such a pod > have both rules or none`,
        `${ENI} > probes of such a pod > are routed no more when the agent is uninstalled`,
      ],
    },
  ],
};
