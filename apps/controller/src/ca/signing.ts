/** Signing as such: a request in, a chain out, on whatever thread. Who may have which names has been decided before. */
import {
  type CertificateAuthority,
  decodeCsr,
  encodeCertificateElements,
  IdentityError,
  type SharedAuthority,
} from "@ambit/identity";
import type { SignFailure } from "./ca-metrics.ts";

/** One certificate to sign. */
export interface SigningRequest {
  /** PEM; nothing of it counts but the key. */
  readonly csr: string;
  /** Whom the certificate names. */
  readonly uris: readonly string[];
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
  readonly nowMs: number;
}

/** The elements of the answer, or why there are none. */
export type SigningResult =
  | { readonly ok: true; readonly chain: readonly string[] }
  | { readonly ok: false; readonly failure: SignFailure; readonly message: string };

/** To a thread that signs. */
export type SigningOrder =
  /** Replaces the former one. Holds the key. */
  | { readonly type: "authority"; readonly authority: SharedAuthority }
  | { readonly type: "sign"; readonly id: number; readonly request: SigningRequest };

/** From a thread that signs. */
export interface SigningReport {
  readonly id: number;
  readonly result: SigningResult;
}

/** Never throws. */
export function signRequest(
  authority: Pick<CertificateAuthority, "issue">,
  { csr, uris, ...times }: SigningRequest,
): SigningResult {
  try {
    const { publicKeyDer } = decodeCsr(csr);
    const issued = authority.issue({ publicKeyDer, names: { uris }, ...times });
    return { ok: true, chain: encodeCertificateElements(issued) };
  } catch (error) {
    // What exactly is wrong with the bytes is for the sender to find out, as in Istio.
    if (error instanceof IdentityError && error.code === "bad-csr") {
      return {
        ok: false,
        failure: "CSR_ERROR",
        message: "certificate signing request is not properly encoded",
      };
    }
    const message = error instanceof Error ? error.message : String(error);
    return { ok: false, failure: "CERT_GEN_ERROR", message };
  }
}
