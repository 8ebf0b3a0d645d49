import type { Section } from "./section.ts";

const FRAMES = "packages/hbone/test/recorded-frames.test.ts";
const PROFILE = "packages/hbone/src/http2-profile.test.ts";
const CONNECT = "packages/hbone/src/connect.test.ts";
const BAGGAGE = "packages/hbone/src/baggage.test.ts";
const FORWARDED = "packages/hbone/src/forwarded.test.ts";
const TRACE = "packages/hbone/src/traceparent.test.ts";
const AUTHORITY = "packages/routing/src/authority.test.ts";
const POOL = "packages/hbone/src/tunnel-pool.test.ts";
const H2 = "packages/reactor/test/http2-socket.integration.test.ts";
const RELAY = "packages/reactor/test/stream-relay.integration.test.ts";
const SERVER = "packages/http2/src/connection-server.test.ts";
const OUTPUT = "packages/http2/src/connection-output.test.ts";
const CLIENTWIRE = "e2e/interop/hbone-client-frames.interop.test.ts";
const SERVERWIRE = "e2e/interop/hbone-server-frames.interop.test.ts";
const BAD = "e2e/interop/bad-input.interop.test.ts";
const SPEC = "e2e/interop/h2spec.interop.test.ts";
const INBOUND = "apps/ztunnel/src/data/inbound.integration.test.ts";
const TUNNEL = "apps/ztunnel/src/data/inbound-tunnel.integration.test.ts";
const OUTBOUND = "apps/ztunnel/src/data/outbound.integration.test.ts";
const DRAIN = "packages/reactor/test/http2-drain.integration.test.ts";
const HALFCLOSE = "e2e/netns/half-close.netns.test.ts";
const HALFOPEN = "e2e/netns/faults-half-open.netns.test.ts";
const SLOW = "e2e/netns/faults-slow.netns.test.ts";

export const section: Section = {
  title: "ztunnel: HBONE, HTTP/2 and CONNECT",
  rows: [
    {
      behaviour:
        "Client settings: no push, window 4 MiB, frames of 1 MiB, header list of 16 KiB; connection window 16 MiB",
      tests: [
        `${FRAMES} > the recorded settings > of a client are ours`,
        `${CLIENTWIRE} > a ztunnel's tunnel > begins with the recorded settings, window and request`,
      ],
    },
    {
      behaviour: "Server settings: the same windows and frames, 200 streams, header list of 64 KiB",
      tests: [
        `${FRAMES} > the recorded settings > of a server are ours`,
        `${SERVERWIRE} > a hand-made client at port 15008 > is told the recorded settings and windows first, in the recorded order`,
        `${PROFILE} > only the client refuses pushes and only the server limits streams`,
      ],
    },
    {
      behaviour: "`HTTP2_STREAM_WINDOW_SIZE`, `HTTP2_CONNECTION_WINDOW_SIZE`, `HTTP2_FRAME_SIZE`",
      tests: [`${PROFILE} > configured sizes are used`],
    },
    {
      behaviour: "200 streams run on a tunnel, the next is refused",
      tests: [`${TUNNEL} > two hundred streams run on one tunnel, and the next is refused`],
    },
    {
      behaviour: "A client opens the lesser of its own and the peer's limit of streams",
      tests: [
        `${POOL} > a checkout > respects a peer's limit below ours, and a tunnel that takes no streams`,
      ],
    },
    {
      behaviour: "One stream that nobody reads does not hold up others of its tunnel",
      tests: [`${H2} > a reader that does not consume stops its writer at the window, and nobody else`],
    },
    {
      behaviour: "Credit is given back as the application takes bytes, at half a window",
      differs: {
        ambit: "sooner when unread bytes have used most of the window up",
        why: "a peer would wait for a half that never comes together",
      },
      tests: [`${SERVER} > receive windows > are given back at half a window, by what was consumed`],
    },
    {
      behaviour: "A tunnel whose windows slow readers have used up takes new connections all the same",
      differs: {
        ambit: "it takes none until they read; new connections get a tunnel of their own",
        why: "slow readers of a destination must not hold up new connections to it",
      },
      tests: [
        `${SLOW} > applications that do not keep up > slow readers of a destination do not hold up new connections to it`,
      ],
    },
    {
      behaviour: "PING every 10 s in both roles, always of the same eight bytes",
      tests: [
        `${CLIENTWIRE} > a ztunnel's tunnel > is watched by a PING of the recorded payload after 10 s`,
        `${SERVERWIRE} > a hand-made client at port 15008 > is pinged with the recorded payload`,
        `${FRAMES} > the PING payload is the recorded one`,
      ],
    },
    {
      behaviour: "A PING that is not answered in 20 s ends the tunnel",
      tests: [
        `${H2} > an unanswered PING ends the connection`,
        `${HALFOPEN} > a peer that is suddenly not there > a peer behind a dead link is noticed by PING, its streams end, and the link's return heals all`,
      ],
    },
    {
      behaviour: "GOAWAY of a server takes the tunnel out of the pool; its streams go on",
      tests: [
        `${OUTBOUND} > GOAWAY takes the tunnel out of the pool, its streams go on, and it is closed after the last`,
      ],
    },
    {
      behaviour:
        "A request has `:method` and `:authority`, `baggage`, `forwarded`, `traceparent`, and no other field",
      tests: [
        `${FRAMES} > a recorded request > number $index to $authority is what we send`,
        `${OUTBOUND} > HBONE carries bytes both ways with the headers of a ztunnel`,
      ],
    },
    {
      behaviour:
        "`baggage`: seven members in a fixed order, empty ones left out, an empty text if there are none",
      tests: [
        `${BAGGAGE} > formatBaggage > writes the members in ztunnel's order`,
        `${BAGGAGE} > formatBaggage > leaves out what is empty`,
        `${CONNECT} > connectRequest > sends empty baggage too`,
      ],
    },
    {
      behaviour:
        "`forwarded`: the application's address in quotes, and `host=` where a service was addressed",
      tests: [`${FORWARDED} > formatForwarded > gives $text`],
    },
    {
      behaviour: "`traceparent` of version 00 with random ids, not sampled",
      tests: [`${TRACE} > formatTraceparent > is version 00 and unsampled`],
    },
    {
      behaviour: "`x-forwarded-network` in the inner request of double HBONE only",
      tests: [`${CONNECT} > connectRequest > names the network in the inner request of double HBONE only`],
    },
    {
      behaviour: "An authority is an address, or a host name with a port; all else is 400",
      tests: [
        `${AUTHORITY} > addresses > %s`,
        `${AUTHORITY} > hostnames > %s`,
        `${AUTHORITY} > bad requests > %s`,
      ],
    },
    {
      behaviour: "`forwarded` is read for its first `host=`, whatever else it says",
      tests: [`${FORWARDED} > parseForwardedHost > reads $value as $host`],
    },
    {
      behaviour:
        "`baggage` is read over all its instances; what is not visible ASCII makes all of it nothing",
      tests: [
        `${BAGGAGE} > parseBaggage > reads several instances`,
        `${BAGGAGE} > parseBaggage > reads one value that is not ASCII`,
        `${BAGGAGE} > parseBaggage > reads unknown names`,
      ],
    },
    {
      behaviour: "Baggage of any length is read",
      differs: { ambit: "64 members and 8 KiB", why: "what a peer says has to be bounded" },
      tests: [`${BAGGAGE} > parseBaggage > is bounded: $name`],
    },
    {
      behaviour: "`traceparent` of 55 characters gives its trace id, any other a random one",
      tests: [
        `${TRACE} > parseTraceparent > reads $name`,
        `${INBOUND} > lines about a connection have the trace id of its request, or one of their own`,
      ],
    },
    {
      behaviour: "A request from another network's gateway is not taken for the gateway's own",
      tests: [
        `${CONNECT} > isFromOtherNetwork > of $forwarded at $local is $isOther`,
        `${INBOUND} > a request through another network's gateway is not taken for the gateway's own`,
      ],
    },
    {
      behaviour: "200 when the application is connected, with the destination's `baggage`",
      tests: [
        `${INBOUND} > answers 200 with baggage once the application has accepted, and carries bytes and half-closes`,
        `${FRAMES} > a recorded response > of an open tunnel carries the destination's baggage`,
      ],
    },
    {
      behaviour: "`ENABLE_RESPONSE_BAGGAGE=false` sends none, and does not use the request's",
      tests: [
        `${INBOUND} > the answer has no baggage when it is switched off, and the request's is not used`,
      ],
    },
    {
      behaviour: "400: not CONNECT, an authority that cannot be read, an address that is not this pod's",
      tests: [
        `${INBOUND} > answers 400 for a method that is not CONNECT`,
        `${INBOUND} > answers 400 for an authority that is neither address nor name with port`,
        `${INBOUND} > answers 400 for the address of another pod`,
      ],
    },
    {
      behaviour: "401: refused by policy",
      tests: [
        `${INBOUND} > answers 401 for a policy that denies`,
        `${INBOUND} > answers 401 for allow policies of which none allows`,
      ],
    },
    {
      behaviour:
        "503: unknown workload, service or port, a port of ztunnel's own, an application that does not listen",
      tests: [
        `${INBOUND} > answers 503 when the local workload does not become known in five seconds`,
        `${INBOUND} > answers 503 for a service nobody knows`,
        `${INBOUND} > answers 503 for a service port that does not exist`,
        `${INBOUND} > answers 503 for a service port that leads to our own port`,
        `${INBOUND} > answers 503 for a PROXY tunnel to a service without an address`,
        `${INBOUND} > answers 503 for an application that does not listen`,
      ],
    },
    {
      behaviour: "An application that does not answer in 10 s is a 503",
      tests: [`${INBOUND} > an application that does not answer in ten seconds is a 503`],
    },
    {
      behaviour:
        "Errors are a header block that ends the stream, then RST_STREAM(NO_ERROR); no body, no `date`",
      tests: [
        `${FRAMES} > a recorded response > of status %i is a status only`,
        `${BAD} > port 15008 > answers $status to CONNECT for $what`,
        `${SERVER} > requests > that are refused with a complete response end by RST_STREAM NO_ERROR, and late DATA is dropped`,
      ],
    },
    {
      behaviour: "A client takes 200 for success and nothing else",
      tests: [
        `${OUTBOUND} > an answer of $name fails the connection`,
        `${OUTBOUND} > an informational answer is waited past`,
      ],
    },
    {
      behaviour: "Half-close travels each way on its own",
      tests: [
        `${H2} > half-close travels each way on its own`,
        `${HALFCLOSE} > half-close through a tunnel > a client's end $what reaches the server, whose answer still arrives`,
        `${HALFCLOSE} > half-close through a tunnel > a server's end reaches the client, whose bytes still arrive`,
      ],
    },
    {
      behaviour: "RST_STREAM with NO_ERROR or CANCEL is a clean end",
      tests: [
        `${RELAY} > NO_ERROR by the peer is an orderly end`,
        `${H2} > CANCEL is an orderly end for the application, and told apart in the record`,
      ],
    },
    {
      behaviour: "A graceful end is GOAWAY with the highest stream, then with the last one; streams go on",
      tests: [
        `${SERVER} > shutdown > announces, waits for the PING, then names the last stream; streams go on`,
        `${TUNNEL} > draining announces GOAWAY, lets streams finish, then closes the tunnel`,
        `${DRAIN} > a graceful end waits for $name`,
      ],
    },
    {
      behaviour: "A tunnel that is lost takes its streams with it",
      tests: [
        `${TUNNEL} > a tunnel that dies takes its streams with it: each is reset and recorded`,
        `${RELAY} > a lost tunnel resets the application's connection`,
      ],
    },
    {
      behaviour: "Frames, header blocks and floods have the bounds of its library",
      differs: { ambit: "bounds of our own, each with a code", why: "one page, LIMITS.md, says all of them" },
      tests: [
        `${OUTPUT} > floods > of streams that are reset before they are answered end the connection`,
        `${OUTPUT} > floods > of %s end the connection`,
        `${SPEC} > h2spec over TLS with a client certificate > passes every case of the generic, http2 and hpack groups`,
      ],
    },
  ],
};
