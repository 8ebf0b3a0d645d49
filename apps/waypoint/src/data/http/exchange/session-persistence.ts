/**
 * Sessions that stay at their endpoint: a cookie or a header names it. The name is not a secret: it leads nowhere but to an
 * endpoint of the route's own backends.
 */
import type { Backend, SessionPersistence } from "@ambit/model/http";
import { findCookie } from "./cookie.ts";
import type { RequestFacts } from "./request-facts.ts";

/** What a session's cookie or header says. */
export interface SessionToken {
  /** `namespace/hostname`. */
  readonly service: string;
  readonly port: number;
  /** Key of the endpoint. */
  readonly endpoint: string;
  readonly startedMs: number;
}

/** Longer than any that was given. */
const MAX_TOKEN_CHARS = 1024;

/** The session that a request belongs to; undefined for a new one. */
export function findSession(
  persistence: SessionPersistence | undefined,
  facts: Pick<RequestFacts, "header">,
  nowMs: number,
): SessionToken | undefined {
  if (persistence === undefined) return undefined;
  const { kind, name, absoluteTimeoutSeconds } = persistence;
  const text =
    kind === "header" ? facts.header(name.toLowerCase()) : findCookie(facts.header("cookie"), name);
  const token = text === undefined ? undefined : findToken(text);
  if (token === undefined || absoluteTimeoutSeconds === undefined) return token;
  return nowMs - token.startedMs < absoluteTimeoutSeconds * 1000 ? token : undefined;
}

/** Whether the session is at one of this backend's endpoints. */
export function isSessionAt(token: SessionToken, { target }: Backend): boolean {
  return target.kind === "service" && target.service === token.service && target.port === token.port;
}

/** The header of a response that begins a session, or moves it. */
export function sessionField(
  persistence: SessionPersistence,
  token: SessionToken,
): readonly [name: string, value: string] {
  const text = formatToken(token);
  if (persistence.kind === "header") return [persistence.name.toLowerCase(), text];
  const { name, path, lifetimeSeconds } = persistence;
  const lifetime = lifetimeSeconds === undefined ? "" : `; Max-Age=${lifetimeSeconds}`;
  return ["set-cookie", `${name}=${text}${lifetime}; Path=${path === "" ? "/" : path}; HttpOnly`];
}

function formatToken({ service, port, endpoint, startedMs }: SessionToken): string {
  return Buffer.from(`${service} ${port} ${startedMs} ${endpoint}`).toString("base64url");
}

function findToken(text: string): SessionToken | undefined {
  if (text.length > MAX_TOKEN_CHARS) return undefined;
  const parts = /^(\S+) (\d{1,5}) (\d{1,15}) (.+)$/.exec(Buffer.from(text, "base64url").toString());
  const [, service, port, startedMs, endpoint] = parts ?? [];
  if (service === undefined || endpoint === undefined) return undefined;
  return { service, port: Number(port), endpoint, startedMs: Number(startedMs) };
}
