/** One root for both proxies and the load generators: a pair of files that FAKE_CA_CERT and FAKE_CA_KEY name. */
import { readFileSync } from "node:fs";
import { CertificateAuthority, localCaClient } from "@ambit/identity";
import { parseIdentity } from "@ambit/model";
import { type RootFiles, writeRoot } from "../src/root-ca.ts";
import type { LoadMaterial } from "./load/spec.ts";

const LIFETIME_MS = 12 * 3_600_000;
const ISSUE_LIMIT_MS = 10_000;

export interface BenchPki extends RootFiles {
  /** A leaf for a SPIFFE identity. */
  issue(identity: string): Promise<LoadMaterial>;
}

/** Writes the root into `directory`. */
export function makePki(directory: string, nowMs: number): BenchPki {
  const files = writeRoot(directory, nowMs);
  const [certificatePem, keyPem] = [files.certPath, files.keyPath].map((path) => readFileSync(path, "utf8"));
  if (certificatePem === undefined || keyPem === undefined) throw new Error("the root was not written");
  const ca = localCaClient(CertificateAuthority.fromPem(certificatePem, keyPem, { nowMs }), {
    epochMs: () => nowMs,
    ttlMs: LIFETIME_MS,
  });
  return {
    ...files,
    async issue(identity) {
      const issued = await ca.fetchCertificate(parseIdentity(identity), AbortSignal.timeout(ISSUE_LIMIT_MS));
      return {
        chainPem: issued.chainPem,
        rootsPem: issued.rootsPem,
        privateKeyPkcs8Base64: Buffer.from(issued.privateKeyPkcs8).toString("base64"),
      };
    },
  };
}
