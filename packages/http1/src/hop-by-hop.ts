/** Fields that are about one connection and go no further (RFC 9110 §7.6.1). */
import { listMembers } from "./framing.ts";
import type { HeaderList } from "./header-list.ts";

/**
 * Removes them, and what Connection names; of TE `trailers` stays. A message that is told to lose a field on which
 * somebody's decision rests keeps it: naming `x-forwarded-for` must not hide where a request came from.
 */
export function removeHopByHop(headers: HeaderList): void {
  const named = listMembers(headers, "connection");
  const acceptsTrailers = listMembers(headers, "te").includes("trailers");
  for (let at = headers.size - 1; at >= 0; at--) {
    const name = headers.nameAt(at);
    if (HOP_BY_HOP.has(name) || (named.includes(name) && !isEndToEnd(name))) headers.removeAt(at);
  }
  if (acceptsTrailers) headers.append("te", "trailers");
}

const HOP_BY_HOP: ReadonlySet<string> = new Set([
  "connection",
  "http2-settings",
  "keep-alive",
  "proxy-connection",
  "te",
  "transfer-encoding",
  "upgrade",
]);

const END_TO_END: ReadonlySet<string> = new Set([
  "authorization",
  "baggage",
  "content-encoding",
  "content-length",
  "content-type",
  "cookie",
  "forwarded",
  "host",
  "origin",
  "set-cookie",
  "traceparent",
  "tracestate",
  "via",
  "x-real-ip",
  "x-request-id",
]);

/** Whatever Connection says; names in lower case. */
function isEndToEnd(name: string): boolean {
  return END_TO_END.has(name) || name.startsWith("x-forwarded-") || name.startsWith("x-envoy-");
}
