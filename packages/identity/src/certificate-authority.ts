/** A certificate authority in this process: signs leaves for SPIFFE identities. It decides nothing about who may ask. */
import {
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  X509Certificate,
} from "node:crypto";
import type { Identity } from "@ambit/model";
import { decodeCertificates, formatCertificate, validityMs } from "./certificate-text.ts";
import { decodeCsr } from "./csr.ts";
import { type DerNode, derSequence, encodeUnsigned, findSequence } from "./der.ts";
import { IdentityError } from "./identity-error.ts";
import { encodePem } from "./pem.ts";
import { parseSigningKey } from "./workload-key.ts";
import {
  authorityKeyExtension,
  findSubjectKeyIdentifier,
  identityExtension,
  keyIdentifier,
  leafUsageExtensions,
  notAuthorityExtension,
  organizationName,
  readSubject,
  rootExtensions,
  type SubjectNames,
  signCertificate,
  subjectKeyExtension,
  subjectNamesExtension,
} from "./x509.ts";

/** For a new self-signed root, of which only this process knows the key. */
export interface GenerateOptions {
  readonly trustDomain: string;
  readonly nowMs: number;
  /** P-256 unless given; an RSA key has 2048 bits and takes a noticeable time to find. */
  readonly keyType?: "ec" | "rsa";
  /** Ten years unless given, as Istio's self-signed root. */
  readonly lifetimeMs?: number;
}

/** What goes along with the signing certificate and key. `nowMs` is the time its validity is judged by. */
export interface SigningMaterial {
  readonly nowMs: number;
  /** Certificates between the signing one and the root, each followed by its issuer. */
  readonly chainPem?: string;
  /** The trust bundle handed out. Absent: the last certificate given, which then signs itself. */
  readonly rootsPem?: string;
}

/** One certificate to sign. The caller has authorized the identity already. */
export interface SignRequest {
  readonly csrPem: string;
  /** Whom the certificate names. The request's own wishes are ignored. */
  readonly identity: Identity;
  /** 0 or less asks for 24 hours. */
  readonly ttlMs: number;
  readonly nowMs: number;
}

/** One certificate of the profile of Istio's CA. The caller has authorized the names and chosen the times already. */
export interface IssueRequest {
  /** SubjectPublicKeyInfo. */
  readonly publicKeyDer: Uint8Array;
  readonly names: SubjectNames;
  readonly notBeforeMs: number;
  /** Shortened to the end of the signing certificate or of one above it. */
  readonly notAfterMs: number;
  readonly nowMs: number;
}

/** Each string is one certificate that ends with a newline. */
export interface IssuedCertificate {
  /** Leaf first, then intermediates. Never the root. */
  readonly chainPem: readonly string[];
  readonly rootsPem: readonly string[];
}

/** An authority on its way to another thread of this process. Holds the key, as a handle that no text shows. */
export interface SharedAuthority {
  readonly signingKey: KeyObject;
  /** DER. */
  readonly certificate: Uint8Array;
  readonly intermediates: readonly Uint8Array[];
  readonly roots: readonly Uint8Array[];
}

/** Istio's DEFAULT_WORKLOAD_CERT_TTL. */
export const DEFAULT_CERTIFICATE_TTL_MS = 24 * 3_600_000;
/** Istio's MAX_WORKLOAD_CERT_TTL. */
export const MAX_CERTIFICATE_TTL_MS = 90 * 24 * 3_600_000;

const ROOT_LIFETIME_MS = 3650 * 24 * 3_600_000;
const FALLBACK_ORGANIZATION = "mesh";
const ROOT_RSA_BITS = 2048;
// RFC 5280 §4.1.2.2: positive and at most 20 bytes. All of them random, as in the fake CA of ztunnel's tests.
const SERIAL_BYTES = 20;
const ISSUED_SERIAL_BYTES = 16;

/** What is the same in every certificate of an issuer. */
interface IssuerFacts {
  readonly subject: DerNode;
  readonly keyName: Uint8Array;
  readonly chainPem: readonly string[];
  readonly rootsPem: readonly string[];
  readonly endMs: number;
}

interface Issuer {
  readonly certificate: X509Certificate;
  readonly intermediates: readonly X509Certificate[];
  readonly roots: readonly X509Certificate[];
}

/** A root, or an intermediate with its chain, that signs workload certificates. Its key stays in memory. */
export class CertificateAuthority {
  readonly #signingKey: KeyObject;
  readonly #issuer: Issuer;
  /** Made when first asked for. */
  #facts: IssuerFacts | undefined;

  private constructor(issuer: Issuer, signingKey: KeyObject) {
    this.#issuer = issuer;
    this.#signingKey = signingKey;
  }

  /** A new self-signed root, `O=<trust domain>`. Its key lives in this object only. */
  static generate(options: GenerateOptions): CertificateAuthority {
    const { privateKey } =
      options.keyType === "rsa"
        ? generateKeyPairSync("rsa", { modulusLength: ROOT_RSA_BITS })
        : generateKeyPairSync("ec", { namedCurve: "P-256" });
    const own = organizationName(options.trustDomain);
    // RFC 5280 §4.1.2.4: an issuer has a name, also where the trust domain cannot be it.
    const name = isNameless(own) ? organizationName(FALLBACK_ORGANIZATION) : own;
    const publicKeyDer = createPublicKey(privateKey).export({ type: "spki", format: "der" });
    const der = signCertificate(
      {
        serialNumber: randomSerialNumber(),
        issuer: name,
        subject: name,
        notBeforeMs: options.nowMs,
        notAfterMs: options.nowMs + (options.lifetimeMs ?? ROOT_LIFETIME_MS),
        publicKeyDer,
        extensions: rootExtensions(keyIdentifier(publicKeyDer)),
      },
      privateKey,
    );
    const certificate = new X509Certificate(der);
    return new CertificateAuthority({ certificate, intermediates: [], roots: [certificate] }, privateKey);
  }

  /**
   * From the contents of PEM files, checked as a whole: the key belongs to the first certificate, that is a CA, every
   * certificate is in force at `nowMs`, and each is issued by the next up to a root. Throws IdentityError.
   */
  static fromPem(certificatePem: string, keyPem: string, material: SigningMaterial): CertificateAuthority {
    const signingKey = parseSigningKey(keyPem);
    const own = decodeCertificates(certificatePem);
    const certificate = own[0];
    if (certificate === undefined) {
      throw new IdentityError("bad-certificate", "no certificate in the CA's PEM text");
    }
    // A chain file may begin with the signing certificate itself, as those of Istio's plugged-in CAs do.
    const [first, ...rest] = decodeCertificates(material.chainPem ?? "");
    const chain = first === undefined || first.raw.equals(certificate.raw) ? rest : [first, ...rest];
    const given = [...own, ...chain];
    if (!certificate.checkPrivateKey(signingKey)) {
      throw new IdentityError("key-mismatch", "the CA's private key does not belong to its certificate");
    }
    const roots = material.rootsPem === undefined ? given.slice(-1) : decodeCertificates(material.rootsPem);
    const intermediates = given.filter((candidate) => !isIssuedBy(candidate, candidate));
    for (const candidate of given) {
      requireAuthority(candidate, material.nowMs);
    }
    requireChain(
      given,
      roots.filter((root) => validityMs(root).notAfterMs >= material.nowMs),
    );
    return new CertificateAuthority({ certificate, intermediates, roots }, signingKey);
  }

  /** What `share` gave, in another thread. It was checked there. */
  static fromShared({
    signingKey,
    certificate,
    intermediates,
    roots,
  }: SharedAuthority): CertificateAuthority {
    const read = (der: Uint8Array): X509Certificate => new X509Certificate(der);
    const issuer = {
      certificate: read(certificate),
      intermediates: intermediates.map(read),
      roots: roots.map(read),
    };
    return new CertificateAuthority(issuer, signingKey);
  }

  /** For `fromShared` in another thread of this process. */
  share(): SharedAuthority {
    const { certificate, intermediates, roots } = this.#issuer;
    const bytesOf = ({ raw }: X509Certificate): Uint8Array => new Uint8Array(raw);
    return {
      signingKey: this.#signingKey,
      certificate: bytesOf(certificate),
      intermediates: intermediates.map(bytesOf),
      roots: roots.map(bytesOf),
    };
  }

  /** The trust bundle. */
  get rootsPem(): readonly string[] {
    return this.#issuer.roots.map(formatCertificate);
  }

  /**
   * Valid from `nowMs`, for the time asked for or until the first certificate of the chain expires. Throws
   * IdentityError "bad-csr", "bad-ttl", "bad-identity" or, for the CA itself, "expired".
   */
  sign(request: SignRequest): IssuedCertificate {
    const { publicKeyDer, keyType } = decodeCsr(request.csrPem);
    const { certificate, intermediates, roots } = this.#issuer;
    requireInForce(certificate, request.nowMs);
    const subject = organizationName(request.identity.trustDomain);
    const limitsMs = [certificate, ...intermediates].map((upper) => validityMs(upper).notAfterMs);
    const der = signCertificate(
      {
        serialNumber: randomSerialNumber(),
        issuer: readSubject(certificate.raw),
        subject,
        notBeforeMs: request.nowMs,
        notAfterMs: Math.min(request.nowMs + effectiveTtlMs(request.ttlMs), ...limitsMs),
        publicKeyDer,
        extensions: [
          // RFC 5280 §4.1.2.6: critical where there is no subject.
          identityExtension(request.identity, isNameless(subject)),
          ...leafUsageExtensions(),
          ...this.#keyNames(publicKeyDer, keyType),
        ],
      },
      this.#signingKey,
    );
    return {
      chainPem: [encodePem("CERTIFICATE", der), ...intermediates.map(formatCertificate)],
      rootsPem: roots.map(formatCertificate),
    };
  }

  /**
   * When the roots and the signing certificate with its chain end: the earliest of each. A root that was made anew with
   * its key ends with the later certificate.
   */
  get expiry(): { readonly rootsMs: number; readonly chainMs: number } {
    const { certificate, intermediates, roots } = this.#issuer;
    const byKey = new Map<string, number>();
    for (const root of roots) {
      const key = root.publicKey.export({ type: "spki", format: "der" }).toString("base64");
      byKey.set(key, Math.max(byKey.get(key) ?? 0, validityMs(root).notAfterMs));
    }
    const chain = [certificate, ...intermediates].map((upper) => validityMs(upper).notAfterMs);
    return { rootsMs: Math.min(...byKey.values()), chainMs: Math.min(...chain) };
  }

  /**
   * A leaf as Istio's CA makes it: no subject, critical names, the issuer's key identifier, a serial number of 128 bits.
   * Throws IdentityError "bad-identity" or, for the CA itself, "expired".
   */
  issue(request: IssueRequest): IssuedCertificate {
    requireInForce(this.#issuer.certificate, request.nowMs);
    const facts = this.#issuerFacts;
    const der = signCertificate(
      {
        serialNumber: encodeUnsigned(randomBytes(ISSUED_SERIAL_BYTES)),
        issuer: facts.subject,
        subject: derSequence(),
        notBeforeMs: request.notBeforeMs,
        notAfterMs: Math.min(request.notAfterMs, facts.endMs),
        publicKeyDer: request.publicKeyDer,
        extensions: [
          ...leafUsageExtensions(),
          notAuthorityExtension(),
          authorityKeyExtension(facts.keyName),
          // RFC 5280 §4.1.2.6: critical where there is no subject.
          subjectNamesExtension(request.names, true),
        ],
      },
      this.#signingKey,
    );
    return { chainPem: [encodePem("CERTIFICATE", der), ...facts.chainPem], rootsPem: facts.rootsPem };
  }

  get #issuerFacts(): IssuerFacts {
    const { certificate, intermediates, roots } = this.#issuer;
    this.#facts ??= {
      subject: readSubject(certificate.raw),
      keyName: this.#issuerKeyName,
      chainPem: intermediates.map(formatCertificate),
      rootsPem: roots.map(formatCertificate),
      endMs: this.expiry.chainMs,
    };
    return this.#facts;
  }

  get #issuerKeyName(): Uint8Array {
    const { certificate } = this.#issuer;
    const issuerKeyDer = certificate.publicKey.export({ type: "spki", format: "der" });
    return findSubjectKeyIdentifier(certificate.raw) ?? keyIdentifier(issuerKeyDer);
  }

  /**
   * OpenSSL takes a leaf for self-signed, and refuses it, if issuer and subject have the same name and the same kind of
   * key, unless key identifiers tell the two apart (x509v3_cache_extensions). A leaf of the recorded profile is below
   * an RSA root and names its issuer's key only.
   */
  #keyNames(publicKeyDer: Uint8Array, keyType: string): DerNode[] {
    const isSameKind = keyType === this.#signingKey.asymmetricKeyType;
    return [
      authorityKeyExtension(this.#issuerKeyName),
      ...(isSameKind ? [subjectKeyExtension(keyIdentifier(publicKeyDer))] : []),
    ];
  }
}

function isNameless(name: DerNode): boolean {
  return findSequence(name)?.length === 0;
}

function effectiveTtlMs(ttlMs: number): number {
  if (Number.isNaN(ttlMs) || ttlMs > MAX_CERTIFICATE_TTL_MS) {
    throw new IdentityError(
      "bad-ttl",
      `requested TTL of ${ttlMs} ms is more than ${MAX_CERTIFICATE_TTL_MS} ms`,
    );
  }
  return ttlMs <= 0 ? DEFAULT_CERTIFICATE_TTL_MS : ttlMs;
}

function requireAuthority(certificate: X509Certificate, nowMs: number): void {
  if (!certificate.ca) {
    throw new IdentityError("not-a-ca", `certificate ${describe(certificate)} may not sign certificates`);
  }
  requireInForce(certificate, nowMs);
}

function requireInForce(certificate: X509Certificate, nowMs: number): void {
  const { notBeforeMs, notAfterMs } = validityMs(certificate);
  if (nowMs > notAfterMs) {
    const expiry = new Date(notAfterMs).toISOString();
    throw new IdentityError("expired", `certificate ${describe(certificate)} has expired at ${expiry}`);
  }
  // Times in certificates have whole seconds, so one made in this second is in force.
  if (nowMs < notBeforeMs) {
    const start = new Date(notBeforeMs).toISOString();
    throw new IdentityError(
      "not-yet-valid",
      `certificate ${describe(certificate)} is valid from ${start} only`,
    );
  }
}

/** Each certificate is issued by the next one, and the last by a root, unless it is one. */
function requireChain(chain: readonly X509Certificate[], roots: readonly X509Certificate[]): void {
  for (const [index, certificate] of chain.entries()) {
    const next = chain[index + 1];
    const issuers = next === undefined ? roots : [next];
    if (!issuers.some((issuer) => isIssuedBy(certificate, issuer))) {
      const expected = next === undefined ? "a root in force" : "the certificate after it";
      throw new IdentityError(
        "incomplete-chain",
        `certificate ${describe(certificate)} is not issued by ${expected}`,
      );
    }
  }
}

function isIssuedBy(certificate: X509Certificate, issuer: X509Certificate): boolean {
  return certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
}

function describe(certificate: X509Certificate): string {
  return JSON.stringify(certificate.subject.replaceAll("\n", ", "));
}

function randomSerialNumber(): Uint8Array {
  const serial = randomBytes(SERIAL_BYTES);
  // Neither negative nor shorter: the first byte is 1 to 127.
  serial[0] = 1 + ((serial[0] ?? 0) % 127);
  return serial;
}
