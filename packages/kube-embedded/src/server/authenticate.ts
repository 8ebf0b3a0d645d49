/** Who sends a request: by bearer token, by client certificate, or nobody in particular. */
import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { TLSSocket } from "node:tls";
import { ApiError } from "@ambit/kube-objects";
import {
  accountGroups,
  commonAudiences,
  type ServiceAccountTokens,
} from "../tokens/service-account-tokens.ts";
import { ADMIN, ADMIN_GROUP, ANONYMOUS, type User } from "./user.ts";

/** What credentials there are. */
export interface AuthenticationOptions {
  readonly adminToken: string;
  /** Who shows none is the administrator. */
  readonly anonymousAdmin: boolean;
  readonly tokens: ServiceAccountTokens;
  readonly nowMs: number;
}

/** Throws ApiError "Unauthorized" for credentials that are no good: they are never taken for none. */
export async function authenticate(incoming: IncomingMessage, options: AuthenticationOptions): Promise<User> {
  return impersonate(incoming, await identify(incoming, options));
}

async function identify(incoming: IncomingMessage, options: AuthenticationOptions): Promise<User> {
  const certified = certificateUser(incoming);
  if (certified !== undefined) return certified;
  const header = incoming.headers.authorization;
  if (header === undefined) return options.anonymousAdmin ? ADMIN : ANONYMOUS;
  const [scheme = "", token = ""] = header.split(" ");
  if (scheme.toLowerCase() !== "bearer") throw unauthorized();
  if (isSame(token, options.adminToken)) return ADMIN;
  const verified = await options.tokens.verify(token, options.nowMs);
  if (typeof verified === "string") throw unauthorized();
  // A token for somebody else (istio-ca) says nothing to this server.
  if (commonAudiences(verified.audiences, [options.tokens.issuer]).length === 0) throw unauthorized();
  return verified.user;
}

/** The common name is the user, organizations are groups. Undefined without a certificate of a known authority. */
function certificateUser(incoming: IncomingMessage): User | undefined {
  if (!(incoming.socket instanceof TLSSocket) || !incoming.socket.authorized) return undefined;
  const { subject } = incoming.socket.getPeerCertificate();
  // An empty object stands for none.
  if (subject?.CN === undefined) return undefined;
  const organizations = subject.O ?? [];
  const groups = typeof organizations === "string" ? [organizations] : organizations;
  const [name = ""] = typeof subject.CN === "string" ? [subject.CN] : subject.CN;
  return { name, uid: "", groups: [...groups, "system:authenticated"], extra: {} };
}

/** The administrator may act as anybody (`kubectl --as`). */
function impersonate(incoming: IncomingMessage, user: User): User {
  const name = incoming.headers["impersonate-user"];
  if (typeof name !== "string" || name === "") return user;
  if (!user.groups.includes(ADMIN_GROUP)) {
    throw new ApiError(
      "Forbidden",
      `users "${name}" is forbidden: User "${user.name}" cannot impersonate resource "users"`,
      {
        name,
        kind: "users",
      },
    );
  }
  const given = incoming.headersDistinct["impersonate-group"] ?? [];
  const [, namespace] = /^system:serviceaccount:([^:]+):[^:]+$/.exec(name) ?? [];
  const own = namespace === undefined ? ["system:authenticated"] : accountGroups(namespace);
  return { name, uid: "", groups: [...new Set([...given, ...own])], extra: {} };
}

function unauthorized(): ApiError {
  return new ApiError("Unauthorized", "Unauthorized");
}

/** In the same time whatever the difference. */
function isSame(a: string, b: string): boolean {
  const [first, second] = [a, b].map((text) => createHash("sha256").update(text).digest());
  return first !== undefined && second !== undefined && timingSafeEqual(first, second);
}
