import type { Section } from "./section.ts";

const CHOICE = "packages/routing/src/choose-upstream.test.ts";
const ADDRESS = "packages/routing/src/address-upstream.test.ts";
const BALANCE = "packages/routing/src/load-balancing.test.ts";
const KEY = "packages/hbone/src/pool-key.test.ts";
const DOUBLE = "apps/ztunnel/src/data/double-hbone.integration.test.ts";
const DEMAND = "apps/ztunnel/src/data/on-demand.test.ts";
const TRAFFIC = "apps/ztunnel/src/data/traffic-counters.test.ts";
const RECORD = "packages/data-plane/src/records/connection-record.test.ts";
const STREAMS = "apps/ztunnel/src/data/inbound.integration.test.ts";

const ROUTE = `${CHOICE} > another network (step C)`;
const SERVICE = `${DOUBLE} > a service in another network`;
const TUNNELS = `${DOUBLE} > tunnels through a gateway`;
const FAILS = `${DOUBLE} > a connection through a gateway fails`;
const INSIDE = `${DOUBLE} > what happens inside an inner tunnel`;

export const section: Section = {
  title: "ztunnel: other networks (double HBONE)",
  rows: [
    {
      behaviour:
        "An endpoint, or a service's waypoint, of another network is reached through its `network_gateway`; without one the connection fails",
      tests: [
        `${ROUTE} > double tunnel: service by name, gateway's own identities outside, declared names alone inside`,
        `${CHOICE} > a service's waypoint (step A) > in another network gets a double tunnel through that network's gateway`,
        `${ROUTE} > an endpoint with an address but no gateway is an error: its address means nothing here`,
        `${BALANCE} > candidates > a workload with neither, in another network behind a gateway`,
        `${ADDRESS} > hostname workloads > a hostname endpoint of another network is not resolved: its gateway stands for it`,
      ],
    },
    {
      behaviour:
        "The gateway is found by address in its own network, or by host name as a service or a workload; an unknown one is an error",
      tests: [
        `${ROUTE} > a gateway by hostname is balanced on its HBONE port and its service's names count`,
        `${ROUTE} > a gateway workload by hostname: port as it is`,
        `${ROUTE} > a gateway nobody knows is an error`,
        `${ADDRESS} > hostname workloads > a network gateway known by hostname completes the double tunnel`,
        `${DEMAND} > a gateway to another network is asked for after the endpoint that names it`,
      ],
    },
    {
      behaviour: "Without a service there is no name to ask for: an error",
      tests: [
        `${ROUTE} > an endpoint chosen while a workload hid the service has no name to ask for: an error`,
      ],
    },
    {
      behaviour:
        "Two CONNECT requests with `host:port` of the service; `x-forwarded-network` in the inner one only; the client's own certificate in both handshakes",
      tests: [
        `${SERVICE} > is reached by a tunnel to its gateway and one inside of it, each with its own request`,
      ],
    },
    {
      behaviour: "Inside, only identities that the service names are accepted",
      tests: [
        `${FAILS} > if who answers behind it is not one whom the service names: nothing is sent to it`,
        `${ROUTE} > without declared names nobody is accepted inside: the workload's identity is a placeholder`,
        `${FAILS} > if the service names nobody: the placeholder's own identity is not believed`,
        `${SERVICE} > may be behind a waypoint there, which then proves who it is`,
      ],
    },
    {
      behaviour: "An inner tunnel for each connection, so that all endpoints are reached",
      differs: {
        ambit:
          "inner tunnels are pooled as others, by what the gateway is asked for: 8 connections at a time, 128 in all, and none after a 503",
        why: "two handshakes less for most connections, and a burst still reaches several endpoints",
      },
      tests: [
        `${TUNNELS} > are shared: several connections in one inner tunnel, in one stream of one outer tunnel`,
        `${TUNNELS} > take 8 connections at a time, so that a burst is spread over the endpoints`,
        `${TUNNELS} > are replaced after 128 connections, and closed`,
        `${TUNNELS} > are not shared by what is asked of the gateway, though the outer one is`,
        `${INSIDE} > a peer that cannot reach its application is left: the gateway may choose another one`,
        `${KEY} > an inner tunnel's key differs by $name`,
      ],
    },
    {
      behaviour:
        "Destination labels and log fields are the inner peer's baggage and TLS identity, and the gateway's where nobody answers; `dst.addr` is the gateway",
      tests: [
        `${SERVICE} > is told in log and metrics by what answered: its baggage, and the identity that it has proven`,
        `${FAILS} > if the gateway proves another identity, and the gateway is the destination that is told`,
        `${TRAFFIC} > who answered behind a network gateway takes the destination's place, with what TLS proved`,
        `${RECORD} > who answered behind a network gateway is named by its baggage and what TLS proved, not by the gateway`,
        `${SERVICE} > is told by its proven identity alone where baggage is switched off`,
      ],
    },
    {
      behaviour: "Counted as opened when the inner tunnel is up or has failed",
      tests: [`${SERVICE} > is opened in the metrics when it answers, not before`],
    },
    {
      behaviour: "`DOUBLEHBONE` in the dump",
      tests: [
        `${SERVICE} > is a DOUBLEHBONE connection of the dump, to the gateway, with what its own peer has proven`,
      ],
    },
    {
      behaviour: "Half-close, resets and credit are those of the inner stream",
      tests: [
        `${INSIDE} > each half closes on its own`,
        `${INSIDE} > a reset by the application is one for the peer, and the others in the tunnel go on`,
        `${INSIDE} > a reset by the peer is one for the application, and the others in the tunnel go on`,
        `${INSIDE} > a slow reader does not hold up the others`,
        `${SERVICE} > takes many bytes both ways unharmed`,
      ],
    },
    {
      behaviour: "No deadline on the gateway's answer and on the inner handshake",
      differs: {
        ambit: "those of any tunnel; the log says whether the gateway is meant",
        why: "a silent peer would hold descriptors for ever",
      },
      tests: [
        `${FAILS} > after twenty seconds if the gateway does not answer its CONNECT`,
        `${FAILS} > after ten seconds if who is behind the gateway says nothing`,
        `${TUNNELS} > are given up by a gateway's stream that nobody ends, after a while`,
      ],
    },
    {
      behaviour: "GOAWAY of the gateway: running connections go on, new ones get another tunnel",
      tests: [
        `${INSIDE} > GOAWAY by the gateway: an inner tunnel with connections ends with the last of them`,
        `${INSIDE} > GOAWAY by the gateway: it is not made to wait for an inner tunnel that nobody uses`,
        `${INSIDE} > GOAWAY by the peer: its streams go on, new connections get another tunnel, and the old one is closed`,
      ],
    },
    {
      behaviour: "Behind a gateway the source is not looked up by address: its baggage describes it",
      tests: [
        `${STREAMS} > a request through another network's gateway is not taken for the gateway's own`,
        `${DOUBLE} > our own inbound side serves what comes through a gateway, and takes nobody's address for the source`,
      ],
    },
    {
      behaviour: "Revocation cuts off either leg",
      tests: [
        `${DOUBLE} > a certificate that is revoked > of the gateway ends what runs in its tunnel, and lets nothing new begin`,
        `${DOUBLE} > a certificate that is revoked > of the server ends what runs in its tunnel, and lets nothing new begin`,
      ],
    },
  ],
};
