import { expect, test } from "vitest";
import { parseCertificateId, parseCertificateIds } from "./certificate-id.ts";
import { TestAuthority } from "./testing/index.ts";
import { TlsError } from "./tls-error.ts";

const [one, two] = ["one", "two"].map((name) => TestAuthority.root({ name }).leaf());
if (one === undefined || two === undefined) throw new Error("no certificates");
const ids = [one, two].map(({ certificateDer }) => parseCertificateId(certificateDer));

test.each([
  ["a text each", [one.certificatePem, two.certificatePem]],
  ["one text with words between them", [`first\n${one.certificatePem}\nsecond\n${two.certificatePem}`]],
])("certificates are named as in DER, with %s", (_name, chain) => {
  expect(parseCertificateIds(chain)).toEqual(ids);
});

test.each([
  ["an end that is missing", one.certificatePem.slice(0, -40)],
  ["what is not base64", one.certificatePem.replace("\nMII", "\n*MII")],
  ["what is no certificate", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"],
])("%s is refused", (_name, text) => {
  expect(() => parseCertificateIds([text])).toThrow(TlsError);
});
