import { createPublicKey, generateKeyPairSync, type KeyExportOptions, type KeyObject } from "node:crypto";
import { derOctetString, derSequence } from "../der.ts";
import { encodePem } from "../pem.ts";
import {
  derExtension,
  EXTENSION,
  organizationName,
  readSubject,
  rootExtensions,
  signCertificate,
} from "../x509.ts";

export const NOW_MS = Date.UTC(2026, 10, 23, 2, 42, 51);
export const DAY_MS = 24 * 3_600_000;

export type KeyKind = "rsa" | "ec";

/** A certificate with its key, made by hand so that it can be wrong in one respect. */
export interface KeyedPem {
  readonly key: KeyObject;
  readonly der: Uint8Array;
  readonly pem: string;
}

export interface CertificateOptions {
  readonly name?: string;
  readonly key?: KeyObject;
  /** Signs itself unless given. */
  readonly issuer?: KeyedPem;
  readonly isCa?: boolean;
  readonly hasKeyIdentifier?: boolean;
  readonly notBeforeMs?: number;
  readonly notAfterMs?: number;
}

// Finding an RSA key takes a hundred milliseconds: one serves all tests of a file.
let rsaKey: KeyObject | undefined;

export function aKey(kind: KeyKind): KeyObject {
  if (kind === "ec") {
    return generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;
  }
  rsaKey ??= generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
  return rsaKey;
}

/** A CA certificate that is valid for a year from `NOW_MS`, unless the options say otherwise. */
export function aCertificate(options: CertificateOptions = {}): KeyedPem {
  const key = options.key ?? aKey("ec");
  const publicKeyDer = createPublicKey(key).export({ type: "spki", format: "der" });
  const subject = organizationName(options.name ?? "cluster.local");
  const caExtensions = rootExtensions(Uint8Array.of(1, 2, 3, 4)).slice(0, 2);
  const keyIdentifier = derExtension(
    EXTENSION.subjectKeyIdentifier,
    derOctetString(Uint8Array.of(1, 2, 3, 4)),
    false,
  );
  const leafExtensions = [derExtension(EXTENSION.basicConstraints, derSequence(), true)];
  const der = signCertificate(
    {
      serialNumber: Uint8Array.of(7),
      issuer: options.issuer === undefined ? subject : readSubject(options.issuer.der),
      subject,
      notBeforeMs: options.notBeforeMs ?? NOW_MS,
      notAfterMs: options.notAfterMs ?? NOW_MS + 365 * DAY_MS,
      publicKeyDer,
      extensions: [
        ...(options.isCa === false ? leafExtensions : caExtensions),
        ...(options.hasKeyIdentifier === false ? [] : [keyIdentifier]),
      ],
    },
    options.issuer?.key ?? key,
  );
  return { key, der, pem: encodePem("CERTIFICATE", der) };
}

/** PEM of a private key, in any of the forms in which keys come. */
export function aKeyPem(key: KeyObject, type: "pkcs1" | "sec1" | "pkcs8"): string {
  const options: KeyExportOptions<"pem"> = { type, format: "pem" };
  return key.export(options).toString();
}
