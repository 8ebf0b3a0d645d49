/** Which fields may stand behind a body. */
import type { HeaderList } from "./header-list.ts";

/** RFC 9110 §6.5.1: what frames, routes, authenticates or describes the message comes too late there. */
const FORBIDDEN: ReadonlySet<string> = new Set([
  "authorization",
  "cache-control",
  "connection",
  "content-encoding",
  "content-length",
  "content-range",
  "content-type",
  "cookie",
  "expect",
  "forwarded",
  "host",
  "keep-alive",
  "max-forwards",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "range",
  "set-cookie",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "www-authenticate",
]);

/** Drops what must not be there, as a recipient may (RFC 9110 §6.5.2). */
export function removeForbiddenTrailers(trailers: HeaderList): void {
  for (let at = trailers.size - 1; at >= 0; at--) {
    if (isForbiddenTrailer(trailers.nameAt(at))) trailers.removeAt(at);
  }
}

/** Of a name in lower case. */
export function isForbiddenTrailer(name: string): boolean {
  return FORBIDDEN.has(name) || name.startsWith("x-forwarded-");
}
