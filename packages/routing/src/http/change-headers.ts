import type { Backend, HeaderChange, HttpRule } from "@ambit/model/http";

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

/** Fields of a message, that can be changed: `set` replaces all values of a name, `remove` takes them all away. */
export interface HeaderFields {
  set(name: string, value: string): void;
  append(name: string, value: string): void;
  remove(name: string): unknown;
}

/** Set replaces, add appends, and what is removed is not there whatever was set or added. Once for each attempt. */
export function changeHeaders(fields: HeaderFields, change: HeaderChange | undefined): void {
  if (change === undefined) return;
  for (const { name, value } of change.set) if (!isProtected(name)) fields.set(name, value);
  for (const { name, value } of change.add) if (!isProtected(name)) fields.append(name, value);
  for (const name of change.remove) if (!isProtected(name)) fields.remove(name);
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

function isProtected(name: string): boolean {
  return name.startsWith(":") || PROTECTED.has(name);
}
