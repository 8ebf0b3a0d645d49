/** What the CNI agent and ztunnel say to each other, read by both. */
import {
  decodeZdsAck,
  decodeZdsHello,
  decodeZdsRequest,
  encodeZdsAck,
  encodeZdsHello,
  encodeZdsRequest,
  ZdsError,
} from "@ambit/zds";
import fc from "fast-check";
import { type FuzzTarget, joinParts, refuses, splitParts } from "../fuzz-target.ts";
import { feedZds, WORKLOAD } from "./zds-conversation.ts";

const uid = fc.string({ maxLength: 8 });
const packet = fc.oneof(
  fc.uint8Array({ maxLength: 1_024 }),
  fc.constantFrom(encodeZdsHello(), encodeZdsAck(), encodeZdsRequest({ kind: "snapshot-sent" })),
  uid.map((one) => encodeZdsRequest({ kind: "add", uid: one, workload: WORKLOAD })),
  uid.map((one) => encodeZdsRequest({ kind: "del", uid: one })),
  uid.map((one) => encodeZdsRequest({ kind: "keep", uid: one })),
  uid.map((one) => encodeZdsAck(one)),
);

/** Packets, each behind the number of descriptors that come with it. */
const conversation = fc
  .array(
    fc
      .tuple(fc.nat({ max: 2 }), packet)
      .map(([count, bytes]) => Buffer.concat([Uint8Array.of(count), bytes])),
    { maxLength: 30 },
  )
  .map(joinParts);

export const ZDS_TARGETS: readonly FuzzTarget[] = [
  {
    name: "zds",
    corpus: fc.sample(conversation, { seed: 1, numRuns: 40 }),
    structured: conversation,
    run(input) {
      const packets = splitParts(input).map((part) => [part.subarray(1), (part[0] ?? 0) % 3] as const);
      feedZds(packets);
      for (const [bytes] of packets) {
        for (const decode of [decodeZdsAck, decodeZdsHello, decodeZdsRequest]) {
          refuses([ZdsError], () => decode(bytes));
        }
      }
    },
  },
];
