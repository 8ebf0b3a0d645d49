import { X509Certificate } from "node:crypto";
import { IdentityError } from "./identity-error.ts";
import { decodePem, encodePem } from "./pem.ts";

/** Every certificate of a PEM text, in order. Throws IdentityError "bad-pem" or "bad-certificate". */
export function decodeCertificates(pem: string): X509Certificate[] {
  return decodePem("CERTIFICATE", pem).map((der) => {
    try {
      return new X509Certificate(der);
    } catch (cause) {
      throw new IdentityError("bad-certificate", "the certificate cannot be read", { cause });
    }
  });
}

export function formatCertificate(certificate: X509Certificate): string {
  return encodePem("CERTIFICATE", certificate.raw);
}

/** The serial number as the decimal text that logs and dumps carry. */
export function formatSerialNumber(certificate: X509Certificate): string {
  return BigInt(`0x${certificate.serialNumber}`).toString();
}

/** Seconds precision, as the certificate itself. */
export function validityMs(certificate: X509Certificate): { notBeforeMs: number; notAfterMs: number } {
  return {
    notBeforeMs: certificate.validFromDate.getTime(),
    notAfterMs: certificate.validToDate.getTime(),
  };
}
