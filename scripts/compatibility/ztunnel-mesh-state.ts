import type { Section } from "./section.ts";

const WORKLOAD = "packages/model/src/proto/decode-workload.test.ts";
const SERVICE = "packages/model/src/proto/decode-service.test.ts";
const STATE = "packages/mesh-state/src/mesh-state.test.ts";
const LOCAL = "packages/model/src/local/local-config.test.ts";
const DUMP = "packages/model/src/dump.test.ts";
const TRIE = "packages/mesh-state/src/prefix-trie.property.test.ts";
const MESH = "packages/mesh-state/src/mesh-state.property.test.ts";
const BAD = "e2e/interop/bad-configuration.interop.test.ts";
const FILE = "apps/ztunnel/src/control/local-config.test.ts";
const APP = "apps/ztunnel/test/app.integration.test.ts";
const IDENTITIES = "packages/proxy/src/threads/local-identities.test.ts";
const XDS = "apps/ztunnel/test/xds.integration.test.ts";

export const section: Section = {
  title: "ztunnel: workloads, services and the local file",
  rows: [
    {
      behaviour: "Addresses of a workload have 4 or 16 bytes, else the workload is refused",
      tests: [
        `${WORKLOAD} > a workload is refused for > an address of 3 bytes`,
        `${WORKLOAD} > fields of a workload > IPv6 address`,
      ],
    },
    {
      behaviour: "`tunnel_protocol` NONE and HBONE; that of sidecars is refused",
      tests: [
        `${WORKLOAD} > fields of a workload > tunnel protocol HBONE`,
        `${WORKLOAD} > a workload is refused for > the tunnel protocol of sidecars`,
      ],
    },
    {
      behaviour: "Empty cluster is `Kubernetes`, capacity absent is 1, an unknown workload type `deployment`",
      tests: [
        `${WORKLOAD} > fields of a workload > cluster by default`,
        `${WORKLOAD} > fields of a workload > capacity absent`,
        `${WORKLOAD} > fields of a workload > unknown type`,
      ],
    },
    {
      behaviour: "`services` maps `namespace/hostname` to ports; a key without slash refuses the workload",
      tests: [
        `${WORKLOAD} > services of a workload > are endpoints with port maps, and the keys are listed`,
        `${WORKLOAD} > a workload is refused for > a service key without a slash`,
      ],
    },
    {
      behaviour: "Ports lose what does not fit 16 bits",
      tests: [
        `${WORKLOAD} > services of a workload > port numbers lose what does not fit 16 bits`,
        `${SERVICE} > fields of a service > ports of more than 16 bits`,
      ],
    },
    {
      behaviour: "A gateway address without destination refuses its resource",
      tests: [
        `${WORKLOAD} > a workload is refused for > a waypoint without destination`,
        `${SERVICE} > a service is refused for > a waypoint without destination`,
      ],
    },
    {
      behaviour: "An address with a length that is not whole is a block of addresses",
      tests: [
        `${SERVICE} > addresses of a service > IPv4 of 32 bits`,
        `${SERVICE} > addresses of a service > IPv4 block`,
        `${SERVICE} > addresses of a service > IPv6 block of 32 bits is no single address`,
      ],
    },
    {
      behaviour:
        "An unspecified scope of load balancing refuses the service; an unspecified mode is the standard one",
      tests: [
        `${SERVICE} > a service is refused for > an unspecified scope`,
        `${SERVICE} > load balancing of a service > unspecified mode`,
      ],
    },
    {
      behaviour: "Unknown visibility is public",
      tests: [`${SERVICE} > fields of a service > unknown visibility`],
    },
    {
      behaviour: "Other enum values that are not known are defaults",
      differs: { ambit: "refused field by field", why: "a guess could send plaintext" },
      tests: [
        `${WORKLOAD} > a workload is refused for > an unknown tunnel protocol`,
        `${SERVICE} > a service is refused for > an unknown mode`,
      ],
    },
    {
      behaviour: "Extensions and what only waypoints use is ignored",
      tests: [
        `${WORKLOAD} > fields of a workload > extensions are ignored`,
        `${SERVICE} > fields of a service > what only waypoints use`,
      ],
    },
    {
      behaviour: "Order within a push does not matter: endpoints wait for their service",
      tests: [
        `${STATE} > endpoints > wait for their service, and wait again when it goes`,
        `${MESH} > the order of the resources in a batch does not matter`,
      ],
    },
    {
      behaviour: "A workload that is sent again replaces itself, with its endpoints",
      tests: [
        `${STATE} > workloads > a pod that moves leaves its address, node and account behind`,
        `${STATE} > endpoints > go with their workload`,
      ],
    },
    {
      behaviour: "Of several workloads with one address: HBONE pod, pod, HBONE entry, other",
      tests: [
        `${STATE} > workloads > at one address: an HBONE pod before a TCP pod`,
        `${STATE} > workloads > at one address: a TCP pod before an HBONE entry`,
        `${STATE} > workloads > at one address: an HBONE entry before a TCP entry`,
      ],
    },
    {
      behaviour: "A host-network workload is not found by its address",
      tests: [`${STATE} > workloads > a host-network workload is found by uid and not by address`],
    },
    {
      behaviour: "Local is what has this node's name; all, where there is none",
      tests: [`${STATE} > workloads > without a node name every workload is local`],
    },
    {
      behaviour: "Unhealthy endpoints are left out unless the service allows them",
      differs: {
        ambit: "those that were left out come back when the service begins to allow them",
        why: "they would be missing until sent again",
      },
      tests: [
        `${STATE} > where ztunnel is known to go wrong > unhealthy endpoints come back when the service begins to allow them`,
      ],
    },
    {
      behaviour:
        "Of several services: the client's namespace, canonical, preferred namespace (DNS), first seen; private ones are hidden from others",
      tests: [
        `${STATE} > choice of a service > the client's namespace before canonical`,
        `${STATE} > choice of a service > canonical before the preferred namespace`,
        `${STATE} > choice of a service > the preferred namespace before first seen`,
        `${STATE} > choice of a service > first seen`,
        `${STATE} > choice of a service > a private one is hidden from other namespaces`,
      ],
    },
    {
      behaviour:
        "An exact address before blocks; of blocks the client's namespace, the longer prefix, canonical, first seen",
      tests: [
        `${STATE} > choice of a service > by block: an exact VIP before any block`,
        `${STATE} > choice of a service > by block: the client's namespace before the longer prefix`,
        `${STATE} > choice of a service > by block: the longer prefix`,
        `${STATE} > choice of a service > by block: canonical in one block`,
      ],
    },
    {
      behaviour: "Blocks of addresses are searched one by one",
      differs: { ambit: "by a trie", why: "a mesh may have thousands" },
      tests: [
        `${TRIE} > after any steps it finds exactly the blocks that cover an address, the most specific first`,
      ],
    },
    {
      behaviour: "Endpoint updates of a service with blocks leave stale entries",
      differs: { ambit: "never", why: "an index equals one built anew, by property test" },
      tests: [
        `${STATE} > where ztunnel is known to go wrong > an endpoint change of a service with a CIDR VIP is seen through the CIDR`,
      ],
    },
    {
      behaviour:
        "Two services of a namespace with one address: the second replaces the first, and removing one removes both",
      differs: { ambit: "both are kept", why: "as above" },
      tests: [
        `${STATE} > where ztunnel is known to go wrong > two services of a namespace share a VIP, and removing one leaves the other`,
      ],
    },
    {
      behaviour:
        "Certificates are fetched before they are wanted for HBONE workloads of this node, and forgotten with the last of their identity",
      tests: [
        `${IDENTITIES} > the identities of a node > are fetched when their first workload is known, and forgotten with the last`,
      ],
    },
    {
      behaviour:
        "`LOCAL_XDS_PATH` or `LOCAL_XDS`: workloads, services and policies in YAML, with ztunnel's keys",
      tests: [
        `${LOCAL} > what is read > a workload's services become its endpoints`,
        `${DUMP} > against a dump of a stock ztunnel with a local file > the static configuration is equal, also in the order of its keys`,
      ],
    },
    {
      behaviour: "Required keys, and defaults that are not those of the wire",
      tests: [
        `${LOCAL} > what is read > a workload with only the required keys has ztunnel's defaults, which are not those of the wire`,
        `${LOCAL} > what is refused > %s: each required key is named when it is missing`,
      ],
    },
    {
      behaviour: "Unknown keys are errors in most objects",
      differs: {
        ambit: "in all, each named with its line",
        why: "a misspelt policy field would widen a policy",
      },
      tests: [
        `${LOCAL} > what is refused > an unknown key`,
        `${LOCAL} > what is refused > one error lists every problem with its file, line, item and field`,
      ],
    },
    {
      behaviour: "The file does not tell a workload its own services, so inbound lines have no `dst.service`",
      tests: [
        `${DUMP} > against a dump of a stock ztunnel with a local file > workloads and policies are equal`,
      ],
    },
    {
      behaviour: "A file that cannot be read or used ends the start",
      tests: [
        `${FILE} > a start with $what is refused`,
        `${BAD} > a start that cannot be > because of $what`,
      ],
    },
    {
      behaviour: "The file is read at start",
      differs: {
        ambit: "it is followed; a change with one problem is refused whole",
        why: "files are edited",
      },
      tests: [
        `${APP} > follows its file, and keeps the last good mesh when the file is wrong`,
        `${BAD} > a running ztunnel > whose mesh file is %s > follows good ones within 2 s`,
      ],
    },
    {
      behaviour: "Beside a control plane the file is where the mesh starts from, read once",
      tests: [`${XDS} > beside a control plane the local file is where the mesh starts from`],
    },
  ],
};
