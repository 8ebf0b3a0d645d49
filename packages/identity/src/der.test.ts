import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  decodeDer,
  derBitString,
  derContext,
  derContextBytes,
  derInteger,
  derNull,
  derOctetString,
  derOid,
  derSequence,
  derSet,
  derTime,
  derTrue,
  derUtf8String,
  encodeDer,
  findBitString,
  findContext,
  findContextBytes,
  findOctetString,
  findOid,
  findSequence,
} from "./der.ts";
import { IdentityError } from "./identity-error.ts";

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}

test.each([
  { name: "SEQUENCE", node: derSequence(derNull()), bytes: "30020500" },
  { name: "SET", node: derSet(), bytes: "3100" },
  { name: "OID", node: derOid("2.5.29.17"), bytes: "0603551d11" },
  { name: "INTEGER", node: derInteger(Uint8Array.of(0x7f, 0xff)), bytes: "02027fff" },
  { name: "TRUE", node: derTrue(), bytes: "0101ff" },
  { name: "BIT STRING", node: derBitString(Uint8Array.of(0xa0), 5), bytes: "030205a0" },
  { name: "OCTET STRING", node: derOctetString(Uint8Array.of(0xff, 0)), bytes: "0402ff00" },
  { name: "UTF8String", node: derUtf8String("\u00e9"), bytes: "0c02c3a9" },
  { name: "[3] with members", node: derContext(3, derNull()), bytes: "a3020500" },
  { name: "[6] with bytes", node: derContextBytes(6, Uint8Array.of(1)), bytes: "860101" },
  {
    name: "UTCTime",
    node: derTime(Date.UTC(2049, 11, 31, 23, 59, 59, 999)),
    bytes: `170d${ascii("491231235959Z")}`,
  },
  { name: "GeneralizedTime", node: derTime(Date.UTC(2050, 0, 1)), bytes: `180f${ascii("20500101000000Z")}` },
  {
    name: "long OCTET STRING",
    node: derOctetString(new Uint8Array(300)),
    bytes: `0482012c${"00".repeat(300)}`,
  },
])("$name is written as DER and read back", ({ node, bytes }) => {
  expect(hex(encodeDer(node))).toBe(bytes);
  expect(hex(encodeDer(decodeDer(Buffer.from(bytes, "hex"))))).toBe(bytes);
});

function ascii(text: string): string {
  return Buffer.from(text, "ascii").toString("hex");
}

describe("decodeDer refuses", () => {
  test.each([
    { name: "nothing", bytes: "" },
    { name: "a value cut short", bytes: "300405" },
    { name: "bytes after the value", bytes: "050000" },
    { name: "a length in more bytes than needed", bytes: "30810205 00".replace(" ", "") },
    { name: "an indefinite length", bytes: "308005000000" },
    { name: "an integer with needless zeros", bytes: "02020001" },
    { name: "nesting without end", bytes: "30".repeat(2000) },
  ])("$name", ({ bytes }) => {
    expect(() => decodeDer(Buffer.from(bytes, "hex"))).toThrow(IdentityError);
  });

  test("or takes any bytes, and what it takes is written the same", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        try {
          expect(hex(encodeDer(decodeDer(bytes)))).toBe(hex(bytes));
        } catch (error) {
          expect(error).toBeInstanceOf(IdentityError);
        }
      }),
      { numRuns: 500 },
    );
  });
});

test("readers give undefined for what is something else", () => {
  const readers = [
    findSequence,
    findOid,
    findOctetString,
    findBitString,
    (node: Parameters<typeof findOid>[0]) => findContext(node, 0),
    (node: Parameters<typeof findOid>[0]) => findContextBytes(node, 0),
  ];
  const values = [
    derSequence(),
    derOid("1.2.3"),
    derOctetString(Uint8Array.of(1)),
    derBitString(Uint8Array.of(1)),
    derContext(0),
    derContextBytes(0, Uint8Array.of(1)),
  ];
  for (const [readerIndex, read] of readers.entries()) {
    expect(read(undefined)).toBeUndefined();
    for (const [valueIndex, value] of values.entries()) {
      expect(read(value) !== undefined).toBe(readerIndex === valueIndex);
    }
  }
  expect(findBitString(derBitString(Uint8Array.of(0x80), 7))).toBeUndefined();
});
