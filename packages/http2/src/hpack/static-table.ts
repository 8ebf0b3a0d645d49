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

/** Index of the first entry with this name. */
export const STATIC_NAMES: ReadonlyMap<string, number> = new Map(
  STATIC_TABLE.map(([name], i) => [name, i + 1] as const).reverse(),
);

/** Index of the entry with this name and value, by `fieldKey`. */
export const STATIC_FIELDS: ReadonlyMap<string, number> = new Map(
  STATIC_TABLE.map(([name, value], i) => [fieldKey(name, value), i + 1] as const),
);

/** One string for a field; NUL is in neither name nor value. */
export function fieldKey(name: string, value: string): string {
  return `${name}\0${value}`;
}
