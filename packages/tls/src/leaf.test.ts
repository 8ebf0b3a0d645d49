import { X509Certificate } from "node:crypto";
import { expect, test } from "vitest";
import { parseLeaf } from "./leaf.ts";
import { der, derOctets, derOid, derSequence, TestAuthority } from "./testing/index.ts";
import { TlsError } from "./tls-error.ts";

const root = TestAuthority.root();
const SUBJECT_ALT_NAME = "2.5.29.17";

test("reads what node:crypto reads from the same certificate", () => {
  const uriSans = ["spiffe://cluster.local/ns/a/sa/b", "https://example.com/x"];
  const { certificateDer, certificatePem } = root.leaf({ uriSans });
  const leaf = parseLeaf(certificateDer);
  const reference = new X509Certificate(certificatePem);
  expect(leaf.uriSans).toEqual(uriSans);
  expect(leaf.serialNumber).toBe(BigInt(`0x${reference.serialNumber}`).toString());
});

test.each([
  [1n, "1"],
  [0x7fn, "127"],
  [0x80n, "128"],
  [2n ** 159n - 1n, (2n ** 159n - 1n).toString()],
])("a serial number of %s is the decimal %s", (serialNumber, text) => {
  expect(parseLeaf(root.leaf({ serialNumber }).certificateDer).serialNumber).toBe(text);
});

test("a certificate without names has none", () => {
  expect(parseLeaf(root.leaf().certificateDer).uriSans).toEqual([]);
});

test.each([
  ["names that are no URIs are passed over", [der(0x82, ascii("dns.example"))], []],
  [
    "a name that is not ASCII is left out",
    [der(0x86, Uint8Array.of(0xff, 0x61)), der(0x86, ascii("a:b"))],
    ["a:b"],
  ],
  [
    "a long name is read whole",
    [der(0x86, ascii(`spiffe://${"x".repeat(3000)}`))],
    [`spiffe://${"x".repeat(3000)}`],
  ],
])("%s", (_name, names, expected) => {
  expect(parseLeaf(certificateWith([subjectAltName(...names)])).uriSans).toEqual(expected);
});

test.each([
  ["two extensions of names", certificateWith([subjectAltName(der(0x86, ascii("a:b"))), subjectAltName()])],
  ["nothing", new Uint8Array()],
  ["another type", derOctets(Uint8Array.of(1, 2, 3))],
  ["an indefinite length", Uint8Array.of(0x30, 0x80, 0, 0)],
  ["a length of four bytes", Uint8Array.of(0x30, 0x84, 0, 0, 0, 1, 0)],
  ["a length beyond the end", Uint8Array.of(0x30, 0x05, 0x30)],
])("%s is refused", (_name, bytes) => {
  expect(() => parseLeaf(bytes)).toThrow(TlsError);
  expect(() => parseLeaf(bytes)).toThrow(expect.objectContaining({ code: "bad-certificate" }));
});

function ascii(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function subjectAltName(...names: readonly Uint8Array[]): Uint8Array {
  return derSequence(derOid(SUBJECT_ALT_NAME), derOctets(derSequence(...names)));
}

function certificateWith(extensions: readonly Uint8Array[]): Uint8Array {
  const empty = derSequence();
  const serial = der(0x02, Uint8Array.of(1));
  return derSequence(
    derSequence(serial, empty, empty, empty, empty, empty, der(0xa3, derSequence(...extensions))),
  );
}
