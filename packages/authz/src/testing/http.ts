import { parseIpAddress } from "@ambit/addr";
import type { AuthorizationProvider } from "@ambit/model/http";
import type { JwtKeys } from "../http/jwt/jwt-keys.ts";
import type { JwtRequest } from "../http/jwt/jwt-request.ts";
import type { HttpFacts } from "../http/request-facts.ts";
import { findClaim, textsOf, type VerifiedToken } from "../http/verified-token.ts";
import { anIdentity } from "./builders.ts";

type Fields = Readonly<Record<string, string>>;

/** `GET http://echo/` of `cluster.local/ns/shop/sa/client` from 10.0.0.1, to 10.96.0.10:80. */
export function someHttpFacts(
  fields: Partial<Omit<HttpFacts, "header">> & { readonly headers?: Fields } = {},
): HttpFacts {
  const { headers = {}, ...rest } = fields;
  return {
    identity: anIdentity(),
    sourceIp: parseIpAddress("10.0.0.1"),
    remoteIp: parseIpAddress("10.0.0.1"),
    destinationIp: parseIpAddress("10.96.0.10"),
    destinationPort: 80,
    serverName: undefined,
    method: "GET",
    authority: "echo",
    path: "/",
    token: undefined,
    header: (name) => headers[name],
    ...rest,
  };
}

/** A verified token of `https://issuer.example` for `user`, with these claims. */
export function aToken(claims: Readonly<Record<string, unknown>> = {}): VerifiedToken {
  const all = { iss: "https://issuer.example", sub: "user", ...claims };
  return {
    issuer: all.iss,
    subject: all.sub,
    audiences: textsOf(findClaim(all, ["aud"])),
    presenter: textsOf(findClaim(all, ["azp"]))[0],
    textsAt: (path) => textsOf(findClaim(all, path), path[0] === "scope"),
  };
}

/** `GET http://echo/` */
export function aJwtRequest(
  target = "/",
  headers: Fields = {},
  fields: Partial<Omit<JwtRequest, "header">> = {},
): JwtRequest {
  const [path = "", query] = target.split("?");
  return {
    method: "GET",
    scheme: "http",
    authority: "echo",
    path,
    query,
    header: (name) => headers[name],
    ...fields,
  };
}

export function aProvider(fields: Partial<AuthorizationProvider> = {}): AuthorizationProvider {
  return {
    name: "provider",
    protocol: "grpc",
    service: "auth/ext-authz.auth.svc.cluster.local",
    port: 9000,
    timeoutMs: 1_000,
    failOpen: false,
    statusOnError: 403,
    pathPrefix: "",
    includeRequestHeaders: [],
    additionalHeaders: [],
    body: undefined,
    headersToUpstreamOnAllow: [],
    headersToDownstreamOnAllow: [],
    headersToDownstreamOnDeny: [],
    ...fields,
  };
}

const base64url = (text: string): string =>
  btoa(String.fromCharCode(...new TextEncoder().encode(text)))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");

/** A token that `FAKE_KEYS` takes for signed. */
export function encodeToken(
  claims: Readonly<Record<string, unknown>>,
  header: Readonly<Record<string, unknown>> = {},
  signature = "good",
): string {
  const parts = [JSON.stringify({ alg: "RS256", ...header }), JSON.stringify(claims), signature];
  return parts.map(base64url).join(".");
}

/** Stands for keys: good is the signature that says so, and `other` is a key's name that nobody has. */
export const FAKE_KEYS: JwtKeys = {
  verify: ({ keyId, signature }) => {
    if (keyId === "other") return "no-key";
    return new TextDecoder().decode(signature) === "good" ? "verified" : "refused";
  },
};
