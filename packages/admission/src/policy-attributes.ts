/** Names of attributes that conditions of a policy may ask about; those of HTTP are a waypoint's matter. */
const CONDITION_KEYS: ReadonlySet<string> = new Set([
  "source.ip",
  "remote.ip",
  "source.namespace",
  "source.principal",
  "source.serviceAccount",
  "source.trustDomain",
  "request.auth.principal",
  "request.auth.audiences",
  "request.auth.presenter",
  "destination.ip",
  "destination.port",
  "connection.sni",
]);

/** With something in brackets or behind the dot. */
const CONDITION_FAMILIES: readonly RegExp[] = [
  /^request\.headers\[[^\]]+\]$/,
  /^request\.auth\.claims(\[[^\]]+\])+$/,
  /^experimental\.envoy\.filters\./,
];

/** Whether any proxy knows the key of a `when`. */
export function isConditionKey(key: string): boolean {
  return CONDITION_KEYS.has(key) || CONDITION_FAMILIES.some((family) => family.test(key));
}
