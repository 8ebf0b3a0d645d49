// What a provider of custom authorization that speaks HTTP is asked, and what its response means: 200 allows, a failure is
// a failure, and anything else is the answer for the client.

import type { AuthorizationProvider, Header, TextMatch, TextMatcher } from "@ambit/model/http";
import { compileTextMatch } from "@ambit/model/http";
import { type CheckAnswer, failedCheck, NO_HEADER_CHANGE } from "./check-answer.ts";
import { isPassable } from "./passable-header.ts";

/** The request that is asked about, its header names in lower case. */
export interface CheckSubject {
  readonly method: string;
  readonly authority: string;
  /** Normalised, without the query. */
  readonly path: string;
  readonly query: string | undefined;
  readonly headers: Iterable<readonly [name: string, value: string]>;
  /** As much of it as the provider is to see; undefined where it is to see none. */
  readonly body: { readonly bytes: Uint8Array; readonly isPartial: boolean } | undefined;
}

/** What is sent to the provider. */
export interface HttpCheckRequest {
  readonly method: string;
  readonly authority: string;
  /** With the query. */
  readonly target: string;
  readonly headers: readonly Header[];
  readonly body: Uint8Array;
}

/** What the provider answers, its header names in lower case. */
export interface HttpCheckResponse {
  readonly status: number;
  readonly headers: Iterable<readonly [name: string, value: string]>;
  readonly body: Uint8Array;
}

const NO_BODY = new Uint8Array(0);
const PARTIAL_BODY = "x-envoy-auth-partial-body";
/** Of a refusal, whatever the provider's list says. */
const ALWAYS_DOWNSTREAM: ReadonlySet<string> = new Set(["www-authenticate", "location"]);

/** The client's headers only as far as the provider is to see them; its own fixed ones instead of the client's. */
export function httpCheckRequest(provider: AuthorizationProvider, subject: CheckSubject): HttpCheckRequest {
  const fixed = provider.additionalHeaders.map(({ name, value }) => ({ name: name.toLowerCase(), value }));
  const own = new Set([...fixed.map(({ name }) => name), "content-length", PARTIAL_BODY]);
  const isIncluded = matchesNames(provider.includeRequestHeaders);
  const headers: Header[] = [];
  for (const [name, value] of subject.headers) {
    if (own.has(name) || !isPassable(name)) continue;
    if (name === "authorization" || isIncluded(name)) headers.push({ name, value });
  }
  const body = subject.body?.bytes ?? NO_BODY;
  headers.push(...fixed, { name: "content-length", value: String(body.length) });
  if (subject.body !== undefined) headers.push({ name: PARTIAL_BODY, value: String(subject.body.isPartial) });
  const query = subject.query === undefined ? "" : `?${subject.query}`;
  const target = `${provider.pathPrefix}${subject.path}${query}`;
  return { method: subject.method, authority: subject.authority, target, headers, body };
}

/** What the response means. */
export function readHttpCheckResponse(
  provider: AuthorizationProvider,
  { status, headers, body }: HttpCheckResponse,
): CheckAnswer {
  if (status >= 500) return failedCheck(provider);
  const sent = [...headers].map(([name, value]) => ({ name, value })).filter(({ name }) => isPassable(name));
  if (status === 200) {
    const toUpstream = matchesNames(provider.headersToUpstreamOnAllow);
    const toDownstream = matchesNames(provider.headersToDownstreamOnAllow);
    return {
      kind: "allow",
      requestChange: overwrite(sent.filter(({ name }) => toUpstream(name))),
      responseChange: { ...NO_HEADER_CHANGE, add: sent.filter(({ name }) => toDownstream(name)) },
    };
  }
  const list = provider.headersToDownstreamOnDeny;
  const toDownstream = matchesNames(list);
  const passed = sent.filter(
    ({ name }) => list.length === 0 || ALWAYS_DOWNSTREAM.has(name) || toDownstream(name),
  );
  return { kind: "refuse", status, headers: passed, body, details: "ext_authz_denied" };
}

/** What the client sent under these names is gone; of several values of one name each is kept. */
function overwrite(headers: readonly Header[]): typeof NO_HEADER_CHANGE {
  const names = new Set<string>();
  const [set, add]: [Header[], Header[]] = [[], []];
  for (const header of headers) {
    (names.has(header.name) ? add : set).push(header);
    names.add(header.name);
  }
  return { set, add, remove: [] };
}

const matchers = new WeakMap<readonly TextMatch[], TextMatcher>();

/** Case of names does not count. A pattern that nobody can read names nothing. */
function matchesNames(list: readonly TextMatch[]): TextMatcher {
  const known = matchers.get(list);
  if (known !== undefined) return known;
  const tests = list
    .map((match) =>
      compileTextMatch("value" in match ? { ...match, value: match.value.toLowerCase() } : match),
    )
    .filter((test) => test !== undefined);
  const made: TextMatcher = (name) => tests.some((test) => test(name));
  matchers.set(list, made);
  return made;
}
