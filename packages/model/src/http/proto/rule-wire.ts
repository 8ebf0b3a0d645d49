/** What is done with a request that a route takes. */
import {
  RedirectPort,
  type Cors as WireCors,
  type Fault as WireFault,
  type RateLimit as WireLimit,
  type RateLimitKey as WireLimitKey,
  type PathRewrite as WirePathRewrite,
  RetryReason as WireReason,
  type Redirect as WireRedirect,
  type Retry as WireRetry,
  type Rewrite as WireRewrite,
  type Rule as WireRule,
  type SessionPersistence as WireSession,
} from "@ambit/proto/waypoint";
import { invalid } from "../../proto/wire-values.ts";
import type {
  Cors,
  Fault,
  HttpRule,
  PathRewrite,
  RateLimit,
  RateLimitKey,
  Redirect,
  RetryPolicy,
  RetryReason,
  Rewrite,
  RouteAction,
  SessionPersistence,
} from "../http-route.ts";
import {
  decodeBackend,
  decodeChange,
  decodeMirror,
  encodeBackend,
  encodeChange,
  encodeMirror,
} from "./backend-wire.ts";
import {
  decodeCidr,
  decodeRequestMatch,
  decodeText,
  encodeCidr,
  encodeRequestMatch,
  encodeText,
} from "./match-wire.ts";
import {
  each,
  maybe,
  nameIn,
  numberIn,
  orNull,
  orUndefined,
  portIn,
  statusIn,
  texts,
  Words,
} from "./wire-parts.ts";

const MILLION = 1_000_000;

const REASONS = new Words<RetryReason>({
  "5xx": WireReason.STATUS_5XX,
  "gateway-error": WireReason.GATEWAY_ERROR,
  reset: WireReason.RESET,
  "reset-before-request": WireReason.RESET_BEFORE_REQUEST,
  "connect-failure": WireReason.CONNECT_FAILURE,
  "retriable-4xx": WireReason.RETRIABLE_4XX,
  "refused-stream": WireReason.REFUSED_STREAM,
  cancelled: WireReason.CANCELLED,
  "deadline-exceeded": WireReason.DEADLINE_EXCEEDED,
  internal: WireReason.INTERNAL,
  "resource-exhausted": WireReason.RESOURCE_EXHAUSTED,
  unavailable: WireReason.UNAVAILABLE,
});

const PORTS = new Words<"scheme-default" | "request-port">({
  "scheme-default": RedirectPort.SCHEME_DEFAULT,
  "request-port": RedirectPort.REQUEST_PORT,
});

export function encodeRule(rule: HttpRule): WireRule {
  const { requestHeaders, responseHeaders, rewrite, cors, timeouts, retry, fault } = rule;
  return {
    name: rule.name,
    ...encodeAction(rule.action),
    requestHeaders: requestHeaders ? encodeChange(requestHeaders) : null,
    responseHeaders: responseHeaders ? encodeChange(responseHeaders) : null,
    rewrite: rewrite ? encodeRewrite(rewrite) : null,
    mirrors: rule.mirrors.map(encodeMirror),
    cors: cors ? encodeCors(cors) : null,
    requestTimeoutMs: orNull(timeouts.requestMs),
    attemptTimeoutMs: orNull(timeouts.attemptMs),
    retry: retry ? encodeRetry(retry) : null,
    fault: fault ? encodeFault(fault) : null,
    sessionPersistence: rule.sessionPersistence ? encodeSession(rule.sessionPersistence) : null,
    rateLimits: rule.rateLimits.map(encodeLimit),
  };
}

export function decodeRule(wire: WireRule): HttpRule {
  return {
    name: wire.name ?? "",
    action: decodeAction(wire),
    requestHeaders: maybe(wire.requestHeaders, "request_headers", decodeChange),
    responseHeaders: maybe(wire.responseHeaders, "response_headers", decodeChange),
    rewrite: maybe(wire.rewrite, "rewrite", decodeRewrite),
    mirrors: each(wire.mirrors, "mirrors", decodeMirror),
    cors: maybe(wire.cors, "cors", decodeCors),
    timeouts: {
      requestMs: orUndefined(wire.requestTimeoutMs),
      attemptMs: orUndefined(wire.attemptTimeoutMs),
    },
    retry: maybe(wire.retry, "retry", decodeRetry),
    fault: maybe(wire.fault, "fault", decodeFault),
    sessionPersistence: maybe(wire.sessionPersistence, "session_persistence", decodeSession),
    rateLimits: each(wire.rateLimits, "rate_limits", decodeLimit),
  };
}

function encodeAction(action: RouteAction): Pick<WireRule, "forward" | "redirect" | "respond"> {
  switch (action.kind) {
    case "forward":
      return { forward: { backends: action.backends.map(encodeBackend) } };
    case "redirect":
      return { redirect: encodeRedirect(action.redirect) };
    case "respond":
      return { respond: { status: action.status, body: action.body } };
  }
}

function decodeAction({ action, forward, redirect, respond }: WireRule): RouteAction {
  if (action === "forward" && forward) {
    return { kind: "forward", backends: each(forward.backends, "forward.backends", decodeBackend) };
  }
  if (action === "redirect" && redirect) {
    return { kind: "redirect", redirect: decodeRedirect(redirect) };
  }
  if (action === "respond" && respond) {
    return {
      kind: "respond",
      status: statusIn(respond.status, "respond.status"),
      body: respond.body ?? "",
    };
  }
  throw invalid("action is of no kind");
}

function encodeRedirect({ status, scheme, hostname, port, path }: Redirect): WireRedirect {
  return {
    status,
    scheme: orNull(scheme),
    hostname: orNull(hostname),
    ...(typeof port === "number" ? { number: port } : {}),
    ...(typeof port === "string" ? { derived: PORTS.encode(port) } : {}),
    path: path ? encodePathRewrite(path) : null,
  };
}

function decodeRedirect(wire: WireRedirect): Redirect {
  return {
    status: statusIn(wire.status, "redirect.status"),
    scheme: orUndefined(wire.scheme),
    hostname: orUndefined(wire.hostname),
    port: redirectPort(wire),
    path: maybe(wire.path, "redirect.path", decodePathRewrite),
  };
}

function redirectPort({ port, number, derived }: WireRedirect): Redirect["port"] {
  if (port === "number") return portIn(number, "redirect.port");
  return port === "derived" ? PORTS.decode(derived, "redirect.port") : undefined;
}

function encodeRewrite({ authority, path }: Rewrite): WireRewrite {
  return { authority: orNull(authority), path: path ? encodePathRewrite(path) : null };
}

function decodeRewrite({ authority, path }: WireRewrite): Rewrite {
  return { authority: orUndefined(authority), path: maybe(path, "path", decodePathRewrite) };
}

function encodePathRewrite(rewrite: PathRewrite): WirePathRewrite {
  switch (rewrite.kind) {
    case "full":
      return { full: rewrite.path };
    case "prefix":
      return { prefix: rewrite.path };
    case "regex":
      return { regex: rewrite.pattern, substitution: rewrite.substitution };
  }
}

function decodePathRewrite({ kind, full, prefix, regex, substitution }: WirePathRewrite): PathRewrite {
  switch (kind) {
    case "full":
      return { kind, path: full ?? "" };
    case "prefix":
      return { kind, path: prefix ?? "" };
    case "regex":
      return { kind, pattern: regex ?? "", substitution: substitution ?? "" };
    default:
      throw invalid("is of no kind");
  }
}

function encodeCors(cors: Cors): WireCors {
  return {
    allowOrigins: cors.allowOrigins.map(encodeText),
    allowMethods: [...cors.allowMethods],
    allowHeaders: [...cors.allowHeaders],
    exposeHeaders: [...cors.exposeHeaders],
    allowCredentials: cors.allowCredentials,
    maxAgeSeconds: orNull(cors.maxAgeSeconds),
    forwardsUnmatchedPreflights: cors.unmatchedPreflights === "forward",
  };
}

function decodeCors(wire: WireCors): Cors {
  return {
    allowOrigins: each(wire.allowOrigins, "allow_origins", decodeText),
    allowMethods: texts(wire.allowMethods),
    allowHeaders: texts(wire.allowHeaders),
    exposeHeaders: texts(wire.exposeHeaders),
    allowCredentials: wire.allowCredentials ?? false,
    maxAgeSeconds: orUndefined(wire.maxAgeSeconds),
    unmatchedPreflights: wire.forwardsUnmatchedPreflights ? "forward" : "ignore",
  };
}

function encodeRetry(retry: RetryPolicy): WireRetry {
  const { attempts, reasons, statuses, backoffMs, isBackoffMinimum } = retry;
  const encoded = reasons.map((reason) => REASONS.encode(reason));
  return { attempts, reasons: encoded, statuses: [...statuses], backoffMs, isBackoffMinimum };
}

function decodeRetry(wire: WireRetry): RetryPolicy {
  return {
    attempts: wire.attempts ?? 0,
    reasons: each<number, RetryReason>(wire.reasons, "reasons", (reason) => REASONS.decode(reason, "reason")),
    statuses: each(wire.statuses, "statuses", (status) => statusIn(status, "status")),
    backoffMs: wire.backoffMs ?? 0,
    isBackoffMinimum: wire.isBackoffMinimum ?? false,
  };
}

function encodeFault({ delay, abort }: Fault): WireFault {
  return {
    delay: delay ? { ...delay } : null,
    abort: abort
      ? { perMillion: abort.perMillion, status: abort.status, grpcStatus: orNull(abort.grpcStatus) }
      : null,
  };
}

function decodeFault({ delay, abort }: WireFault): Fault {
  return {
    delay: maybe(delay, "delay", ({ ms, perMillion }) => ({
      ms: ms ?? 0,
      perMillion: numberIn(perMillion, "per_million", 0, MILLION),
    })),
    abort: maybe(abort, "abort", ({ perMillion, status, grpcStatus }) => ({
      perMillion: numberIn(perMillion, "per_million", 0, MILLION),
      status: statusIn(status, "status"),
      grpcStatus: orUndefined(grpcStatus),
    })),
  };
}

function encodeSession(session: SessionPersistence): WireSession {
  return {
    isHeader: session.kind === "header",
    name: session.name,
    path: session.path,
    lifetimeSeconds: orNull(session.lifetimeSeconds),
    absoluteTimeoutSeconds: orNull(session.absoluteTimeoutSeconds),
  };
}

function decodeSession(wire: WireSession): SessionPersistence {
  return {
    kind: wire.isHeader ? "header" : "cookie",
    name: nameIn(wire.name, "name"),
    path: wire.path ?? "",
    lifetimeSeconds: orUndefined(wire.lifetimeSeconds),
    absoluteTimeoutSeconds: orUndefined(wire.absoluteTimeoutSeconds),
  };
}

function encodeLimit(limit: RateLimit): WireLimit {
  return {
    name: limit.name,
    requests: limit.requests,
    perMs: limit.perMs,
    burst: limit.burst,
    keys: limit.keys.map(encodeLimitKey),
    matches: limit.matches.map(encodeRequestMatch),
    clients: limit.clients.map(encodeCidr),
  };
}

function decodeLimit(wire: WireLimit): RateLimit {
  return {
    name: wire.name ?? "",
    requests: wire.requests ?? 0,
    perMs: numberIn(wire.perMs, "per_ms", 1, Number.MAX_SAFE_INTEGER),
    burst: wire.burst ?? 0,
    keys: each(wire.keys, "keys", decodeLimitKey),
    matches: each(wire.matches, "matches", decodeRequestMatch),
    clients: each(wire.clients, "clients", decodeCidr),
  };
}

function encodeLimitKey(key: RateLimitKey): WireLimitKey {
  switch (key.kind) {
    case "client-identity":
      return { clientIdentity: true };
    case "client-address":
      return { clientAddress: true };
    case "header":
      return { header: key.name };
  }
}

function decodeLimitKey({ kind, header }: WireLimitKey): RateLimitKey {
  switch (kind) {
    case "clientIdentity":
      return { kind: "client-identity" };
    case "clientAddress":
      return { kind: "client-address" };
    case "header":
      return { kind, name: nameIn(header, "header") };
    default:
      throw invalid("is of no kind");
  }
}
