/** Certificates for tests: good ones by default, and wrong ones in every way a peer can be wrong. */
import {
  createHash,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  sign,
} from "node:crypto";
import type { TlsIdentityMaterial } from "../tls-context.ts";
import {
  der,
  derBits,
  derBoolean,
  derInteger,
  derOctets,
  derOid,
  derSequence,
  derSet,
  derTime,
  derUtf8,
} from "./der-writer.ts";

/** RSA with 2048 bits, or P-256. */
export type TestKeyType = "rsa" | "ec";
/** serverAuth or clientAuth. */
export type TestKeyUse = "server" | "client";

/** What to make wrong, or name, in a leaf. */
export interface TestLeafOptions {
  readonly uriSans?: readonly string[];
  readonly notBeforeMs?: number;
  readonly notAfterMs?: number;
  /** Both unless given; an empty list leaves the extension out. */
  readonly extendedKeyUsage?: readonly TestKeyUse[];
  readonly keyType?: TestKeyType;
  readonly serialNumber?: bigint;
}

/** A certificate with its key in every form that tests need. */
export interface TestLeaf {
  readonly certificatePem: string;
  readonly certificateDer: Uint8Array;
  readonly privateKeyPkcs8: Uint8Array;
  readonly privateKeyPem: string;
  readonly serialNumber: string;
}

const HOUR_MS = 3_600_000;
const OID_COMMON_NAME = "2.5.4.3";
const OID_RSA_SHA256 = "1.2.840.113549.1.1.11";
const OID_ECDSA_SHA256 = "1.2.840.10045.4.3.2";
const OID_SUBJECT_KEY_IDENTIFIER = "2.5.29.14";
const OID_AUTHORITY_KEY_IDENTIFIER = "2.5.29.35";
const OID_KEY_USAGE = "2.5.29.15";
const OID_SUBJECT_ALT_NAME = "2.5.29.17";
const OID_BASIC_CONSTRAINTS = "2.5.29.19";
const OID_EXTENDED_KEY_USAGE = "2.5.29.37";
const OID_OF_USE = { server: "1.3.6.1.5.5.7.3.1", client: "1.3.6.1.5.5.7.3.2" } as const;
const TAG_NULL = 0x05;
const TAG_VERSION = 0xa0;
const TAG_EXTENSIONS = 0xa3;
const TAG_LIST_EXTENSIONS = 0xa0;
const TAG_URI = 0x86;
const TAG_KEY_IDENTIFIER = 0x80;
// Bit strings of RFC 5280 §4.2.1.3 with their count of unused bits.
const CERT_AND_CRL_SIGN = derBits(Uint8Array.of(0x06), 1);
const SIGNATURE_AND_ENCIPHERMENT = derBits(Uint8Array.of(0xa0), 5);

/** A root or intermediate that signs. */
export class TestAuthority {
  readonly certificatePem: string;
  readonly rootPem: string;
  /** PEM of the intermediates from this authority upwards, without the root. */
  readonly intermediatesPem: readonly string[];
  readonly #name: string;
  readonly #key: KeyObject;

  private constructor(parts: {
    readonly name: string;
    readonly key: KeyObject;
    readonly certificatePem: string;
    readonly parent?: TestAuthority;
  }) {
    this.#name = parts.name;
    this.#key = parts.key;
    this.certificatePem = parts.certificatePem;
    this.rootPem = parts.parent?.rootPem ?? parts.certificatePem;
    this.intermediatesPem =
      parts.parent === undefined ? [] : [parts.certificatePem, ...parts.parent.intermediatesPem];
  }

  /** A self-signed root, valid from an hour ago for a day. */
  static root(options?: { readonly name?: string; readonly keyType?: TestKeyType }): TestAuthority {
    const name = options?.name ?? "test root";
    const key = generateKey(options?.keyType ?? "ec");
    const certificate = signCertificate({
      issuer: name,
      issuerKey: key,
      subject: name,
      subjectKey: key,
      ...CA_PROFILE,
    });
    return new TestAuthority({ name, key, certificatePem: pem("CERTIFICATE", certificate) });
  }

  /** An authority below this one. */
  intermediate(options?: { readonly name?: string; readonly keyType?: TestKeyType }): TestAuthority {
    const name = options?.name ?? "test intermediate";
    const key = generateKey(options?.keyType ?? "ec");
    const certificate = signCertificate({
      issuer: this.#name,
      issuerKey: this.#key,
      subject: name,
      subjectKey: key,
      ...CA_PROFILE,
    });
    return new TestAuthority({ name, key, certificatePem: pem("CERTIFICATE", certificate), parent: this });
  }

  /** Valid for an hour, for both roles, with no name, unless told otherwise. */
  leaf(options: TestLeafOptions = {}): TestLeaf {
    const key = generateKey(options.keyType ?? "ec");
    const serialNumber = options.serialNumber ?? randomSerial();
    const certificate = signCertificate({
      issuer: this.#name,
      issuerKey: this.#key,
      subject: "",
      subjectKey: key,
      serialNumber,
      notBeforeMs: options.notBeforeMs ?? Date.now() - HOUR_MS,
      notAfterMs: options.notAfterMs ?? Date.now() + HOUR_MS,
      extensions: leafExtensions(options),
    });
    return {
      certificatePem: pem("CERTIFICATE", certificate),
      certificateDer: certificate,
      privateKeyPkcs8: key.export({ type: "pkcs8", format: "der" }),
      privateKeyPem: key.export({ type: "pkcs8", format: "pem" }).toString(),
      serialNumber: serialNumber.toString(),
    };
  }

  /** A list of certificates that this authority has revoked, in DER; serial numbers are decimal, as a leaf has them. */
  revocationList(serialNumbers: readonly string[], extensions: readonly Uint8Array[] = []): Uint8Array {
    const algorithm = derSequence(derOid(OID_ECDSA_SHA256));
    const entries = serialNumbers.map((serial) =>
      derSequence(derInteger(BigInt(serial)), derTime(Date.now())),
    );
    const tbs = derSequence(
      derInteger(1n),
      algorithm,
      distinguishedName(this.#name),
      derTime(Date.now() - HOUR_MS),
      derTime(Date.now() + HOUR_MS),
      ...(entries.length > 0 ? [derSequence(...entries)] : []),
      ...(extensions.length > 0 ? [der(TAG_LIST_EXTENSIONS, derSequence(...extensions))] : []),
    );
    return derSequence(tbs, algorithm, derBits(sign("sha256", tbs, this.#key)));
  }

  /** A leaf as context material: its chain without the root, and this authority's root to trust. */
  material(options: TestLeafOptions = {}): TlsIdentityMaterial {
    const leaf = this.leaf(options);
    return {
      chainPem: [leaf.certificatePem, ...this.intermediatesPem],
      privateKeyPkcs8: leaf.privateKeyPkcs8,
      rootsPem: [this.rootPem],
    };
  }
}

interface CertificateParts {
  readonly issuer: string;
  readonly issuerKey: KeyObject;
  readonly subject: string;
  readonly subjectKey: KeyObject;
  readonly extensions: readonly Uint8Array[];
  readonly serialNumber?: bigint;
  readonly notBeforeMs?: number;
  readonly notAfterMs?: number;
}

const CA_PROFILE = {
  extensions: [
    extension(OID_BASIC_CONSTRAINTS, derSequence(derBoolean(true)), true),
    extension(OID_KEY_USAGE, CERT_AND_CRL_SIGN, true),
  ],
};

function leafExtensions(options: TestLeafOptions): Uint8Array[] {
  const extensions = [extension(OID_KEY_USAGE, SIGNATURE_AND_ENCIPHERMENT, true)];
  const uses = options.extendedKeyUsage ?? ["server", "client"];
  if (uses.length > 0) {
    extensions.push(
      extension(OID_EXTENDED_KEY_USAGE, derSequence(...uses.map((use) => derOid(OID_OF_USE[use])))),
    );
  }
  const uris = options.uriSans ?? [];
  if (uris.length > 0) {
    const names = uris.map((uri) => der(TAG_URI, new TextEncoder().encode(uri)));
    extensions.push(extension(OID_SUBJECT_ALT_NAME, derSequence(...names), true));
  }
  return extensions;
}

function signCertificate(parts: CertificateParts): Uint8Array {
  const algorithm =
    parts.issuerKey.asymmetricKeyType === "rsa"
      ? derSequence(derOid(OID_RSA_SHA256), der(TAG_NULL))
      : derSequence(derOid(OID_ECDSA_SHA256));
  const publicKey = createPublicDer(parts.subjectKey);
  const tbs = derSequence(
    der(TAG_VERSION, derInteger(2n)),
    derInteger(parts.serialNumber ?? randomSerial()),
    algorithm,
    distinguishedName(parts.issuer),
    derSequence(
      derTime(parts.notBeforeMs ?? Date.now() - HOUR_MS),
      derTime(parts.notAfterMs ?? Date.now() + 24 * HOUR_MS),
    ),
    distinguishedName(parts.subject),
    publicKey,
    der(TAG_EXTENSIONS, derSequence(...parts.extensions, ...keyIdentifiers(parts))),
  );
  return derSequence(tbs, algorithm, derBits(sign("sha256", tbs, parts.issuerKey)));
}

/** RFC 5280 §4.2.1.1 and §4.2.1.2: by these two authorities of one name are told apart. */
function keyIdentifiers({ issuerKey, subjectKey }: CertificateParts): Uint8Array[] {
  const issuer = derSequence(der(TAG_KEY_IDENTIFIER, keyIdentifierOf(issuerKey)));
  return [
    extension(OID_SUBJECT_KEY_IDENTIFIER, derOctets(keyIdentifierOf(subjectKey))),
    extension(OID_AUTHORITY_KEY_IDENTIFIER, issuer),
  ];
}

function keyIdentifierOf(key: KeyObject): Uint8Array {
  return createHash("sha1").update(createPublicDer(key)).digest();
}

function generateKey(type: TestKeyType): KeyObject {
  if (type === "rsa") {
    return generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
  }
  return generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;
}

function createPublicDer(privateKey: KeyObject): Uint8Array {
  return createPublicKey(privateKey).export({ type: "spki", format: "der" });
}

function randomSerial(): bigint {
  return BigInt(`0x${randomBytes(16).toString("hex")}`);
}

function distinguishedName(commonName: string): Uint8Array {
  if (commonName === "") {
    return derSequence();
  }
  return derSequence(derSet(derSequence(derOid(OID_COMMON_NAME), derUtf8(commonName))));
}

/** An X.509 extension (RFC 5280 §4.1) whose value is DER already. */
export function extension(oid: string, value: Uint8Array, isCritical = false): Uint8Array {
  return derSequence(derOid(oid), ...(isCritical ? [derBoolean(true)] : []), derOctets(value));
}

/** RFC 7468: in lines of 64 characters. */
export function pem(label: string, content: Uint8Array): string {
  const lines =
    Buffer.from(content)
      .toString("base64")
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join("\n")}\n-----END ${label}-----\n`;
}
