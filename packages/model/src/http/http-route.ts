import type { Cidr } from "@ambit/addr";
import type { NamedMatch, TextMatch } from "./text-match.ts";

/** What a path is compared with; the query is not part of it. */
export type PathMatch =
  /** `/` and segments: "/foo" takes "/foo", "/foo/" and "/foo/bar", not "/foobar". Without a trailing slash, but for "/". */
  | { readonly kind: "segments"; readonly value: string }
  /** Any characters may follow. */
  | { readonly kind: "prefix"; readonly value: string; readonly ignoreCase: boolean }
  | { readonly kind: "exact"; readonly value: string; readonly ignoreCase: boolean }
  /** RE2 syntax, against the whole path. */
  | { readonly kind: "regex"; readonly pattern: string };

/** A value of a JWT that was verified: by the names that lead to it. */
export interface ClaimMatch {
  readonly path: readonly string[];
  readonly match: TextMatch;
  readonly isInverted: boolean;
}

/** All that is there has to agree. */
export interface RequestMatch {
  readonly path: PathMatch | undefined;
  readonly method: TextMatch | undefined;
  readonly scheme: TextMatch | undefined;
  /** As received, with its port. */
  readonly authority: TextMatch | undefined;
  /** Values of one name are compared joined by ",". */
  readonly headers: readonly NamedMatch[];
  /** Of a name that is there more than once, the first value. */
  readonly query: readonly NamedMatch[];
  readonly claims: readonly ClaimMatch[];
}

/** Removals last: a header that is set and removed is not there. Names in lower case. */
export interface HeaderChange {
  readonly set: readonly Header[];
  readonly add: readonly Header[];
  readonly remove: readonly string[];
}

export interface Header {
  readonly name: string;
  readonly value: string;
}

/** What becomes of a path; the query stays. */
export type PathRewrite =
  | { readonly kind: "full"; readonly path: string }
  /** What the route's path match took, by segments or characters as the match is, is replaced. */
  | { readonly kind: "prefix"; readonly path: string }
  /** RE2 syntax; `\1` in the substitution is the first group. */
  | { readonly kind: "regex"; readonly pattern: string; readonly substitution: string };

export interface Rewrite {
  readonly authority: string | undefined;
  readonly path: PathRewrite | undefined;
}

/** Where a request goes. */
export type BackendTarget =
  | {
      readonly kind: "service";
      /** `namespace/hostname`, as WDS names it. */
      readonly service: string;
      /** Of the service. */
      readonly port: number;
      /** Of the destination policy of that service; all endpoints without one. */
      readonly subset: string | undefined;
    }
  /** Its share is answered with this status; `flag` as in the access log. */
  | {
      readonly kind: "invalid";
      readonly status: number;
      /** gRPC's own status, where it is not what the HTTP status stands for. */
      readonly grpcStatus: number | undefined;
      readonly flag: "NC" | "-";
      readonly details: string;
    };

export interface Backend {
  readonly target: BackendTarget;
  /** Relative to the sum of all of the rule. */
  readonly weight: number;
  readonly requestHeaders: HeaderChange | undefined;
  readonly responseHeaders: HeaderChange | undefined;
}

export interface Redirect {
  readonly status: number;
  readonly scheme: string | undefined;
  readonly hostname: string | undefined;
  /** A number, or what the request's scheme or the listener stands for, as Gateway API and VirtualService differ in it. */
  readonly port: number | "scheme-default" | "request-port" | undefined;
  readonly path: PathRewrite | undefined;
}

/** A copy of the request, whose answer nobody waits for. */
export interface Mirror {
  readonly target: BackendTarget;
  /** Of 1,000,000 requests. */
  readonly perMillion: number;
}

export interface Cors {
  readonly allowOrigins: readonly TextMatch[];
  readonly allowMethods: readonly string[];
  readonly allowHeaders: readonly string[];
  readonly exposeHeaders: readonly string[];
  readonly allowCredentials: boolean;
  readonly maxAgeSeconds: number | undefined;
  /** A preflight of an origin that is not allowed: answered without CORS headers, or sent on. */
  readonly unmatchedPreflights: "ignore" | "forward";
}

export interface Timeouts {
  /** Until the response is whole, in ms; none without. */
  readonly requestMs: number | undefined;
  /** Of one attempt, in ms. */
  readonly attemptMs: number | undefined;
}

/** Reasons to try again, as Istio's `retryOn` names them. */
export type RetryReason =
  | "5xx"
  | "gateway-error"
  | "reset"
  | "reset-before-request"
  | "connect-failure"
  | "retriable-4xx"
  | "refused-stream"
  | "cancelled"
  | "deadline-exceeded"
  | "internal"
  | "resource-exhausted"
  | "unavailable";

export interface RetryPolicy {
  /** After the first. */
  readonly attempts: number;
  readonly reasons: readonly RetryReason[];
  readonly statuses: readonly number[];
  /** The first wait, in ms. */
  readonly backoffMs: number;
  /** Whether `backoffMs` is the least wait (Gateway API) or what jitter goes up to (Istio). */
  readonly isBackoffMinimum: boolean;
}

export interface Fault {
  readonly delay: { readonly ms: number; readonly perMillion: number } | undefined;
  readonly abort: FaultAbort | undefined;
}

export interface FaultAbort {
  readonly perMillion: number;
  readonly status: number;
  readonly grpcStatus: number | undefined;
}

export interface SessionPersistence {
  readonly kind: "cookie" | "header";
  readonly name: string;
  readonly path: string;
  /** A permanent cookie's; none for one that ends with the session. */
  readonly lifetimeSeconds: number | undefined;
  readonly absoluteTimeoutSeconds: number | undefined;
}

/** What a rate limit counts by; values of all parts together name a bucket. */
export type RateLimitKey =
  | { readonly kind: "client-identity" }
  | { readonly kind: "client-address" }
  | { readonly kind: "header"; readonly name: string };

/** A token bucket for each client, in each waypoint. */
export interface RateLimit {
  readonly name: string;
  readonly requests: number;
  readonly perMs: number;
  readonly burst: number;
  readonly keys: readonly RateLimitKey[];
  readonly matches: readonly RequestMatch[];
  readonly clients: readonly Cidr[];
}

/** What is done with a request that a rule takes. */
export type RouteAction =
  | { readonly kind: "forward"; readonly backends: readonly Backend[] }
  | { readonly kind: "redirect"; readonly redirect: Redirect }
  | { readonly kind: "respond"; readonly status: number; readonly body: string };

export interface HttpRule {
  /** `namespace/name` of the object and the rule's own name or index; for logs and traces. */
  readonly name: string;
  readonly action: RouteAction;
  readonly requestHeaders: HeaderChange | undefined;
  readonly responseHeaders: HeaderChange | undefined;
  readonly rewrite: Rewrite | undefined;
  readonly mirrors: readonly Mirror[];
  readonly cors: Cors | undefined;
  readonly timeouts: Timeouts;
  /** The default policy where the object says nothing. */
  readonly retry: RetryPolicy | undefined;
  readonly fault: Fault | undefined;
  readonly sessionPersistence: SessionPersistence | undefined;
  readonly rateLimits: readonly RateLimit[];
}

/** One way to come to a rule. */
export interface RouteEntry {
  readonly match: RequestMatch;
  /** Index in `rules`. */
  readonly rule: number;
}

/**
 * Routes of a service: of several tables that concern a request the first decides alone. Entries are in the order of
 * precedence that their API gives them: the first that matches decides, and where none does there is no route (404).
 */
export interface RouteTable {
  /** Ports of the service; all of them without. */
  readonly port: number | undefined;
  /** Clients of these namespaces only (a consumer's routes); everybody without. */
  readonly clientNamespace: string | undefined;
  readonly rules: readonly HttpRule[];
  readonly entries: readonly RouteEntry[];
}

/** TCPRoute and TLSRoute: one choice for a connection. */
export interface ConnectionRoute {
  readonly port: number | undefined;
  /** Of TLS; any connection without. */
  readonly serverNames: readonly string[];
  readonly backends: readonly Backend[];
}
