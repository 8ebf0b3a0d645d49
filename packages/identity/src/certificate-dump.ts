/** How certificates appear under `certificates` of `/config_dump`; `istioctl ztunnel-config certificate` reads it. */
import type { X509Certificate } from "node:crypto";
import { formatErrorChain } from "@ambit/errors";
import { formatIdentity, type Identity } from "@ambit/model";
import { decodeCertificates, formatSerialNumber } from "./certificate-text.ts";
import { encodePem } from "./pem.ts";
import type { WorkloadCertificate } from "./workload-certificate.ts";

/** Where the certificate of one identity stands. "unavailable": the last fetch failed and no valid one is left. */
export type SecretState =
  | { readonly kind: "initializing" }
  | { readonly kind: "available"; readonly certificate: WorkloadCertificate }
  | { readonly kind: "unavailable"; readonly error: unknown };

/** RFC 3339 times in whole seconds; a decimal serial number; base64 of the PEM text. */
export interface DumpedCertificate {
  readonly expirationTime: string;
  readonly pem: string;
  readonly serialNumber: string;
  readonly validFrom: string;
}

/** One identity in `certificates` of the configuration dump; keys and order are ztunnel's. */
export interface CertificateDump {
  readonly certChain: readonly DumpedCertificate[];
  readonly identity: string;
  readonly rootCerts: readonly DumpedCertificate[];
  /** "Available", "Initializing" or "Unavailable: <error>". */
  readonly state: string;
}

// ztunnel's PEM writer breaks lines there, and a dump is compared as text.
const DUMP_LINE_LENGTH = 60;

export function dumpSecret(identity: Identity, state: SecretState): CertificateDump {
  const certificate = state.kind === "available" ? state.certificate : undefined;
  return {
    certChain: dumpPem(certificate?.chainPem),
    identity: formatIdentity(identity),
    rootCerts: dumpPem(certificate?.rootsPem),
    state: formatState(state),
  };
}

function formatState(state: SecretState): string {
  switch (state.kind) {
    case "available":
      return "Available";
    case "initializing":
      return "Initializing";
    case "unavailable":
      return `Unavailable: ${formatErrorChain(state.error)}`;
  }
}

function dumpPem(texts: readonly string[] = []): DumpedCertificate[] {
  return texts.flatMap(decodeCertificates).map((certificate) => ({
    expirationTime: formatTime(certificate.validToDate),
    pem: Buffer.from(formatDumpPem(certificate)).toString("base64"),
    serialNumber: formatSerialNumber(certificate),
    validFrom: formatTime(certificate.validFromDate),
  }));
}

function formatDumpPem(certificate: X509Certificate): string {
  return encodePem("CERTIFICATE", certificate.raw, DUMP_LINE_LENGTH);
}

function formatTime(date: Date): string {
  return date.toISOString().replace(/\.\d+Z$/, "Z");
}
