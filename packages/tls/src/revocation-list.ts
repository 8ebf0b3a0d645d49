/**
 * Reads lists of revoked certificates (RFC 5280 §5.1): a text with PEM blocks, of which those of other kinds are skipped, or
 * one list in DER. Signatures and dates are not looked at: the file is the operator's, and as trusted as that of the roots.
 *
 * CertificateList { TBSCertList { version?, signature, issuer, thisUpdate, nextUpdate?,
 *   SEQUENCE OF { userCertificate, revocationDate, crlEntryExtensions? }?, [0] crlExtensions? }, algorithm, signature }
 */
import { hex, serialText } from "./certificate-id.ts";
import { DerReader } from "./der-reader.ts";
import { pemBlocks } from "./pem-blocks.ts";
import { TlsError } from "./tls-error.ts";

/** What one issuer has revoked; names as in `CertificateId`. */
export interface RevocationList {
  readonly issuer: string;
  readonly serials: readonly string[];
}

const TAG_BOOLEAN = 0x01;
const TAG_INTEGER = 0x02;
const TAG_OCTET_STRING = 0x04;
const TAG_OID = 0x06;
const TAG_UTC_TIME = 0x17;
const TAG_GENERALIZED_TIME = 0x18;
const TAG_SEQUENCE = 0x30;
const TAG_EXTENSIONS = 0xa0;
const TAG_INDIRECT = 0x84;

// 2.5.29.28: which certificates a list is about. Taken for all, which can only refuse more.
const ISSUING_DISTRIBUTION_POINT = "551d1c";

/** A hundred thousand certificates: far more make the threads of a proxy stand still while they take them. */
const MAX_FILE_BYTES = 4 * 1024 * 1024;

/**
 * All lists of a file; an empty file has none. Throws TlsError "bad-revocation-list", for the whole file: what a list that
 * cannot be read would have revoked must not be taken for good.
 */
export function parseRevocationLists(file: Uint8Array): RevocationList[] {
  if (file.length > MAX_FILE_BYTES) {
    throw malformed(`${file.length} bytes exceed the limit of ${MAX_FILE_BYTES}`);
  }
  try {
    if (file[0] === TAG_SEQUENCE) return [parseList(file)];
    const text = Buffer.from(file.buffer, file.byteOffset, file.byteLength).toString("latin1");
    if (text.trim() !== "" && !text.includes("-----BEGIN ")) throw malformed("neither PEM nor DER");
    return pemBlocks(text, "X509 CRL", malformed).map(parseList);
  } catch (error) {
    if (error instanceof TlsError && error.code === "bad-revocation-list") throw error;
    throw new TlsError("bad-revocation-list", "the list of revoked certificates is malformed", {
      cause: error,
    });
  }
}

function parseList(der: Uint8Array): RevocationList {
  const list = new DerReader(der, 0, der.length).enter(TAG_SEQUENCE).enter(TAG_SEQUENCE);
  list.skipIf(TAG_INTEGER);
  list.take(TAG_SEQUENCE);
  const issuer = hex(list.takeElement(TAG_SEQUENCE));
  skipTime(list);
  if (!list.isDone && list.nextTag !== TAG_SEQUENCE && list.nextTag !== TAG_EXTENSIONS) skipTime(list);
  const serials = !list.isDone && list.nextTag === TAG_SEQUENCE ? parseEntries(list.enter(TAG_SEQUENCE)) : [];
  if (!list.isDone) checkExtensions(list.enter(TAG_EXTENSIONS).enter(TAG_SEQUENCE), isKnownOfList);
  return { issuer, serials };
}

function parseEntries(entries: DerReader): string[] {
  const serials: string[] = [];
  while (!entries.isDone) {
    const entry = entries.enter(TAG_SEQUENCE);
    serials.push(serialText(entry.take(TAG_INTEGER)));
    skipTime(entry);
    // A critical one would say that the certificate is of another issuer (RFC 5280 §5.3.3).
    if (!entry.isDone) checkExtensions(entry.enter(TAG_SEQUENCE), () => false);
  }
  return serials;
}

/** What is critical has to be understood: a delta, or a list about other issuers' certificates, is not such a list. */
function checkExtensions(extensions: DerReader, isKnown: (oid: string, value: Uint8Array) => boolean): void {
  while (!extensions.isDone) {
    const extension = extensions.enter(TAG_SEQUENCE);
    const oid = hex(extension.take(TAG_OID));
    const isCritical = extension.nextTag === TAG_BOOLEAN && extension.take(TAG_BOOLEAN)[0] !== 0;
    const value = extension.take(TAG_OCTET_STRING);
    if (isCritical && !isKnown(oid, value)) {
      throw malformed(`it has the critical extension ${oid}, as deltas and indirect lists have`);
    }
  }
}

function isKnownOfList(oid: string, value: Uint8Array): boolean {
  if (oid !== ISSUING_DISTRIBUTION_POINT) return false;
  const point = new DerReader(value, 0, value.length).enter(TAG_SEQUENCE);
  while (!point.isDone) {
    if (point.nextTag === TAG_INDIRECT && point.take(TAG_INDIRECT)[0] !== 0) return false;
    if (!point.isDone) point.skip();
  }
  return true;
}

function skipTime(reader: DerReader): void {
  reader.take(reader.nextTag === TAG_GENERALIZED_TIME ? TAG_GENERALIZED_TIME : TAG_UTC_TIME);
}

function malformed(what: string): TlsError {
  return new TlsError("bad-revocation-list", `the list of revoked certificates cannot be used: ${what}`);
}
