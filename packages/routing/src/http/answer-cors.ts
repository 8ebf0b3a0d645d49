import type { Cors, Header, HeaderChange, TextMatch, TextMatcher } from "@ambit/model/http";
import { compileTextMatch } from "@ambit/model/http";

/** What of a request CORS looks at. */
export interface CorsFacts {
  readonly method: string;
  /** As `RouteFacts.header`. */
  header(name: string): string | undefined;
}

/** What a rule's CORS does with a request. */
export type CorsAnswer =
  /** Nothing: it is none, or its origin is not allowed. */
  | { readonly kind: "none" }
  /** A preflight: answered with status 200 and these headers, and not sent on. */
  | { readonly kind: "preflight"; readonly headers: readonly Header[] }
  /** Sent on; the response is changed. */
  | { readonly kind: "response"; readonly change: HeaderChange };

const NONE: CorsAnswer = Object.freeze({ kind: "none" });
const DISALLOWED_PREFLIGHT: CorsAnswer = Object.freeze({ kind: "preflight", headers: Object.freeze([]) });
const ANY = "*";

/** Whether a request is a preflight: OPTIONS with an origin and the method that it asks for. */
export function isPreflight(facts: CorsFacts): boolean {
  return (
    facts.method === "OPTIONS" &&
    facts.header("origin") !== undefined &&
    facts.header("access-control-request-method") !== undefined
  );
}

/** Fetch standard, section 3.3. A disallowed origin gets no CORS header; its simple requests are sent on all the same. */
export function answerCors(cors: Cors, facts: CorsFacts): CorsAnswer {
  const origin = facts.header("origin");
  if (origin === undefined) return NONE;
  const isAllowed = allowsOrigin(cors, origin);
  if (isPreflight(facts)) {
    if (isAllowed) return { kind: "preflight", headers: preflightHeaders(cors, origin, facts) };
    return cors.unmatchedPreflights === "ignore" ? DISALLOWED_PREFLIGHT : NONE;
  }
  return isAllowed ? { kind: "response", change: responseChange(cors, origin) } : NONE;
}

function preflightHeaders(cors: Cors, origin: string, facts: CorsFacts): Header[] {
  const headers = originHeaders(cors, origin);
  const method = facts.header("access-control-request-method");
  addList(headers, "access-control-allow-methods", listed(cors, cors.allowMethods, method));
  const asked = facts.header("access-control-request-headers");
  addList(headers, "access-control-allow-headers", listed(cors, cors.allowHeaders, asked));
  if (cors.maxAgeSeconds !== undefined)
    addList(headers, "access-control-max-age", String(cors.maxAgeSeconds));
  return headers;
}

/** The backend's own answer about the origin does not count; a cache has to know that the answer is for one origin. */
function responseChange(cors: Cors, origin: string): HeaderChange {
  const set = originHeaders(cors, origin);
  const exposed = cors.allowCredentials && cors.exposeHeaders.includes(ANY) ? [] : cors.exposeHeaders;
  addList(set, "access-control-expose-headers", exposed.join(","));
  return { set, add: [{ name: "vary", value: "origin" }], remove: [] };
}

function originHeaders({ allowCredentials }: Cors, origin: string): Header[] {
  const headers = [{ name: "access-control-allow-origin", value: origin }];
  if (allowCredentials) headers.push({ name: "access-control-allow-credentials", value: "true" });
  return headers;
}

/** With credentials "*" is a name like any other to browsers, so what was asked for is said instead. */
function listed(
  { allowCredentials }: Cors,
  names: readonly string[],
  asked: string | undefined,
): string | undefined {
  return allowCredentials && names.includes(ANY) ? asked : names.join(",");
}

function addList(headers: Header[], name: string, value: string | undefined): void {
  if (value !== undefined && value !== "") headers.push({ name, value });
}

const matchers = new WeakMap<readonly TextMatch[], readonly TextMatcher[]>();

/** A port that is its scheme's own is the same origin with and without it. */
function allowsOrigin({ allowOrigins }: Cors, origin: string): boolean {
  let compiled = matchers.get(allowOrigins);
  if (compiled === undefined) {
    compiled = allowOrigins.map(compileTextMatch).filter((matcher) => matcher !== undefined);
    matchers.set(allowOrigins, compiled);
  }
  const short = origin.replace(/^(http:\/\/.*):80$|^(https:\/\/.*):443$/, "$1$2");
  for (const matches of compiled) if (matches(origin) || matches(short)) return true;
  return false;
}
