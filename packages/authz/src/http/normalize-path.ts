// The path that policies and routes see is the one that is forwarded, so it is brought into one form before anybody looks
// at it. What a backend might still read in another way (`%2F`, double escapes, `;`) is left as it is: policies see it.

import type { PathNormalization } from "@ambit/model/http";

/** A request target in two. */
export interface RequestTarget {
  readonly path: string;
  /** Without its "?"; never normalised. */
  readonly query: string | undefined;
}

/** Decoding may make a new escape out of two broken ones; whoever nests them deeper means no good. */
const PASSES = 4;

/** Unreserved characters (RFC 3986 section 2.3): an escape of one is the character itself. */
const ESCAPED_UNRESERVED = /%(?:2[dDeE]|3\d|4[1-9a-fA-F]|5[\daAfF]|6[1-9a-fA-F]|7[\daAeE])/g;
const ESCAPED_SLASH = /%(?:2[fF]|5[cC])/g;
const NUL = /%00|\0/;
/** Nothing that any mode would change. */
const PLAIN = /^(?:\/[\w\-~!$&'()*+,;=:@][\w\-.~!$&'()*+,;=:@]*)*\/?$/;

/** Undefined for what no backend should get (400): a path that is none, or that has a NUL in it. A fragment is dropped. */
export function normalizeTarget(target: string, mode: PathNormalization): RequestTarget | undefined {
  const hash = target.indexOf("#");
  const whole = hash === -1 ? target : target.slice(0, hash);
  const mark = whole.indexOf("?");
  const path = mark === -1 ? whole : whole.slice(0, mark);
  const query = mark === -1 ? undefined : whole.slice(mark + 1);
  if (path === "*") return { path, query };
  if (!path.startsWith("/") || NUL.test(path)) return undefined;
  if (mode === "NONE" || PLAIN.test(path)) return { path, query };
  const normal = normalizePath(path, mode);
  return normal === undefined ? undefined : { path: normal, query };
}

function normalizePath(path: string, mode: PathNormalization): string | undefined {
  let current = path;
  for (let pass = 0; pass < PASSES; pass++) {
    const next = normalizeOnce(current, mode);
    if (NUL.test(next)) return undefined;
    if (next === current) return current;
    current = next;
  }
  return undefined;
}

function normalizeOnce(path: string, mode: PathNormalization): string {
  const decodesSlashes = mode === "DECODE_AND_MERGE_SLASHES";
  const slashed = (decodesSlashes ? path.replace(ESCAPED_SLASH, "/") : path).replaceAll("\\", "/");
  const decoded = slashed.replace(ESCAPED_UNRESERVED, (escape) =>
    String.fromCharCode(Number.parseInt(escape.slice(1), 16)),
  );
  const resolved = removeDotSegments(decoded);
  return mode === "BASE" ? resolved : resolved.replaceAll(/\/{2,}/g, "/");
}

/** RFC 3986 section 5.2.4; there is nothing above the root. */
function removeDotSegments(path: string): string {
  if (!path.includes("/.")) return path;
  const segments = path.split("/");
  const last = segments.at(-1);
  const kept: string[] = [];
  for (const segment of segments.slice(1)) {
    if (segment === "..") kept.pop();
    else if (segment !== ".") kept.push(segment);
  }
  const isOpen = last === "." || last === "..";
  return `/${kept.join("/")}${isOpen && kept.length > 0 ? "/" : ""}`;
}
