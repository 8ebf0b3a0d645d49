import { formatIdentity, type Identity } from "@ambit/model";
import type { CaClient } from "../ca-client.ts";
import type { WorkloadCertificate } from "../workload-certificate.ts";

/** One request that the test answers when it likes. */
export interface FakeFetch {
  readonly identity: Identity;
  readonly signal: AbortSignal;
  readonly resolve: (certificate: WorkloadCertificate) => void;
  readonly reject: (error: unknown) => void;
}

/** A CA under the test's control. It does not react to `signal`: that is up to the test, too. */
export class FakeCaClient implements CaClient {
  /** Those not answered, in the order in which they came. */
  readonly pending: FakeFetch[] = [];
  count = 0;

  fetchCertificate(identity: Identity, signal: AbortSignal): Promise<WorkloadCertificate> {
    this.count += 1;
    const { promise, resolve, reject } = Promise.withResolvers<WorkloadCertificate>();
    this.pending.push({ identity, signal, resolve, reject });
    return promise;
  }

  /** Takes out the oldest request, or the oldest for that service account. */
  next(serviceAccount?: string): FakeFetch {
    const index = this.pending.findIndex(
      ({ identity }) => serviceAccount === undefined || identity.serviceAccount === serviceAccount,
    );
    const [fetch] = index < 0 ? [] : this.pending.splice(index, 1);
    if (fetch === undefined) {
      throw new Error(`nobody asks for ${serviceAccount ?? "a certificate"}`);
    }
    return fetch;
  }

  /** Service accounts of the requests not answered. */
  names(): string[] {
    return this.pending.map(({ identity }) => identity.serviceAccount);
  }
}

let lastSerialNumber = 0;

/** A certificate that only has a lifetime. */
export function aWorkloadCertificate(
  identity: Identity,
  notBeforeMs: number,
  lifetimeMs: number,
): WorkloadCertificate {
  lastSerialNumber += 1;
  return {
    identity,
    chainPem: [],
    rootsPem: [],
    privateKeyPkcs8: Uint8Array.of(),
    notBeforeMs,
    notAfterMs: notBeforeMs + lifetimeMs,
    serialNumber: `${lastSerialNumber} of ${formatIdentity(identity)}`,
  };
}
