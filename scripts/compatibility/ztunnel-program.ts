import type { Section } from "./section.ts";

const CONFIG = "apps/ztunnel/src/config.test.ts";
const RUN = "packages/program/src/run-main.test.ts";
const COMMAND = "apps/ztunnel/test/command-line.integration.test.ts";
const EPOLL = "packages/linux/test/epoll.integration.test.ts";
const PODS = "apps/ztunnel/src/data/pods.integration.test.ts";
const INPOD = "e2e/netns/inpod.netns.test.ts";
const CAPTURE = "e2e/netns/inbound-capture.netns.test.ts";
const LISTENERS = "apps/ztunnel/test/listeners.integration.test.ts";
const SERVERS = "packages/http-server/test/http-server.integration.test.ts";
const GOLDEN = "e2e/interop/golden-ztunnel.interop.test.ts";
const BUILD = "packages/program/src/build-info.test.ts";
const XDS = "apps/ztunnel/test/xds.integration.test.ts";

export const section: Section = {
  title: "ztunnel: program, ports and start",
  rows: [
    {
      behaviour:
        "One process for the node (`PROXY_MODE=shared`) unless told to serve one workload (`dedicated`)",
      tests: [`${CONFIG} > an empty environment is a node's proxy beside a local control plane`],
    },
    {
      behaviour:
        "Shared mode: listeners, tunnels and connections of its own for each pod; state, certificates and metrics are the process's",
      tests: [
        `${PODS} > pods of one node > tunnels are a pod's own, also where two have one service account, whose certificate they share`,
        `${INPOD} > a ztunnel for all pods of a node > gives each pod its own identity, on one node and between two`,
      ],
    },
    {
      behaviour:
        "No word or `proxy` runs it, `version` prints the build, `help` the help; any other word prints the help and exits with 1",
      tests: [
        `${COMMAND} > the command > $word ends with $status`,
        `${RUN} > %s prints the help, with exit code %s`,
      ],
    },
    {
      behaviour: "`--help`, `-h` and `--version` are words like any other: the help, and 1",
      differs: { ambit: "what they say, with 0", why: "it is what people type" },
      tests: [
        `${CONFIG} > the command line %j means %s`,
        `${COMMAND} > the command > --help ends with $status`,
      ],
    },
    {
      behaviour: "All arguments stand as `proxyArgs` in the dump",
      tests: [`${CONFIG} > single variables > the command line is recorded`],
    },
    {
      behaviour: "The limit of open files is raised to the hard limit",
      tests: [`${EPOLL} > the limit of open files is raised to the hard limit, and stays there`],
    },
    {
      behaviour: "A port that is taken ends the start",
      tests: [
        `${COMMAND} > a port in use is a failed start with code 1`,
        `${LISTENERS} > a port in use is an error that names the listener, and leaves nothing bound`,
      ],
    },
    {
      behaviour: "A bad configuration or local file ends the start",
      differs: {
        ambit:
          "exit code 64, with every mistake named in one message, before any socket is opened; crashes and lost workers end with 70",
        why: "an operator mends all of them at once, and can tell the two apart",
      },
      tests: [
        `${CONFIG} > bad values > are named all at once, from every source`,
        `${COMMAND} > a start is refused with code 64, before any socket is opened, > by $what`,
      ],
    },
    {
      behaviour: "Without the capabilities that shared mode needs the start fails",
      tests: [
        `${COMMAND} > shared mode says at once, before any socket is opened, what it may not do: > without %s`,
      ],
    },
    {
      behaviour:
        "Outbound on 15001, plaintext on 15006, HBONE on 15008, admin on 15000 of the loopback, metrics on 15020, readiness on 15021, DNS on 15053 of the loopback",
      tests: [
        `${CONFIG} > defaults of a dedicated proxy > outboundAddress`,
        `${CONFIG} > defaults of a dedicated proxy > inboundPlaintextAddress`,
        `${CONFIG} > defaults of a dedicated proxy > inboundAddress`,
        `${CONFIG} > defaults of a dedicated proxy > adminAddress`,
        `${CONFIG} > defaults of a dedicated proxy > statsAddress`,
        `${CONFIG} > defaults of a dedicated proxy > readinessAddress`,
        `${CONFIG} > defaults of a dedicated proxy > dnsProxyAddress`,
      ],
    },
    {
      behaviour:
        "SOCKS5 on 127.0.0.1:15080, and that port one of ztunnel's own, only with `UNSTABLE_ENABLE_SOCKS5=true`",
      tests: [`${CONFIG} > single variables > SOCKS5 is one more port of our own`],
    },
    {
      behaviour: "Wildcards take both families, or IPv4 alone with `IPV6_ENABLED=false`",
      tests: [
        `${LISTENERS} > bound listeners > take IPv4 and IPv6 on the IPv6 wildcard`,
        `${CONFIG} > single variables > no IPv6`,
      ],
    },
    {
      behaviour: "15001, 15006, 15008 and 15080 lead nobody to ztunnel through itself",
      tests: [
        `${CONFIG} > defaults of a dedicated proxy > illegalPorts`,
        `${CAPTURE} > a pod whose inbound traffic is captured > answers nobody on ztunnel's own ports`,
      ],
    },
    {
      behaviour:
        "With `POD_NAMESPACE`, `SERVICE_ACCOUNT` and `POD_NAME`, ztunnel's own ports can be reached over HBONE",
      tests: [
        `${INPOD} > a ztunnel for all pods of a node > is a workload itself: its metrics can be had through the mesh`,
      ],
    },
    {
      behaviour: "Admin answers on both loopback addresses",
      tests: [`${SERVERS} > the HTTP server > listens on both loopbacks with one port when IPv6 is on`],
    },
    {
      behaviour: "Accepts only after the first sync; until then connections wait in the kernel",
      tests: [
        `${XDS} > the first sync > makes the proxy ready, with mesh and certificate as the control plane gave them`,
        `${LISTENERS} > bound listeners > take connections into the backlog although nobody accepts, and refuse them once closed`,
      ],
    },
    {
      behaviour: "The lines of a start",
      tests: [
        `${GOLDEN} > two ztunnels in the recorded scenario > $format log of the $side: the recorded lines, all of them and no others`,
        `${LISTENERS} > bound listeners > are logged as ztunnel does, in its order`,
        `${BUILD} > the log line has ztunnel's form, with what only this program has at its end`,
      ],
    },
  ],
};
