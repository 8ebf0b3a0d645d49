/** Tokens that are verified, and who is asked about requests. */
import type { JwtRule as WireJwt, Provider as WireProvider } from "@ambit/proto/waypoint";
import type { AuthorizationProvider, JwtRule } from "../http-policy.ts";
import { decodeHeader, decodeText, encodeHeader, encodeText } from "./match-wire.ts";
import {
  assertKnown,
  each,
  maybe,
  nameIn,
  orNull,
  orUndefined,
  portIn,
  statusIn,
  texts,
} from "./wire-parts.ts";

export function encodeJwtRule(rule: JwtRule): WireJwt {
  return {
    issuer: rule.issuer,
    audiences: [...rule.audiences],
    jwks: rule.jwks,
    fromHeaders: rule.fromHeaders.map((header) => ({ ...header })),
    fromParams: [...rule.fromParams],
    fromCookies: [...rule.fromCookies],
    forwardOriginalToken: rule.forwardOriginalToken,
    outputPayloadToHeader: orNull(rule.outputPayloadToHeader),
    outputClaimToHeaders: rule.outputClaimToHeaders.map((output) => ({ ...output })),
    spaceDelimitedClaims: [...rule.spaceDelimitedClaims],
  };
}

/** A part that is not known could be a check, so that it makes the rule unusable. */
export function decodeJwtRule(wire: WireJwt): JwtRule {
  assertKnown(wire, "jwt_rule");
  return {
    issuer: nameIn(wire.issuer, "issuer"),
    audiences: texts(wire.audiences),
    jwks: wire.jwks ?? "",
    fromHeaders: each(wire.fromHeaders, "from_headers", ({ name, prefix }) => ({
      name: nameIn(name, "name"),
      prefix: prefix ?? "",
    })),
    fromParams: texts(wire.fromParams),
    fromCookies: texts(wire.fromCookies),
    forwardOriginalToken: wire.forwardOriginalToken ?? false,
    outputPayloadToHeader: orUndefined(wire.outputPayloadToHeader),
    outputClaimToHeaders: each(wire.outputClaimToHeaders, "output_claim_to_headers", ({ header, claim }) => ({
      header: nameIn(header, "header"),
      claim: claim ?? "",
    })),
    spaceDelimitedClaims: texts(wire.spaceDelimitedClaims),
  };
}

export function encodeProvider(provider: AuthorizationProvider): WireProvider {
  return {
    name: provider.name,
    isGrpc: provider.protocol === "grpc",
    service: orNull(provider.service),
    port: provider.port,
    timeoutMs: provider.timeoutMs,
    failOpen: provider.failOpen,
    statusOnError: provider.statusOnError,
    pathPrefix: provider.pathPrefix,
    includeRequestHeaders: provider.includeRequestHeaders.map(encodeText),
    additionalHeaders: provider.additionalHeaders.map(encodeHeader),
    body: provider.body ? { ...provider.body } : null,
    headersToUpstreamOnAllow: provider.headersToUpstreamOnAllow.map(encodeText),
    headersToDownstreamOnAllow: provider.headersToDownstreamOnAllow.map(encodeText),
    headersToDownstreamOnDeny: provider.headersToDownstreamOnDeny.map(encodeText),
  };
}

export function decodeProvider(wire: WireProvider): AuthorizationProvider {
  return {
    name: nameIn(wire.name, "name"),
    protocol: wire.isGrpc ? "grpc" : "http",
    service: orUndefined(wire.service),
    port: portIn(wire.port, "port"),
    timeoutMs: wire.timeoutMs ?? 0,
    failOpen: wire.failOpen ?? false,
    statusOnError: statusIn(wire.statusOnError, "status_on_error"),
    pathPrefix: wire.pathPrefix ?? "",
    includeRequestHeaders: each(wire.includeRequestHeaders, "include_request_headers", decodeText),
    additionalHeaders: each(wire.additionalHeaders, "additional_headers", decodeHeader),
    body: maybe(wire.body, "body", ({ maxBytes, allowPartial, packAsBytes }) => ({
      maxBytes: maxBytes ?? 0,
      allowPartial: allowPartial ?? false,
      packAsBytes: packAsBytes ?? false,
    })),
    headersToUpstreamOnAllow: each(wire.headersToUpstreamOnAllow, "headers_to_upstream_on_allow", decodeText),
    headersToDownstreamOnAllow: each(
      wire.headersToDownstreamOnAllow,
      "headers_to_downstream_on_allow",
      decodeText,
    ),
    headersToDownstreamOnDeny: each(
      wire.headersToDownstreamOnDeny,
      "headers_to_downstream_on_deny",
      decodeText,
    ),
  };
}
