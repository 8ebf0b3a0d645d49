// A JWT in its compact form (RFC 7515 section 7.1), taken apart but not yet believed.

import { isJsonObject, type JsonObject, textsOf } from "../verified-token.ts";
import type { JwtFault } from "./jwt-fault.ts";
import { JWT_ALGORITHMS, type JwtAlgorithm, type SignedText } from "./jwt-keys.ts";

/** What a token says of itself. Times in seconds. */
export interface ParsedToken {
  readonly signed: SignedText;
  /** As it was sent: base64url, unpadded. */
  readonly payload: string;
  readonly claims: JsonObject;
  readonly issuer: string;
  readonly subject: string;
  readonly audiences: readonly string[];
  readonly notBefore: number | undefined;
  readonly expiry: number | undefined;
}

const BASE64URL = /^[\w-]+$/;
const UTF8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** The token, or the first thing that is wrong with it. */
export function parseToken(text: string): ParsedToken | JwtFault {
  const [header, payload, signature, ...more] = text.split(".");
  if (header === undefined || payload === undefined || signature === undefined || more.length > 0) {
    return "bad-format";
  }
  const read = parseHeader(header);
  if (typeof read === "string") return read;
  const claims = parseObject(payload);
  if (typeof claims === "string") return claims === "encoding" ? "bad-payload-encoding" : "bad-payload";
  const signatureBytes = decodeBase64url(signature);
  if (signatureBytes === undefined) return "bad-signature-encoding";
  const registered = parseClaims(claims);
  if (typeof registered === "string") return registered;
  const signed = { ...read, text: `${header}.${payload}`, signature: signatureBytes };
  return { ...registered, signed, payload, claims };
}

function parseHeader(text: string): Pick<SignedText, "algorithm" | "keyId"> | JwtFault {
  const header = parseObject(text);
  if (typeof header === "string") return header === "encoding" ? "bad-header-encoding" : "bad-header";
  const { alg, kid, crit } = header;
  if (typeof alg !== "string") return "bad-algorithm";
  // RFC 7515 section 4.1.11: extensions that must be understood, and are not.
  if (!isAlgorithm(alg) || crit !== undefined) return "unknown-algorithm";
  if (kid !== undefined && typeof kid !== "string") return "bad-key-id";
  return { algorithm: alg, keyId: kid };
}

function isAlgorithm(text: string): text is JwtAlgorithm {
  return JWT_ALGORITHMS.some((algorithm) => algorithm === text);
}

function parseClaims(
  claims: JsonObject,
): Pick<ParsedToken, "issuer" | "subject" | "audiences" | "notBefore" | "expiry"> | JwtFault {
  const { iss = "", sub = "", aud = [], nbf, exp } = claims;
  if (typeof iss !== "string") return "bad-issuer";
  if (typeof sub !== "string") return "bad-subject";
  const audiences = textsOf(aud);
  if (typeof aud !== "string" && !(Array.isArray(aud) && aud.length === audiences.length))
    return "bad-audience";
  if (nbf !== undefined && !isTime(nbf)) return "bad-not-before";
  if (exp !== undefined && !isTime(exp)) return "bad-expiry";
  return { issuer: iss, subject: sub, audiences, notBefore: nbf, expiry: exp };
}

/** RFC 7519 allows fractions; nothing was valid before 1970. */
function isTime(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value) && value >= 0;
}

function parseObject(text: string): JsonObject | "encoding" | "json" {
  const bytes = decodeBase64url(text);
  if (bytes === undefined) return "encoding";
  try {
    const value: unknown = JSON.parse(UTF8.decode(bytes));
    return isJsonObject(value) ? value : "json";
  } catch {
    return "json";
  }
}

/** Nothing but the alphabet, without padding; at least one byte. */
function decodeBase64url(text: string): Uint8Array | undefined {
  if (!BASE64URL.test(text) || text.length % 4 === 1) return undefined;
  const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}
