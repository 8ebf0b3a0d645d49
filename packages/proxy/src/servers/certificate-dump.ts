import type { SecretManager } from "@ambit/identity";
import type { JsonValue } from "@ambit/model";

/** The `certificates` of config_dump: every identity with its state and certificates; no keys. */
export function dumpCertificates(secrets: Pick<SecretManager, "dumpCertificates">): readonly JsonValue[] {
  // Copies, because the interfaces of the items are not JSON to the compiler, although their values are.
  return secrets.dumpCertificates().map(({ identity, state, certChain, rootCerts }) => ({
    identity,
    state,
    certChain: certChain.map((certificate) => ({ ...certificate })),
    rootCerts: rootCerts.map((certificate) => ({ ...certificate })),
  }));
}
