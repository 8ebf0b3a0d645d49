/** What a route of a VirtualService does with a request. */
import type {
  VirtualChange,
  VirtualCors,
  VirtualDestination,
  VirtualFault,
  VirtualRedirect,
  VirtualRewrite,
  VirtualRoute,
  VirtualService,
} from "@ambit/mesh-objects";
import type {
  Backend,
  BackendTarget,
  Cors,
  Fault,
  HeaderChange,
  HttpRule,
  PathRewrite,
  Redirect,
  Rewrite,
  RouteAction,
} from "@ambit/model/http";
import { type BackendLookup, soleBackend } from "./backends.ts";
import { convertRetries, type DefaultRetry } from "./retry-policy.ts";
import { textOf } from "./virtual-match.ts";

export interface VirtualContext {
  readonly lookup: BackendLookup;
  /** Ends the hostname of a Kubernetes Service. */
  readonly domainSuffix: string;
  readonly defaultRetry: DefaultRetry;
  /** That the request was addressed to. */
  readonly port: number;
}

/** A route of which a part cannot be read answers with an error: without that part it would do something else. */
export function convertVirtualRoute(
  { namespace, name }: Pick<VirtualService, "namespace" | "name">,
  route: VirtualRoute,
  context: VirtualContext,
): HttpRule {
  const { headers, timeoutMs, retries } = route;
  const attemptMs = retries === undefined ? context.defaultRetry.attemptMs : retries.perTryMs;
  const backends = route.destinations.map((destination) => backendOf(destination, namespace, context));
  return {
    name: `${namespace}/${name}/${route.name}`,
    action: actionOf(route, backends),
    requestHeaders: changeOf(headers.request),
    responseHeaders: changeOf(headers.response),
    rewrite: rewriteOf(route.rewrite),
    mirrors: route.mirrors.flatMap(({ destination, perMillion }) => {
      const target = targetOf(destination, namespace, context);
      return target.kind === "invalid" ? [] : [{ target, perMillion }];
    }),
    cors: route.cors && corsOf(route.cors),
    timeouts: { requestMs: timeoutMs || undefined, attemptMs: attemptMs || undefined },
    retry: convertRetries(retries, context.defaultRetry.policy),
    fault: faultOf(route.fault),
    sessionPersistence: undefined,
    rateLimits: [],
  };
}

/** `name`, `name.namespace` and so on stand for a Kubernetes Service, as seen from the namespace. */
export function fullHostname(host: string, namespace: string, domainSuffix: string): string {
  return host.includes(".") ? host : `${host}.${namespace}.svc.${domainSuffix}`;
}

const NOT_FOUND: BackendTarget = {
  kind: "invalid",
  status: 503,
  grpcStatus: undefined,
  flag: "NC",
  details: "cluster_not_found",
};
const UNREADABLE: BackendTarget = { ...NOT_FOUND, status: 500, flag: "-", details: "direct_response" };

function actionOf(route: VirtualRoute, backends: readonly Backend[]): RouteAction {
  if (route.unreadable.some((path) => !/\.match\[\d+\]/.test(path))) {
    return { kind: "forward", backends: [soleBackend(UNREADABLE)] };
  }
  if (route.redirect !== undefined) return { kind: "redirect", redirect: redirectOf(route.redirect) };
  if (route.response !== undefined) return { kind: "respond", ...route.response };
  const hasWeight = backends.some(({ weight }) => weight > 0);
  return { kind: "forward", backends: hasWeight ? backends : [soleBackend(NOT_FOUND)] };
}

function backendOf(destination: VirtualDestination, namespace: string, context: VirtualContext): Backend {
  return {
    target: targetOf(destination, namespace, context),
    weight: destination.weight,
    requestHeaders: changeOf(destination.headers.request),
    responseHeaders: changeOf(destination.headers.response),
  };
}

/** Without a port the service's only one, else the one that the request was addressed to. */
function targetOf(
  { host, subset, port }: VirtualDestination,
  namespace: string,
  { lookup, domainSuffix, port: asked }: VirtualContext,
): BackendTarget {
  const found = lookup.findHostname(fullHostname(host, namespace, domainSuffix), namespace);
  if (found === undefined) return NOT_FOUND;
  const [only = asked] = found.ports.size === 1 ? found.ports : [asked];
  const wanted = port ?? only;
  return found.ports.has(wanted) ? { kind: "service", service: found.key, port: wanted, subset } : NOT_FOUND;
}

function changeOf({ set, add, remove }: VirtualChange): HeaderChange | undefined {
  if (set.length + add.length + remove.length === 0) return undefined;
  const pairs = (list: VirtualChange["set"]) =>
    list.flatMap(([name, value]) => {
      const header = name === ":authority" ? "host" : name;
      return header.startsWith(":") ? [] : [{ name: header, value: value.replaceAll("%%", "%") }];
    });
  return { set: pairs(set), add: pairs(add), remove };
}

function redirectOf({ status, uri, authority, scheme, port, derivePort }: VirtualRedirect): Redirect {
  const derived = derivePort === "FROM_REQUEST_PORT" ? "request-port" : derivePort && "scheme-default";
  const path: PathRewrite | undefined = uri === undefined ? undefined : { kind: "full", path: uri };
  return { status, scheme, hostname: authority, port: port ?? derived, path };
}

/** What the match took is replaced: all of it, where it is the whole path. */
function rewriteOf(rewrite: VirtualRewrite | undefined): Rewrite | undefined {
  if (rewrite === undefined) return undefined;
  const { uri, authority, regex } = rewrite;
  if (regex !== undefined) {
    return { authority, path: { kind: "regex", pattern: regex.match, substitution: regex.rewrite } };
  }
  return { authority, path: uri === undefined ? undefined : { kind: "prefix", path: uri } };
}

function corsOf({ allowOrigins, maxAgeMs, ignoresUnmatched, ...cors }: VirtualCors): Cors {
  return {
    ...cors,
    allowOrigins: allowOrigins.flatMap((origin) => textOf(origin) ?? []),
    maxAgeSeconds: maxAgeMs === undefined ? undefined : Math.ceil(maxAgeMs / 1_000),
    unmatchedPreflights: ignoresUnmatched ? "ignore" : "forward",
  };
}

/** Names of statuses of gRPC, by number. */
const GRPC_STATUSES: readonly string[] = [
  "OK",
  "CANCELLED",
  "UNKNOWN",
  "INVALID_ARGUMENT",
  "DEADLINE_EXCEEDED",
  "NOT_FOUND",
  "ALREADY_EXISTS",
  "PERMISSION_DENIED",
  "RESOURCE_EXHAUSTED",
  "FAILED_PRECONDITION",
  "ABORTED",
  "OUT_OF_RANGE",
  "UNIMPLEMENTED",
  "INTERNAL",
  "UNAVAILABLE",
  "DATA_LOSS",
  "UNAUTHENTICATED",
];

function faultOf({ delay, abort }: VirtualFault): Fault | undefined {
  if (delay === undefined && abort === undefined) return undefined;
  if (abort === undefined) return { delay, abort: undefined };
  const { perMillion, httpStatus = 200, grpcStatus } = abort;
  const number = GRPC_STATUSES.indexOf(grpcStatus ?? "");
  return { delay, abort: { perMillion, status: httpStatus, grpcStatus: number < 0 ? undefined : number } };
}
