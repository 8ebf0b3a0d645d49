/** The CA inside this process (FAKE_CA): a root of its own, or one from files that several proxies share. */
import { readFileSync } from "node:fs";
import { type CaClient, CertificateAuthority, localCaClient } from "@ambit/identity";
import type { FakeCaFiles } from "../config/control-plane-settings.ts";
import { ProxyError } from "../proxy-error.ts";

/** Names the generated root; the leaves take the trust domains of their identities. */
const ROOT_TRUST_DOMAIN = "cluster.local";

export interface FakeCaOptions {
  /** Undefined: a root is generated, which only this process knows. */
  readonly files: FakeCaFiles | undefined;
  readonly ttlMs: number;
}

/** Throws ProxyError "bad-fake-ca". */
export function fakeCaClient({ files, ttlMs }: FakeCaOptions): CaClient {
  const epochMs = (): number => Date.now();
  return localCaClient(openAuthority(files, epochMs()), { epochMs, ttlMs });
}

function openAuthority(files: FakeCaFiles | undefined, nowMs: number): CertificateAuthority {
  if (files === undefined) return CertificateAuthority.generate({ trustDomain: ROOT_TRUST_DOMAIN, nowMs });
  try {
    const certificatePem = readFileSync(files.certPath, "utf8");
    const keyPem = readFileSync(files.keyPath, "utf8");
    return CertificateAuthority.fromPem(certificatePem, keyPem, { nowMs });
  } catch (cause) {
    const what = `FAKE_CA_CERT ${files.certPath} with FAKE_CA_KEY ${files.keyPath}`;
    throw new ProxyError("bad-fake-ca", `cannot use ${what}`, { cause });
  }
}
