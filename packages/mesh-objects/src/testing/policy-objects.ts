/** Policies for tests, from the JSON that a user would write. */
import { type AuthorizationPolicy, decodeAuthorizationPolicy } from "../authorization-policy.ts";
import { decodePeerAuthentication, type PeerAuthentication } from "../peer-authentication.ts";

/** An AuthorizationPolicy `foo/policy` with this spec. */
export function anAuthorizationPolicy(spec: object = {}, metadata: object = {}): AuthorizationPolicy {
  return decodeAuthorizationPolicy({
    metadata: { name: "policy", namespace: "foo", generation: 3, ...metadata },
    spec,
  }).object;
}

/** A PeerAuthentication `foo/name` with this spec. */
export function aPeerAuthentication(spec: object = {}, metadata: object = {}): PeerAuthentication {
  return decodePeerAuthentication({ metadata: { name: "pa", namespace: "foo", ...metadata }, spec }).object;
}
