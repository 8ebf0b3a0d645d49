import { readJwtKeys } from "@ambit/identity/jwt";
import { type FetchOptions, fetchDocument } from "./fetch-document.ts";
import { JwksError } from "./jwks-error.ts";
import type { KeySource } from "./key-source.ts";

/** A key set with at least one key that can be used. Throws JwksError, also when the source's time is over. */
export async function fetchKeySet(source: KeySource, options: FetchOptions): Promise<string> {
  const signal = AbortSignal.any([options.signal, AbortSignal.timeout(source.timeoutMs)]);
  const bounded = { ...options, signal };
  const url = source.isDiscovery
    ? jwksUriIn(source.url, await fetchDocument(source.url, bounded))
    : source.url;
  const jwks = await fetchDocument(url, bounded);
  if (readJwtKeys(jwks) === undefined) {
    throw new JwksError("bad-document", `${url} has no key that can be used`);
  }
  return jwks;
}

function jwksUriIn(url: string, text: string): string {
  const uri = (findJson(text) as { readonly jwks_uri?: unknown } | undefined)?.jwks_uri;
  if (typeof uri === "string") return uri;
  throw new JwksError("bad-document", `${url} has no jwks_uri`);
}

function findJson(text: string): unknown {
  try {
    return JSON.parse(text) ?? undefined;
  } catch {
    return undefined;
  }
}
