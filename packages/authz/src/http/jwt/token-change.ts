import type { Header, HeaderChange, JwtRule } from "@ambit/model/http";
import type { JwtRequest } from "./jwt-request.ts";
import type { ParsedToken } from "./parse-token.ts";
import { claimHeaderValue } from "./token-claims.ts";
import { cookiesWithout, queryWithout, type TokenLocation } from "./token-locations.ts";

/** A token that satisfied a rule. */
export interface TokenUse {
  readonly rule: JwtRule;
  readonly token: ParsedToken;
  readonly location: TokenLocation;
}

/** What has to become of a request before anybody else sees it. */
export interface TokenChange {
  readonly headers: HeaderChange;
  /** Parameters that held tokens. */
  readonly removeParams: ReadonlySet<string>;
}

export const NO_TOKEN_CHANGE: TokenChange = Object.freeze({
  headers: Object.freeze({ set: Object.freeze([]), add: Object.freeze([]), remove: Object.freeze([]) }),
  removeParams: new Set<string>(),
});

/**
 * Tokens that are not to be forwarded are removed from where they were. Headers that rules write are theirs alone: what
 * the client put there goes, whether or not there is a value to put instead.
 */
export function tokenChange(
  rules: readonly JwtRule[],
  uses: readonly TokenUse[],
  request: JwtRequest,
): TokenChange {
  const set = new Map<string, string>();
  for (const use of uses) for (const { name, value } of outputsOf(use)) set.set(name, value);
  const spent = uses.filter(({ rule }) => !rule.forwardOriginalToken).map(({ location }) => location);
  const remove = new Set(rules.flatMap(outputNames).filter((name) => !set.has(name)));
  for (const { kind, name } of spent) if (kind === "header" && !set.has(name)) remove.add(name);
  const cookies = namesOf(spent, "cookie");
  if (cookies.size > 0) {
    const left = cookiesWithout(request.header("cookie") ?? "", cookies);
    if (left === undefined) remove.add("cookie");
    else set.set("cookie", left);
  }
  return {
    headers: { set: [...set].map(([name, value]) => ({ name, value })), add: [], remove: [...remove] },
    removeParams: namesOf(spent, "param"),
  };
}

/** The query after a change; undefined if there is nothing left of it. */
export function changeQuery(query: string | undefined, { removeParams }: TokenChange): string | undefined {
  return query === undefined || removeParams.size === 0 ? query : queryWithout(query, removeParams);
}

function namesOf(locations: readonly TokenLocation[], kind: TokenLocation["kind"]): ReadonlySet<string> {
  return new Set(locations.filter((location) => location.kind === kind).map(({ name }) => name));
}

function outputNames({ outputPayloadToHeader, outputClaimToHeaders }: JwtRule): string[] {
  const names = outputClaimToHeaders.map(({ header }) => header.toLowerCase());
  if (outputPayloadToHeader !== undefined) names.push(outputPayloadToHeader.toLowerCase());
  return names;
}

function outputsOf({ rule, token }: TokenUse): Header[] {
  const headers: Header[] = [];
  for (const { header, claim } of rule.outputClaimToHeaders) {
    const value = claimHeaderValue(token.claims, claim);
    if (value !== undefined) headers.push({ name: header.toLowerCase(), value });
  }
  if (rule.outputPayloadToHeader !== undefined) {
    headers.push({ name: rule.outputPayloadToHeader.toLowerCase(), value: token.payload });
  }
  return headers;
}
