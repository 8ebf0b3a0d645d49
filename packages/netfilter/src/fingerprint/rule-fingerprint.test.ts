import { expect, test } from "vitest";
import type { Backend } from "../backend.ts";
import { encodeRequest, readAttributes, readMessages } from "./netlink-messages.ts";
import { describeReturnRoute, returnRouteRequest } from "./return-route.ts";
import { podFingerprint, type RuleKernel } from "./rule-fingerprint.ts";
import { decodeGeneration, GENERATION_REQUEST } from "./rule-generation.ts";

/** As the kernel answers: struct nfgenmsg, then the number, the asker's pid and name. */
function generation(id: number): Uint8Array {
  const body = [0, 0, 0, 0, 8, 0, 1, 0, 0, 0, 0, id, 8, 0, 2, 0, 0, 0, 0, 9, 7, 0, 3, 0, 0x6e, 0x66, 0, 0];
  return encodeRequest(0x0a0f, 0, new Uint8Array(body));
}

/** struct rtmsg of type local, then the table. */
function route(type: number, table: number): Uint8Array {
  return encodeRequest(
    24,
    0,
    new Uint8Array([2, 32, 0, 0, table, 0, 0, type, 0, 0, 0, 0, 8, 0, 15, 0, table, 0, 0, 0]),
  );
}

function aKernel(changes: Partial<RuleKernel> = {}): RuleKernel {
  return {
    netfilter: () => generation(7),
    route: () => route(2, 100),
    legacyTables: () => ["nat", "filter"],
    legacyInfo: () => new Uint8Array([1, 2]),
    ...changes,
  };
}

const NFT: Backend = { kind: "iptables", variant: "nft" };
const LEGACY: Backend = { kind: "iptables", variant: "legacy" };
const PLAIN: Backend = { kind: "iptables", variant: "plain" };

test.each([
  { backend: NFT, expected: "generation 7, return4 2 in 100" },
  { backend: { kind: "nftables" } as const, expected: "generation 7, return4 2 in 100" },
  { backend: LEGACY, expected: "nat4 0102, return4 2 in 100" },
  { backend: PLAIN, expected: "generation 7, nat4 0102, return4 2 in 100" },
])("consists of what the backend $backend has", ({ backend, expected }) => {
  expect(podFingerprint(aKernel(), { capture: { ipv6: false }, backend })).toBe(expected);
});

test("covers both families", () => {
  expect(podFingerprint(aKernel(), { capture: { ipv6: true }, backend: LEGACY })).toBe(
    "nat4 0102, nat6 0102, return4 2 in 100, return6 2 in 100",
  );
});

test("is another one when anything changes, and says so where the kernel refuses", () => {
  const of = (changes: Partial<RuleKernel>, backend: Backend): string =>
    podFingerprint(aKernel(changes), { capture: { ipv6: false }, backend });
  expect(of({ netfilter: () => generation(8) }, NFT)).toContain("generation 8");
  expect(of({ netfilter: () => -1 }, NFT)).toContain("generation none");
  expect(of({ route: () => route(1, 254) }, NFT)).toContain("return4 1 in 254");
  expect(of({ route: () => -113 }, NFT)).toContain("return4 none");
  expect(of({ legacyInfo: () => -1 }, LEGACY)).toContain("nat4 none");
  expect(of({ legacyTables: () => [] }, LEGACY)).toBe("return4 2 in 100");
});

test("asks in the kernel's words", () => {
  expect(Buffer.from(GENERATION_REQUEST).toString("hex")).toBe("14000000100a0100000000000000000000000000");
  const [message] = [...readMessages(returnRouteRequest(4))];
  expect(message?.type).toBe(26);
  expect([...(message?.body.subarray(0, 2) ?? [])]).toEqual([2, 32]);
  expect(readAttributes(message?.body ?? new Uint8Array(), 12)).toEqual(
    new Map([
      [1, new Uint8Array([192, 0, 2, 1])],
      [16, new Uint8Array([0x11, 1, 0, 0])],
    ]),
  );
});

test("answers that are cut short, refused or of another kind say nothing", () => {
  const whole = generation(7);
  for (let length = 0; length < whole.length; length += 1) {
    expect(decodeGeneration(whole.subarray(0, length))).toBeUndefined();
  }
  expect(decodeGeneration(route(2, 100))).toBeUndefined();
  expect(describeReturnRoute(whole)).toBe("none");
  expect(describeReturnRoute(new Uint8Array())).toBe("none");
});
