/** Certificates for load that speaks HBONE itself, signed by the scenario's root. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { CertificateAuthority, localCaClient } from "@ambit/identity";
import { parseIdentity } from "@ambit/model";

const TTL_MS = 24 * 3_600_000;

/** As a file holds it; the key as base64 of PKCS #8. */
export interface TunnelMaterial {
  readonly chainPem: readonly string[];
  readonly rootsPem: readonly string[];
  readonly privateKeyPkcs8Base64: string;
}

/** Writes the material into the folder that holds the root, and gives the file's path. */
export async function writeTunnelMaterial(folder: string, identity: string): Promise<string> {
  const [certPem, keyPem] = ["root.pem", "root-key.pem"].map((name) =>
    readFileSync(join(folder, name), "utf8"),
  );
  const authority = CertificateAuthority.fromPem(certPem ?? "", keyPem ?? "", { nowMs: Date.now() });
  const client = localCaClient(authority, { epochMs: Date.now, ttlMs: TTL_MS });
  const certificate = await client.fetchCertificate(parseIdentity(identity), AbortSignal.timeout(TTL_MS));
  const { chainPem, rootsPem, privateKeyPkcs8 } = certificate;
  const material: TunnelMaterial = {
    chainPem,
    rootsPem,
    privateKeyPkcs8Base64: Buffer.from(privateKeyPkcs8).toString("base64"),
  };
  const path = join(folder, "tunnel-material.json");
  writeFileSync(path, JSON.stringify(material), { mode: 0o600 });
  return path;
}

/** What `writeTunnelMaterial` wrote, for TlsContext. */
export function readTunnelMaterial(path: string): {
  readonly chainPem: readonly string[];
  readonly rootsPem: readonly string[];
  readonly privateKeyPkcs8: Uint8Array;
} {
  const { chainPem, rootsPem, privateKeyPkcs8Base64 } = JSON.parse(
    readFileSync(path, "utf8"),
  ) as TunnelMaterial;
  return { chainPem, rootsPem, privateKeyPkcs8: Buffer.from(privateKeyPkcs8Base64, "base64") };
}
