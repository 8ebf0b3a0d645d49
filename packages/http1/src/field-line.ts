/** One field line (RFC 9112 §5) to name and value. The characters of a line are checked by whoever read it. */
import { isToken, SPACE, TAB } from "./chars.ts";
import type { Http1FaultCode } from "./fault.ts";
import type { HeaderList } from "./header-list.ts";

/** Appends it to `headers`, or says what is wrong with it. */
export function addFieldLine(headers: HeaderList, line: string): Http1FaultCode | undefined {
  const first = line.charCodeAt(0);
  // §5.2: a line that continues the one before it.
  if (first === SPACE || first === TAB) return "obs-fold";
  const colon = line.indexOf(":");
  if (colon < 0) return "bad-field-name";
  const spelling = line.slice(0, colon);
  const known = LOWER_CASE.get(spelling);
  if (known === undefined && !isToken(spelling)) return "bad-field-name";
  headers.appendKnown(known ?? spelling.toLowerCase(), spelling, trimmed(line, colon + 1));
  return undefined;
}

/** From `start` on, without spaces and tabs at both ends. */
function trimmed(line: string, start: number): string {
  let from = start;
  let to = line.length;
  while (from < to && isSpace(line.charCodeAt(from))) from++;
  while (to > from && isSpace(line.charCodeAt(to - 1))) to--;
  return line.slice(from, to);
}

function isSpace(char: number): boolean {
  return char === SPACE || char === TAB;
}

/** Names that most messages have, so that they need neither a check nor a copy. */
const FREQUENT =
  `accept accept-encoding accept-language age authorization cache-control connection content-encoding
content-length content-type cookie date etag expect expires forwarded grpc-encoding grpc-status grpc-timeout host
if-modified-since if-none-match keep-alive last-modified location origin pragma range referer server set-cookie te
traceparent tracestate trailer transfer-encoding upgrade user-agent vary via x-forwarded-for x-forwarded-host
x-forwarded-proto x-request-id`.split(/\s+/);

/** Spellings in use to lower case. */
const LOWER_CASE: ReadonlyMap<string, string> = new Map(
  FREQUENT.flatMap((name) => [
    [name, name],
    [name.replaceAll(/\b[a-z]/g, (letter) => letter.toUpperCase()), name],
  ]),
);
