import type { Section } from "./section.ts";

const CHOOSE = "packages/routing/src/choose-inbound.test.ts";
const INBOUND = "apps/ztunnel/src/data/inbound.integration.test.ts";
const PLAIN = "apps/ztunnel/src/data/inbound-plaintext.integration.test.ts";
const GUESS = "packages/routing/src/destination-service.test.ts";
const PROXY = "packages/hbone/src/proxy-header.test.ts";
const PLUMBING = "apps/ztunnel/src/data/plumbing.test.ts";
const CAPTURE = "e2e/netns/inbound-capture.netns.test.ts";
const CONFIG = "apps/ztunnel/src/config.test.ts";
const LABELS = "apps/ztunnel/src/data/traffic-counters.test.ts";
const NETNS = "packages/linux/test/netns.integration.test.ts";
const FAULTS = "e2e/netns/faults-slow.netns.test.ts";

export const section: Section = {
  title: "ztunnel: inbound",
  rows: [
    {
      behaviour: "An authority with the connection's own address is taken",
      tests: [`${CHOOSE} > an address authority > equal to the connection's own is accepted with its port`],
    },
    {
      behaviour: "Another address is taken by a workload with an application tunnel of any kind",
      tests: [
        `${CHOOSE} > an address authority > any is accepted by an application tunnel of PROXY`,
        `${CHOOSE} > an address authority > any is accepted by an application tunnel of no protocol`,
      ],
    },
    {
      behaviour: "Another address is taken where a waypoint of that service or workload is this one",
      tests: [
        `${CHOOSE} > an address authority at a waypoint > a service whose waypoint service contains this workload`,
        `${CHOOSE} > an address authority at a waypoint > a workload whose waypoint service contains this workload`,
        `${CHOOSE} > an address authority at a waypoint > a service whose waypoint is this workload's address`,
        `${INBOUND} > a waypoint may ask for the addresses it serves`,
      ],
    },
    {
      behaviour: "Any other address is 400",
      tests: [
        `${CHOOSE} > an address authority > that differs is a bad request`,
        `${CHOOSE} > an address authority at a waypoint > an address nobody knows`,
        `${CHOOSE} > an address authority at a waypoint > a service without waypoint`,
      ],
    },
    {
      behaviour:
        "A host name is a service's, first of this workload's namespace, hidden ones not; its port is the endpoint's own, else the service's",
      tests: [
        `${CHOOSE} > a hostname authority > the service's target port`,
        `${CHOOSE} > a hostname authority > the endpoint's own port wins`,
        `${CHOOSE} > a hostname authority > a named port the endpoint lacks`,
        `${CHOOSE} > a hostname authority > the service of the local workload's namespace is preferred`,
        `${CHOOSE} > a hostname authority > a service hidden from the local workload's namespace is unknown`,
        `${INBOUND} > a hostname authority is served on the port this workload's endpoint has for it`,
      ],
    },
    {
      behaviour: "A port of ztunnel's own is refused; an application tunnel does not make it legal",
      tests: [
        `${CHOOSE} > an address authority > port %d leads back into the proxy`,
        `${CHOOSE} > an application tunnel > does not make an illegal port legal`,
      ],
    },
    {
      behaviour: "An application tunnel with a port takes everything on that port",
      tests: [`${CHOOSE} > an application tunnel > with a port overrides the port that was asked for`],
    },
    {
      behaviour: "The destination's address is always the connection's, never the authority's",
      tests: [
        `${INBOUND} > answers 200 with baggage once the application has accepted, and carries bytes and half-closes`,
        `${CHOOSE} > an address authority > another address of the same workload is a mismatch too`,
      ],
    },
    {
      behaviour:
        "PROXY protocol version 2 to an application that wants it: the client's address, the authority's or the service's own, the client's identity as 0xD0",
      tests: [
        `${INBOUND} > an application that wants it gets a PROXY header first, to a service's address`,
        `${INBOUND} > an application that wants it gets a PROXY header first, to a service by name`,
        `${PROXY} > encodes IPv4 with an identity`,
        `${PROXY} > encodes IPv6 with an identity`,
        `${PROXY} > encodes mixed families without addresses`,
      ],
    },
    {
      behaviour:
        "With a host name the header has an address of the service: own network and IPv4, own network and IPv6, any",
      tests: [
        `${CHOOSE} > an application tunnel > of PROXY with a hostname authority needs an address of the service: IPv4 of the own network`,
        `${CHOOSE} > an application tunnel > of PROXY with a hostname authority needs an address of the service: IPv6 of the own network`,
        `${CHOOSE} > an application tunnel > of PROXY with a hostname authority needs an address of the service: any other`,
      ],
    },
    {
      behaviour: "Such an application is reached over loopback, unless `LOCALHOST_APP_TUNNEL=false`",
      tests: [`${INBOUND} > a PROXY application is reached over loopback by default`],
    },
    {
      behaviour:
        "The application sees the client's address where the system allows it; `ENABLE_ORIG_SRC=true` must, `false` never",
      tests: [
        `${INBOUND} > the application sees the client's own address when it may be kept`,
        `${PLAIN} > the application sees the client's own address when it may be kept`,
        `${CAPTURE} > a pod whose inbound traffic is captured > shows its application the client's own address, by $how`,
        `${CONFIG} > single variables > original source required`,
        `${CONFIG} > single variables > original source off`,
        `${NETNS} > network namespaces > marks and transparent sockets are allowed to root, on both families`,
      ],
    },
    {
      behaviour:
        "A client that is the destination is not imitated, and an address that cannot be taken is only warned of",
      tests: [
        `${PLUMBING} > the source address of an upstream socket > is no address when the client is the destination`,
        `${PLUMBING} > an address that may not be taken is reported, and the socket goes without`,
      ],
    },
    {
      behaviour: "Without record of the client, baggage describes it; the identity is TLS's alone",
      tests: [
        `${INBOUND} > a client without a record is described by its baggage, with the principal from TLS`,
        `${LABELS} > baggage describes a source without a record`,
        `${LABELS} > a record wins over baggage, also where the record is empty`,
        `${LABELS} > the principal comes from TLS alone`,
      ],
    },
    {
      behaviour:
        "The service of an inbound connection is one of the workload's own: that of `forwarded`, else the first with the port",
      tests: [
        `${GUESS} > the forwarded host beats the order`,
        `${GUESS} > the first service with that target port`,
        `${GUESS} > a port that only the endpoint maps`,
        `${GUESS} > a foreign forwarded host is not believed`,
      ],
    },
    {
      behaviour: "On demand, the source of an inbound connection is asked for",
      differs: { ambit: "it is not: baggage describes it", why: "it is for telemetry only" },
      tests: [
        `${INBOUND} > a client without a record is described by its baggage, with the principal from TLS`,
      ],
    },
    {
      behaviour: "What comes before the application has accepted is kept",
      tests: [`${INBOUND} > bytes and the end that come before the application has accepted are kept`],
    },
    {
      behaviour: "Plaintext on 15006 goes to its original destination after a decision without identity",
      tests: [
        `${PLAIN} > bytes and half-closes go both ways, and the record names whom the address tells`,
        `${CAPTURE} > a pod whose inbound traffic is captured > takes plaintext from outside the mesh while no policy forbids it`,
      ],
    },
    {
      behaviour: "Plaintext that is refused is closed",
      tests: [`${PLAIN} > a policy that asks for an identity finds none, and the client sees a close`],
    },
    {
      behaviour: "A connection to 15006 itself is dropped",
      tests: [`${PLAIN} > what connects to the port itself is refused as recursive`],
    },
    {
      behaviour: "The local workload is waited for, 5 s",
      tests: [
        `${PLAIN} > the workload is waited for five seconds`,
        `${INBOUND} > answers 503 when the local workload does not become known in five seconds`,
      ],
    },
    {
      behaviour: "Memory for an application that does not read is bounded by its windows",
      tests: [
        `${FAULTS} > applications that do not keep up > 200 connections that nobody reads hold no more than their windows, and others are served`,
      ],
    },
  ],
};
