/** What a list of revoked certificates names a certificate by: its issuer and serial number. */
import { DerReader, malformed } from "./der-reader.ts";
import { pemBlocks } from "./pem-blocks.ts";

const TAG_INTEGER = 0x02;
const TAG_SEQUENCE = 0x30;
const TAG_VERSION = 0xa0;

/** Both in hexadecimal, so that two are equal as texts. */
export interface CertificateId {
  /** The DER of the issuer's name: names are compared as they are written. */
  readonly issuer: string;
  readonly serial: string;
}

/** Throws TlsError "bad-certificate" on anything that is not a certificate. */
export function parseCertificateId(der: Uint8Array): CertificateId {
  const tbs = new DerReader(der, 0, der.length).enter(TAG_SEQUENCE).enter(TAG_SEQUENCE);
  tbs.skipIf(TAG_VERSION);
  const serial = serialText(tbs.take(TAG_INTEGER));
  tbs.skip();
  return { issuer: hex(tbs.takeElement(TAG_SEQUENCE)), serial };
}

/** Of the certificates in PEM texts, in their order. Throws TlsError "bad-certificate". */
export function parseCertificateIds(chainPem: readonly string[]): CertificateId[] {
  return chainPem.flatMap((text) => pemBlocks(text, "CERTIFICATE", malformed).map(parseCertificateId));
}

/** Of an INTEGER's content; leading zeros mean nothing. */
export function serialText(content: Uint8Array): string {
  return hex(content).replace(/^(?:00)+/, "");
}

/** Lower case. */
export function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("hex");
}
