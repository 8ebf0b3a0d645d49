/** Messages of every shape that can be written, for property tests. */
import { type IpAddress, ipAddressFromBytes } from "@ambit/addr";
import fc from "fast-check";
import type { DnsEdns, DnsMessage, DnsRecord, DnsRecordData } from "../dns-message.ts";
import { type DnsName, joinLabels } from "../dns-name.ts";

const u8 = fc.integer({ min: 0, max: 0xff });
const u16 = fc.integer({ min: 0, max: 0xffff });
const u32 = fc.integer({ min: 0, max: 0xffff_ffff });
const bytes = (maxLength: number) => fc.uint8Array({ maxLength });

/** Few different labels, so that names share their ends; some with bytes that need escapes, or of another case. */
const label = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom("a", "A", "example", "com", "svc", "cluster", "local") },
  { weight: 1, arbitrary: fc.constantFrom("a.b", "back\\slash", "\u0000", "\u00ff", " ", "x".repeat(63)) },
);

export const anyName: fc.Arbitrary<DnsName> = fc
  .array(label, { maxLength: 6 })
  .map((labels) => joinLabels(labels.map((text) => Uint8Array.from(text, (char) => char.charCodeAt(0)))))
  .filter((name) => name !== undefined);

const anyV4 = fc.uint8Array({ minLength: 4, maxLength: 4 }).map((raw) => ipAddressFromBytes(raw, 0, 4));
const anyV6: fc.Arbitrary<IpAddress> = fc
  .uint8Array({ minLength: 16, maxLength: 16 })
  .map((raw) => ipAddressFromBytes(raw, 0, 16));

const soa = fc.record({
  type: fc.constant("SOA" as const),
  primary: anyName,
  mailbox: anyName,
  serial: u32,
  refreshSeconds: u32,
  retrySeconds: u32,
  expireSeconds: u32,
  minimumTtl: u32,
});

const recordData: fc.Arbitrary<DnsRecordData> = fc.oneof(
  fc.record({ type: fc.constant("A" as const), address: anyV4 }),
  fc.record({ type: fc.constant("AAAA" as const), address: fc.oneof(anyV6, anyV4) }),
  fc.record({ type: fc.constantFrom("CNAME" as const, "NS" as const, "PTR" as const), target: anyName }),
  soa,
  fc.record({ type: fc.constant("MX" as const), preference: u16, exchange: anyName }),
  fc.record({ type: fc.constant("TXT" as const), strings: fc.array(bytes(255), { maxLength: 3 }) }),
  fc.record({ type: fc.constant("SRV" as const), priority: u16, weight: u16, port: u16, target: anyName }),
  fc.record({
    type: fc.constant("other" as const),
    code: fc.constantFrom(13, 99, 257, 65_280),
    bytes: bytes(40),
  }),
);

export const anyRecord: fc.Arbitrary<DnsRecord> = fc
  .tuple(anyName, fc.integer({ min: 0, max: 0x7fff_ffff }), recordData)
  .map(([name, ttl, data]) => ({ name, class: 1, ttl, ...data }));

const anyEdns: fc.Arbitrary<DnsEdns> = fc.record({
  udpPayloadBytes: u16,
  version: u8,
  dnssecOk: fc.boolean(),
  options: fc.array(fc.record({ code: u16, bytes: bytes(20) }), { maxLength: 3 }),
});

export const anyMessage: fc.Arbitrary<DnsMessage> = fc
  .record({
    id: u16,
    isResponse: fc.boolean(),
    opcode: fc.integer({ min: 0, max: 15 }),
    isAuthoritative: fc.boolean(),
    isTruncated: fc.boolean(),
    recursionDesired: fc.boolean(),
    recursionAvailable: fc.boolean(),
    authenticData: fc.boolean(),
    checkingDisabled: fc.boolean(),
    rcode: fc.integer({ min: 0, max: 0xfff }),
    questions: fc.array(fc.record({ name: anyName, type: u16, class: u16 }), { maxLength: 3 }),
    answers: fc.array(anyRecord, { maxLength: 6 }),
    authorities: fc.array(anyRecord, { maxLength: 3 }),
    additionals: fc.array(anyRecord, { maxLength: 3 }),
    edns: fc.option(anyEdns, { nil: undefined }),
  })
  .map((message) => (message.edns === undefined ? { ...message, rcode: message.rcode & 0xf } : message));
