import type { Section } from "./section.ts";

const RELAY = "packages/reactor/test/stream-relay.integration.test.ts";
const SOCKETS = "packages/reactor/test/socket-relay.integration.test.ts";
const OUTBOUND = "apps/ztunnel/src/data/outbound.integration.test.ts";
const TUNNEL = "apps/ztunnel/src/data/inbound-tunnel.integration.test.ts";
const POOL = "packages/hbone/src/tunnel-pool.test.ts";
const RETRY = "apps/ztunnel/src/data/endpoint-retry.integration.test.ts";
const BALANCE = "packages/routing/src/load-balancing.test.ts";
const TRIE = "packages/mesh-state/src/prefix-trie.property.test.ts";
const VERDICTS = "packages/authz/src/verdict-cache.test.ts";
const ORACLE = "packages/authz/src/decide-connection.property.test.ts";
const HALF_OPEN = "e2e/netns/faults-half-open.netns.test.ts";
const SLOW = "e2e/netns/faults-slow.netns.test.ts";
const LOCAL = "apps/ztunnel/src/data/local-pods.integration.test.ts > pods of one node without tunnels";
const INPOD = "e2e/netns/inpod.netns.test.ts > a ztunnel for all pods of a node";

export const section: Section = {
  title: "ztunnel: better than stock",
  about:
    "Weaknesses of stock ztunnel that are told in its own code or were seen in it, beside those in the tables above.",
  rows: [
    {
      behaviour: "A reset by an application is an ordinary end for the one at the other side",
      differs: {
        ambit:
          "it is RST_STREAM(CONNECT_ERROR) between the proxies, and a reset for the other application, in both directions",
        why: "an answer that was cut off must not be taken for a whole one (RFC 9113, section 8.5)",
      },
      tests: [
        `${RELAY} > a reset by the application is no end of its stream, but CONNECT_ERROR, behind what it sent`,
        `${RELAY} > CONNECT_ERROR by the peer resets the application's connection, behind what has come`,
        `${OUTBOUND} > a reset by the application is CONNECT_ERROR for the peer, and the other way round; CANCEL is an end`,
        `${SOCKETS} > a reset after the half-close ends the relay, though nothing is left to read`,
      ],
    },
    {
      behaviour: "When the endpoint that was drawn cannot be reached the connection fails",
      differs: {
        ambit:
          "another endpoint of the service is tried, and a third: after a failed TCP connect to it, its ztunnel or its network's gateway, and after 503; each attempt has its line and its metrics",
        why: "nothing of the connection has been sent",
      },
      tests: [
        `${RETRY} > an endpoint that cannot be reached > gives way to another one, in plaintext`,
        `${RETRY} > an endpoint that cannot be reached > gives way to another one, through a tunnel`,
        `${RETRY} > an endpoint that cannot be reached > gives way to another one, of another network: $failed`,
        `${RETRY} > an endpoint that cannot be reached > is not tried for ever: two others are, then the client hears of it`,
        `${RETRY} > an endpoint that refuses a CONNECT > with $status: another one is tried: $isTriedElsewhere`,
        `${BALANCE} > capacity > an endpoint that was tried in vain is not drawn, and the next nearest takes its place`,
      ],
    },
    {
      behaviour: "An endpoint is drawn by capacity alone, however many connections it has",
      differs: {
        ambit: "the less loaded of two draws, by the connections of the same pod for each unit of capacity",
        why: "an endpoint on which connections stay gets fewer new ones",
      },
      tests: [
        `${BALANCE} > capacity > where loads are known the less loaded of two draws is taken`,
        `${BALANCE} > capacity > of a thousand connections that stay, each of ten endpoints gets nearly as many`,
        `${RETRY} > connections that stay are spread by how many there are`,
      ],
    },
    {
      behaviour: "No deadline on the handshake of either side, on certificates and on the answer to CONNECT",
      differs: {
        ambit: "10 s, 10 s and 20 s",
        why: "a silent peer would hold descriptors and applications for ever",
      },
      tests: [
        `${TUNNEL} > a connection that says nothing is dropped at the handshake deadline`,
        `${TUNNEL} > without a certificate in ten seconds the peer is dropped`,
        `${OUTBOUND} > a CONNECT that nobody answers is given up after twenty seconds`,
        `${SLOW} > applications that do not keep up > 1,000 TCP connections to the tunnel port that never begin a handshake are closed, and others are served`,
      ],
    },
    {
      behaviour: "When the first dial for a destination fails, connections that wait for it may hang",
      differs: { ambit: "they fail with it, or dial in turn", why: "nobody else would wake them" },
      tests: [
        `${POOL} > the end of a dial > in failure fails all who wait, at once, on a key nobody has used before`,
        `${POOL} > the end of a dial > in failure leaves those waiting whom another dial can serve`,
        `${OUTBOUND} > a tunnel that cannot be dialed fails everyone who waits for it`,
      ],
    },
    {
      behaviour: "Every connection is compared with every policy and rule",
      differs: {
        ambit: "policies are compiled once, and of a long list the verdicts are kept by who asks for what",
        why: "thousands of connections ask the same",
      },
      tests: [
        `${VERDICTS} > verdicts that are kept > are found without asking again, from whichever address`,
        `${VERDICTS} > verdicts that are kept > are bounded`,
        `${ORACLE} > verdicts that are kept are the literal ones`,
      ],
    },
    {
      behaviour: "Services with blocks of addresses are searched one after the other",
      differs: { ambit: "by a trie of prefixes", why: "a mesh may have thousands of them" },
      tests: [
        `${TRIE} > after any steps it finds exactly the blocks that cover an address, the most specific first`,
      ],
    },
    {
      behaviour: "Two pods of one node talk through a tunnel like any others",
      differs: {
        ambit:
          'the same; with `AMBIT_LOCAL_FAST_PATH=true` they are joined inside the process without TLS, after the same checks, and lines say `local="true"`',
        why: "nothing of it leaves the node",
      },
      tests: [
        `${LOCAL} > lines, counters and verdicts are those of a tunnel`,
        `${LOCAL} > a connection that is joined > is cut when a policy comes that denies it, and the next is refused`,
        `${LOCAL} > a tunnel is made > when the record's address is not the pod's: nothing is sent to who has it`,
        `${INPOD} > with AMBIT_LOCAL_FAST_PATH joins its pods without a packet between them, and encrypts what goes to other nodes`,
      ],
    },
    {
      behaviour: "Plain TCP that is passed through is copied",
      differs: {
        ambit: "bulk goes from socket to socket by splice, messages are copied",
        why: "it takes a fraction of the CPU time",
      },
      tests: [
        `${SOCKETS} > messages and bulk in turn arrive unchanged, with %i pipes`,
        `${SOCKETS} > bulk that the receiver does not take waits in one pipe, which is given back with the last byte`,
      ],
    },
    {
      behaviour: "A peer behind a dead link is noticed by PING only",
      differs: {
        ambit: "the same, and what runs through it ends with a reset",
        why: "applications must not take it for an end",
      },
      tests: [
        `${HALF_OPEN} > a peer that is suddenly not there > a peer behind a dead link is noticed by PING, its streams end, and the link's return heals all`,
        `${RELAY} > a lost tunnel resets the application's connection`,
      ],
    },
  ],
};
