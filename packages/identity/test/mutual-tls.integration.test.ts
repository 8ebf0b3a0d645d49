// What this CA signs must satisfy another implementation's idea of a mesh peer: OpenSSL, both ways, as Node uses it.
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { connect, createServer, type SecureContextOptions, type TLSSocket } from "node:tls";
import { describe, expect, test } from "vitest";
import { CertificateAuthority, localCaClient, type WorkloadCertificate } from "../src/index.ts";
import { aKeyPem, aCertificate as aRootCertificate, DAY_MS } from "../src/testing/a-certificate.ts";

const PKCS8_LABEL = "PRIVATE KEY";

function tlsOptions({ chainPem, rootsPem, privateKeyPkcs8 }: WorkloadCertificate): SecureContextOptions {
  const base64 = Buffer.from(privateKeyPkcs8).toString("base64");
  const key = `-----BEGIN ${PKCS8_LABEL}-----\n${base64}\n-----END ${PKCS8_LABEL}-----\n`;
  return { cert: chainPem.join(""), key, ca: [...rootsPem], minVersion: "TLSv1.3" };
}

function aCertificate(authority: CertificateAuthority, serviceAccount: string): Promise<WorkloadCertificate> {
  const client = localCaClient(authority, { epochMs: () => Date.now(), ttlMs: 3_600_000 });
  const identity = { trustDomain: "cluster.local", namespace: "shop", serviceAccount };
  return client.fetchCertificate(identity, AbortSignal.timeout(5000));
}

/** The SANs that client and server see of each other, or the failure. */
async function shakeHands(
  client: WorkloadCertificate,
  server: WorkloadCertificate,
): Promise<(string | undefined)[]> {
  const listener = createServer({ ...tlsOptions(server), requestCert: true, rejectUnauthorized: true });
  listener.on("tlsClientError", () => {});
  listener.listen(0, "127.0.0.1");
  await once(listener, "listening");
  const accepted = once(listener, "secureConnection") as Promise<[TLSSocket]>;
  const { port } = listener.address() as AddressInfo;
  const socket = connect({
    ...tlsOptions(client),
    port,
    host: "127.0.0.1",
    checkServerIdentity: () => undefined,
  });
  try {
    await once(socket, "secureConnect");
    const [peer] = await accepted;
    const names = [socket, peer].map((end) => end.getPeerX509Certificate()?.subjectAltName);
    peer.destroy();
    return names;
  } finally {
    socket.destroy();
    listener.close();
  }
}

const generated = { trustDomain: "cluster.local", nowMs: Date.now() };
const namelessKeyRoot = aRootCertificate({ hasKeyIdentifier: false, notBeforeMs: Date.now() - DAY_MS });

describe.each([
  { name: "an EC root", authority: CertificateAuthority.generate({ ...generated, keyType: "ec" }) },
  { name: "an RSA root", authority: CertificateAuthority.generate({ ...generated, keyType: "rsa" }) },
  {
    name: "an EC root without key identifier",
    authority: CertificateAuthority.fromPem(namelessKeyRoot.pem, aKeyPem(namelessKeyRoot.key, "sec1"), {
      nowMs: Date.now(),
    }),
  },
])("certificates below $name", ({ authority }) => {
  test("prove both sides of a TLS 1.3 connection", async () => {
    const names = await shakeHands(
      await aCertificate(authority, "client"),
      await aCertificate(authority, "server"),
    );
    expect(names).toEqual([
      "URI:spiffe://cluster.local/ns/shop/sa/server",
      "URI:spiffe://cluster.local/ns/shop/sa/client",
    ]);
  });

  test("do not satisfy who trusts another root of the same name", async () => {
    const other = CertificateAuthority.generate({ trustDomain: "cluster.local", nowMs: Date.now() });
    const [client, server] = [await aCertificate(authority, "client"), await aCertificate(other, "server")];
    await expect(shakeHands(client, server)).rejects.toThrow();
  });
});
