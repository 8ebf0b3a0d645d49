import type { JwtRuleSpec } from "@ambit/mesh-objects";

/** Where keys of an issuer are. */
export interface KeySource {
  /** The same for whoever wants the same. */
  readonly id: string;
  /** Of the key set, or of the issuer's OpenID configuration, which says where that is. */
  readonly url: string;
  readonly isDiscovery: boolean;
  /** For all of it, redirects included. */
  readonly timeoutMs: number;
}

/** What is known of the keys of a source. */
export interface KeySet {
  /** Of the source. */
  readonly id: string;
  /** A JSON Web Key Set; those fetched before stay while they cannot be fetched again. */
  readonly jwks: string | undefined;
  /** Why the last fetch failed, if it did. */
  readonly failure: string | undefined;
}

/** As Istio. */
const FETCH_TIMEOUT_MS = 5_000;
const MAX_FETCH_TIMEOUT_MS = 30_000;
/** OpenID Connect Discovery 1.0 section 4. */
const WELL_KNOWN = "/.well-known/openid-configuration";

/** Undefined: the rule has its keys in itself. Without a place of the keys, its issuer is asked for it. */
export function keySourceOf({ issuer, jwks, jwksUri, timeoutMs }: JwtRuleSpec): KeySource | undefined {
  if (jwks !== undefined) return undefined;
  const isDiscovery = jwksUri === undefined;
  const url = jwksUri ?? `${issuer.endsWith("/") ? issuer.slice(0, -1) : issuer}${WELL_KNOWN}`;
  return {
    id: isDiscovery ? `issuer ${url}` : url,
    url,
    isDiscovery,
    timeoutMs: Math.min(timeoutMs ?? FETCH_TIMEOUT_MS, MAX_FETCH_TIMEOUT_MS),
  };
}
