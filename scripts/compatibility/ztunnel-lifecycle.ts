import type { Section } from "./section.ts";

const EXIT = "apps/ztunnel/test/process-exit.integration.test.ts";
const APP = "apps/ztunnel/test/app.integration.test.ts";
const SIGNALS = "packages/program/src/signals.test.ts";
const DRAIN = "packages/data-plane/src/thread/drain.test.ts";
const PLANE = "apps/ztunnel/src/data/data-plane.integration.test.ts";
const PARTS = "packages/proxy/src/threads/data-plane-drain.test.ts";
const TUNNEL = "apps/ztunnel/src/data/inbound-tunnel.integration.test.ts";
const LIFECYCLE = "apps/ztunnel/src/data/pods-lifecycle.integration.test.ts";
const NODE = "apps/ztunnel/test/pods-of-node.integration.test.ts";
const NETNS = "e2e/netns/drain.netns.test.ts";
const FAULTS = "e2e/netns/faults-drain.netns.test.ts";
const CASES = "e2e/netns/enrolment-cases.netns.test.ts";
const HANDOVER = "e2e/netns/inpod-hand-over.netns.test.ts";
const STOCK = "e2e/interop/golden-ztunnel.interop.test.ts";
const DNS = "apps/ztunnel/src/data/dns/tcp-client.integration.test.ts";
const HTTP = "packages/http-server/test/http-server.integration.test.ts";
const MEMORY = "e2e/netns/faults-worker-memory.netns.test.ts";
const KILL = "e2e/netns/faults-kill.netns.test.ts";
const PODSDNS = "apps/ztunnel/src/data/dns/pods-dns.integration.test.ts";

export const section: Section = {
  title: "ztunnel: lifecycle",
  rows: [
    {
      behaviour: "SIGTERM, SIGINT and `/quitquitquit` begin the end; a second SIGINT exits with 0 at once",
      tests: [
        `${SIGNALS} > $signals lead to $calls`,
        `${APP} > is asked to quit through admin`,
        `${FAULTS} > a drain under traffic > a second SIGINT ends the process at once`,
      ],
    },
    {
      behaviour:
        "A drain stops accepting, waits for what is open, and cuts the rest at the deadline: `closed due to drain`",
      tests: [
        `${EXIT} > SIGTERM > drains every listener and exits with code 0, with ztunnel's log lines`,
        `${NETNS} > a ztunnel that is told to end > keeps a live connection until it ends by itself, on the %s's side`,
        `${NETNS} > a ztunnel that is told to end > cuts a connection at the deadline, says so in the log, and ends`,
        `${DRAIN} > the deadline forces what is left`,
      ],
    },
    {
      behaviour: "It is over with the last connection",
      tests: [
        `${FAULTS} > a drain under traffic > a drain ends as soon as the last connection has`,
        `${NETNS} > a ztunnel that is told to end > ends at once when nothing is open`,
      ],
    },
    {
      behaviour: "All components and pods drain at the same time, within one deadline",
      tests: [
        `${PARTS} > a component is complete when the last worker has drained it`,
        `${LIFECYCLE} > a pod that leaves > at the end of the process drains with all others, and each component is reported once`,
      ],
    },
    {
      behaviour: "Graceful: HBONE peers hear GOAWAY in two steps",
      tests: [
        `${TUNNEL} > draining announces GOAWAY, lets streams finish, then closes the tunnel`,
        `${PLANE} > a graceful drain of the server lets connections finish, and the client dials elsewhere for new ones`,
      ],
    },
    {
      behaviour:
        "A pod that is being deleted keeps its tunnels until it is removed, when its network may be gone and nobody hears GOAWAY",
      differs: {
        ambit:
          "peers hear GOAWAY as soon as its record says that it is unhealthy, which a pod is from its deletion on, or when it is not ready; what runs goes on, and new connections get new tunnels",
        why: "it can still be heard",
      },
      tests: [
        `${LIFECYCLE} > a pod that leaves > is let go of by its peers as soon as its record says that it is unhealthy, and serves on`,
        `${CASES} > pods that are easily taken for others > a pod that is being deleted has no tunnels into it any more while it is still there`,
      ],
    },
    {
      behaviour: "A pod that is removed in order: what runs goes on, and nothing new is taken",
      tests: [
        `${LIFECYCLE} > a pod that leaves > in order lets connections finish, takes no new ones, and is done with the last`,
      ],
    },
    {
      behaviour: "Immediate: everything is cut off",
      tests: [
        `${PLANE} > an immediate drain cuts everything off and says so`,
        `${DRAIN} > an immediate drain forces at once, and each component reports once`,
        `${LIFECYCLE} > a pod that leaves > at once takes its connections and its descriptors along, and no other pod's`,
      ],
    },
    {
      behaviour: "A removed pod's tunnels to others are noticed only by PING",
      differs: {
        ambit: "the pods that hold them hear GOAWAY, and then the end",
        why: "up to 30 s of errors",
      },
      tests: [
        `${TUNNEL} > draining announces GOAWAY, lets streams finish, then closes the tunnel`,
        `${LIFECYCLE} > a pod that leaves > while others dial it is an error to them, and no more`,
        `${NODE} > the pods of a node > are served on for a while after they have left, then drained, then their descriptors are closed`,
      ],
    },
    {
      behaviour: "DNS answers what was asked; cut off, it drops it",
      tests: [
        `${DNS} > a drain > answers what was asked, over both protocols, and takes nothing more`,
        `${PODSDNS} > DNS of pods > a pod that is cut off is not answered any more`,
      ],
    },
    {
      behaviour: "Admin, metrics and readiness stop accepting and finish what is in hand",
      tests: [
        `${HTTP} > the HTTP server > drains: finishes what is in hand, closes idle connections and accepts no more`,
      ],
    },
    {
      behaviour: "A drain does not make it unready: its port closes",
      tests: [`${APP} > answers no probe any more once it drains, though it never says that it is not ready`],
    },
    {
      behaviour: "The lines of an end, and code 0",
      tests: [
        `${STOCK} > two ztunnels in the recorded scenario > the $side, logging in $format, ends with code 0 on SIGTERM`,
      ],
    },
    {
      behaviour: "A new ztunnel gets all pods from the agent and takes their ports while the old one runs",
      tests: [
        `${HANDOVER} > pods that stay in the mesh while its programs change > move from an old ztunnel to a new one without a connection that fails`,
        `${NODE} > the pods of a node > of the end of the process: the agent is left, a successor gets what is new, then everything drains`,
      ],
    },
    {
      behaviour: "One that was killed is replaced with the same snapshot",
      tests: [
        `${HANDOVER} > pods that stay in the mesh while its programs change > are served again after a ztunnel was killed and started with the same snapshot`,
        `${KILL} > a ztunnel that is killed under 500 connections > kill -9 of the $killed's ztunnel under $other's eyes: no leak, recovery in 2 s`,
      ],
    },
    {
      behaviour: "A thread that is lost leaves the others serving",
      differs: {
        ambit: "the process ends with 70 at once",
        why: "its shared listeners would swallow clients",
      },
      tests: [
        `${EXIT} > a worker > that $misbehaviour ends the process with code 70 and one line that says why`,
        `${MEMORY} > a worker without memory > a worker killed by memory exhaustion ends the process with code 70, and no client is left hanging`,
      ],
    },
  ],
};
