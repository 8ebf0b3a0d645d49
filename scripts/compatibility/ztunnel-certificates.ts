import type { Section } from "./section.ts";

const CSR = "packages/identity/src/csr.test.ts";
const CLIENT = "packages/proxy/src/control-plane/grpc-ca-client.test.ts";
const WORKLOAD = "packages/identity/src/workload-certificate.test.ts";
const MANAGER = "packages/identity/src/secret-manager.test.ts";
const PROMISES = "packages/identity/src/secret-manager.property.test.ts";
const IDENTITIES = "packages/proxy/src/threads/local-identities.test.ts";
const CERTIFICATES = "packages/proxy/src/threads/certificates.test.ts";
const TLS = "apps/ztunnel/src/data/workload-tls.test.ts";
const IDENTITY = "apps/ztunnel/src/data/identity.integration.test.ts";
const XDS = "apps/ztunnel/test/xds.integration.test.ts";
const GRPC = "packages/xds-grpc/test/ca.integration.test.ts";
const CONFIG = "apps/ztunnel/src/config.test.ts";
const ENDPOINTS = "apps/ztunnel/src/control/control-plane-endpoints.test.ts";
const FILE = "apps/ztunnel/test/revocation-file.integration.test.ts";
const LIST = "packages/tls/src/revocation-list.test.ts";
const CHAIN = "packages/tls/test/chain.integration.test.ts";
const REVOKED = "apps/ztunnel/src/data/revocations.integration.test.ts";
const REVOCATIONS = "packages/data-plane/src/thread/revocations.test.ts";
const RENEWAL = "e2e/netns/faults-renewal.netns.test.ts";

export const section: Section = {
  title: "ztunnel: certificates and revocation",
  rows: [
    {
      behaviour:
        "`CreateCertificate` at `CA_ADDRESS` with `CA_ROOT_CA`, `ALT_CA_HOSTNAME`, token, cluster and `CA_HEADER_*`",
      tests: [
        `${GRPC} > a certificate request > arrives with its fields and headers, and its answer element by element`,
        `${ENDPOINTS} > the certificate authority has settings of its own`,
      ],
    },
    {
      behaviour: "A CSR with a fresh P-256 key, no subject and one critical URI",
      tests: [
        `${CSR} > our request has no subject and one critical URI SAN, byte by byte`,
        `${CLIENT} > every request is for a key of its own`,
      ],
    },
    {
      behaviour:
        "Shared mode says in `ImpersonatedIdentity` whom it asks for, dedicated mode has no metadata",
      tests: [
        `${CLIENT} > a node's proxy names whom it asks for`,
        `${CLIENT} > a dedicated proxy asks for itself`,
      ],
    },
    {
      behaviour: "`SECRET_TTL` in seconds, a day by default",
      tests: [
        `${CONFIG} > defaults of a dedicated proxy > secretTtlMs`,
        `${GRPC} > a certificate request > arrives with its fields and headers, and its answer element by element`,
      ],
    },
    {
      behaviour:
        "The answer is leaf, intermediates, roots; of the others the first certificate counts, the last element may have several",
      tests: [
        `${WORKLOAD} > a CA's answer > is leaf, intermediates, trust bundle`,
        `${WORKLOAD} > a CA's answer > may have several roots in its last element; of the others the first certificate counts`,
      ],
    },
    {
      behaviour: "Fewer than two elements, or one that cannot be read, fails the fetch",
      tests: [
        `${WORKLOAD} > a CA's answer > is refused if it has no trust bundle`,
        `${WORKLOAD} > a CA's answer > is refused if it has an element that cannot be read`,
      ],
    },
    {
      behaviour: "The leaf has to be for the identity that was asked for",
      tests: [
        `${WORKLOAD} > a CA's answer > is refused if it is for someone else`,
        `${XDS} > certificates > are refused when they name somebody else`,
      ],
    },
    {
      behaviour:
        "The root file is followed: the next fetch after a change makes a new connection, the old one serves while it cannot be read",
      tests: [
        `${GRPC} > a client of the CA > makes its connection anew when the roots change, and keeps it while they cannot be read`,
        `${XDS} > certificates > come from a CA whose root has been replaced, without a restart`,
      ],
    },
    {
      behaviour: "A call has no deadline",
      differs: { ambit: "it has one, and gives its place up", why: "a silent CA would hold up all fetches" },
      tests: [`${MANAGER} > the queue > gives up on a request without answer and frees its place`],
    },
    {
      behaviour:
        "Eight calls at a time; connections before prefetches before renewals; a priority is only raised",
      tests: [
        `${MANAGER} > the queue > has eight requests under way, and another when one has ended, well or not`,
        `${MANAGER} > the queue > lets connections go before prefetches, and both before renewals`,
        `${MANAGER} > the queue > lets a higher priority raise one that waits, and a lower not lower it`,
      ],
    },
    {
      behaviour: "Renewals may take all eight places",
      differs: { ambit: "two are kept free of them", why: "a silent CA would hold up new pods" },
      tests: [
        `${MANAGER} > the queue > keeps two places free of renewals, so that a silent CA holds up no new pod for them`,
      ],
    },
    {
      behaviour: "A certificate at hand is given at once; a failure is told at once until a retry succeeds",
      tests: [
        `${MANAGER} > fetch > asks the CA once for all who wait, and not again for a certificate in hand`,
        `${MANAGER} > fetch > fails for all who wait when the CA refuses, then at once, until a retry succeeds`,
      ],
    },
    {
      behaviour: "Renewal at half the life",
      differs: {
        ambit: "spread by a tenth of it",
        why: "thousands that were made together should not be renewed together",
      },
      tests: [
        `${MANAGER} > renewal > comes at $fraction of the lifetime when random is $random`,
        `${XDS} > certificates > are renewed at half their life; a CA that refuses costs nothing before they expire`,
      ],
    },
    {
      behaviour: "Back-off for each identity: 1 s doubling to 150 s, 20 % of jitter",
      tests: [
        `${MANAGER} > back-off > doubles from 1 s to 150 s with 20 % jitter, and starts again after a success`,
        `${MANAGER} > back-off > of one identity does not hold up another`,
      ],
    },
    {
      behaviour: "A failed renewal keeps the certificate until it expires",
      tests: [
        `${MANAGER} > renewal > that fails keeps the certificate until it expires, then the identity is unavailable`,
        `${MANAGER} > renewal > is tried at the expiry at the latest, whatever the back-off`,
        `${TLS} > a refusal does not take a valid certificate away`,
        `${IDENTITY} > a renewal that fails costs nothing as long as the certificate is valid`,
        `${PROMISES} > the promises of a secret manager hold after any sequence of events`,
      ],
    },
    {
      behaviour: "To forget an identity ends what is under way and tells who waits",
      tests: [
        `${MANAGER} > forget > while a request is under way aborts it, tells who waits and discards the answer`,
      ],
    },
    {
      behaviour: "Prefetched: what is on this node and tunnels, when it is first known",
      tests: [
        `${IDENTITIES} > the identities of a node > are fetched when their first workload is known, and forgotten with the last`,
        `${IDENTITIES} > the identity of a pod that is served > is fetched although others do not tunnel to it, and forgotten with it`,
      ],
    },
    {
      behaviour: "A pod has its own identity and no other",
      tests: [
        `${CERTIFICATES} > a worker that asks > for another identity is refused without asking the CA`,
        `${CERTIFICATES} > a worker that asks > of a node's proxy gets those of every pod that is served, and no other`,
      ],
    },
    {
      behaviour: "A new certificate is used by new handshakes; tunnels keep the one they have",
      tests: [
        `${TLS} > a renewal replaces both contexts and frees those of before`,
        `${RENEWAL} > certificates that live for seconds > certificates are renewed under traffic without one failed connection`,
      ],
    },
    {
      behaviour: "A root is replaced while both overlap",
      tests: [
        `${IDENTITY} > a root is replaced by one of the same name while connections are open and new ones come`,
        `${CHAIN} > while a root is replaced by one of the same name > who trusts both talks to everybody: %s`,
      ],
    },
    {
      behaviour: "TLS configuration is built for every handshake",
      differs: {
        ambit: "once for each certificate, shared by all workloads of an account",
        why: "a handshake costs less",
      },
      tests: [`${TLS} > workloads of one account share its contexts, and the last one takes them along`],
    },
    {
      behaviour: "`CRL_PATH`: lists in PEM, among other blocks, or one in DER; an empty file revokes nothing",
      tests: [
        `${LIST} > a file > may hold several lists, among blocks of other kinds and text`,
        `${LIST} > a file > may be one list in DER`,
        `${FILE} > what the file says at start is handed out at once > %s`,
      ],
    },
    {
      behaviour: "A file that is not there yet is taken when it comes; one that breaks leaves what was known",
      tests: [
        `${FILE} > a file that comes later is handed out then, and its absence is told`,
        `${FILE} > a file that cannot be read, or is gone, leaves what was known, with a line and a count`,
      ],
    },
    {
      behaviour: "A list that cannot be read at start switches revocation off for the process",
      differs: {
        ambit: "the file is followed, and taken as soon as it can be read",
        why: "a mistake must not stay",
      },
      tests: [`${FILE} > a file that is wrong from the start is followed all the same`],
    },
    {
      behaviour: "The signature of a list is checked against the issuer in each chain",
      differs: {
        ambit: "it is not: the file is the operator's, as the roots are; what it names is refused",
        why: "a list that does not verify refused everyone",
      },
      tests: [`${LIST} > a list names a certificate as the certificate names itself > whoever issued it`],
    },
    {
      behaviour:
        "A new connection with a revoked leaf or intermediate is refused in the handshake, by either side, and counted",
      tests: [
        `${CHAIN} > the chain of a peer > is refused for %s: %s`,
        `${REVOKED} > a new connection > is refused by the server when the client's certificate is revoked`,
        `${REVOKED} > a new connection > is refused by the client when the server's certificate is revoked`,
        `${REVOCATIONS} > rejections are counted by side, and handed out once`,
      ],
    },
    {
      behaviour: "Certificates of issuers without a list pass, and old lists count",
      tests: [
        `${REVOKED} > a new connection > passes when others are revoked, and again when the list no longer names it`,
        `${REVOCATIONS} > a chain of which the lists name %s`,
      ],
    },
    {
      behaviour:
        "Open tunnels of a peer that is revoked end, and their connections are logged with CERT_REVOKED",
      tests: [
        `${REVOKED} > an open connection ends > at the server when the client is revoked, and its tunnel with it`,
        `${REVOKED} > an open connection ends > at the client when the server is revoked, and the pool does not use the tunnel again`,
        `${REVOKED} > an open connection ends > only when it is the one`,
      ],
    },
    {
      behaviour: "Tunnels that cannot be tracked go on when their peer is revoked",
      differs: { ambit: "all are tracked", why: "a chain is kept with each tunnel while there may be lists" },
      tests: [`${REVOKED} > a peer that is revoked %i turns into its handshake is cut off`],
    },
  ],
};
