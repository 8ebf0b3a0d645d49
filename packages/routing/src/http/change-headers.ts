import type { Backend, HeaderChange, HttpRule } from "@ambit/model/http";
import type { HeaderField } from "./request-facts.ts";

/** How a message is framed and whom it is for is not for header changes to say: that would let one request become two. */
const PROTECTED: ReadonlySet<string> = new Set([
  "connection",
  "content-length",
  "host",
  "keep-alive",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

/**
 * The list after a change: set replaces all values, add appends one, and what is removed is not there whatever
 * was set or added. Names in the list are in lower case. Fields that are not touched keep their order.
 */
export function changeHeaders(
  fields: readonly HeaderField[],
  change: HeaderChange | undefined,
): readonly HeaderField[] {
  if (change === undefined) return fields;
  const { set, add, remove } = change;
  const kept = fields.filter(
    ([name]) => isProtected(name) || !(isSet(change, name) || remove.includes(name)),
  );
  for (const list of [set, add]) {
    for (const { name, value } of list) {
      if (!isProtected(name) && !remove.includes(name)) kept.push([name, value]);
    }
  }
  return kept;
}

/** Changes of the request in the order they are made. Of several backends the rule's come last, of one the backend's (Envoy). */
export function requestHeaderChanges(rule: HttpRule, backend: Backend): readonly HeaderChange[] {
  return inOrder(rule, rule.requestHeaders, backend.requestHeaders);
}

/** As `requestHeaderChanges`, of the response. */
export function responseHeaderChanges(rule: HttpRule, backend: Backend): readonly HeaderChange[] {
  return inOrder(rule, rule.responseHeaders, backend.responseHeaders);
}

/** The authority that is sent: of a rewrite, of a `host` that is set (the rule's wins), or the client's. */
export function upstreamAuthority(rule: HttpRule, backend: Backend, authority: string): string {
  return (
    rule.rewrite?.authority ?? findHost(rule.requestHeaders) ?? findHost(backend.requestHeaders) ?? authority
  );
}

const NO_CHANGES: readonly HeaderChange[] = Object.freeze([]);

function inOrder(
  { action }: HttpRule,
  ofRule: HeaderChange | undefined,
  ofBackend: HeaderChange | undefined,
): readonly HeaderChange[] {
  if (ofBackend === undefined) return ofRule === undefined ? NO_CHANGES : [ofRule];
  if (ofRule === undefined) return [ofBackend];
  const isOneOfSeveral = action.kind === "forward" && action.backends.length > 1;
  return isOneOfSeveral ? [ofBackend, ofRule] : [ofRule, ofBackend];
}

function findHost(change: HeaderChange | undefined): string | undefined {
  return change?.set.find(({ name }) => name === "host" || name === ":authority")?.value;
}

function isSet({ set }: HeaderChange, field: string): boolean {
  return set.some(({ name }) => name === field);
}

function isProtected(name: string): boolean {
  return name.startsWith(":") || PROTECTED.has(name);
}
