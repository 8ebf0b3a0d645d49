import type { Section } from "./section.ts";

const NS = "packages/linux/test/netns.integration.test.ts";
const SOCKETS = "packages/linux/test/sockets.integration.test.ts";
const REUSE = "packages/linux/test/reuse-port.integration.test.ts";
const PLUMBING = "apps/ztunnel/src/data/plumbing.test.ts";
const DATA = "apps/ztunnel/src/control/data-config.test.ts";
const RULES = "e2e/netns/pod-rules.netns.test.ts";
const HANDOVER = "e2e/netns/inpod-hand-over.netns.test.ts";
const PODS = "apps/ztunnel/src/data/pods.integration.test.ts";
const DNS = "apps/ztunnel/src/data/dns/pods-dns.integration.test.ts";
const CONFIG = "apps/ztunnel/src/config.test.ts";
const LIFECYCLE = "apps/ztunnel/src/data/pods-lifecycle.integration.test.ts";

export const section: Section = {
  title: "ztunnel: namespaces, sockets and redirection",
  rows: [
    {
      behaviour:
        "A thread enters the pod's namespace for the `socket()` call and is back afterwards; a socket stays where it was made",
      tests: [
        `${NS} > network namespaces > a socket made inside belongs there, and the thread is back home`,
        `${NS} > network namespaces > a throw inside comes out, after the way back`,
      ],
    },
    {
      behaviour:
        "Sockets of a pod have the mark 1337, or `PACKET_MARK`; none in dedicated mode unless it is set",
      tests: [
        `${PLUMBING} > the kernel's view of an upstream socket > has the mark from the start, and keepalive once it has lasted a second`,
        `${CONFIG} > an empty environment is a node's proxy beside a local control plane`,
        `${CONFIG} > defaults of a dedicated proxy > packetMark`,
      ],
    },
    {
      behaviour: "A mark that cannot be set makes the socket useless",
      tests: [`${PLUMBING} > a mark that may not be set makes the socket useless, and closes it`],
    },
    {
      behaviour:
        "Keepalive of 180 s, 180 s, 9, and `TCP_USER_TIMEOUT` of all of it with `USER_TIMEOUT_ENABLED`",
      tests: [
        `${CONFIG} > defaults of a dedicated proxy > keepalive`,
        `${DATA} > a setting > $env becomes $expected`,
        `${PLUMBING} > the kernel's view of an upstream socket > has keepalive at once where probes are due soon`,
        `${SOCKETS} > a TCP connection over $family > takes every socket option`,
      ],
    },
    {
      behaviour:
        "Pods' listeners share their ports (`INPOD_PORT_REUSE`), so a new ztunnel can take over; without it pods wait for the old one to end",
      tests: [
        `${REUSE} > the socket that is named gets all, and when it is gone the other does`,
        `${HANDOVER} > pods that stay in the mesh while its programs change > move from an old ztunnel to a new one without a connection that fails`,
        `${HANDOVER} > pods that stay in the mesh while its programs change > whose ports an old ztunnel keeps for itself wait for it to end, and say so`,
      ],
    },
    {
      behaviour:
        "Connections in the queue of a listener that closes are lost when one ztunnel takes over from another",
      differs: {
        ambit:
          "a ztunnel that ends first sends new ones to its successor (a program on the SO_REUSEPORT group), and goes on accepting for 0.2 s",
        why: "no connection is lost",
      },
      tests: [
        `${HANDOVER} > pods that stay in the mesh while its programs change > move again and again: each ztunnel takes over from the one before`,
        `${LIFECYCLE} > a pod that leaves > in order serves what the kernel had accepted for it`,
      ],
    },
    {
      behaviour: "What the application sends comes to 15001, which learns where it was going",
      tests: [
        `${NS} > the original destination of a redirected connection > is found for $name`,
        `${RULES} > the rules of an enrolled pod > $name > bring what the application sends to 15001, which learns where it was going`,
      ],
    },
    {
      behaviour: "ztunnel's own packets, the loopback and calls to itself are let pass",
      tests: [
        `${RULES} > the rules of an enrolled pod > $name > let pass what ztunnel sends, what the pod sends to itself, and what stays on the loopback`,
      ],
    },
    {
      behaviour: "What comes in comes to 15006, but for 15008 and the kubelet's probes",
      tests: [
        `${RULES} > the rules of an enrolled pod > $name > bring what comes in to 15006, and leave HBONE where it is`,
        `${RULES} > the rules of an enrolled pod > $name > let the node's probes through to the application, and nobody else`,
      ],
    },
    {
      behaviour:
        "Replies to a client's address that ztunnel uses come back to ztunnel, by connection mark 0x111 and table 100",
      tests: [
        `${RULES} > the rules of an enrolled pod > $name > bring replies to ztunnel that it asked for with a client's address`,
      ],
    },
    {
      behaviour: "DNS comes to 15053, over UDP and TCP",
      tests: [
        `${RULES} > the rules of an enrolled pod > $name > bring DNS over TCP to 15053, unless it is ztunnel's or not captured`,
        `${RULES} > the rules of an enrolled pod > bring DNS over UDP to 15053 and the answer back to who asked, with $name`,
        `${DNS} > DNS of pods > a name of the mesh is answered in the place of whoever was asked, in both families`,
      ],
    },
    {
      behaviour: "A gateway's inbound traffic is left alone; a virtual machine's outbound is captured",
      tests: [
        `${RULES} > the rules of an enrolled pod > $name > leave a gateway's inbound traffic alone, and capture what it sends`,
        `${RULES} > the rules of an enrolled pod > $name > take what comes from a virtual interface for the pod's own`,
      ],
    },
    {
      behaviour: "A pod outside the mesh is let in and out as it is",
      tests: [`${PODS} > pods of one node > a pod outside the mesh is let in and out as it is`],
    },
  ],
};
