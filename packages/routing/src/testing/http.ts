import { parseIpAddress } from "@ambit/addr";
import type { HeaderFields } from "../http/change-headers.ts";
import type { RateLimitFacts } from "../http/rate-limiter.ts";

export type HeaderField = readonly [name: string, value: string];

/** All values of a name, joined by ",". */
export function joinHeader(fields: readonly HeaderField[], name: string): string | undefined {
  const values = fields.filter((field) => field[0] === name).map(([, value]) => value);
  return values.length === 0 ? undefined : values.join(",");
}

/** Fields in a list. */
export class FakeHeaderFields implements HeaderFields {
  list: HeaderField[];

  constructor(list: readonly HeaderField[]) {
    this.list = [...list];
  }

  set(name: string, value: string): void {
    this.remove(name);
    this.append(name, value);
  }

  append(name: string, value: string): void {
    this.list.push([name, value]);
  }

  remove(name: string): void {
    this.list = this.list.filter((field) => field[0] !== name);
  }
}

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
