import { parseIpAddress } from "@ambit/addr";
import { describe, expect, test } from "vitest";
import { decodeDnsMessage } from "./decode-message.ts";
import { DNS_RCODE, DNS_TYPE, type DnsMessage, type DnsRecord } from "./dns-message.ts";
import { findLabelsBelow, isAtOrBelow, parseDnsName } from "./dns-name.ts";
import { encodeDnsMessage } from "./encode-message.ts";
import { questionOf, refuseUnreadable, respondTo, udpPayloadLimit } from "./response.ts";
import { findReverseAddress, reverseNameOf } from "./reverse-name.ts";

const bytesOf = (hex: string): Uint8Array =>
  Uint8Array.from(hex.replaceAll(/\s/g, "").match(/../g) ?? [], (byte) => Number.parseInt(byte, 16));

/** `dig example.com`, as it is on the wire: one question, EDNS with a cookie. */
const QUERY = bytesOf(`
  1234 0120 0001 0000 0000 0001
  07 6578616d706c65 03 636f6d 00 0001 0001
  00 0029 04d0 00000000 000c 000a 0008 0102030405060708`);

const aQuery = (overrides: Partial<DnsMessage> = {}): DnsMessage => ({
  ...decodeDnsMessage(QUERY),
  ...overrides,
});

const aRecord = (name: string, ip: string): DnsRecord & { readonly type: "A" | "AAAA" } => ({
  name: parseDnsName(name),
  class: 1,
  ttl: 30,
  type: "A",
  address: parseIpAddress(ip),
});

describe("decoding", () => {
  test("reads a query with EDNS", () => {
    const query = decodeDnsMessage(QUERY);
    expect(query).toMatchObject({
      id: 0x1234,
      isResponse: false,
      recursionDesired: true,
      authenticData: true,
      questions: [{ name: "example.com", type: DNS_TYPE.A, class: 1 }],
      edns: { udpPayloadBytes: 1232, version: 0, dnssecOk: false, options: [{ code: 10 }] },
    });
    expect(encodeDnsMessage(query)).toEqual(QUERY);
  });

  test("follows pointers into earlier names", () => {
    const answer = decodeDnsMessage(
      bytesOf(`0001 8400 0001 0002 0000 0000
        01 61 01 62 00 0001 0001
        c00c 0005 0001 0000001e 0004 01 63 c00e
        01 63 c00e 0001 0001 0000001e 0004 0a000001`),
    );
    expect(answer.answers).toMatchObject([
      { name: "a.b", type: "CNAME", target: "c.b" },
      { name: "c.b", type: "A", address: "10.0.0.1" },
    ]);
  });

  const header = "0001 0100 0001 0000 0000 0000";
  test.each([
    ["a pointer to itself", `${header} c00c 0001 0001`, "bad-name"],
    ["a pointer forward", `${header} c00e 00 0001 0001`, "bad-name"],
    ["two pointers in a circle", `${header} 01 61 c00c 0001 0001`, "bad-name"],
    ["a label type that does not exist", `${header} 41 00 0001 0001`, "bad-name"],
    [
      "a name longer than 255 bytes",
      `${header} ${`3f ${"61".repeat(63)}`.repeat(4)} 00 0001 0001`,
      "bad-name",
    ],
    ["a header that is cut", "0001 0100 0001", "truncated"],
    ["a name that is cut", `${header} 05 6161`, "truncated"],
    ["a count without records", "0001 0100 0000 ffff 0000 0000", "truncated"],
    [
      "an address of three bytes",
      "0001 8000 0000 0001 0000 0000 00 0001 0001 00000000 0003 0a0000",
      "truncated",
    ],
    [
      "an address of five bytes",
      "0001 8000 0000 0001 0000 0000 00 0001 0001 00000000 0005 0a00000000",
      "bad-message",
    ],
    [
      "a text that is longer than its record",
      "0001 8000 0000 0001 0000 0000 00 0010 0001 00000000 0002 0561",
      "truncated",
    ],
    [
      "two OPT records",
      "0001 0100 0000 0000 0000 0002 00 0029 04d0 00000000 0000 00 0029 04d0 00000000 0000",
      "bad-message",
    ],
    [
      "an OPT record among answers",
      "0001 0100 0000 0001 0000 0000 00 0029 04d0 00000000 0000",
      "bad-message",
    ],
    [
      "an OPT record with a name",
      "0001 0100 0000 0000 0000 0001 01 61 00 0029 04d0 00000000 0000",
      "bad-message",
    ],
    ["bytes after the last record", "0001 0100 0000 0000 0000 0000 00", "bad-message"],
  ])("refuses %s", (_case, hex, code) => {
    expect(() => decodeDnsMessage(bytesOf(hex))).toThrow(expect.objectContaining({ code }));
  });

  test("takes a ttl with its highest bit for 0", () => {
    const bytes = encodeDnsMessage(aQuery({ answers: [{ ...aRecord("a", "10.0.0.1"), ttl: 0x8000_0001 }] }));
    expect(decodeDnsMessage(bytes).answers[0]?.ttl).toBe(0);
  });
});

describe("encoding", () => {
  test("compresses names of owners and of old types, and not those of SRV", () => {
    const name = parseDnsName("www.example.com");
    const head = { name, class: 1, ttl: 1 };
    const of = (record: DnsRecord): number =>
      encodeDnsMessage(aQuery({ answers: [record] })).length - encodeDnsMessage(aQuery()).length;
    // www and a pointer, fixed fields, pointer to the owner.
    expect(of({ ...head, type: "CNAME", target: name })).toBe(6 + 10 + 2);
    expect(of({ ...head, type: "SRV", priority: 0, weight: 0, port: 1, target: name })).toBe(6 + 10 + 6 + 17);
  });

  test.each([
    ["an IPv6 address in an A record", { ...aRecord("a", "10.0.0.1"), address: parseIpAddress("::1") }],
    ["a ttl below 0", { ...aRecord("a", "10.0.0.1"), ttl: -1 }],
    [
      "a text of more than 255 bytes",
      { name: parseDnsName("a"), class: 1, ttl: 1, type: "TXT", strings: [new Uint8Array(256)] },
    ],
  ] satisfies readonly (readonly [string, DnsRecord])[])("refuses %s", (_case, record) => {
    expect(() => encodeDnsMessage(aQuery({ answers: [record] }))).toThrow(
      expect.objectContaining({ code: "bad-field" }),
    );
  });

  test("refuses a limit below what has to be there", () => {
    expect(() => encodeDnsMessage(aQuery(), 20)).toThrow(expect.objectContaining({ code: "bad-field" }));
  });
});

describe("responses", () => {
  const answer = { rcode: DNS_RCODE.NOERROR, isAuthoritative: true, recursionAvailable: true };

  test("have the query's id, question and flags, and EDNS only where it was asked with", () => {
    const query = aQuery({ checkingDisabled: true });
    expect(respondTo(query, answer)).toMatchObject({
      id: 0x1234,
      isResponse: true,
      recursionDesired: true,
      checkingDisabled: true,
      authenticData: false,
      questions: query.questions,
      edns: { udpPayloadBytes: 1232, version: 0, options: [] },
    });
    expect(respondTo(aQuery({ edns: undefined }), answer).edns).toBeUndefined();
  });

  test.each([
    ["a response", { isResponse: true }, DNS_RCODE.FORMERR],
    ["another opcode", { opcode: 5 }, DNS_RCODE.NOTIMP],
    ["no question", { questions: [] }, DNS_RCODE.FORMERR],
    ["two questions", { questions: [...aQuery().questions, ...aQuery().questions] }, DNS_RCODE.FORMERR],
    [
      "a version of EDNS that does not exist",
      { edns: { udpPayloadBytes: 512, version: 1, dnssecOk: false, options: [] } },
      DNS_RCODE.BADVERS,
    ],
  ] as const)("refuse %s", (_case, overrides, rcode) => {
    expect(questionOf(aQuery(overrides))).toEqual({ rcode });
  });

  test("to an unreadable query have nothing but its header", () => {
    const response = encodeDnsMessage(refuseUnreadable(aQuery(), DNS_RCODE.FORMERR));
    expect(response).toEqual(bytesOf("1234 8101 0000 0000 0000 0000"));
  });

  test.each([
    [undefined, 512],
    [100, 512],
    [1000, 1000],
    [4096, 1232],
  ])("to a client that says %s have at most %s bytes", (udpPayloadBytes, expected) => {
    const edns = udpPayloadBytes === undefined ? undefined : { ...ANY_EDNS, udpPayloadBytes };
    expect(udpPayloadLimit(aQuery({ edns }), 1232)).toBe(expected);
  });

  const ANY_EDNS = { version: 0, dnssecOk: false, options: [] };
});

describe("names", () => {
  test.each([
    ["svc.cluster.local", []],
    ["a.b.SVC.Cluster.local", ["a", "b"]],
    ["xsvc.cluster.local", undefined],
    ["cluster.local", undefined],
  ])("%s has these labels below svc.cluster.local: %s", (name, expected) => {
    const zone = parseDnsName("svc.cluster.local.");
    expect(findLabelsBelow(parseDnsName(name), zone)).toEqual(expected);
    expect(isAtOrBelow(parseDnsName(name), zone)).toBe(expected !== undefined);
  });

  test.each(["", "..", "a..b", ".a", "a\\", "a\\25", "a\\999", "ä.com", `${"x".repeat(64)}.com`])(
    "%j is none",
    (text) => {
      expect(() => parseDnsName(text)).toThrow(expect.objectContaining({ code: "bad-name" }));
    },
  );

  test("of addresses go both ways", () => {
    expect(reverseNameOf(parseIpAddress("10.1.2.3"))).toBe("3.2.1.10.in-addr.arpa");
    for (const ip of ["10.1.2.3", "2001:db8::1", "fd00:1:2:3:4:5:6:7"]) {
      expect(findReverseAddress(reverseNameOf(parseIpAddress(ip)))).toBe(ip);
    }
    for (const name of ["2.1.10.in-addr.arpa", "x.2.1.10.in-addr.arpa", "1.ip6.arpa", "example.com", "."]) {
      expect(findReverseAddress(parseDnsName(name))).toBeUndefined();
    }
  });
});
