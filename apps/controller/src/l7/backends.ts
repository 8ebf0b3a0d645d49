/** Where routes lead. A place that does not exist keeps its share of requests, and answers them with an error. */
import type { BackendRef, RouteFilter, RuleBackend } from "@ambit/mesh-objects";
import type { Backend, BackendTarget, HeaderChange } from "@ambit/model/http";

/** What there is to send to. */
export interface BackendLookup {
  /** Key and ports of the service of an object, by `ns/name`. */
  findService(key: string): BackendService | undefined;
  /** Of a hostname, as a namespace sees it. */
  findHostname(hostname: string, namespace: string): BackendService | undefined;
}

export interface BackendService {
  /** `namespace/hostname`. */
  readonly key: string;
  readonly ports: ReadonlySet<number>;
}

/** Of gRPC: nobody is there, which a client may try again. */
const UNAVAILABLE = 14;

/** The share of a backend that does not exist. */
export function missingTarget(isGrpc: boolean): BackendTarget {
  const grpcStatus = isGrpc ? UNAVAILABLE : undefined;
  return { kind: "invalid", status: 500, grpcStatus, flag: "NC", details: "cluster_not_found" };
}

/** What a rule answers that leads nowhere by its own words. */
export function noTarget(isGrpc: boolean): BackendTarget {
  const grpcStatus = isGrpc ? UNAVAILABLE : undefined;
  return { kind: "invalid", status: 500, grpcStatus, flag: "-", details: "direct_response" };
}

/** `undefined` for what does not exist. */
export function findTarget(
  ref: BackendRef,
  namespace: string,
  lookup: BackendLookup,
): BackendTarget | undefined {
  const { port } = ref;
  const found = port === undefined ? undefined : findService(ref, namespace, lookup);
  if (found === undefined || port === undefined || !found.ports.has(port)) return undefined;
  return { kind: "service", service: found.key, port, subset: undefined };
}

/** All backends of a rule, those without weight too: sessions may still belong to them. */
export function convertBackends(
  backends: readonly RuleBackend[],
  { namespace, isGrpc, lookup }: { namespace: string; isGrpc: boolean; lookup: BackendLookup },
): readonly Backend[] {
  const converted = backends.map(({ ref, weight, filters }): Backend => {
    const isUsable = filters.every(({ kind }) => kind === "request-headers" || kind === "response-headers");
    const target = isUsable ? findTarget(ref, namespace, lookup) : noTarget(isGrpc);
    return {
      target: target ?? missingTarget(isGrpc),
      weight,
      requestHeaders: findChange(filters, "request-headers"),
      responseHeaders: findChange(filters, "response-headers"),
    };
  });
  return converted.some(({ weight }) => weight > 0) ? converted : [soleBackend(noTarget(isGrpc))];
}

/** One place for all requests. */
export function soleBackend(target: BackendTarget): Backend {
  return { target, weight: 1, requestHeaders: undefined, responseHeaders: undefined };
}

/** What the first filter of a kind does to headers. */
export function findChange(
  filters: readonly RouteFilter[],
  kind: "request-headers" | "response-headers",
): HeaderChange | undefined {
  for (const filter of filters) {
    if (filter.kind === kind) return filter.headers;
  }
  return undefined;
}

function findService(
  { group, kind, name, namespace }: BackendRef,
  ownNamespace: string,
  lookup: BackendLookup,
): BackendService | undefined {
  if (kind === "Service" && (group === "" || group === "core")) {
    return lookup.findService(`${namespace ?? ownNamespace}/${name}`);
  }
  return kind === "Hostname" && group === "networking.istio.io"
    ? lookup.findHostname(name, ownNamespace)
    : undefined;
}
