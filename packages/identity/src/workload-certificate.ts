import type { X509Certificate } from "node:crypto";
import { formatIdentity, type Identity } from "@ambit/model";
import type { IssuedCertificate } from "./certificate-authority.ts";
import { decodeCertificates, formatCertificate, formatSerialNumber, validityMs } from "./certificate-text.ts";
import { IdentityError } from "./identity-error.ts";
import type { WorkloadKey } from "./workload-key.ts";
import { readUriSans } from "./x509.ts";

/** Everything a workload needs to prove who it is. JSON, `inspect` and structured clones leave the private key out. */
export interface WorkloadCertificate {
  readonly identity: Identity;
  /** Leaf first, then intermediates; one certificate each. */
  readonly chainPem: readonly string[];
  /** Whom this workload trusts. */
  readonly rootsPem: readonly string[];
  /** A fresh copy for each reader. */
  readonly privateKeyPkcs8: Uint8Array;
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
  /** Decimal. */
  readonly serialNumber: string;
}

/** A CA's answer: what `IstioCertificateResponse.cert_chain` holds. */
export interface CertificateAnswer {
  readonly identity: Identity;
  readonly key: WorkloadKey;
  readonly elements: readonly string[];
}

/** Leaf, each intermediate, and last the whole trust bundle as one text: the order of `cert_chain`. */
export function encodeCertificateElements(issued: IssuedCertificate): string[] {
  return [...issued.chainPem, issued.rootsPem.join("")];
}

/**
 * As ztunnel reads it: the first element is the leaf, the last the trust bundle, of those between only the first
 * certificate counts. Throws IdentityError "bad-response" if something is missing, or if the leaf is not for this key
 * and, by its first URI SAN, for this identity.
 */
export function decodeCertificateElements({
  identity,
  key,
  elements,
}: CertificateAnswer): WorkloadCertificate {
  const certificates = elements.map(decodeElement);
  const roots = certificates.at(-1) ?? [];
  const chain = certificates.slice(0, -1).map(([first]) => first);
  const leaf = chain[0];
  if (leaf === undefined || roots.length === 0 || !chain.every((certificate) => certificate !== undefined)) {
    throw new IdentityError(
      "bad-response",
      `the CA's answer of ${elements.length} elements lacks a certificate`,
    );
  }
  const [uri] = readUriSans(leaf.raw);
  if (uri !== formatIdentity(identity)) {
    throw new IdentityError(
      "bad-response",
      `the CA has signed for ${JSON.stringify(uri ?? "nobody")} instead of ${formatIdentity(identity)}`,
    );
  }
  if (!leaf.publicKey.export({ type: "spki", format: "der" }).equals(key.publicKeyDer)) {
    throw new IdentityError("bad-response", "the CA has signed another key");
  }
  return new KeyedCertificate({ identity, chain, roots, key });
}

function decodeElement(element: string): X509Certificate[] {
  try {
    return decodeCertificates(element);
  } catch (cause) {
    throw new IdentityError("bad-response", "the CA's answer cannot be read", { cause });
  }
}

interface Parts {
  readonly identity: Identity;
  readonly chain: readonly X509Certificate[];
  readonly roots: readonly X509Certificate[];
  readonly key: WorkloadKey;
}

class KeyedCertificate implements WorkloadCertificate {
  readonly identity: Identity;
  readonly chainPem: readonly string[];
  readonly rootsPem: readonly string[];
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
  readonly serialNumber: string;
  readonly #key: WorkloadKey;

  constructor({ identity, chain, roots, key }: Parts) {
    const [leaf] = chain;
    if (leaf === undefined) {
      throw new IdentityError("bad-response", "a certificate chain without a leaf");
    }
    this.identity = identity;
    this.chainPem = chain.map(formatCertificate);
    this.rootsPem = roots.map(formatCertificate);
    this.serialNumber = formatSerialNumber(leaf);
    const { notBeforeMs, notAfterMs } = validityMs(leaf);
    this.notBeforeMs = notBeforeMs;
    this.notAfterMs = notAfterMs;
    this.#key = key;
  }

  get privateKeyPkcs8(): Uint8Array {
    return this.#key.privateKeyPkcs8;
  }
}
