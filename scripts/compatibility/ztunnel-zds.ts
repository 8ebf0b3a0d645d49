import type { Section } from "./section.ts";

const CODEC = "packages/zds/src/codec.test.ts";
const CLIENT = "packages/zds/src/zds-client.test.ts";
const WAIT = "packages/zds/src/reconnect-wait.test.ts";
const LINK = "apps/ztunnel/src/data/zds-link.integration.test.ts";
const NODE = "apps/ztunnel/test/pods-of-node.integration.test.ts";
const UNIX = "packages/linux/test/unix-socket.integration.test.ts";
const COMMAND = "apps/ztunnel/test/command-line.integration.test.ts";
const HANDOVER = "e2e/netns/inpod-hand-over.netns.test.ts";
const INPOD = "e2e/netns/inpod.netns.test.ts";
const LIFECYCLE = "apps/ztunnel/src/data/pods-lifecycle.integration.test.ts";
const CONFIG = "apps/ztunnel/src/config.test.ts";

export const section: Section = {
  title: "ztunnel: the CNI agent's protocol (ZDS)",
  rows: [
    {
      behaviour:
        "One message for each packet of a SOCK_SEQPACKET socket, at `INPOD_UDS`; ztunnel is the client",
      tests: [
        `${UNIX} > messages keep their bounds`,
        `${LINK} > packets and descriptors come in as they are, and packets go out`,
        `${CONFIG} > defaults of a dedicated proxy > inpodUds`,
      ],
    },
    {
      behaviour: "Message fields and their numbers: hello 1, add 1, del 2, snapshot_sent 3, keep 5, ack 1",
      tests: [
        `${CODEC} > bytes on the wire > add`,
        `${CODEC} > bytes on the wire > del: its uid is field 2`,
        `${CODEC} > bytes on the wire > snapshot sent`,
        `${CODEC} > bytes on the wire > keep: field 5`,
        `${CODEC} > bytes on the wire > nack`,
      ],
    },
    {
      behaviour: "Begins with a hello of version 1",
      tests: [
        `${CLIENT} > a connection > begins with a hello of version 1`,
        `${CODEC} > bytes on the wire > hello of version 1`,
      ],
    },
    {
      behaviour: "One answer for each request, in their order",
      tests: [
        `${CLIENT} > a connection > brings the snapshot; each request is answered when it is done, in order`,
      ],
    },
    {
      behaviour: "An add brings the namespace as one descriptor",
      tests: [
        `${UNIX} > a passed descriptor arrives as a working duplicate, and is given out once`,
        `${CLIENT} > an add > of an unknown pod starts it; the outcome is the answer`,
      ],
    },
    {
      behaviour:
        "An add without descriptor, other messages with one, cut or unreadable packets: nack, all descriptors closed, another connection",
      tests: [
        `${CLIENT} > what cannot be used is a nack, and the end of the connection, not of the process > %s`,
        `${NODE} > the pods of a node > survive junk: the connection is given up and nothing else`,
        `${LINK} > a packet that is too long is told to be cut`,
      ],
    },
    {
      behaviour: "An add without workload is a mistake that ends the process with 1",
      tests: [
        `${CLIENT} > an add > without its workload is a mistake of the agent: nack, and the end of the process`,
        `${HANDOVER} > an agent that says what cannot be > by %s ends the process with 1`,
      ],
    },
    {
      behaviour: "An add of a pod that runs in the same namespace does nothing",
      tests: [`${CLIENT} > an add > of a running pod in the same namespace does nothing`],
    },
    {
      behaviour:
        "An add of a pod that runs in another namespace replaces it, and cuts the old one off at once",
      tests: [
        `${CLIENT} > an add > of a running pod in another namespace replaces it`,
        `${INPOD} > a ztunnel for all pods of a node > follows a pod into another network namespace`,
      ],
    },
    {
      behaviour: "A keep before the snapshot's end remembers the pod; after it, it ends the process",
      tests: [
        `${CLIENT} > a snapshot > stops what it does not name, and keeps what it names without a namespace`,
        `${CLIENT} > a snapshot > then a keep is a mistake of the agent`,
      ],
    },
    {
      behaviour: "A removal before the snapshot's end only forgets the pod",
      tests: [
        `${CLIENT} > a snapshot > with a removal in it: the pod is not named, and runs until the end of the snapshot`,
      ],
    },
    {
      behaviour: "A removal is acked also for a pod that nobody knows",
      tests: [`${CLIENT} > a removal > of a pod that nobody knows is done`],
    },
    {
      behaviour: "A second snapshot on one connection ends the process",
      tests: [`${CLIENT} > a snapshot > twice on one connection is a mistake of the agent`],
    },
    {
      behaviour: "A pod that is removed, or not in a snapshot, is cut off at once",
      differs: {
        ambit:
          "it is served on for 5 s, then its listeners close and its connections have the drain's deadline; one that moved to another namespace is cut at once",
        why: "other ztunnels hear of it later, and a pod that leaves the mesh lives on",
      },
      tests: [
        `${NODE} > the pods of a node > are served on for a while after they have left, then drained, then their descriptors are closed`,
        `${INPOD} > a ztunnel for all pods of a node > serves a pod that leaves the mesh until everybody knows, lets its connections finish, and then is gone from it`,
        `${HANDOVER} > pods that stay in the mesh while its programs change > that went while their agent was away are gone after its snapshot`,
      ],
    },
    {
      behaviour: "A pod that comes back at once is a new one",
      differs: { ambit: "nothing has happened, within these 5 s", why: "labels flap" },
      tests: [
        `${NODE} > the pods of a node > that come back in the meantime have never been away`,
        `${INPOD} > a ztunnel for all pods of a node > does not notice that a pod was out of the mesh for a moment`,
      ],
    },
    {
      behaviour:
        "A pod that cannot be started is nacked, waits, and is tried again every 5 s; it holds readiness back",
      differs: { ambit: "also at once when another pod has given its ports back", why: "no need to wait" },
      tests: [
        `${CLIENT} > an add > that fails is a nack; the pod waits to be tried again and holds readiness back`,
        `${NODE} > the pods of a node > that cannot have their ports wait, and are tried every five seconds`,
      ],
    },
    {
      behaviour: "Readiness waits for the snapshot of the connection there is, and again after each loss",
      tests: [
        `${CLIENT} > a connection > that ends leaves pods running, and readiness waits for the next snapshot`,
        `${NODE} > the pods of a node > make ready wait again when the agent is gone, and go on`,
      ],
    },
    {
      behaviour: "A connection that ends leaves pods running; another follows at once, with a fresh hello",
      tests: [
        `${LINK} > a connection that ends is followed by another, with another number`,
        `${HANDOVER} > pods that stay in the mesh while its programs change > do not notice that their agent was killed and started again`,
      ],
    },
    {
      behaviour: "An agent that is not there is looked for after 20 ms, doubling up to 15 s",
      differs: { ambit: "up to 0.2 s", why: "pods that start meanwhile are refused" },
      tests: [
        `${WAIT} > doubles to a fifth of a second, so that an agent that is back is found within a quarter`,
        `${LINK} > an agent that is not there is tried again, at a growing distance, and found within a quarter of a second`,
      ],
    },
    {
      behaviour: "Requests without number may be sent without waiting for answers",
      differs: { ambit: "64 may wait, then another connection is made", why: "they fill memory" },
      tests: [`${CLIENT} > a connection > of an agent that does not wait for answers is given up`],
    },
    {
      behaviour: "May it enter namespaces and set marks? Tried at start",
      tests: [
        `${COMMAND} > shared mode says at once, before any socket is opened, what it may not do: > without %s`,
      ],
    },
    {
      behaviour: "Nothing is negotiated: a later version of the hello is taken",
      tests: [`${CODEC} > what is refused > a later version of the hello is taken: nothing is negotiated`],
    },
    {
      behaviour: "The namespace is held for as long as the pod is served, also when its name is gone",
      tests: [
        `${LIFECYCLE} > a pod that leaves > works in a namespace that has lost its name, and does not keep it from going`,
      ],
    },
  ],
};
