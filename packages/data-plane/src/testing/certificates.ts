/** Certificates for tests of a data plane: one authority for each test process. */
import { formatIdentity, type Identity } from "@ambit/model";
import { TestAuthority } from "@ambit/tls/testing";
import type { CertificateMessage } from "../messages.ts";

const HOUR_MS = 3_600_000;

/** Signs everything in a test process; peers that must not be trusted get another one. */
export const authority: TestAuthority = TestAuthority.root();

/** A certificate of the test authority, as the main thread would send it. */
export function certificateFor(
  identity: Identity,
  fields: Partial<CertificateMessage> = {},
): CertificateMessage {
  const material = authority.material({ uriSans: [formatIdentity(identity)] });
  const key = new Uint8Array(material.privateKeyPkcs8);
  return {
    type: "certificate",
    identity,
    chainPem: material.chainPem,
    rootsPem: material.rootsPem,
    privateKeyPkcs8: key.buffer,
    notAfterMs: Date.now() + HOUR_MS,
    ...fields,
  };
}
