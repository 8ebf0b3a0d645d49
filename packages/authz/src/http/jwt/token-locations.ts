import type { JwtRule } from "@ambit/model/http";
import type { JwtRequest } from "./jwt-request.ts";

/** Where a token may be. */
export type TokenLocation =
  | { readonly kind: "header"; readonly name: string; readonly prefix: string }
  | { readonly kind: "param" | "cookie"; readonly name: string };

/** A token that was sent, and where. */
export interface PresentedToken {
  readonly text: string;
  readonly location: TokenLocation;
}

const USUAL: readonly TokenLocation[] = [
  { kind: "header", name: "authorization", prefix: "Bearer " },
  { kind: "param", name: "access_token" },
];

/** Where the tokens of a rule are looked for: the usual places only where it names none. */
export function locationsOf({ fromHeaders, fromParams, fromCookies }: JwtRule): readonly TokenLocation[] {
  const named: TokenLocation[] = [
    ...fromHeaders.map(({ name, prefix }) => ({ kind: "header" as const, name: name.toLowerCase(), prefix })),
    ...fromParams.map((name) => ({ kind: "param" as const, name })),
    ...fromCookies.map((name) => ({ kind: "cookie" as const, name })),
  ];
  return named.length === 0 ? USUAL : named;
}

/** Equal for places that are the same. */
export function locationKey(location: TokenLocation): string {
  const { kind, name } = location;
  return JSON.stringify(kind === "header" ? [kind, name, location.prefix] : [kind, name]);
}

/** All tokens in a place. Values of one header are one text: several tokens in it are none that is in order. */
export function tokensAt(location: TokenLocation, request: JwtRequest): readonly string[] {
  switch (location.kind) {
    case "header": {
      const value = request.header(location.name);
      return value?.startsWith(location.prefix) === true ? [value.slice(location.prefix.length)] : [];
    }
    case "param":
      return request.query === undefined ? [] : valuesOf(request.query.split("&"), location.name);
    case "cookie":
      return valuesOf(cookiesOf(request.header("cookie")), location.name).map(unquote);
  }
}

/** A query without these parameters; undefined if nothing is left. */
export function queryWithout(query: string, names: ReadonlySet<string>): string | undefined {
  return joinWithout(query.split("&"), names, "&");
}

/** The `cookie` header without these cookies; undefined if nothing is left. */
export function cookiesWithout(header: string, names: ReadonlySet<string>): string | undefined {
  return joinWithout(cookiesOf(header), names, "; ");
}

/** HTTP/2 clients may send each cookie in a field of its own, which a "," joins (RFC 9113 section 8.2.3). */
function cookiesOf(header: string | undefined): string[] {
  return header === undefined ? [] : header.split(/[;,]/).map((pair) => pair.trim());
}

function valuesOf(pairs: readonly string[], name: string): string[] {
  const start = `${name}=`;
  return pairs.filter((pair) => pair.startsWith(start)).map((pair) => pair.slice(start.length));
}

function joinWithout(
  pairs: readonly string[],
  names: ReadonlySet<string>,
  between: string,
): string | undefined {
  const kept = pairs.filter((pair) => pair !== "" && !names.has(pair.split("=", 1)[0] ?? ""));
  return kept.length === 0 ? undefined : kept.join(between);
}

function unquote(value: string): string {
  return value.length >= 2 && value.startsWith('"') && value.endsWith('"') ? value.slice(1, -1) : value;
}
