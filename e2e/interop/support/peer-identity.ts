/** Certificates that a test's peers show, signed like those of the ztunnel under test, or wrongly on purpose. */

import type { Socket } from "node:net";
import { connect, type TLSSocket } from "node:tls";
import { type CertificateAuthority, createCsr, generateKey } from "@ambit/identity";
import { parseIdentity } from "@ambit/model";

/** In the form node:tls takes. */
export interface PeerCertificate {
  readonly cert: string;
  readonly key: string;
}

export interface IssueOptions {
  readonly nowMs?: number;
  readonly ttlMs?: number;
}

/** A leaf for any SPIFFE id. */
export function issue(
  authority: CertificateAuthority,
  uri: string,
  options: IssueOptions = {},
): PeerCertificate {
  const workloadKey = generateKey();
  const identity = parseIdentity(uri);
  const { chainPem } = authority.sign({
    csrPem: createCsr(identity, workloadKey),
    identity,
    ttlMs: options.ttlMs ?? 0,
    nowMs: options.nowMs ?? Date.now(),
  });
  return { cert: chainPem.join(""), key: pkcs8Pem(workloadKey.privateKeyPkcs8) };
}

function pkcs8Pem(der: Uint8Array): string {
  const lines =
    Buffer.from(der)
      .toString("base64")
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN PRIVATE KEY-----\n${lines.join("\n")}\n-----END PRIVATE KEY-----\n`;
}

/** A TLS client as a ztunnel is one: h2, no SNI, the server's name not checked. Not connected yet. */
export function tlsClient(
  socket: Socket,
  certificate: PeerCertificate | undefined,
  authority: CertificateAuthority,
): TLSSocket {
  return connect({
    socket,
    ...certificate,
    ca: [...authority.rootsPem],
    ALPNProtocols: ["h2"],
    minVersion: "TLSv1.3",
    checkServerIdentity: () => undefined,
  });
}
