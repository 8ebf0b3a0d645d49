import type { JwtRule } from "@ambit/model/http";
import { findClaim, type JsonObject, textsOf, type VerifiedToken } from "../verified-token.ts";
import type { ParsedToken } from "./parse-token.ts";

/** Claims that are lists with spaces, whatever a rule says (RFC 8693 section 4.2, and Istio). */
const SPACE_DELIMITED = ["scope", "permission"];

/** A token that was verified, as policies and routes see it. */
export class TokenClaims implements VerifiedToken {
  readonly issuer: string;
  readonly subject: string;
  readonly audiences: readonly string[];
  readonly presenter: string | undefined;
  readonly #claims: JsonObject;
  readonly #spaceDelimited: readonly string[];

  constructor({ issuer, subject, audiences, claims }: ParsedToken, { spaceDelimitedClaims }: JwtRule) {
    this.issuer = issuer;
    this.subject = subject;
    this.audiences = audiences;
    this.presenter = textsOf(findClaim(claims, ["azp"]))[0];
    this.#claims = claims;
    this.#spaceDelimited = spaceDelimitedClaims;
  }

  textsAt(path: readonly string[]): readonly string[] {
    const name = path.join(".");
    const isSpaceDelimited = SPACE_DELIMITED.includes(name) || this.#spaceDelimited.includes(name);
    return textsOf(findClaim(this.#claims, path), isSpaceDelimited);
  }
}

/** A claim as a header's value: texts, whole numbers, truth values; undefined for all else, and where there is none. */
export function claimHeaderValue(claims: JsonObject, claim: string): string | undefined {
  const value = findClaim(claims, [claim]) ?? findClaim(claims, claim.split("."));
  if (typeof value === "boolean" || (typeof value === "number" && Number.isSafeInteger(value))) {
    return String(value);
  }
  return typeof value === "string" ? headerText(value) : undefined;
}

const ENCODER = new TextEncoder();
const ASCII = /^[\t\x20-\x7e]*$/;
const CONTROLS = /[\0-\x08\x0a-\x1f\x7f]/;

/** Bytes of UTF-8, one character each, as codecs hold them. Nothing that could end a field gets into one. */
function headerText(text: string): string | undefined {
  if (CONTROLS.test(text)) return undefined;
  const trimmed = text.trim();
  if (ASCII.test(trimmed)) return trimmed;
  return Array.from(ENCODER.encode(trimmed), (byte) => String.fromCharCode(byte)).join("");
}
