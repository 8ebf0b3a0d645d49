/** VirtualServices of the mesh, by the hosts that they name. */
import type { VirtualService } from "@ambit/mesh-objects";
import type { HttpRule, RequestMatch } from "@ambit/model/http";
import type { Collection, Reader } from "../collections/collection-graph.ts";
import type { BackendLookup } from "./backends.ts";
import type { DefaultRetry } from "./retry-policy.ts";
import { convertVirtualMatch, isCatchAll } from "./virtual-match.ts";
import { convertVirtualRoute, fullHostname } from "./virtual-rule.ts";

/** A rule and the ways to it, in the order in which rules are tried. */
export interface OrderedRule {
  readonly rule: HttpRule;
  readonly matches: readonly RequestMatch[];
}

export interface VirtualServices {
  /** Of a host and a port: of the oldest object first. None after a rule that takes everything. */
  rulesOf(read: Reader, place: VirtualPlace): readonly OrderedRule[];
}

export interface VirtualPlace {
  readonly hostname: string;
  readonly port: number;
  /** Only objects of these count. */
  readonly namespaces: ReadonlySet<string>;
  readonly lookup: BackendLookup;
  readonly defaultRetry: DefaultRetry;
}

export function declareVirtualServices(
  from: Collection<VirtualService>,
  domainSuffix: string,
): VirtualServices {
  const byHost = from.index("host, of the mesh", ({ hosts, gateways, namespace }) =>
    gateways.includes("mesh") ? hosts.map((host) => fullHostname(host, namespace, domainSuffix)) : [],
  );
  return {
    rulesOf: (read, { hostname, namespaces, ...context }) => {
      const { port } = context;
      const found = read
        .lookup(byHost, hostname)
        .filter(({ namespace }) => namespaces.has(namespace))
        .toSorted((left, right) => left.createdMs - right.createdMs);
      const rules: OrderedRule[] = [];
      for (const object of found) {
        for (const route of object.http) {
          const matches = matchesOf(object, route, port);
          if (matches.length === 0) continue;
          rules.push({ rule: convertVirtualRoute(object, route, { ...context, domainSuffix }), matches });
          if (matches.some(isCatchAll)) return rules;
        }
      }
      return rules;
    },
  };
}

/** With a path to be replaced that nothing was asked of, it is the first slash that goes. */
const WHOLE_PATH = { kind: "prefix", value: "/", ignoreCase: false } as const;

function matchesOf(
  { namespace }: VirtualService,
  { matches, hasMatches, rewrite }: VirtualService["http"][number],
  port: number,
): readonly RequestMatch[] {
  const converted = hasMatches
    ? matches
        .filter((match) => match.port === undefined || match.port === port)
        .filter(({ gateways }) => gateways.length === 0 || gateways.includes("mesh"))
        .filter(({ sourceNamespace }) => sourceNamespace === undefined || sourceNamespace === namespace)
        .flatMap((match) => convertVirtualMatch(match) ?? [])
    : [ANYTHING];
  return rewrite?.uri === undefined
    ? converted
    : converted.map((match) => ({ ...match, path: match.path ?? WHOLE_PATH }));
}

const ANYTHING: RequestMatch = {
  path: undefined,
  method: undefined,
  scheme: undefined,
  authority: undefined,
  headers: [],
  query: [],
  claims: [],
};
