/** The certificate a server shows over HTTPS. */
import { createPrivateKey } from "node:crypto";
import { type IpAddress, ipAddressBytes } from "@ambit/addr";
import { CertificateAuthority, generateKey } from "@ambit/identity";

/** A certificate to serve HTTPS with. */
export interface ServingCertificate {
  /** Leaf first. */
  readonly chainPem: string;
  readonly privateKeyPem: string;
  /** Of the authority; goes into the kubeconfig. */
  readonly caPem: string;
  /** The name in it that clients are to expect, where that is not the address they connect to. */
  readonly serverName?: string;
  /** Certificates of clients that are taken: the common name is the user, organizations are the groups. */
  readonly clientCaPem?: string;
}

const SERVER_NAME = "kubernetes.default.svc";
const NAMES = [SERVER_NAME, "kubernetes", "kubernetes.default", `${SERVER_NAME}.cluster.local`, "localhost"];
const LIFETIME_MS = 365 * 24 * 3_600_000;
/** For clients whose clock is a little behind. */
const BACKDATED_MS = 3_600_000;

/**
 * By an authority that is forgotten at once: it can sign nothing else. Good for a year. Clients inside a cluster expect
 * one of the addresses.
 */
export function generateServingCertificate(
  nowMs: number,
  addresses: readonly IpAddress[] = [],
): ServingCertificate {
  const times = { nowMs: nowMs - BACKDATED_MS, lifetimeMs: LIFETIME_MS };
  const authority = CertificateAuthority.generate({ trustDomain: "kubernetes", ...times });
  const key = generateKey();
  const issued = authority.issue({
    publicKeyDer: key.publicKeyDer,
    names: { dnsNames: NAMES, ipAddresses: addresses.map(ipAddressBytes) },
    notBeforeMs: times.nowMs,
    notAfterMs: times.nowMs + LIFETIME_MS,
    nowMs,
  });
  const privateKey = createPrivateKey({
    key: Buffer.from(key.privateKeyPkcs8),
    format: "der",
    type: "pkcs8",
  });
  return {
    chainPem: issued.chainPem.join(""),
    privateKeyPem: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    caPem: issued.rootsPem.join(""),
    serverName: SERVER_NAME,
  };
}
