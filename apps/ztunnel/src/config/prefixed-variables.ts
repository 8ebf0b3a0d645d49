/** Checks of the variables whose names are open-ended: node metadata and extra gRPC headers. */

import type { GrpcHeader } from "@ambit/proxy/config";
import type { OpenEnded } from "./environment.ts";

export interface PrefixedVariables {
  /** ISTIO_META_*, keys without the prefix. */
  readonly metadata: ReadonlyMap<string, string>;
  /** ISTIO_METAJSON_*, keys without the prefix; each value is JSON text. */
  readonly jsonMetadata: ReadonlyMap<string, string>;
  readonly xdsHeaders: readonly GrpcHeader[];
  readonly caHeaders: readonly GrpcHeader[];
}

/** Header values are never quoted in a problem. */
export function readPrefixedVariables(given: OpenEnded): {
  readonly variables: PrefixedVariables;
  readonly problems: readonly string[];
} {
  const problems: string[] = [];
  for (const [key, text] of given.jsonMetadata) {
    if (!isJson(text)) problems.push(`ISTIO_METAJSON_${key} is ${JSON.stringify(text)}, accepted is JSON`);
  }
  const variables = {
    metadata: given.metadata,
    jsonMetadata: given.jsonMetadata,
    xdsHeaders: readHeaders(given.xdsHeaders, "XDS_HEADER_", problems),
    caHeaders: readHeaders(given.caHeaders, "CA_HEADER_", problems),
  };
  return { variables, problems };
}

/** Metadata keys may be written with or without ISTIO_META_; environment entries win. Sorted by key. */
export function mergeMetadata(
  proxyMetadata: ReadonlyMap<string, string>,
  environment: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  const merged = new Map([...proxyMetadata].map(([key, value]) => [key.replace(/^ISTIO_META_/, ""), value]));
  for (const [key, value] of environment) merged.set(key, value);
  return new Map([...merged].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** gRPC metadata: names without the reserved "grpc-", values printable ASCII; "-bin" would mean bytes. */
function readHeaders(
  given: ReadonlyMap<string, string>,
  prefix: string,
  problems: string[],
): readonly GrpcHeader[] {
  return [...given].flatMap(([key, value]) => {
    const name = key.toLowerCase();
    if (!/^[0-9a-z_.-]+$/.test(name) || name.startsWith("grpc-") || name.endsWith("-bin")) {
      problems.push(`${prefix}${key} does not name a header`);
      return [];
    }
    if (!/^[\x20-\x7e]*$/.test(value)) {
      problems.push(`${prefix}${key} is (secret), accepted is printable ASCII`);
      return [];
    }
    return [{ name, value }];
  });
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
