/** DNS messages (RFC 1035) as the proxy reads them from pods and from upstream, over UDP and TCP. */
import { isDeepStrictEqual } from "node:util";
import {
  DnsError,
  DnsFrames,
  decodeDnsHeader,
  decodeDnsMessage,
  describeAnswer,
  encodeDnsMessage,
  ForwardableQuery,
  frameDnsMessage,
} from "@ambit/dns";
import fc from "fast-check";
import { readQuery } from "../../../apps/ztunnel/src/data/dns/read-query.ts";
import { anyMessage } from "../../../packages/dns/src/testing/arbitraries.ts";
import { type FuzzTarget, joinParts, refuses, splitParts } from "../fuzz-target.ts";

const ID = 7;
const MAX_UDP_BYTES = 512;

const message = anyMessage.map((one) => encodeDnsMessage(one));
/** A query and what may be its answer. */
const exchange = fc.tuple(anyMessage, fc.uint8Array({ maxLength: 100 })).map(([query, rest]) => {
  const asked = encodeDnsMessage({ ...query, isResponse: false });
  const answer = encodeDnsMessage({ ...query, isResponse: true, id: ID });
  return joinParts([asked, Buffer.concat([answer, rest])]);
});

export const DNS_TARGETS: readonly FuzzTarget[] = [
  {
    name: "dns",
    corpus: fc.sample(message, { seed: 1, numRuns: 60 }),
    structured: fc.oneof(message, fc.uint8Array({ maxLength: 600 })),
    run: readMessage,
  },
  {
    name: "dns-forwarding",
    corpus: fc.sample(exchange, { seed: 1, numRuns: 60 }),
    structured: exchange,
    run: forward,
  },
  {
    name: "dns-tcp",
    corpus: fc.sample(message.map(frameDnsMessage), { seed: 1, numRuns: 20 }),
    structured: fc
      .array(message.map(frameDnsMessage), { maxLength: 4 })
      .map((frames) => Buffer.concat(frames)),
    run: readFrames,
  },
];

/** What was understood is the same when it is written and read again. */
function readMessage(input: Uint8Array): void {
  decodeDnsHeader(input);
  readQuery(input);
  refuses([DnsError], () => {
    const first = decodeDnsMessage(input);
    const second = decodeDnsMessage(encodeDnsMessage(first));
    if (!isDeepStrictEqual(first, second)) throw new Error("it is another message when it is written");
  });
}

function forward(input: Uint8Array): void {
  const [query = new Uint8Array(), answer = new Uint8Array()] = splitParts(input);
  const found = ForwardableQuery.find(query);
  if (found === undefined) return;
  if (Buffer.compare(found.withId(ID).subarray(2), query.subarray(2)) !== 0)
    throw new Error("it was changed");
  if (!found.isAnsweredBy(answer, ID)) return;
  describeAnswer(answer);
  const { length } = found.respond(answer, MAX_UDP_BYTES);
  if (length > Math.max(MAX_UDP_BYTES, query.length)) throw new Error(`an answer of ${length} bytes`);
}

/** Cut anywhere, the messages are the same. */
function readFrames(input: Uint8Array): void {
  const whole = new DnsFrames().push(input);
  const frames = new DnsFrames();
  const half = Math.floor(input.length / 2);
  const pieces = [...frames.push(input.subarray(0, half)), ...frames.push(input.subarray(half))];
  if (whole.length !== pieces.length)
    throw new Error(`${whole.length} messages, and ${pieces.length} in pieces`);
}
