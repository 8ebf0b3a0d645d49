/** The four forms of a request target (RFC 9112 §3.2), of which each method has its own. */
import { splitAuthority } from "./authority.ts";
import { hasOnly, TARGET_CHARS } from "./chars.ts";

/** A target that is valid for its method. */
export interface RequestTarget {
  readonly form: "origin" | "absolute" | "authority" | "asterisk";
  /** In lower case; empty unless the form is absolute. */
  readonly scheme: "http" | "https" | "";
  /** Of the absolute and the authority form, else empty. */
  readonly authority: string;
  /** As it came, without query and fragment; `*` of the asterisk form, empty of the authority form. */
  readonly path: string;
  /** Behind the question mark; `undefined` without one. */
  readonly query: string | undefined;
}

const ABSOLUTE = /^(https?):\/\/([^/?#]*)/i;

/** `undefined` for a target that is invalid, or of a form that the method does not have. */
export function findRequestTarget(method: string, text: string): RequestTarget | undefined {
  if (!hasOnly(text, TARGET_CHARS)) return undefined;
  if (method === "CONNECT") return findAuthorityForm(text);
  if (text === "*") return method === "OPTIONS" ? ASTERISK : undefined;
  if (text.startsWith("/")) return { form: "origin", scheme: "", authority: "", ...splitPath(text) };
  return findAbsoluteForm(method, text);
}

/** Path and query as a request line or `:path` has them. */
export function formatPath({ path, query }: Pick<RequestTarget, "path" | "query">): string {
  return query === undefined ? path : `${path}?${query}`;
}

/** A path with anything behind it in its parts. The fragment, which is no business of a server, is dropped. */
export function splitPath(text: string): Pick<RequestTarget, "path" | "query"> {
  const hash = text.indexOf("#");
  const end = hash < 0 ? text.length : hash;
  const mark = text.indexOf("?");
  if (mark < 0 || mark > end) return { path: text.slice(0, end), query: undefined };
  return { path: text.slice(0, mark), query: text.slice(mark + 1, end) };
}

const ASTERISK: RequestTarget = {
  form: "asterisk",
  scheme: "",
  authority: "",
  path: "*",
  query: undefined,
};

/** RFC 9112 §3.2.3: a port is required. */
function findAuthorityForm(text: string): RequestTarget | undefined {
  if (splitAuthority(text)?.port === undefined) return undefined;
  return { form: "authority", scheme: "", authority: text, path: "", query: undefined };
}

function findAbsoluteForm(method: string, text: string): RequestTarget | undefined {
  const match = ABSOLUTE.exec(text);
  if (match === null) return undefined;
  const [start, scheme = "", authority = ""] = match;
  if (splitAuthority(authority) === undefined) return undefined;
  const { path, query } = splitPath(text.slice(start.length));
  // RFC 9112 §3.2.4: OPTIONS of a whole server, sent through a proxy.
  const isServer = method === "OPTIONS" && path === "" && query === undefined;
  return {
    form: "absolute",
    scheme: scheme.toLowerCase() === "http" ? "http" : "https",
    authority,
    path: isServer ? "*" : path || "/",
    query,
  };
}
