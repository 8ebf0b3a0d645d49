/** Texts, headers, addresses and what they are compared with. */
import { type Cidr, cidrOf, ipAddressBytes } from "@ambit/addr";
import type {
  Cidr as WireCidr,
  ClaimMatch as WireClaim,
  Header as WireHeader,
  NamedMatch as WireNamed,
  PathMatch as WirePath,
  RequestMatch as WireRequest,
  TextMatch as WireText,
} from "@ambit/proto/waypoint";
import { decodeIp, invalid } from "../../proto/wire-values.ts";
import type { ClaimMatch, Header, PathMatch, RequestMatch } from "../http-route.ts";
import type { NamedMatch, TextMatch } from "../text-match.ts";
import { each, maybe, nameIn, needed, texts } from "./wire-parts.ts";

export function encodeText(match: TextMatch): WireText {
  switch (match.kind) {
    case "regex":
      return { regex: match.pattern };
    case "presence":
      return { presence: true };
    default:
      return { [match.kind]: match.value, ...(match.ignoreCase === true ? { ignoreCase: true } : {}) };
  }
}

export function decodeText({ kind, exact, prefix, suffix, regex, ignoreCase }: WireText): TextMatch {
  const inAnyCase = ignoreCase ? { ignoreCase } : {};
  switch (kind) {
    case "exact":
      return { kind, value: exact ?? "", ...inAnyCase };
    case "prefix":
      return { kind, value: prefix ?? "", ...inAnyCase };
    case "suffix":
      return { kind, value: suffix ?? "", ...inAnyCase };
    case "regex":
      return { kind, pattern: regex ?? "" };
    case "presence":
      return { kind };
    default:
      throw invalid("is of no kind");
  }
}

export function encodeNamed({ name, match, isInverted }: NamedMatch): WireNamed {
  return { name, match: encodeText(match), isInverted };
}

export function decodeNamed({ name, match, isInverted }: WireNamed): NamedMatch {
  return {
    name: nameIn(name, "name"),
    match: decodeText(needed(match, "match")),
    isInverted: isInverted ?? false,
  };
}

export function encodeHeader({ name, value }: Header): WireHeader {
  return { name, value };
}

export function decodeHeader({ name, value }: WireHeader): Header {
  return { name: nameIn(name, "name"), value: value ?? "" };
}

export function encodeCidr({ ip, prefixLength }: Cidr): WireCidr {
  return { address: ipAddressBytes(ip), length: prefixLength };
}

export function decodeCidr({ address, length }: WireCidr): Cidr {
  try {
    return cidrOf(decodeIp(address, "address"), length ?? 0);
  } catch (error) {
    throw invalid(error instanceof Error ? error.message : "is no block of addresses");
  }
}

export function encodeRequestMatch(match: RequestMatch): WireRequest {
  const { path, method, scheme, authority, headers, query, claims } = match;
  return {
    path: path ? encodePath(path) : null,
    method: method ? encodeText(method) : null,
    scheme: scheme ? encodeText(scheme) : null,
    authority: authority ? encodeText(authority) : null,
    headers: headers.map(encodeNamed),
    query: query.map(encodeNamed),
    claims: claims.map(encodeClaim),
  };
}

export function decodeRequestMatch(wire: WireRequest): RequestMatch {
  return {
    path: maybe(wire.path, "path", decodePath),
    method: maybe(wire.method, "method", decodeText),
    scheme: maybe(wire.scheme, "scheme", decodeText),
    authority: maybe(wire.authority, "authority", decodeText),
    headers: each(wire.headers, "headers", decodeNamed),
    query: each(wire.query, "query", decodeNamed),
    claims: each(wire.claims, "claims", decodeClaim),
  };
}

function encodePath(path: PathMatch): WirePath {
  switch (path.kind) {
    case "segments":
      return { segments: path.value };
    case "regex":
      return { regex: path.pattern };
    default:
      return { [path.kind]: path.value, ignoreCase: path.ignoreCase };
  }
}

function decodePath({ kind, segments, prefix, exact, regex, ignoreCase }: WirePath): PathMatch {
  switch (kind) {
    case "segments":
      return { kind, value: segments ?? "" };
    case "prefix":
      return { kind, value: prefix ?? "", ignoreCase: ignoreCase ?? false };
    case "exact":
      return { kind, value: exact ?? "", ignoreCase: ignoreCase ?? false };
    case "regex":
      return { kind, pattern: regex ?? "" };
    default:
      throw invalid("is of no kind");
  }
}

function encodeClaim({ path, match, isInverted }: ClaimMatch): WireClaim {
  return { path: [...path], match: encodeText(match), isInverted };
}

function decodeClaim({ path, match, isInverted }: WireClaim): ClaimMatch {
  return {
    path: texts(path),
    match: decodeText(needed(match, "match")),
    isInverted: isInverted ?? false,
  };
}
