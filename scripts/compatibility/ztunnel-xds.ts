import type { Section } from "./section.ts";

const CLIENT = "packages/xds/src/delta-client.test.ts";
const CHANNEL = "packages/xds-grpc/test/client-channel.integration.test.ts";
const STREAM = "packages/xds-grpc/test/xds-client.integration.test.ts";
const RECONNECT = "packages/xds/src/reconnect.test.ts";
const NODE = "apps/ztunnel/src/control/xds-node.test.ts";
const APP = "apps/ztunnel/test/xds.integration.test.ts";
const UPDATES = "packages/proxy/src/control-plane/xds-updates.test.ts";
const ENDPOINTS = "apps/ztunnel/src/control/control-plane-endpoints.test.ts";
const METADATA = "packages/xds-grpc/src/call-metadata.test.ts";
const RECORDED = "packages/model/src/proto/recorded-resources.test.ts";
const LOOKUPS = "apps/ztunnel/src/control/on-demand-lookups.test.ts";
const ONDEMAND = "apps/ztunnel/src/data/on-demand.test.ts";
const CONFIG = "apps/ztunnel/src/config.test.ts";
const NAMES = "apps/ztunnel/src/data/dns/on-demand-names.integration.test.ts";
const MESH = "e2e/netns/xds.netns.test.ts";
const CONVERGENCE = "packages/xds/src/convergence.property.test.ts";
const DISTRIBUTION = "packages/proxy/src/threads/state-distribution.test.ts";
const XDSMETRICS = "packages/proxy/src/metrics/xds-metrics.test.ts";

export const section: Section = {
  title: "ztunnel: xDS",
  rows: [
    {
      behaviour:
        "Delta ADS over TLS at `XDS_ADDRESS`, one stream for both types; the server's name is the URL's or `ALT_XDS_HOSTNAME`",
      tests: [
        `${STREAM} > a proxy believes > a certificate for $name: $isBelieved`,
        `${ENDPOINTS} > the control plane is reached as configured`,
      ],
    },
    {
      behaviour: "Roots from a file, read anew for every connection, in PEM, or the machine's",
      tests: [
        `${STREAM} > a proxy believes > the roots that are in the file when it connects`,
        `${CONFIG} > single variables > roots of the system`,
        `${CONFIG} > single variables > a root in PEM`,
      ],
    },
    {
      behaviour:
        "`authorization` and `clusterid` with every stream; the token file is read anew; without token neither",
      tests: [
        `${STREAM} > a proxy shows > its token and cluster, read from the file for every stream, and further headers`,
        `${METADATA} > headers of a call > are none without a credential`,
        `${APP} > a control plane that is lost > is shown the token as it is now`,
      ],
    },
    {
      behaviour: "An empty token file is an error",
      tests: [`${STREAM} > a proxy shows > nothing while there is an empty token`],
    },
    {
      behaviour: "A token file with a line break at its end breaks the header",
      differs: { ambit: "it is taken off", why: "editors and `echo` write one" },
      tests: [`${METADATA} > headers of a call > are without the line break at the end of a token file`],
    },
    {
      behaviour: "`XDS_HEADER_*` as headers, in lower case",
      tests: [`${CONFIG} > single variables > extra headers`],
    },
    {
      behaviour: "A server that accepts and says nothing is given up",
      tests: [`${STREAM} > a proxy believes > nobody who accepts a connection and then says nothing`],
    },
    {
      behaviour: "A response may be far larger than what servers of gRPC take",
      tests: [`${STREAM} > a proxy's stream > carries a snapshot that is larger than what a server takes`],
    },
    {
      behaviour: "HTTP/2 PING after 30 s of silence, 10 s for the answer",
      tests: [
        `${CHANNEL} > a connection to a control plane > is asked by PING after 30 s whether it lives, and given up after 10 s without an answer`,
      ],
    },
    {
      behaviour: "TCP keepalive beside that, of 300 s",
      absent: "PING finds whatever it would find, sooner",
      tests: [],
    },
    {
      behaviour: "TLS 1.3 with the suites of HBONE, and 1.2 with `TLS12_ENABLED=true`",
      tests: [
        `${ENDPOINTS} > what holds for tunnels holds for the control plane: $settings`,
        `${CHANNEL} > a connection to a control plane > to a server that has $server, by a client that wants $client: $isUp`,
      ],
    },
    {
      behaviour:
        "Node id `ztunnel~ip~pod.namespace~namespace.svc.cluster.local`, the last part not the cluster's domain, 1.1.1.1 where no address is known",
      tests: [
        `${NODE} > a node's proxy is known by its pod`,
        `${NODE} > what is not known is empty, and the address is the one that ztunnel makes up`,
        `${NODE} > the domain is not that of the cluster`,
      ],
    },
    {
      behaviour:
        "Node metadata: NAME, NAMESPACE, INSTANCE_IPS, NODE_NAME, `ISTIO_META_*`, proxy metadata, `ISTIO_METAJSON_*` as JSON",
      tests: [`${NODE} > metadata of the configuration: texts, JSON, and it wins`],
    },
    {
      behaviour: "`ISTIO_METAJSON_*` that is no JSON is skipped with a log line",
      differs: { ambit: "a configuration error", why: "it would be missed" },
      tests: [`${CONFIG} > bad values > metadata that is no JSON`],
    },
    {
      behaviour: "Addresses are asked for first, then policies; both wholly",
      tests: [
        `${CLIENT} > a client > asks for every type in order, and for everything`,
        `${APP} > the first sync > presents node and token, and asks for addresses before policies`,
      ],
    },
    {
      behaviour:
        "A response is applied, then ACKed with its nonce; a NACK names each resource that is refused, the others are used",
      tests: [
        `${CLIENT} > a client > NACKs with every rejection, keeps the versions of the rejected, and takes the rest`,
        `${APP} > a resource that cannot be used is refused by name; the others are applied, and it is sent again`,
        `${STREAM} > a proxy's stream > is ACKed only when the application has applied`,
      ],
    },
    {
      behaviour: "A type that nobody asked for is ACKed",
      tests: [`${CLIENT} > a client > ACKs a type that it did not ask for`],
    },
    {
      behaviour:
        "Every stream begins with the versions that are held; rejected ones are not among them, so they come again",
      tests: [
        `${CLIENT} > a client > says on the next stream what it has, without what was removed`,
        `${APP} > a control plane that is lost > changes nothing, and sends nothing again that did not change`,
        `${CONVERGENCE} > client and server > converge under updates, removals, rejections, losses and restarts`,
      ],
    },
    {
      behaviour: "Versions of any number are sent",
      differs: {
        ambit: "beyond 3 MB all of the state is asked for again",
        why: "controllers refuse such a request for ever",
      },
      tests: [
        `${CLIENT} > a client > with more than fits into a request says nothing, and drops what the first response does not have`,
      ],
    },
    {
      behaviour:
        "The first sync is over when every type that is not on demand was ACKed once; a NACK does not count",
      tests: [
        `${CLIENT} > a client > ACKs what was applied, and is synced when every type was ACKed once`,
        `${APP} > the first sync > is not over while a policy is refused: it may be the one that forbids`,
      ],
    },
    {
      behaviour: "A removed name is a workload's uid, else `namespace/hostname` of a service, else nothing",
      tests: [
        `${UPDATES} > a removed name > of a workload that is there`,
        `${UPDATES} > a removed name > of a workload that looks like a service`,
        `${UPDATES} > a removed name > of a service`,
        `${UPDATES} > a removed name > without a slash`,
      ],
    },
    {
      behaviour: "What a stock control plane has sent decodes to the dump of a stock ztunnel",
      tests: [`${RECORDED} > every resource is read without a warning and is called what its contents say`],
    },
    {
      behaviour: "A resource is filed under its contents, and removed by its name",
      differs: {
        ambit: "refused when the two differ, or when a uid or host name is empty",
        why: "it could never be removed",
      },
      tests: [
        `${UPDATES} > a bad resource > that is called something else is refused by name, and the others are used`,
      ],
    },
    {
      behaviour: "While no stream comes about the wait doubles from 20 ms to 15 s",
      tests: [
        `${RECONNECT} > the wait before the next stream > doubles from 20 ms to 15 s while no stream comes about`,
        `${STREAM} > a proxy's stream > waits longer and longer for a control plane that is away, keeps its state, and finds the one that comes`,
      ],
    },
    {
      behaviour:
        "10 ms after UNKNOWN, CANCELLED, DEADLINE_EXCEEDED or a closing transport; other statuses double",
      tests: [
        `${RECONNECT} > the wait before the next stream > is 10 ms after UNKNOWN, and begins again`,
        `${RECONNECT} > the wait before the next stream > is 10 ms after UNAVAILABLE of a closing transport, and begins again`,
        `${RECONNECT} > the wait before the next stream > grows after RESOURCE_EXHAUSTED`,
      ],
    },
    {
      behaviour: "A clean end is followed by another stream at once",
      differs: {
        ambit: "so is one of a stream that lasted a second; after shorter ones the wait doubles from 20 ms",
        why: "whoever accepts streams only to end them would be asked without a rest",
      },
      tests: [
        `${RECONNECT} > the wait before the next stream > is none after $kind, and begins again`,
        `${RECONNECT} > the wait before the next stream > grows after $kind of streams that last less than a second`,
        `${STREAM} > a proxy's stream > ends at the connection's age, and the next comes at once`,
      ],
    },
    {
      behaviour: "All state is kept while the control plane is away",
      tests: [
        `${APP} > a control plane that is lost > is told apart: what changed meanwhile is sent, what is gone is removed`,
        `${MESH} > two ztunnels fed over xDS > go on without the server: old and new connections, policies, certificates until they expire`,
      ],
    },
    {
      behaviour:
        "`XDS_ON_DEMAND=true`: addresses are asked for when somebody wants them, as `network/ip`, uid or `namespace/hostname`",
      tests: [
        `${CLIENT} > a client on demand > asks for nothing at first and does not wait for it`,
        `${CLIENT} > a client on demand > asks for a name once, and knows when it was answered`,
        `${APP} > on demand > only what is on the node comes unasked`,
        `${MESH} > two ztunnels fed over xDS > know on demand only what was asked for, and still send nothing in plaintext`,
      ],
    },
    {
      behaviour: "What was asked for is never given up",
      differs: {
        ambit:
          "a name that nobody has used for five minutes is, by another stream without it, and what it brought is let go of",
        why: "a node is to keep what its pods talk to",
      },
      tests: [
        `${ONDEMAND} > a destination that nobody has told of > is forgotten when nobody talks to it any more, and asked for again before anybody does`,
        `${LOOKUPS} > a name that was answered > is forgotten when no worker goes by the answer any more, and after a while`,
        `${STREAM} > names on demand > are forgotten with what they brought, by another stream at once, and can be asked for again`,
      ],
    },
    {
      behaviour: "A lookup ends with a resource or a removal of that name",
      tests: [`${STREAM} > names on demand > are waited for until a resource or its absence was applied`],
    },
    {
      behaviour: "On demand, a lookup waits for ever, and only for that very name",
      differs: {
        ambit: "5 s, then the connection is refused; a name also counts as answered by an alias of what came",
        why: "a lost control plane must not hang or unmask connections",
      },
      tests: [
        `${STREAM} > names on demand > are waited for no longer than the caller wants`,
        `${ONDEMAND} > a destination that nobody has told of > is refused, and never sent plaintext, when there is no answer`,
      ],
    },
    {
      behaviour: "Two lookups of one name at a time: the first is told that there is nothing",
      differs: {
        ambit: "both wait for the one answer",
        why: "the connection would have gone out in plaintext",
      },
      tests: [
        `${LOOKUPS} > a name is asked for once, and every worker that wants it is told`,
        `${ONDEMAND} > a destination that nobody has told of > is asked for once, whoever wants it`,
      ],
    },
    {
      behaviour: "On demand and DNS proxy exclude each other",
      differs: {
        ambit:
          "names of Kubernetes are asked for by their key, others in the namespaces of the client and of `PREFERED_SERVICE_NAMESPACE`",
        why: "on demand was of no use with the default configuration",
      },
      tests: [
        `${CONFIG} > bad values > none: on demand with DNS`,
        `${NAMES} > in a mesh that is not known as a whole, a name > of a service is asked of the control plane, and answered from the mesh`,
      ],
    },
    {
      behaviour:
        "`istio_xds_connection_terminations_total`, `istio_xds_message_total`, `istio_xds_message_bytes_total`",
      tests: [`${XDSMETRICS} > the families are those of ztunnel, to the letter`],
    },
    {
      behaviour: "The readers of the state see each response as one step",
      tests: [
        `${DISTRIBUTION} > a first version > is in force when the last worker has it`,
        `${DISTRIBUTION} > a batch > waits for the version before, and does not touch the state until then`,
      ],
    },
  ],
};
