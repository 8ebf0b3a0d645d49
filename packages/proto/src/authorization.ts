/** WADS: L4 policies. Generated messages under their own names: for each, the class that encodes and decodes, and its fields. */
import protobuf from "protobufjs/minimal.js";
import { istio } from "./generated/authorization.js";

/** Message `istio.security.Authorization`. */
export const Authorization = istio.security.Authorization;
export type Authorization = istio.security.Authorization.$Properties;
/** Message `istio.security.Group`. */
export const Group = istio.security.Group;
export type Group = istio.security.Group.$Properties;
/** Message `istio.security.Rules`. */
export const Rules = istio.security.Rules;
export type Rules = istio.security.Rules.$Properties;
/** Message `istio.security.Match`. */
export const Match = istio.security.Match;
export type Match = istio.security.Match.$Properties;
/** Message `istio.security.Address`. */
export const Address = istio.security.Address;
export type Address = istio.security.Address.$Properties;
/** Message `istio.security.ServiceAccountMatch`. */
export const ServiceAccountMatch = istio.security.ServiceAccountMatch;
export type ServiceAccountMatch = istio.security.ServiceAccountMatch.$Properties;
/** Message `istio.security.StringMatch`. */
export const StringMatch = istio.security.StringMatch;
export type StringMatch = istio.security.StringMatch.$Properties;
/** Enum `istio.security.Scope`. */
export const Scope = istio.security.Scope;
export type Scope = istio.security.Scope;
/** Enum `istio.security.Action`. */
export const Action = istio.security.Action;
export type Action = istio.security.Action;

/**
 * As `Authorization.decode`, but fields that are not in the contract stay under `$unknowns` of their message: a condition
 * of a later version must not be taken for no condition.
 */
export function decodeWithUnknowns(payload: Uint8Array): Authorization {
  const reader = protobuf.Reader.create(payload);
  reader.discardUnknown = false;
  return istio.security.Authorization.decode(reader);
}
