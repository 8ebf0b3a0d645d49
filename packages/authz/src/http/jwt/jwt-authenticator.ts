import type { Header, JwtRule } from "@ambit/model/http";
import type { VerifiedToken } from "../verified-token.ts";
import { FAULT_MESSAGE, faultStatus, type JwtFault } from "./jwt-fault.ts";
import type { JwtKeys, ReadJwtKeys } from "./jwt-keys.ts";
import type { JwtRequest } from "./jwt-request.ts";
import { type ParsedToken, parseToken } from "./parse-token.ts";
import { NO_TOKEN_CHANGE, type TokenChange, type TokenUse, tokenChange } from "./token-change.ts";
import { TokenClaims } from "./token-claims.ts";
import {
  locationKey,
  locationsOf,
  type PresentedToken,
  type TokenLocation,
  tokensAt,
} from "./token-locations.ts";

/** What the tokens of a request come to. */
export type JwtOutcome =
  /** They are all in order, or there are none. `change` has to be made whatever `token` is: it also removes forgeries. */
  | { readonly kind: "accepted"; readonly token: VerifiedToken | undefined; readonly change: TokenChange }
  | {
      readonly kind: "refused";
      readonly status: 401 | 403;
      readonly body: string;
      /** `www-authenticate`. */
      readonly headers: readonly Header[];
      /** Response code details of the access log. */
      readonly details: string;
    };

interface CompiledRule {
  readonly rule: JwtRule;
  readonly keys: JwtKeys | undefined;
  readonly audiences: ReadonlySet<string>;
  /** Tokens whose signature was found good. */
  readonly verified: Set<string>;
}

/** Rules of one destination: their places, each with those that look there. */
interface CompiledRules {
  readonly places: readonly { readonly location: TokenLocation; readonly rules: readonly CompiledRule[] }[];
}

/** Clocks of issuers may be off by this. */
const CLOCK_SKEW_S = 60;
/** Tokens in one request: each costs a signature's verification. */
const MAX_TOKENS = 8;
/** Characters of a token whose verification is remembered. */
const MAX_REMEMBERED_LENGTH = 4096;
/** Tokens of one rule that are remembered; then they are all forgotten. */
const MAX_REMEMBERED_TOKENS = 1024;
const MAX_REALM_LENGTH = 256;

const NOTHING: JwtOutcome = Object.freeze({ kind: "accepted", token: undefined, change: NO_TOKEN_CHANGE });

/**
 * RequestAuthentication on one thread. Every token that lies where a rule looks has to satisfy one of the rules that look
 * there; a request without any passes, and policies have to ask for one. Rules are made ready when they are first used.
 */
export class JwtAuthenticator {
  readonly #readKeys: ReadJwtKeys;
  readonly #compiled = new WeakMap<readonly JwtRule[], CompiledRules>();

  constructor(readKeys: ReadJwtKeys) {
    this.#readKeys = readKeys;
  }

  /** What the request's tokens come to. A preflight cannot have any (`isPreflight`). */
  authenticate(
    rules: readonly JwtRule[],
    request: JwtRequest,
    { nowMs, isPreflight }: { readonly nowMs: number; readonly isPreflight: boolean },
  ): JwtOutcome {
    if (rules.length === 0) return NOTHING;
    if (isPreflight) return { kind: "accepted", token: undefined, change: tokenChange(rules, [], request) };
    const { places } = this.#compile(rules);
    const uses: TokenUse[] = [];
    for (const { location, rules: candidates } of places) {
      for (const text of tokensAt(location, request)) {
        const used = uses.length < MAX_TOKENS ? useToken({ text, location }, candidates, nowMs) : "too-many";
        if (typeof used === "string") return refusal(used, request);
        uses.push(used);
      }
    }
    const first = rules.map((rule) => uses.find((use) => use.rule === rule)).find((use) => use !== undefined);
    const token = first === undefined ? undefined : new TokenClaims(first.token, first.rule);
    return { kind: "accepted", token, change: tokenChange(rules, uses, request) };
  }

  #compile(rules: readonly JwtRule[]): CompiledRules {
    const known = this.#compiled.get(rules);
    if (known !== undefined) return known;
    const places = new Map<string, { location: TokenLocation; rules: CompiledRule[] }>();
    for (const rule of rules) {
      const compiled = {
        rule,
        keys: this.#readKeys(rule.jwks),
        audiences: new Set(rule.audiences.map(trimAudience)),
        verified: new Set<string>(),
      };
      for (const location of locationsOf(rule)) {
        const key = locationKey(location);
        const place = places.get(key);
        if (place === undefined) places.set(key, { location, rules: [compiled] });
        else place.rules.push(compiled);
      }
    }
    const made = { places: [...places.values()] };
    this.#compiled.set(rules, made);
    return made;
  }
}

/** The first rule that the token satisfies, or what is wrong with it by the first of its issuer. */
function useToken(
  { text, location }: PresentedToken,
  candidates: readonly CompiledRule[],
  nowMs: number,
): TokenUse | JwtFault {
  const token = parseToken(text);
  if (typeof token === "string") return token;
  let fault: JwtFault | undefined;
  for (const candidate of candidates) {
    if (candidate.rule.issuer !== token.issuer) continue;
    const found = findFault(text, token, candidate, nowMs);
    if (found === undefined) return { rule: candidate.rule, token, location };
    fault ??= found;
  }
  return fault ?? "unknown-issuer";
}

function findFault(
  text: string,
  { signed, audiences, notBefore, expiry }: ParsedToken,
  { audiences: allowed, keys, verified }: CompiledRule,
  nowMs: number,
): JwtFault | undefined {
  const now = nowMs / 1000;
  if (notBefore !== undefined && notBefore > now + CLOCK_SKEW_S) return "not-yet-valid";
  if (expiry !== undefined && now > expiry + CLOCK_SKEW_S) return "expired";
  if (allowed.size > 0 && !audiences.some((audience) => allowed.has(trimAudience(audience)))) {
    return "audience-not-allowed";
  }
  if (verified.has(text)) return undefined;
  if (keys === undefined) return "no-keys";
  const result = keys.verify(signed);
  if (result !== "verified") return result === "no-key" ? "no-key" : "bad-signature";
  if (text.length <= MAX_REMEMBERED_LENGTH) {
    if (verified.size >= MAX_REMEMBERED_TOKENS) verified.clear();
    verified.add(text);
  }
  return undefined;
}

/** A scheme, and a slash at the end, make no difference (Envoy). */
function trimAudience(audience: string): string {
  return audience.replace(/^https?:\/\//, "").replace(/\/$/, "");
}

function refusal(fault: JwtFault, request: JwtRequest): JwtOutcome {
  const status = faultStatus(fault);
  const body = FAULT_MESSAGE[fault];
  return {
    kind: "refused",
    status,
    body,
    headers: status === 401 ? [{ name: "www-authenticate", value: challenge(request) }] : [],
    details: `jwt_authn_access_denied{${body.replaceAll(" ", "_")}}`,
  };
}

/** RFC 6750 section 3. The query is left out: a token may be in it. */
function challenge({ scheme, authority, path }: JwtRequest): string {
  const url = `${scheme}://${authority}${path}`.replaceAll(/["\\]/g, encodeURIComponent);
  return `Bearer realm="${url.slice(0, MAX_REALM_LENGTH)}", error="invalid_token"`;
}
