import type { Section } from "./section.ts";

const CHOICE = "packages/routing/src/choose-upstream.test.ts";
const SELECT = "packages/routing/src/select-workload.test.ts";
const BALANCE = "packages/routing/src/load-balancing.test.ts";
const RANK = "packages/routing/src/locality-rank.test.ts";
const ADDRESS = "packages/routing/src/address-upstream.test.ts";
const PROPERTY = "packages/routing/src/routing.property.test.ts";
const MESH = "packages/routing/src/mesh-state.test.ts";
const INBOUND = "packages/routing/src/choose-inbound.test.ts";
const POOL = "packages/hbone/src/tunnel-pool.test.ts";
const KEY = "packages/hbone/src/pool-key.test.ts";
const OUTBOUND = "apps/ztunnel/src/data/outbound.integration.test.ts";
const HOP = "apps/ztunnel/src/data/waypoint-hop.integration.test.ts";
const DEMAND = "apps/ztunnel/src/data/on-demand.integration.test.ts";
const STREAMS = "apps/ztunnel/src/data/inbound.integration.test.ts";

const DIRECT = `${CHOICE} > direct (step E)`;
const NOBODY = `${CHOICE} > no upstream (step B)`;
const WAYPOINT = `${CHOICE} > a service's waypoint (step A)`;
const OWN_WAYPOINT = `${CHOICE} > a workload's waypoint (step D)`;
const QUIRKS = `${CHOICE} > quirks`;
const PORTS = `${BALANCE} > ports`;
const LOCALITY = `${BALANCE} > locality`;
const FAMILY = `${ADDRESS} > choice of an address`;
const NAMES = `${ADDRESS} > hostname workloads`;

export const section: Section = {
  title: "ztunnel: outbound routing and tunnels",
  rows: [
    {
      behaviour:
        "An HBONE workload gets a tunnel to port 15008 of its address, with address and target port as authority; a TCP workload plain TCP",
      tests: [
        `${DIRECT} > an HBONE workload by address gets a tunnel that names the address and port unchanged`,
        `${DIRECT} > a TCP workload by address gets plain TCP`,
        `${DIRECT} > a service on a TCP workload: plain TCP to the target port`,
        `${DIRECT} > an IPv6 authority is in brackets`,
      ],
    },
    {
      behaviour: "Expected are the identities that the service names, then the workload's own",
      tests: [
        `${DIRECT} > a service on an HBONE workload: target port in the authority, service names before the workload's`,
        `${PROPERTY} > upstream decisions > an HBONE decision always expects the identity of whom it dials, last`,
      ],
    },
    {
      behaviour: "An unknown destination is passed through in plaintext",
      tests: [`${NOBODY} > an unknown destination is passed through in plain`],
    },
    {
      behaviour:
        "A service without that port or without endpoint is an error: `no healthy upstream`, early, without connection metrics",
      tests: [
        `${NOBODY} > a service without that port is an error, worded as ztunnel's`,
        `${NOBODY} > a service without endpoints is an error`,
        `${OUTBOUND} > a service without healthy endpoints is an early failure, without connection metrics`,
      ],
    },
    {
      behaviour:
        "A service of mode PASSTHROUGH goes to the address itself, and to its waypoint if it has one",
      tests: [
        `${NOBODY} > a passthrough service goes to the address itself with no destination info`,
        `${WAYPOINT} > takes traffic of a passthrough service too`,
      ],
    },
    {
      behaviour:
        "Visibility is by the client's namespace; the service of that namespace comes before a canonical one",
      tests: [
        `${NOBODY} > a service hidden from the client's namespace is an unknown destination`,
        `${NOBODY} > the service of the client's own namespace wins over a canonical one`,
      ],
    },
    {
      behaviour:
        "An address that is a workload's and a service's is a workload where waypoints are looked for and a service where endpoints are",
      tests: [
        `${QUIRKS} > an address that is both: balanced as a service, but the workload's waypoint applies`,
        `${SELECT} > by address > a service is searched before a workload`,
        `${SELECT} > waypoints and gateways > a destination by address is a workload before it is a service`,
      ],
    },
    {
      behaviour:
        "A service's waypoint gets HBONE with the target untranslated, whatever protocol it declares; it proves its service's or its own identity",
      tests: [
        `${WAYPOINT} > by hostname: untranslated authority, names of waypoint service and workload, the addressed service`,
        `${WAYPOINT} > by address of the waypoint workload: its own identity alone`,
        `${WAYPOINT} > by address of the waypoint service: balanced, port mapped`,
        `${WAYPOINT} > gets HBONE even if its workload declares TCP`,
        `${WAYPOINT} > is asked even where the service has no such port and no endpoint`,
        `${HOP} > a service's waypoint $how is asked for the service's own address, and told as the destination`,
        `${HOP} > who stands at a waypoint's address and proves something else gets nothing`,
      ],
    },
    {
      behaviour: "A waypoint that is unknown or has no endpoint is an error; there is no way around it",
      tests: [
        `${WAYPOINT} > that nobody knows by name is an error, with no way around it`,
        `${WAYPOINT} > that nobody knows by address is an error, with no way around it`,
        `${WAYPOINT} > without endpoints is an error that names it`,
        `${OWN_WAYPOINT} > an unknown waypoint is an error`,
        `${HOP} > a waypoint that nobody knows is an early failure, though the endpoint would answer in plaintext`,
      ],
    },
    {
      behaviour:
        "Weighted waypoints are drawn in proportion for each connection; without any weight the single one counts",
      tests: [
        `${SELECT} > weighted waypoints > a draw of %d is in proportion`,
        `${SELECT} > weighted waypoints > with only zero weights, the single waypoint`,
        `${SELECT} > weighted waypoints > without any, the single waypoint`,
        `${HOP} > weighted waypoints share connections in proportion`,
      ],
    },
    {
      behaviour:
        "A workload's waypoint gets what is addressed to the workload, never what is addressed to its service; the source's own has no say",
      tests: [
        `${OWN_WAYPOINT} > by the workload's address: HBONE to the waypoint, the workload's address as authority`,
        `${OWN_WAYPOINT} > traffic addressed to a service never uses the workload's waypoint`,
        `${OWN_WAYPOINT} > a TCP workload behind a waypoint is reached through it as well`,
        `${OWN_WAYPOINT} > the source's own waypoint has no say`,
        `${HOP} > a workload's waypoint is asked for the workload's own address`,
      ],
    },
    {
      behaviour: "A captured waypoint (sandwich) goes direct: by identity and address together",
      tests: [
        `${OWN_WAYPOINT} > the waypoint itself, found through its service, goes direct`,
        `${OWN_WAYPOINT} > the waypoint itself, found by address, goes direct`,
        `${OWN_WAYPOINT} > its identity from another address goes by the waypoint`,
        `${OWN_WAYPOINT} > another identity at its address does too`,
        `${HOP} > a captured waypoint goes to the workload itself, and its identity from elsewhere does not`,
      ],
    },
    {
      behaviour:
        "A captured waypoint is asked for the addresses that it serves, by PROXY protocol if its application tunnel says so",
      tests: [
        `${STREAMS} > a waypoint may ask for the addresses it serves`,
        `${INBOUND} > an address authority at a waypoint > a workload whose waypoint service contains this workload`,
        `${INBOUND} > an address authority at a waypoint > a service with this workload among its weighted waypoints`,
        `${INBOUND} > an address authority at a waypoint > a workload whose waypoint is another address`,
        `${INBOUND} > an address authority > any is accepted by an application tunnel of PROXY`,
        `${INBOUND} > an application tunnel > of PROXY gets the address authority as it was sent`,
      ],
    },
    {
      behaviour: "On demand, what a client names is asked for before it is refused",
      tests: [
        `${DEMAND} > a waypoint's ztunnel asks for the address that a client names, and then knows that it is the waypoint's`,
        `${DEMAND} > a client that names an address nobody tells of is answered 503 in five seconds, and no other`,
        `${DEMAND} > a service that the workload serves is asked for when a client names it`,
      ],
    },
    {
      behaviour:
        "Waypoints and gateways by address: their own network, service or workload; by host name: a service balanced on its HBONE port, else a workload with the port as it is",
      tests: [
        `${SELECT} > waypoints and gateways > by address: addresses are compared with the gateway's own, not with the target`,
        `${SELECT} > waypoints and gateways > by hostname: a service, and addresses are compared with the target`,
        `${SELECT} > waypoints and gateways > by hostname: a workload of that name and namespace if there is no service, port as it is`,
        `${SELECT} > waypoints and gateways > by hostname: a service without endpoints is not replaced by a workload of that name`,
        `${MESH} > on the real mesh state > a service by block of addresses, and its waypoint by name`,
      ],
    },
    {
      behaviour: "Host network: a node's address is passed through, a service reaches the pod on it",
      tests: [
        `${QUIRKS} > a host-network workload: its node's address is passed through, its service reaches it`,
      ],
    },
    {
      behaviour: "A pod that calls itself through its service gets a tunnel to itself",
      tests: [`${QUIRKS} > a pod that calls itself through its service gets a tunnel to itself`],
    },
    {
      behaviour:
        "Target ports: the endpoint's own, else the service's, else that of an application tunnel for a waypoint; a named port is known to the endpoint alone",
      tests: [
        `${PORTS} > the endpoint's own port wins`,
        `${PORTS} > the service's target port`,
        `${PORTS} > a named port comes from the endpoint`,
        `${PORTS} > a named port the endpoint lacks`,
        `${PORTS} > a tunnel does not stand in for a port`,
        `${PORTS} > waypoint: a tunnel keeps the port`,
        `${PORTS} > an endpoint that maps no named port leaves the traffic to the others`,
        `${PORTS} > quirk: a waypoint endpoint without port is drawn and fails, though another would do`,
      ],
    },
    {
      behaviour:
        "FAILOVER takes the nearest by its preferences, STRICT only a full match, STANDARD any; NETWORK in first place counts before everything",
      tests: [
        `${LOCALITY} > FAILOVER takes the nearest`,
        `${LOCALITY} > FAILOVER takes any if none is near`,
        `${LOCALITY} > STRICT takes nothing less than a full match`,
        `${LOCALITY} > STANDARD ignores preferences`,
        `${LOCALITY} > node-local traffic is STRICT with NODE`,
        `${RANK} > NETWORK, REGION, ZONE > network and region`,
        `${RANK} > NETWORK, REGION, ZONE > region and zone`,
        `${RANK} > the walk stops at the first mismatch`,
        `${RANK} > two workloads without a zone are in the same zone`,
      ],
    },
    {
      behaviour: "Endpoints are drawn by capacity, 64 bits wide; no capacity, no traffic",
      tests: [
        `${BALANCE} > capacity > a draw of %d takes %s`,
        `${BALANCE} > capacity > the largest capacities add up`,
        `${BALANCE} > candidates > a workload of no capacity`,
        `${LOCALITY} > quirk: a best rank without capacity is not replaced by the next one`,
      ],
    },
    {
      behaviour: "Unhealthy endpoints are used where the service asks for all",
      tests: [
        `${MESH} > on the real mesh state > a service is balanced over its healthy endpoints`,
        `${MESH} > on the real mesh state > a service that allows all endpoints is balanced over the sick ones as well`,
        `${BALANCE} > candidates > health is not looked at: the mesh state keeps only endpoints that may be used`,
      ],
    },
    {
      behaviour:
        "Of several addresses: the one that was addressed, else of an allowed family, first that of the target",
      tests: [
        `${FAMILY} > the addressed one`,
        `${FAMILY} > the addressed one, whatever the families allow`,
        `${FAMILY} > only an allowed family, even if another was addressed`,
        `${FAMILY} > nothing if no family is allowed`,
      ],
    },
    {
      behaviour:
        "A workload without acceptable address is resolved by its host name, first the target's family, any of several records",
      tests: [
        `${NAMES} > the name is resolved only if no acceptable address exists`,
        `${NAMES} > goes on with one of several, at random`,
        `${NAMES} > goes on with another family if the preferred one is missing`,
        `${NAMES} > no record at all is an error that names the hostname`,
        `${NAMES} > an HBONE workload's tunnel and authority both take the resolved address`,
      ],
    },
    {
      behaviour:
        "Tunnels are shared by own identity, expected identities in order, destination and source address",
      tests: [
        `${KEY} > differs by the source`,
        `${KEY} > differs by the order of expected identities`,
        `${KEY} > differs by the destination`,
        `${KEY} > differs by the source address`,
      ],
    },
    {
      behaviour: "A tunnel that had its limit of streams is not pooled again",
      differs: { ambit: "it is, once below the limit", why: "fewer handshakes" },
      tests: [`${POOL} > a checkout > uses a tunnel that was full again, once a stream has ended`],
    },
    {
      behaviour: "A failed dial leaves those waiting who want the same tunnel",
      differs: { ambit: "they fail with it, or dial in turn", why: "a hang" },
      tests: [`${OUTBOUND} > a tunnel that cannot be dialed fails everyone who waits for it`],
    },
    {
      behaviour: "A failed CONNECT is never repeated",
      differs: {
        ambit: "once, when a pooled tunnel turned out dead or refused the stream before any byte was sent",
        why: "peers restart",
      },
      tests: [
        `${OUTBOUND} > connections share a tunnel, and a lost pooled tunnel is replaced without anyone noticing`,
        `${OUTBOUND} > the retry is not retried`,
        `${OUTBOUND} > a fresh tunnel that is lost is not retried`,
      ],
    },
    {
      behaviour:
        "Unused tunnels are closed after `POOL_UNUSED_RELEASE_TIMEOUT`; after GOAWAY with their last stream",
      tests: [
        `${OUTBOUND} > a tunnel without streams is closed after the idle time`,
        `${OUTBOUND} > GOAWAY takes the tunnel out of the pool, its streams go on, and it is closed after the last`,
      ],
    },
    {
      behaviour: "Calls to its own ports on loopback are dropped as recursive",
      tests: [`${OUTBOUND} > a connection to one of our own ports on loopback is refused as recursive`],
    },
    {
      behaviour: "The local workload's record is waited for, 5 s",
      tests: [
        `${OUTBOUND} > a workload that does not become known in five seconds fails its connections`,
        `${OUTBOUND} > a workload that becomes known in time is waited for`,
      ],
    },
  ],
};
