/** Filters of routes, as they are written. One that cannot be read is "unsupported": a rule must not go on without it. */
import type { ObjectReader } from "./object-reader.ts";
import { readTargetRef, type TargetRef } from "./target-ref.ts";

/** Where a route sends to. */
export interface BackendRef extends TargetRef {
  readonly port: number | undefined;
  readonly isMirror: boolean;
}

export interface RouteHeader {
  /** In lower case. */
  readonly name: string;
  readonly value: string;
}

export interface RouteHeaders {
  readonly set: readonly RouteHeader[];
  readonly add: readonly RouteHeader[];
  readonly remove: readonly string[];
}

/** What becomes of a path: replaced in full, or in the part that the rule's match took. */
export interface RoutePathModifier {
  readonly kind: "full" | "prefix";
  readonly path: string;
}

/** A filter of a rule or of one of its backends, with what its own field says. */
export type RouteFilter =
  | { readonly kind: "request-headers" | "response-headers"; readonly headers: RouteHeaders }
  | {
      readonly kind: "redirect";
      readonly scheme: string | undefined;
      readonly hostname: string | undefined;
      readonly port: number | undefined;
      readonly status: number;
      readonly path: RoutePathModifier | undefined;
    }
  | {
      readonly kind: "rewrite";
      readonly hostname: string | undefined;
      readonly path: RoutePathModifier | undefined;
    }
  | { readonly kind: "mirror"; readonly backend: BackendRef; readonly perMillion: number }
  | {
      readonly kind: "cors";
      readonly allowOrigins: readonly string[];
      readonly allowMethods: readonly string[];
      readonly allowHeaders: readonly string[];
      readonly exposeHeaders: readonly string[];
      readonly allowCredentials: boolean;
      readonly maxAgeSeconds: number;
    }
  | {
      readonly kind: "unsupported";
      /** As it is written. */
      readonly type: string;
    };

export function readFilters(reader: ObjectReader): readonly RouteFilter[] {
  return reader.list().map((filter) => {
    const before = filter.problemCount;
    const read = readFilter(filter);
    const type = filter.field("type").text() ?? "";
    return filter.problemCount === before ? read : { kind: "unsupported", type };
  });
}

export function readBackendRef(reader: ObjectReader, isMirror: boolean): BackendRef {
  return {
    ...readTargetRef(reader),
    kind: reader.field("kind").text() ?? "Service",
    port: reader.field("port").integer(1, 0xffff),
    isMirror,
  };
}

function readFilter(filter: ObjectReader): RouteFilter {
  const type = filter.field("type").text() ?? "";
  switch (type) {
    case "RequestHeaderModifier":
      return { kind: "request-headers", headers: readHeaders(filter.field("requestHeaderModifier")) };
    case "ResponseHeaderModifier":
      return { kind: "response-headers", headers: readHeaders(filter.field("responseHeaderModifier")) };
    case "RequestRedirect":
      return readRedirect(filter.field("requestRedirect"));
    case "URLRewrite":
      return readRewrite(filter.field("urlRewrite"));
    case "RequestMirror":
      return readMirror(filter.field("requestMirror"));
    case "CORS":
      return readCors(filter.field("cors"));
    default:
      return { kind: "unsupported", type };
  }
}

/** Of a name that is there more than once in one list, the first counts. */
function readHeaders(reader: ObjectReader): RouteHeaders {
  return {
    set: readHeaderList(reader.field("set")),
    add: readHeaderList(reader.field("add")),
    remove: [...new Set(reader.field("remove").texts())].map((name) => name.toLowerCase()),
  };
}

function readHeaderList(reader: ObjectReader): readonly RouteHeader[] {
  const headers = new Map<string, RouteHeader>();
  for (const item of reader.list()) {
    const name = (item.field("name").parsed(parseHeaderName) ?? "").toLowerCase();
    const value = item.field("value").parsed(parseHeaderValue) ?? "";
    if (name !== "" && !headers.has(name)) headers.set(name, { name, value });
  }
  return [...headers.values()];
}

function parseHeaderName(text: string): string {
  if (!/^[A-Za-z0-9!#$%&'*+\-.^_`|~]{1,256}$/.test(text)) throw new Error("is no name of a header");
  return text;
}

function parseHeaderValue(text: string): string {
  // Control characters but the tab would end the header.
  const isPlain = [...text].every((char) => char === "\t" || (char >= " " && char !== "\u007f"));
  if (!isPlain) throw new Error("has control characters, which a header cannot have");
  return text;
}

function readRedirect(reader: ObjectReader): RouteFilter {
  return {
    kind: "redirect",
    scheme: reader.field("scheme").text(),
    hostname: reader.field("hostname").text(),
    port: reader.field("port").integer(1, 0xffff),
    status: reader.field("statusCode").integer(300, 399) ?? 302,
    path: readPathModifier(reader.field("path")),
  };
}

function readRewrite(reader: ObjectReader): RouteFilter {
  return {
    kind: "rewrite",
    hostname: reader.field("hostname").text(),
    path: readPathModifier(reader.field("path")),
  };
}

function readPathModifier(reader: ObjectReader): RoutePathModifier | undefined {
  if (!reader.isPresent) return undefined;
  const type = reader.field("type").word("ReplaceFullPath", "ReplacePrefixMatch");
  if (type === "ReplaceFullPath") {
    return { kind: "full", path: reader.field("replaceFullPath").text() ?? "" };
  }
  if (type === undefined) reader.field("type").report("expected ReplaceFullPath or ReplacePrefixMatch");
  return { kind: "prefix", path: reader.field("replacePrefixMatch").text() ?? "" };
}

const MILLION = 1_000_000;
const PER_PERCENT = 10_000;

function readMirror(reader: ObjectReader): RouteFilter {
  const percent = reader.field("percent").integer(0, 100);
  const fraction = reader.field("fraction");
  const numerator = fraction.field("numerator").integer(0, 0x7fff_ffff);
  const denominator = fraction.field("denominator").integer(1, 0x7fff_ffff) ?? 100;
  const share = numerator === undefined ? undefined : Math.round((numerator / denominator) * MILLION);
  return {
    kind: "mirror",
    backend: readBackendRef(reader.field("backendRef"), true),
    perMillion: Math.min(MILLION, percent === undefined ? (share ?? MILLION) : percent * PER_PERCENT),
  };
}

const CORS_AGE_SECONDS = 5;

function readCors(reader: ObjectReader): RouteFilter {
  return {
    kind: "cors",
    allowOrigins: reader.field("allowOrigins").texts(),
    allowMethods: reader.field("allowMethods").texts(),
    allowHeaders: reader.field("allowHeaders").texts(),
    exposeHeaders: reader.field("exposeHeaders").texts(),
    allowCredentials: reader.field("allowCredentials").boolean() ?? false,
    maxAgeSeconds: reader.field("maxAge").integer(1, 0x7fff_ffff) ?? CORS_AGE_SECONDS,
  };
}
