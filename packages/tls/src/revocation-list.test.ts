import { X509Certificate } from "node:crypto";
import { describe, expect, test } from "vitest";
import { parseCertificateId } from "./certificate-id.ts";
import { parseRevocationLists } from "./revocation-list.ts";
import { der, derBoolean, derOctets, derSequence, extension, pem, TestAuthority } from "./testing/index.ts";

const root = TestAuthority.root({ name: "one" });
const other = TestAuthority.root({ name: "two" });
const LABEL = "X509 CRL";
const leaf = root.leaf();
const id = parseCertificateId(leaf.certificateDer);

function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

describe("a list names a certificate as the certificate names itself", () => {
  test.each([1n, 0x7fn, 0x80n, 0xff00n, 2n ** 127n, 2n ** 128n - 1n])("serial number %s", (serialNumber) => {
    const { certificateDer, serialNumber: serial } = root.leaf({ serialNumber });
    const found = parseCertificateId(certificateDer);
    expect(parseRevocationLists(root.revocationList([serial]))).toEqual([
      { issuer: found.issuer, serials: [found.serial] },
    ]);
    expect(BigInt(`0x${found.serial}`)).toBe(serialNumber);
  });

  test("whoever issued it", () => {
    const [list] = parseRevocationLists(other.revocationList([leaf.serialNumber]));
    expect(list?.serials).toEqual([id.serial]);
    expect(list?.issuer).not.toBe(id.issuer);
  });

  test("as node:crypto reads its serial number", () => {
    const { serialNumber } = new X509Certificate(leaf.certificatePem);
    expect(id.serial).toBe(serialNumber.toLowerCase().replace(/^(?:00)+/, ""));
  });
});

describe("a file", () => {
  const one = root.revocationList(["5", "6"]);
  const two = other.revocationList([]);

  test("may hold several lists, among blocks of other kinds and text", () => {
    const text = `# ours\n${pem(LABEL, one)}${leaf.certificatePem}\n${pem(LABEL, two)}end`;
    expect(parseRevocationLists(bytes(text)).map(({ serials }) => serials)).toEqual([["05", "06"], []]);
  });

  test("may be one list in DER", () => {
    expect(parseRevocationLists(one).map(({ serials }) => serials)).toEqual([["05", "06"]]);
  });

  test.each(["", " \n", leaf.certificatePem])("without a list revokes nothing (%#)", (text) => {
    expect(parseRevocationLists(bytes(text))).toEqual([]);
  });

  test("may name what a list is about, as long as that is its own issuer's", () => {
    const point = extension("2.5.29.28", derSequence(der(0x81, Uint8Array.of(0xff))), true);
    expect(parseRevocationLists(root.revocationList(["5"], [point]))).toHaveLength(1);
  });

  test("may have extensions that are not critical", () => {
    const number = extension("2.5.29.20", derOctets(Uint8Array.of(1)));
    expect(parseRevocationLists(root.revocationList(["5"], [number]))).toHaveLength(1);
  });

  const indirect = derSequence(der(0x84, Uint8Array.of(0xff)));
  test.each<readonly [string, Uint8Array]>([
    ["text that is no PEM", bytes("revoked: 5")],
    ["a block that does not end", bytes(pem(LABEL, one).slice(0, -20))],
    ["a block that is not base64", bytes(`-----BEGIN ${LABEL}-----\n%%%%\n-----END ${LABEL}-----\n`)],
    ["one good and one bad block", bytes(pem(LABEL, one) + pem(LABEL, Uint8Array.of(0x30, 0)))],
    ["an empty block", bytes(pem(LABEL, new Uint8Array(0)))],
    ["a certificate", leaf.certificateDer],
    ["more than 4 MiB", new Uint8Array(4 * 1024 * 1024 + 1).fill(0x20)],
    ["a list that is cut", one.subarray(0, 40)],
    ["a delta", root.revocationList(["5"], [extension("2.5.29.27", derBoolean(true), true)])],
    ["an indirect list", root.revocationList(["5"], [extension("2.5.29.28", indirect, true)])],
    [
      "an unknown critical extension",
      root.revocationList([], [extension("1.2.3.4", derBoolean(true), true)]),
    ],
  ])("is refused whole: %s", (_name, file) => {
    expect(() => parseRevocationLists(file)).toThrow(
      expect.objectContaining({ code: "bad-revocation-list" }) as Error,
    );
  });
});
