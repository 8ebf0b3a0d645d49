/** The parts of X.509 that certificates and requests are made of, and those that must be read back from them. */
import { createHash, type KeyObject, sign } from "node:crypto";
import { formatIdentity, type Identity } from "@ambit/model";
import {
  type DerNode,
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

export const EXTENSION = {
  subjectKeyIdentifier: "2.5.29.14",
  keyUsage: "2.5.29.15",
  subjectAltName: "2.5.29.17",
  basicConstraints: "2.5.29.19",
  authorityKeyIdentifier: "2.5.29.35",
  extendedKeyUsage: "2.5.29.37",
} as const;

const ORGANIZATION = "2.5.4.10";
const SERVER_AUTH = "1.3.6.1.5.5.7.3.1";
const CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";
const SHA256_WITH_RSA = "1.2.840.113549.1.1.11";
const ECDSA_WITH_SHA256 = "1.2.840.10045.4.3.2";

const DNS_TAG = 2;
const URI_TAG = 6;
const IP_TAG = 7;
const KEY_IDENTIFIER_TAG = 0;
const EXTENSIONS_TAG = 3;
const ASCII_LIMIT = 0x80;
// RFC 5280 appendix A: ub-organization-name.
const MAX_ORGANIZATION_LENGTH = 64;
const URI_TEXT = /^[\x21-\x7e]+$/;

/** Whom a certificate names. */
export interface SubjectNames {
  readonly uris?: readonly string[];
  readonly dnsNames?: readonly string[];
  /** 4 or 16 bytes each, in network order. */
  readonly ipAddresses?: readonly Uint8Array[];
}

export interface CertificateFields {
  readonly serialNumber: Uint8Array;
  readonly issuer: DerNode;
  readonly subject: DerNode;
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
  readonly publicKeyDer: Uint8Array;
  readonly extensions: readonly DerNode[];
}

/** `O=<text>`, or the empty name if no certificate can carry that organization. */
export function organizationName(text: string): DerNode {
  return text === "" || text.length > MAX_ORGANIZATION_LENGTH
    ? derSequence()
    : derSequence(derSet(derSequence(derOid(ORGANIZATION), derUtf8String(text))));
}

/** Names in the order of certificates of a mesh CA: URIs, then host names, then IP addresses. Throws IdentityError "bad-identity". */
export function subjectNamesExtension(names: SubjectNames, isCritical: boolean): DerNode {
  const all = [
    ...(names.uris ?? []).map((uri) => generalName(URI_TAG, uri)),
    ...(names.dnsNames ?? []).map((name) => generalName(DNS_TAG, name)),
    ...(names.ipAddresses ?? []).map((bytes) => derContextBytes(IP_TAG, bytes)),
  ];
  return derExtension(EXTENSION.subjectAltName, derSequence(...all), isCritical);
}

/** One URI SAN. Throws IdentityError "bad-identity" if the identity is no URI text. */
export function identityExtension(identity: Identity, isCritical: boolean): DerNode {
  return subjectNamesExtension({ uris: [formatIdentity(identity)] }, isCritical);
}

/** BasicConstraints with CA:FALSE, critical. */
export function notAuthorityExtension(): DerNode {
  return derExtension(EXTENSION.basicConstraints, derSequence(), true);
}

/** digitalSignature and keyEncipherment, critical; serverAuth and clientAuth. */
export function leafUsageExtensions(): DerNode[] {
  const purposes = derSequence(derOid(SERVER_AUTH), derOid(CLIENT_AUTH));
  return [
    derExtension(EXTENSION.keyUsage, derBitString(Uint8Array.of(0b1010_0000), 5), true),
    derExtension(EXTENSION.extendedKeyUsage, purposes, false),
  ];
}

/** keyCertSign alone, and CA:TRUE, both critical; the key's identifier: the root of Istio's own CA. */
export function meshRootExtensions(keyIdentifier: Uint8Array): DerNode[] {
  return [
    derExtension(EXTENSION.keyUsage, derBitString(Uint8Array.of(0b0000_0100), 2), true),
    derExtension(EXTENSION.basicConstraints, derSequence(derTrue()), true),
    subjectKeyExtension(keyIdentifier),
  ];
}

/** keyCertSign and cRLSign, and CA:TRUE, both critical; the key's identifier. */
export function rootExtensions(keyIdentifier: Uint8Array): DerNode[] {
  return [
    derExtension(EXTENSION.keyUsage, derBitString(Uint8Array.of(0b0000_0110), 1), true),
    derExtension(EXTENSION.basicConstraints, derSequence(derTrue()), true),
    subjectKeyExtension(keyIdentifier),
  ];
}

export function subjectKeyExtension(keyIdentifier: Uint8Array): DerNode {
  return derExtension(EXTENSION.subjectKeyIdentifier, derOctetString(keyIdentifier), false);
}

export function authorityKeyExtension(keyIdentifier: Uint8Array): DerNode {
  const authority = derSequence(derContextBytes(KEY_IDENTIFIER_TAG, keyIdentifier));
  return derExtension(EXTENSION.authorityKeyIdentifier, authority, false);
}

/** RFC 5280 §4.2.1.2, method 1: SHA-1 of the key's bits. It names a key and protects nothing. */
export function keyIdentifier(publicKeyDer: Uint8Array): Uint8Array {
  const bits = findBitString(findSequence(decodeDer(publicKeyDer))?.[1]) ?? publicKeyDer;
  return createHash("sha1").update(bits).digest();
}

/** The DER of a version 3 certificate, signed with SHA-256 as the key's kind has it. */
export function signCertificate(fields: CertificateFields, signingKey: KeyObject): Uint8Array {
  const algorithm =
    signingKey.asymmetricKeyType === "rsa"
      ? derSequence(derOid(SHA256_WITH_RSA), derNull())
      : derSequence(derOid(ECDSA_WITH_SHA256));
  const toBeSigned = derSequence(
    derContext(0, derInteger(Uint8Array.of(2))),
    derInteger(fields.serialNumber),
    algorithm,
    fields.issuer,
    derSequence(derTime(fields.notBeforeMs), derTime(fields.notAfterMs)),
    fields.subject,
    decodeDer(fields.publicKeyDer),
    derContext(EXTENSIONS_TAG, derSequence(...fields.extensions)),
  );
  const signature = sign("sha256", encodeDer(toBeSigned), signingKey);
  return encodeDer(derSequence(toBeSigned, algorithm, derBitString(signature)));
}

/** The subject of a certificate, as it is encoded there: an issuer field must repeat it. */
export function readSubject(certificateDer: Uint8Array): DerNode {
  const subject = readToBeSigned(certificateDer).subject;
  if (findSequence(subject) === undefined || subject === undefined) {
    throw new IdentityError("bad-certificate", "the certificate has no subject");
  }
  return subject;
}

/** `undefined` if the certificate has no such extension. */
export function findSubjectKeyIdentifier(certificateDer: Uint8Array): Uint8Array | undefined {
  const value = findExtension(certificateDer, EXTENSION.subjectKeyIdentifier);
  return value === undefined ? undefined : findOctetString(value);
}

/** The URI SANs in order, without those that are not ASCII. Read from the DER, because text forms of SANs quote and join ambiguously. */
export function readUriSans(certificateDer: Uint8Array): string[] {
  const names = findSequence(findExtension(certificateDer, EXTENSION.subjectAltName)) ?? [];
  return names.flatMap((name) => {
    const uri = findContextBytes(name, URI_TAG);
    // RFC 5280 §4.2.1.6, an IA5String: the TLS engine leaves out what is not ASCII too.
    const isText = uri?.every((byte) => byte < ASCII_LIMIT) === true;
    return isText ? [Buffer.from(uri).toString("latin1")] : [];
  });
}

export function derExtension(oid: string, value: DerNode, isCritical: boolean): DerNode {
  const content = derOctetString(encodeDer(value));
  return isCritical ? derSequence(derOid(oid), derTrue(), content) : derSequence(derOid(oid), content);
}

function generalName(tag: number, name: string): DerNode {
  if (!URI_TEXT.test(name)) {
    throw new IdentityError("bad-identity", `identity ${JSON.stringify(name)} is not a URI`);
  }
  return derContextBytes(tag, Buffer.from(name, "latin1"));
}

function findExtension(certificateDer: Uint8Array, oid: string): DerNode | undefined {
  const list = findSequence(readToBeSigned(certificateDer).extensions) ?? [];
  const members = list.map((extension) => findSequence(extension) ?? []);
  const content = findOctetString(members.find(([name]) => findOid(name) === oid)?.at(-1));
  return content === undefined ? undefined : decodeDer(content);
}

function readToBeSigned(certificateDer: Uint8Array): {
  subject: DerNode | undefined;
  extensions: DerNode | undefined;
} {
  const [toBeSigned] = findSequence(decodeDer(certificateDer)) ?? [];
  const fields = findSequence(toBeSigned) ?? [];
  // Version 1 leaves the version field out, and has no extensions.
  const start = findContext(fields[0], 0) === undefined ? 0 : 1;
  const extensions = fields.map((field) => findContext(field, EXTENSIONS_TAG)?.[0]);
  return { subject: fields[start + 4], extensions: extensions.find((list) => list !== undefined) };
}
