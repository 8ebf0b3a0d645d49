import type { Identity } from "@ambit/model";
import type { CertificateAuthority } from "./certificate-authority.ts";
import { createCsr } from "./csr.ts";
import {
  decodeCertificateElements,
  encodeCertificateElements,
  type WorkloadCertificate,
} from "./workload-certificate.ts";
import { generateKey } from "./workload-key.ts";

/** Where workload certificates come from. Each call is for a fresh key. */
export interface CaClient {
  /** Rejects when the CA refuses or cannot be reached, and when `signal` aborts. */
  fetchCertificate(identity: Identity, signal: AbortSignal): Promise<WorkloadCertificate>;
}

/** Of a CA inside this process. A `ttlMs` of 0 or less asks for the authority's own default. */
export interface LocalCaOptions {
  /** Wall clock, milliseconds since the epoch. */
  readonly epochMs: () => number;
  readonly ttlMs: number;
}

/** Signs for ANY identity with a CA in this process (FAKE_CA): the way of a real CA, without the wire. */
export function localCaClient(authority: CertificateAuthority, { epochMs, ttlMs }: LocalCaOptions): CaClient {
  return {
    async fetchCertificate(identity, signal) {
      signal.throwIfAborted();
      const key = generateKey();
      const issued = authority.sign({ csrPem: createCsr(identity, key), identity, ttlMs, nowMs: epochMs() });
      return decodeCertificateElements({ identity, key, elements: encodeCertificateElements(issued) });
    },
  };
}
