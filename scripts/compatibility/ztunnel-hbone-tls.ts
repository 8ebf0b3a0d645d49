import type { Section } from "./section.ts";

const HANDSHAKE = "packages/tls/test/handshake.integration.test.ts";
const NODE = "packages/tls/test/node-interop.integration.test.ts";
const CHAIN = "packages/tls/test/chain.integration.test.ts";
const TRANSFER = "packages/tls/test/transfer.integration.test.ts";
const CLIENT = "e2e/interop/hbone-client-frames.interop.test.ts";
const IDENTITY = "apps/ztunnel/src/data/identity.integration.test.ts";
const TUNNEL = "apps/ztunnel/src/data/inbound-tunnel.integration.test.ts";
const OUTBOUND = "apps/ztunnel/src/data/outbound.integration.test.ts";
const PEER = "packages/data-plane/src/thread/peer-check.test.ts";
const SPIFFE = "packages/model/src/identity.test.ts";
const WORKLOAD = "packages/model/src/proto/decode-workload.test.ts";
const CERTIFICATES = "packages/proxy/src/threads/certificates.test.ts";
const PLUMBING = "apps/ztunnel/src/data/plumbing.test.ts";
const ENDPOINTS = "apps/ztunnel/src/control/control-plane-endpoints.test.ts";
const CHANNEL = "packages/xds-grpc/test/client-channel.integration.test.ts";
const WIRE = "e2e/netns/hbone.netns.test.ts";
const SLOW = "e2e/netns/faults-slow.netns.test.ts";

export const section: Section = {
  title: "ztunnel: HBONE, TLS and identity",
  rows: [
    {
      behaviour: "TLS 1.3 only; 1.2 too with `TLS12_ENABLED=true`",
      tests: [
        `${NODE} > a node:tls client against a session of ours > is refused when it speaks TLS 1.2 only, unless that is allowed`,
      ],
    },
    {
      behaviour: "AES-256-GCM before AES-128-GCM, no ChaCha20",
      tests: [
        `${HANDSHAKE} > a handshake between two identities of one root > ends on both sides with TLS 1.3, AES-256-GCM, the hybrid group and h2`,
        `${NODE} > a node:tls client against a session of ours > is refused when it has ChaCha20 only`,
      ],
    },
    {
      behaviour:
        "The ClientHello of a stock client: versions, suites, groups with X25519MLKEM768 among them, ALPN, no server name, no tickets, no early data",
      tests: [`${CLIENT} > a ztunnel's tunnel > offers what a stock one offers in its ClientHello`],
    },
    {
      behaviour: "X25519MLKEM768 is agreed on where both can, else X25519, P-256 or P-384",
      tests: [
        `${HANDSHAKE} > groups > client %s and server %s agree on %s`,
        `${IDENTITY} > the key exchange > of %s is agreed on, and logged`,
        `${NODE} > a session of ours against a node:tls server > falls back to %s`,
      ],
    },
    {
      behaviour:
        "`COMPLIANCE_POLICY=pqc` takes X25519MLKEM768 and nothing else, of peers and of the control plane",
      tests: [
        `${IDENTITY} > the key exchange > without post-quantum is refused by pqc: %s`,
        `${ENDPOINTS} > what holds for tunnels holds for the control plane: $settings`,
        `${CHANNEL} > a connection to a control plane > to a server that has $server, by a client that wants $client: $isUp`,
      ],
    },
    {
      behaviour: "A client asks for OCSP staples, and ignores them",
      differs: { ambit: "it asks for none", why: "nobody would look at them" },
      tests: [`${CLIENT} > a ztunnel's tunnel > asks for no OCSP staple`],
    },
    {
      behaviour: "ALPN is `h2`: a client that offers others only is refused, one without ALPN is served",
      tests: [
        `${NODE} > a node:tls client against a session of ours > is refused with no_application_protocol when its list lacks h2`,
        `${NODE} > a node:tls client against a session of ours > is tolerated without ALPN`,
      ],
    },
    {
      behaviour: "The client names no server and ignores session tickets",
      tests: [
        `${NODE} > a session of ours against a node:tls server > agrees on h2, sends its certificate and no server name, and ignores session tickets`,
      ],
    },
    {
      behaviour: "The server ignores a server name",
      tests: [`${NODE} > a node:tls client against a session of ours > may name any server`],
    },
    {
      behaviour: "The server may send session tickets",
      differs: { ambit: "it never does", why: "resumption would skip the verification of the peer" },
      tests: [`${NODE} > a node:tls client against a session of ours > gets no session ticket`],
    },
    {
      behaviour: "A client certificate is demanded, with the names of the server's roots as a hint",
      tests: [
        `${NODE} > a node:tls client against a session of ours > is refused with certificate_required without a certificate`,
        `${TRANSFER} > a client is told the subjects of the server's roots`,
      ],
    },
    {
      behaviour: "A certificate is sent with its intermediates and without the root",
      tests: [
        `${HANDSHAKE} > a handshake between two identities of one root > shows each side the other's names and a chain of leaf and intermediate, without the root`,
        `${HANDSHAKE} > a handshake between two identities of one root > leaves out a root that comes with the chain`,
      ],
    },
    {
      behaviour: "No deadline on handshakes",
      differs: {
        ambit: "both sides have one, and so has the wait for a certificate",
        why: "a silent peer would hold a descriptor for ever",
      },
      tests: [
        `${TUNNEL} > a connection that says nothing is dropped at the handshake deadline`,
        `${TUNNEL} > without a certificate in ten seconds the peer is dropped`,
        `${SLOW} > applications that do not keep up > 1,000 TCP connections to the tunnel port that never begin a handshake are closed, and others are served`,
      ],
    },
    {
      behaviour:
        "A client is refused whose chain does not end in a root of the server's workload, has expired, or is not for clients",
      tests: [
        `${HANDSHAKE} > a server refuses a client > with a certificate $name: $code, alert $alert`,
        `${HANDSHAKE} > a server refuses a client > whose certificate is for servers only: bad-certificate, alert unsupported_certificate`,
        `${TUNNEL} > a peer of another authority is refused`,
      ],
    },
    {
      behaviour: "A certificate without extended key usage will do",
      tests: [
        `${HANDSHAKE} > a handshake between two identities of one root > takes a leaf without any extended key usage`,
      ],
    },
    {
      behaviour:
        "A client must have a SPIFFE identity of the server's own trust domain; names that do not parse are skipped",
      tests: [
        `${PEER} > a client that proves a foreign one only: wrong-trust-domain`,
        `${PEER} > a client that proves no identity: no-identity`,
        `${PEER} > a client that proves one that does not parse first: ok`,
        `${TUNNEL} > a peer with another trust domain is refused in the handshake`,
      ],
    },
    {
      behaviour: "The peer is its first SPIFFE id, while any of its ids may admit it",
      differs: {
        ambit: "the first of our trust domain, which is also what admits it",
        why: "else a certificate with two ids is admitted as one and authorized as the other",
      },
      tests: [
        `${PEER} > a client that proves a foreign one first: ok`,
        `${TUNNEL} > policies are asked about the identity of our own trust domain when a peer has several`,
      ],
    },
    {
      behaviour: "Without a server certificate with an identity the trust domain is not checked",
      differs: {
        ambit: "there is always an identity, or no certificate",
        why: "a check that is skipped admits everybody",
      },
      tests: [`${PEER} > a client that proves only what does not parse: no-identity`],
    },
    {
      behaviour:
        "A server must prove exactly one of the identities that routing expects; host names do not count",
      tests: [
        `${PEER} > a server that proves the one expected: ok`,
        `${PEER} > a server that proves one of several expected: ok`,
        `${PEER} > a server that proves another account: wrong-identity`,
        `${PEER} > a server that proves the same account of another trust domain: wrong-identity`,
        `${OUTBOUND} > a server that proves another identity is refused`,
      ],
    },
    {
      behaviour: "Nobody is accepted where nobody is expected",
      tests: [`${PEER} > a server that proves anything, when nobody is expected: wrong-identity`],
    },
    {
      behaviour: "A server's chain is checked as a client's, for server use",
      tests: [
        `${HANDSHAKE} > a client refuses a server > with a certificate $name: $code, alert $alert`,
        `${HANDSHAKE} > a client refuses a server > whose certificate is for clients only`,
      ],
    },
    {
      behaviour: "Nothing of a request is sent to a server that is refused",
      tests: [
        `${HANDSHAKE} > a client refuses a server > by the verdict %s, alert %s, before it sends anything of a request`,
      ],
    },
    {
      behaviour:
        "`spiffe://domain/ns/namespace/sa/account`: five parts, case counts, empty names pass, a slash at the end does not",
      tests: [
        `${SPIFFE} > parseIdentity > reads trust domain, namespace and service account`,
        `${SPIFFE} > parseIdentity > accepts an empty namespace and service account`,
        `${SPIFFE} > parseIdentity > refuses a trailing slash`,
        `${SPIFFE} > parseIdentity > refuses another case of ns`,
      ],
    },
    {
      behaviour: "An empty trust domain of a workload is `cluster.local`, an empty service account `default`",
      tests: [
        `${WORKLOAD} > fields of a workload > trust domain by default`,
        `${WORKLOAD} > fields of a workload > service account by default`,
      ],
    },
    {
      behaviour:
        "The own trust domain is that of the workload's record, so no certificate is asked for before it is there",
      tests: [
        `${CERTIFICATES} > a worker that asks > before the own workload is known is refused`,
        `${CERTIFICATES} > a worker that asks > for its own account in another $what is refused`,
      ],
    },
    {
      behaviour: "Of several roots each is tried",
      differs: {
        ambit:
          "roots of one name are told apart by their key identifiers, which certificates of istiod have; without any, the first of the bundle counts",
        why: "OpenSSL",
      },
      tests: [
        `${CHAIN} > while a root is replaced by one of the same name > who trusts both talks to everybody: %s`,
      ],
    },
    {
      behaviour:
        "`TCP_NODELAY` everywhere; TCP keepalive on what is dialled, and not on accepted HBONE sockets, which PING covers",
      differs: {
        ambit: "keepalive is switched on when a connection has lasted a second",
        why: "a system call less for short ones",
      },
      tests: [
        `${PLUMBING} > the kernel's view of an upstream socket > has the mark from the start, and keepalive once it has lasted a second`,
      ],
    },
    {
      behaviour: "What is on the wire between two pods is TLS",
      tests: [`${WIRE} > HBONE between two pods > puts nothing but TLS on the wire`],
    },
    {
      behaviour: "Bytes that are no TLS end the connection",
      tests: [`${TUNNEL} > bytes that are not TLS end the connection`],
    },
  ],
};
