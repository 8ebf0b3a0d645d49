/** Who may be at the other end of a tunnel. Runs inside the TLS handshake, so that a refused peer gets an alert. */
import { findIdentity, formatIdentity, type Identity } from "@ambit/model";
import type { PeerCheck } from "@ambit/tls";
import type { Revocations } from "./revocations.ts";

/** Of a server: one of its SPIFFE ids is exactly one of those routing expects. An empty list accepts nobody. */
export function checkServer(expected: readonly Identity[], revocations: Revocations): PeerCheck {
  return (uriSans, _serialNumber, chain) => {
    if (revocations.isRevoked(chain)) {
      revocations.countRejection("source");
      return "revoked";
    }
    if (parseAll(uriSans).length === 0) return "no-identity";
    return provenIdentity(uriSans, expected) === undefined ? "wrong-identity" : "ok";
  };
}

/** Which of the expected identities a server's certificate proves. */
export function provenIdentity(
  uriSans: readonly string[],
  expected: readonly Identity[],
): Identity | undefined {
  return parseAll(uriSans).find((identity) => expected.some((candidate) => isSame(identity, candidate)));
}

/** Of a client: one of its SPIFFE ids is of a trust domain that is ours. */
export function checkClient(trustDomains: readonly string[], revocations: Revocations): PeerCheck {
  return (uriSans, _serialNumber, chain) => {
    if (revocations.isRevoked(chain)) {
      revocations.countRejection("destination");
      return "revoked";
    }
    const identities = parseAll(uriSans);
    if (identities.length === 0) return "no-identity";
    return identities.some((identity) => trustDomains.includes(identity.trustDomain))
      ? "ok"
      : "wrong-trust-domain";
  };
}

/**
 * The identity policies are asked about: the first id of a trust domain that is ours. Stock ztunnel takes the first of any,
 * so that a certificate with two ids could be admitted by one and authorized as the other.
 */
export function peerIdentity(
  uriSans: readonly string[],
  trustDomains: readonly string[],
): Identity | undefined {
  return parseAll(uriSans).find((identity) => trustDomains.includes(identity.trustDomain));
}

/** Every identity that the peer's certificate proves, for logs and dumps: almost always one. */
export function provenIdentities(uriSans: readonly string[]): string | undefined {
  const identities = parseAll(uriSans);
  return identities.length === 0 ? undefined : identities.map(formatIdentity).join(",");
}

function parseAll(uriSans: readonly string[]): Identity[] {
  const identities: Identity[] = [];
  for (const uri of uriSans) {
    const identity = findIdentity(uri);
    if (identity !== undefined) identities.push(identity);
  }
  return identities;
}

function isSame(left: Identity, right: Identity): boolean {
  return (
    left.trustDomain === right.trustDomain &&
    left.namespace === right.namespace &&
    left.serviceAccount === right.serviceAccount
  );
}
