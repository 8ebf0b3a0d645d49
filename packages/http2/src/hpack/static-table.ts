import type { HeaderField } from "../api.ts";

/** RFC 7541 Appendix A in order; `name` alone has an empty value. */
const ROWS: readonly string[] = [
  ":authority",
  ":method GET",
  ":method POST",
  ":path /",
  ":path /index.html",
  ":scheme http",
  ":scheme https",
  ":status 200",
  ":status 204",
  ":status 206",
  ":status 304",
  ":status 400",
  ":status 404",
  ":status 500",
  "accept-charset",
  "accept-encoding gzip, deflate",
  "accept-language",
  "accept-ranges",
  "accept",
  "access-control-allow-origin",
  "age",
  "allow",
  "authorization",
  "cache-control",
  "content-disposition",
  "content-encoding",
  "content-language",
  "content-length",
  "content-location",
  "content-range",
  "content-type",
  "cookie",
  "date",
  "etag",
  "expect",
  "expires",
  "from",
  "host",
  "if-match",
  "if-modified-since",
  "if-none-match",
  "if-range",
  "if-unmodified-since",
  "last-modified",
  "link",
  "location",
  "max-forwards",
  "proxy-authenticate",
  "proxy-authorization",
  "range",
  "referer",
  "refresh",
  "retry-after",
  "server",
  "set-cookie",
  "strict-transport-security",
  "transfer-encoding",
  "user-agent",
  "vary",
  "via",
  "www-authenticate",
];

/** Entries by HPACK index less one. */
export const STATIC_TABLE: readonly HeaderField[] = ROWS.map((row) => {
  const space = row.indexOf(" ");
  return space === -1 ? [row, ""] : [row.slice(0, space), row.slice(space + 1)];
});

/** The dynamic table's first index is one more. */
export const STATIC_TABLE_LENGTH: number = STATIC_TABLE.length;

/** What the static table has of one name. */
export interface StaticName {
  /** Of the first entry with this name. */
  readonly index: number;
  /** Index by value. */
  readonly values: ReadonlyMap<string, number>;
}

export const STATIC_NAMES: ReadonlyMap<string, StaticName> = groupByName();

function groupByName(): Map<string, StaticName> {
  const names = new Map<string, { readonly index: number; readonly values: Map<string, number> }>();
  for (const [position, [name, value]] of STATIC_TABLE.entries()) {
    const known = names.get(name);
    if (known === undefined)
      names.set(name, { index: position + 1, values: new Map([[value, position + 1]]) });
    else known.values.set(value, position + 1);
  }
  return names;
}
