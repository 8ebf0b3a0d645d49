import type { VerifiedToken } from "./verified-token.ts";

/** Answers whether a token's issuer and subject are what a policy asks for. */
export type RequestPrincipalMatcher = (token: VerifiedToken) => boolean;

/**
 * `issuer/subject`, divided at the last slash, either of them with `*` before, behind, or alone (anything that is not
 * empty). Without a slash `*text` is the end of a subject and `text*` the beginning of an issuer.
 */
export function compileRequestPrincipal(pattern: string): RequestPrincipalMatcher {
  const slash = pattern.lastIndexOf("/");
  if (slash !== -1) return matchBoth(pattern.slice(0, slash), pattern.slice(slash + 1));
  if (pattern === "*") return matchBoth("*", "*");
  if (pattern.startsWith("*")) return matchBoth("*", pattern);
  if (pattern.endsWith("*")) return matchBoth(pattern, "*");
  return () => false;
}

function matchBoth(issuer: string, subject: string): RequestPrincipalMatcher {
  const matchesIssuer = compileWildcard(issuer);
  const matchesSubject = compileWildcard(subject);
  return (token) => matchesIssuer(token.issuer) && matchesSubject(token.subject);
}

function compileWildcard(pattern: string): (text: string) => boolean {
  if (pattern === "*") return (text) => text !== "";
  if (pattern.startsWith("*")) return (text) => text.endsWith(pattern.slice(1));
  if (pattern.endsWith("*")) return (text) => text.startsWith(pattern.slice(0, -1));
  return (text) => text === pattern;
}
