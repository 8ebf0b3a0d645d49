import type { Section } from "./section.ts";

const LINES = "packages/telemetry/test/golden-log.test.ts";
const LOGGER = "packages/telemetry/src/logger.test.ts";
const FILTER = "packages/telemetry/src/log-filter.test.ts";
const WRITER = "packages/telemetry/src/batched-line-writer.test.ts";
const RECORD = "packages/data-plane/src/records/connection-record.test.ts";
const STOCK = "e2e/interop/golden-ztunnel.interop.test.ts";
const NODE = "e2e/interop/node-recordings.interop.test.ts";
const DNS = "apps/ztunnel/src/data/dns/dns-server.integration.test.ts";
const STATUS = "packages/data-plane/src/records/failure.test.ts";
const INBOUND = "apps/ztunnel/src/data/inbound.integration.test.ts";
const OUTBOUND = "apps/ztunnel/src/data/outbound.integration.test.ts";
const FLIGHT = "packages/data-plane/src/records/flight-recorder.test.ts";
const WIRE = "e2e/netns/hbone.netns.test.ts";

export const section: Section = {
  title: "ztunnel: logs",
  rows: [
    {
      behaviour:
        "Plain lines: time in microseconds, level, scope with spans, message, fields, between tabs; as recorded, byte for byte",
      tests: [
        `${LINES} > plain lines of the stock program > are written again byte for byte: %s`,
        `${LOGGER} > logger > prints strings quoted and everything else bare in plain lines`,
      ],
    },
    {
      behaviour: "JSON lines with `LOG_FORMAT=json`; as recorded, byte for byte",
      tests: [`${LINES} > JSON lines of the stock program > are written again byte for byte: %s`],
    },
    {
      behaviour: "The lines of two stock ztunnels in one scenario, all of them and no others",
      tests: [
        `${STOCK} > two ztunnels in the recorded scenario > $format log of the $side: the recorded lines, all of them and no others`,
      ],
    },
    {
      behaviour:
        "Scope `access`: `connection opened` at debug, `connection complete` at info, or at error with its `error`",
      tests: [
        `${RECORD} > the opening is logged at debug`,
        `${RECORD} > the line of HBONE, plain is the one a ztunnel wrote`,
        `${RECORD} > the line of a refused CONNECT is the one a ztunnel wrote`,
        `${NODE} > recordings of a node's ztunnel > the access log at debug level has a line for the opening too`,
      ],
    },
    {
      behaviour:
        "`connection failed` at warn for what was refused before it had a record: addresses, direction, error",
      tests: [
        `${RECORD} > the line of an early failure is the one a ztunnel wrote`,
        `${OUTBOUND} > a connection to one of our own ports on loopback is refused as recursive`,
      ],
    },
    {
      behaviour:
        "Fields `src.addr`, `src.workload`, `src.namespace`, `src.identity`, `src.cluster`, `dst.addr`, `dst.hbone_addr`, `dst.service`, `dst.workload`, `dst.namespace`, `dst.identity`, `dst.cluster`, `direction`, `bytes_sent`, `bytes_recv`, `duration`, `error`, in this order, absent ones left out",
      tests: [
        `${RECORD} > the line of HBONE to a service is the one a ztunnel wrote`,
        `${RECORD} > the line of inbound HBONE is the one a ztunnel wrote`,
        `${RECORD} > the line of inbound plaintext of nobody known is the one a ztunnel wrote`,
        `${RECORD} > the line of plaintext to nobody known is the one a ztunnel wrote`,
        `${RECORD} > the line of an inbound denial is the one a ztunnel wrote`,
        `${RECORD} > the line of HBONE, JSON is the one a ztunnel wrote`,
      ],
    },
    {
      behaviour: "A line ends with `error`",
      differs: {
        ambit:
          "`error.code`, `error.doc`, `policy.name`, `policy.rule`, `tls.version`, `tls.cipher`, `tls.group`, `tls.peer_identity`, `tls.peer_serial` follow where they apply",
        why: "stable words, which rule decided, and what the handshake proved",
      },
      tests: [
        `${RECORD} > what ztunnel does not have comes last`,
        `${STATUS} > the code %s is explained where its line points`,
        `${WIRE} > HBONE between two pods > logs the same connection on both sides, with both identities and what TLS proved`,
      ],
    },
    {
      behaviour: "Bytes are told from the reporter's point of view",
      tests: [`${RECORD} > bytes are told from the reporter's point of view, and counted from the client's`],
    },
    {
      behaviour: "A connection that a drain cuts off is an error `closed due to drain`",
      tests: [
        `${RECORD} > a drain is an error with ztunnel's words`,
        `${OUTBOUND} > what a forced drain cuts off is logged as drained`,
      ],
    },
    {
      behaviour: "The words for answers that are not 200",
      tests: [
        `${STATUS} > status 401 is logged as http status: 401 Unauthorized`,
        `${STATUS} > status 503 is logged as http status: 503 Service Unavailable`,
      ],
    },
    {
      behaviour:
        "Spans `inbound{id= peer=}` and `outbound{id=}` with the trace id of `traceparent`; no spans are exported",
      tests: [
        `${LINES} > lines as the callers write them > a span around a line, in both forms`,
        `${INBOUND} > lines about a connection have the trace id of its request, or one of their own`,
      ],
    },
    {
      behaviour: "Scope `dns` at debug: a line for each query",
      tests: [`${DNS} > metrics and log > each query is a line at level debug`],
    },
    {
      behaviour: "`endpoints` of such a line is the number of the service's endpoints",
      differs: { ambit: "of the addresses in the answer", why: "that is what the client got" },
      tests: [`${DNS} > metrics and log > each query is a line at level debug`],
    },
    {
      behaviour: "`RUST_LOG`: levels and `target=level`; the filter is printed with its built-in directive",
      tests: [
        `${FILTER} > log filter > a custom target`,
        `${FILTER} > log filter > a module in short form`,
        `${FILTER} > log filter > the longest target wins`,
        `${FILTER} > log filter > with %j added to the default prints as stock`,
      ],
    },
    {
      behaviour: "A filter that cannot be read",
      differs: { ambit: "ends the start, and names the directive", why: "it would be missed" },
      tests: [`${FILTER} > log filter > names the directive that cannot be read`],
    },
    {
      behaviour: "Lines are dropped or hold the data path up when the output is slow",
      differs: { ambit: "8 MiB may wait, stalls and losses are counted", why: "traffic goes on" },
      tests: [
        `${WRITER} > batched line writer > holds lines while the stream is not ready, counts the stall, and loses nothing`,
        `${WRITER} > batched line writer > bounds what waits for a stream that does not take it`,
      ],
    },
    {
      behaviour: "What a peer says cannot forge a line",
      tests: [`${LOGGER} > logger > a field cannot forge a line`],
    },
    {
      behaviour: "No memory of connections that have ended",
      differs: {
        ambit: "the last hundred of each pod, at `/debug/connections/<pod>`",
        why: "a log line may be gone when it is wanted",
      },
      tests: [
        `${FLIGHT} > the last hundred are kept, the latest first`,
        `${FLIGHT} > a connection that ended > by a failure has its code, flag and rule, and what the handshake proved`,
      ],
    },
  ],
};
