import { parseSocketAddress } from "@ambit/addr";
import { expect, test } from "vitest";
import { HboneError } from "./hbone-error.ts";
import { encodeProxyHeader, encodeProxyLine } from "./proxy-header.ts";

const SIGNATURE = "0d0a0d0a 000d0a51 5549540a";
const ID = "spiffe://td/ns/n/sa/s";
const ID_TLV = "d0 0015 7370696666653a2f2f74642f6e732f6e2f73612f73";

test.each([
  {
    name: "IPv4",
    source: "10.0.1.2:43210",
    destination: "10.96.0.10:80",
    bytes: `${SIGNATURE} 21 11 000c 0a000102 0a60000a a8ca 0050`,
  },
  {
    name: "IPv4 with an identity",
    source: "10.0.1.2:43210",
    destination: "10.96.0.10:80",
    sourceIdentity: ID,
    bytes: `${SIGNATURE} 21 11 0024 0a000102 0a60000a a8ca 0050 ${ID_TLV}`,
  },
  {
    name: "IPv6 with an identity",
    source: "[fd00::2]:1",
    destination: "[fd00:1::ff]:65535",
    sourceIdentity: ID,
    bytes:
      `${SIGNATURE} 21 21 003c fd000000000000000000000000000002 fd0000010000000000000000000000ff ` +
      `0001 ffff ${ID_TLV}`,
  },
  {
    name: "mixed families without addresses",
    source: "10.0.1.2:43210",
    destination: "[fd00::2]:1",
    bytes: `${SIGNATURE} 21 01 0000`,
  },
  {
    name: "mixed families with an identity",
    source: "[fd00::2]:1",
    destination: "10.0.1.2:43210",
    sourceIdentity: ID,
    bytes: `${SIGNATURE} 21 01 0018 ${ID_TLV}`,
  },
  {
    name: "an empty identity, which is there",
    source: "10.0.1.2:1",
    destination: "10.0.1.3:2",
    sourceIdentity: "",
    bytes: `${SIGNATURE} 21 11 000f 0a000102 0a000103 0001 0002 d0 0000`,
  },
])("encodes $name", ({ source, destination, sourceIdentity, bytes }) => {
  const encoded = encodeProxyHeader({
    source: parseSocketAddress(source),
    destination: parseSocketAddress(destination),
    ...(sourceIdentity === undefined ? {} : { sourceIdentity }),
  });
  expect(Buffer.from(encoded).toString("hex")).toBe(bytes.replaceAll(" ", ""));
});

test("counts the identity in bytes and bounds it", () => {
  const address = parseSocketAddress("10.0.1.2:1");
  const encode = (sourceIdentity: string) =>
    encodeProxyHeader({ source: address, destination: address, sourceIdentity });
  expect(encode("\u00e9".repeat(1024))).toHaveLength(16 + 12 + 3 + 2048);
  expect(() => encode("\u00e9".repeat(1025))).toThrow(HboneError);
});

test.each([
  ["10.0.1.2:43210", "10.96.0.10:80", "PROXY TCP4 10.0.1.2 10.96.0.10 43210 80\r\n"],
  ["[fd00::2]:1", "[fd00:1::ff]:65535", "PROXY TCP6 fd00::2 fd00:1::ff 1 65535\r\n"],
  ["10.0.1.2:43210", "[fd00::2]:1", "PROXY UNKNOWN\r\n"],
])("version 1 of %s to %s is a line", (source, destination, line) => {
  const header = { source: parseSocketAddress(source), destination: parseSocketAddress(destination) };
  expect(new TextDecoder().decode(encodeProxyLine(header))).toBe(line);
});
