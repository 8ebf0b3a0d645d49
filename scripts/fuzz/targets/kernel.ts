/** Answers of the kernel over netlink, and what its tools print. */
import fc from "fast-check";
import { decodeListeners } from "../../../apps/cni/src/node/listeners.ts";
import {
  encodeRequest,
  readAttributes,
  readMessages,
} from "../../../packages/netfilter/src/fingerprint/netlink-messages.ts";
import { describeReturnRoute } from "../../../packages/netfilter/src/fingerprint/return-route.ts";
import { decodeGeneration } from "../../../packages/netfilter/src/fingerprint/rule-generation.ts";
import { parseIpsetSave } from "../../../packages/netfilter/src/host/ipset.ts";
import { ruleKey, ruleTarget } from "../../../packages/netfilter/src/iptables/rule-key.ts";
import { parseSaveText } from "../../../packages/netfilter/src/iptables/save-text.ts";
import { NetfilterError } from "../../../packages/netfilter/src/netfilter-error.ts";
import { parseNftListing } from "../../../packages/netfilter/src/nftables/nft-listing.ts";
import { parseRouting } from "../../../packages/netfilter/src/routing.ts";
import { decodeRoutingAnswer } from "../../../packages/netfilter/src/routing-netlink.ts";
import { programTexts } from "../../../packages/netfilter/src/testing/program-texts.ts";
import { bytesOf, type FuzzTarget, refuses, textOf } from "../fuzz-target.ts";

/** Of answers to: a change of routes, a generation, a route, a socket. */
const TYPES = [2, 0x0a0f, 24, 20];
const attribute = fc
  .tuple(fc.constantFrom(1, 2, 3, 15, 16, 0x8001), fc.uint8Array({ maxLength: 8 }), fc.nat({ max: 3 }))
  .map(([type, value, wrong]) => {
    const bytes = new Uint8Array((4 + value.length + 3) & ~3);
    const view = new DataView(bytes.buffer);
    view.setUint16(0, 4 + value.length + (wrong === 3 ? 9 : 0), true);
    view.setUint16(2, type, true);
    bytes.set(value, 4);
    return bytes;
  });
const message = fc
  .tuple(
    fc.constantFrom(...TYPES),
    fc.nat(0xffff),
    fc.oneof(fc.constantFrom(4, 12, 20, 72), fc.nat({ max: 80 })),
    fc.array(attribute, { maxLength: 4 }),
  )
  .map(([type, flags, head, attributes]) =>
    encodeRequest(type, flags, Buffer.concat([new Uint8Array(head).fill(10), ...attributes])),
  );
const answer = fc.array(message, { maxLength: 4 }).map((messages) => Buffer.concat(messages));

const SAVE = `# Generated
*nat
:PREROUTING ACCEPT [0:0]
:ISTIO_PRERT - [0:0]
-A PREROUTING -j ISTIO_PRERT
-A ISTIO_PRERT -p tcp -m comment --comment "a \\"b\\"" -m mark ! --mark 0x539/0xfff -j REDIRECT --to-ports 15006
COMMIT
`;
const IPSET = `create istio-inpod-probes-v4 hash:ip family inet comment
add istio-inpod-probes-v4 10.0.0.5 comment "uid-1"
`;
const ROUTES = "local 0.0.0.0/0 dev lo scope host\n32764:\tfrom all fwmark 0x111/0xfff lookup 100\n";
const NFT = {
  nftables: [
    { metainfo: { json_schema_version: 1 } },
    { table: { family: "inet", name: "istio-ambient-nat", handle: 1 } },
    {
      chain: {
        family: "inet",
        table: "istio-ambient-nat",
        name: "output",
        type: "nat",
        hook: "output",
        prio: -100,
      },
    },
    {
      rule: {
        family: "inet",
        table: "istio-ambient-nat",
        chain: "output",
        handle: 3,
        expr: [{ accept: null }],
      },
    },
  ],
};
export const KERNEL_TARGETS: readonly FuzzTarget[] = [
  {
    name: "netlink",
    corpus: fc.sample(answer, { seed: 1, numRuns: 60 }),
    structured: fc.oneof(answer, fc.uint8Array({ maxLength: 200 })),
    run: readAnswer,
  },
  {
    name: "iptables-save",
    corpus: [SAVE, IPSET, ROUTES].map(bytesOf),
    structured: programTexts.map(bytesOf),
    run: readTexts,
  },
  {
    name: "nft-listing",
    corpus: [bytesOf(JSON.stringify(NFT))],
    structured: fc.jsonValue().map((value) => bytesOf(JSON.stringify({ nftables: value }))),
    run: (input) => refuses([NetfilterError], () => parseNftListing(textOf(input))),
  },
];

function readAnswer(input: Uint8Array): void {
  decodeListeners(input);
  decodeGeneration(input);
  describeReturnRoute(input);
  for (const { body } of readMessages(input)) readAttributes(body, 4);
  refuses([NetfilterError], () => decodeRoutingAnswer(input));
}

function readTexts(input: Uint8Array): void {
  const text = textOf(input);
  refuses([NetfilterError], () => parseSaveText(text));
  parseIpsetSave(text);
  parseRouting(text);
  for (const line of text.split("\n")) {
    ruleKey(line);
    ruleTarget(line);
  }
}
