/**
 * Certificate signing requests (RFC 2986).
 *
 *     SEQUENCE { info SEQUENCE { version 0, subject, publicKey, [0] attributes }, algorithm, signature BIT STRING }
 */
import { createPublicKey, type KeyObject, verify } from "node:crypto";
import type { Identity } from "@ambit/model";
import {
  type DerNode,
  decodeDer,
  derBitString,
  derContext,
  derInteger,
  derOid,
  derSequence,
  derSet,
  encodeDer,
  findBitString,
  findOid,
  findSequence,
} from "./der.ts";
import { IdentityError } from "./identity-error.ts";
import { decodePem, encodePem } from "./pem.ts";
import { requireStrongKey, type WorkloadKey } from "./workload-key.ts";
import { identityExtension } from "./x509.ts";

/** What a CA takes from a request: everything else in it is only the sender's wish. */
export interface CertificateRequest {
  /** SubjectPublicKeyInfo, whose private key has signed the request. */
  readonly publicKeyDer: Uint8Array;
  readonly keyType: "ec" | "rsa";
}

const EXTENSION_REQUEST = "1.2.840.113549.1.9.14";
const ECDSA_WITH_SHA256 = "1.2.840.10045.4.3.2";

// A request with an RSA key of 8192 bits has 2.5 KiB.
const MAX_PEM_LENGTH = 16 * 1024;

interface SignatureAlgorithm {
  readonly keyType: "ec" | "rsa";
  readonly digest: "sha256" | "sha384" | "sha512";
}

const SIGNATURE_ALGORITHMS: ReadonlyMap<string, SignatureAlgorithm> = new Map([
  [ECDSA_WITH_SHA256, { keyType: "ec", digest: "sha256" }],
  ["1.2.840.10045.4.3.3", { keyType: "ec", digest: "sha384" }],
  ["1.2.840.10045.4.3.4", { keyType: "ec", digest: "sha512" }],
  ["1.2.840.113549.1.1.11", { keyType: "rsa", digest: "sha256" }],
  ["1.2.840.113549.1.1.12", { keyType: "rsa", digest: "sha384" }],
  ["1.2.840.113549.1.1.13", { keyType: "rsa", digest: "sha512" }],
]);

/** PEM of a request for that identity: no subject, one requested extension, a critical SAN with one URI. */
export function createCsr(identity: Identity, key: WorkloadKey): string {
  const requested = derSequence(identityExtension(identity, true));
  const requestInfo = derSequence(
    derInteger(Uint8Array.of(0)),
    derSequence(),
    decodeDer(key.publicKeyDer),
    derContext(0, derSequence(derOid(EXTENSION_REQUEST), derSet(requested))),
  );
  const signature = key.sign(encodeDer(requestInfo));
  const algorithm = derSequence(derOid(ECDSA_WITH_SHA256));
  return encodePem(
    "CERTIFICATE REQUEST",
    encodeDer(derSequence(requestInfo, algorithm, derBitString(signature))),
  );
}

/**
 * Throws IdentityError "bad-csr" unless it is one request, with a key that certificates may have, signed by that key.
 */
export function decodeCsr(pem: string): CertificateRequest {
  const members = readMembers(pem);
  const [requestInfo, algorithmNode, signatureNode] = members;
  const publicKeyNode = findSequence(requestInfo)?.[2];
  const algorithm = SIGNATURE_ALGORITHMS.get(findOid(findSequence(algorithmNode)?.[0]) ?? "");
  const signature = findBitString(signatureNode);
  if (
    members.length !== 3 ||
    requestInfo === undefined ||
    publicKeyNode === undefined ||
    signature === undefined
  ) {
    throw new IdentityError("bad-csr", "the request lacks its key or its signature");
  }
  const publicKeyDer = encodeDer(publicKeyNode);
  const publicKey = importPublicKey(publicKeyDer);
  if (algorithm === undefined || algorithm.keyType !== publicKey.asymmetricKeyType) {
    throw new IdentityError("bad-csr", "the request is signed in a way that is not supported");
  }
  if (!verify(algorithm.digest, encodeDer(requestInfo), publicKey, signature)) {
    throw new IdentityError("bad-csr", "the request is not signed by the key it asks a certificate for");
  }
  return { publicKeyDer, keyType: algorithm.keyType };
}

function readMembers(pem: string): readonly DerNode[] {
  if (pem.length > MAX_PEM_LENGTH) {
    throw new IdentityError("bad-csr", `the request has more than ${MAX_PEM_LENGTH} characters`);
  }
  try {
    const [block, ...others] = decodePem("CERTIFICATE REQUEST", pem);
    if (block === undefined || others.length > 0) {
      throw new IdentityError("bad-csr", `${others.length === 0 ? "no" : "more than one"} PEM block`);
    }
    return findSequence(decodeDer(block)) ?? [];
  } catch (cause) {
    throw new IdentityError("bad-csr", "the certificate signing request is not properly encoded", { cause });
  }
}

function importPublicKey(publicKeyDer: Uint8Array): KeyObject {
  let key: KeyObject;
  try {
    key = createPublicKey({ key: Buffer.from(publicKeyDer), format: "der", type: "spki" });
  } catch (cause) {
    throw new IdentityError("bad-csr", "the public key of the request cannot be read", { cause });
  }
  requireStrongKey(key, "bad-csr");
  return key;
}
