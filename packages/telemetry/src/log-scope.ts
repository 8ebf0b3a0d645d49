/** Scopes that are targets of their own in ztunnel; all others are modules of its crate. */
const CUSTOM_TARGETS: ReadonlySet<string> = new Set(["access", "dns", "ztunnel"]);

const CRATE_PREFIX = "ztunnel::";

/** The full target of a scope, as JSON lines and stock filters name it: `proxy::inbound` -> `ztunnel::proxy::inbound`. */
export function targetOfScope(scope: string): string {
  return CUSTOM_TARGETS.has(scope) || scope.startsWith(CRATE_PREFIX) ? scope : CRATE_PREFIX + scope;
}

/** The short form of a scope, as plain lines print it. */
export function shortScope(scope: string): string {
  return scope.startsWith(CRATE_PREFIX) ? scope.slice(CRATE_PREFIX.length) : scope;
}
