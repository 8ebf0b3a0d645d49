import { parseIpAddress } from "@ambit/addr";
import type { RateLimitFacts } from "../http/rate-limiter.ts";
import { type HeaderField, joinHeader } from "../http/request-facts.ts";

/** A request to port 80 of `http://echo`, by a client of the namespace `shop`. `target` is path and query. */
export function aRequest(
  target = "/",
  { headers = [], ...fields }: Partial<RateLimitFacts> & { readonly headers?: readonly HeaderField[] } = {},
): RateLimitFacts {
  const mark = target.indexOf("?");
  return {
    port: 80,
    clientNamespace: "shop",
    method: "GET",
    scheme: "http",
    authority: "echo",
    path: mark === -1 ? target : target.slice(0, mark),
    query: mark === -1 ? undefined : target.slice(mark + 1),
    claims: undefined,
    principal: "cluster.local/ns/shop/sa/client",
    sourceIp: parseIpAddress("10.0.0.1"),
    header: (name) => joinHeader(headers, name),
    ...fields,
  };
}
