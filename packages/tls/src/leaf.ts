/**
 * Reads what we need from a DER certificate (RFC 5280 §4.1) with bounds on every step: the bytes come from a peer.
 *
 * Certificate { TBSCertificate { [0] version?, serialNumber, signature, issuer, validity, subject, publicKey,
 *   [1]? [2]? [3] extensions { Extension { oid, critical?, OCTET STRING { GeneralNames { [6] uri … } } } … }? } … }
 */
import { DerReader, malformed } from "./der-reader.ts";

/** What a PeerCheck and a log line need of a certificate. */
export interface ParsedLeaf {
  /** URI names of the subjectAltName extension, in their order; names that are not ASCII are left out. */
  readonly uriSans: readonly string[];
  /** Decimal. */
  readonly serialNumber: string;
}

const TAG_BOOLEAN = 0x01;
const TAG_INTEGER = 0x02;
const TAG_OCTET_STRING = 0x04;
const TAG_OID = 0x06;
const TAG_SEQUENCE = 0x30;
const TAG_VERSION = 0xa0;
const TAG_EXTENSIONS = 0xa3;
const TAG_URI = 0x86;

const SUBJECT_ALT_NAME = [0x55, 0x1d, 0x11];
// Between the serial number and the extensions: signature, issuer, validity, subject, public key and two optional ids.
const MAX_FIELDS_BEFORE_EXTENSIONS = 7;
// RFC 5280 §4.1.2.2 allows 20; some issuers exceed it by a little.
const MAX_SERIAL_BYTES = 64;
const ASCII_LIMIT = 0x80;

/** Throws TlsError "bad-certificate" on anything that is not a certificate. */
export function parseLeaf(der: Uint8Array): ParsedLeaf {
  const tbs = new DerReader(der, 0, der.length).enter(TAG_SEQUENCE).enter(TAG_SEQUENCE);
  tbs.skipIf(TAG_VERSION);
  const serialNumber = decimalInteger(tbs.take(TAG_INTEGER));
  const extensions = findExtensions(tbs);
  return { uriSans: extensions === undefined ? [] : findUriSans(extensions), serialNumber };
}

function findExtensions(tbs: DerReader): DerReader | undefined {
  for (let count = 0; count <= MAX_FIELDS_BEFORE_EXTENSIONS && !tbs.isDone; count += 1) {
    if (tbs.nextTag === TAG_EXTENSIONS) {
      return tbs.enter(TAG_EXTENSIONS).enter(TAG_SEQUENCE);
    }
    tbs.skip();
  }
  if (!tbs.isDone) {
    throw malformed("unexpected fields");
  }
  return undefined;
}

function findUriSans(extensions: DerReader): string[] {
  let found: string[] | undefined;
  while (!extensions.isDone) {
    const extension = extensions.enter(TAG_SEQUENCE);
    const oid = extension.take(TAG_OID);
    if (
      oid.length !== SUBJECT_ALT_NAME.length ||
      !SUBJECT_ALT_NAME.every((byte, index) => oid[index] === byte)
    ) {
      continue;
    }
    // RFC 5280 §4.2: no more than one instance of an extension.
    if (found !== undefined) {
      throw malformed("two subjectAltName extensions");
    }
    extension.skipIf(TAG_BOOLEAN);
    found = readUris(extension.enter(TAG_OCTET_STRING).enter(TAG_SEQUENCE));
  }
  return found ?? [];
}

function readUris(names: DerReader): string[] {
  const uris: string[] = [];
  while (!names.isDone) {
    if (names.nextTag !== TAG_URI) {
      names.skip();
      continue;
    }
    const bytes = names.take(TAG_URI);
    if (bytes.every((byte) => byte < ASCII_LIMIT)) {
      uris.push(String.fromCharCode(...bytes));
    }
  }
  return uris;
}

function decimalInteger(bytes: Uint8Array): string {
  if (bytes.length === 0 || bytes.length > MAX_SERIAL_BYTES) {
    throw malformed("serial number");
  }
  let value = 0n;
  for (const byte of bytes) {
    value = (value << 8n) | BigInt(byte);
  }
  return BigInt.asIntN(bytes.length * 8, value).toString();
}
