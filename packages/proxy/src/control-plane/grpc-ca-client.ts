/** Certificates from a CA over the network: one CSR with a fresh key for each. */
import { type CaClient, createCsr, decodeCertificateElements, generateKey } from "@ambit/identity";
import { formatIdentity } from "@ambit/model";
import type { CaGrpcClient } from "@ambit/xds-grpc";

export interface GrpcCaOptions {
  readonly calls: Pick<CaGrpcClient, "createCertificate">;
  readonly ttlMs: number;
  /** A node's proxy asks for its pods; a dedicated one asks as its own workload and names nobody. */
  readonly impersonates: boolean;
}

/** What the CA answers is checked: its leaf has to be for this key and this identity. */
export function grpcCaClient({ calls, ttlMs, impersonates }: GrpcCaOptions): CaClient {
  return {
    async fetchCertificate(identity, signal) {
      const key = generateKey();
      const elements = await calls.createCertificate(
        {
          csrPem: createCsr(identity, key),
          validitySeconds: Math.ceil(ttlMs / 1_000),
          ...(impersonates ? { impersonatedIdentity: formatIdentity(identity) } : {}),
        },
        signal,
      );
      return decodeCertificateElements({ identity, key, elements });
    },
  };
}
