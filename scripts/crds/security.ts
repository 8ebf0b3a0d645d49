/** Istio's security API. */
import { duration, oneTarget, targetRef, targetRefs, workloadSelector } from "./common.ts";
import { flag, list, mapOf, object, oneOf, rules, type Schema, text } from "./schema.ts";

const MAX_RULES = 512;
const MAX_VALUES = 4096;

const texts: Schema = list(text());

const SOURCE_FIELDS = [
  "principals",
  "notPrincipals",
  "requestPrincipals",
  "notRequestPrincipals",
  "namespaces",
  "notNamespaces",
  "trustDomains",
  "notTrustDomains",
  "ipBlocks",
  "notIpBlocks",
  "remoteIpBlocks",
  "notRemoteIpBlocks",
] as const;

const OPERATION_FIELDS = [
  "hosts",
  "notHosts",
  "ports",
  "notPorts",
  "methods",
  "notMethods",
  "paths",
  "notPaths",
] as const;

const serviceAccounts: Schema = list(text({ maxLength: 320 }), { maxItems: 16 });

const source: Schema = object(
  {
    ...Object.fromEntries(SOURCE_FIELDS.map((field) => [field, texts])),
    serviceAccounts,
    notServiceAccounts: serviceAccounts,
  },
  rules({
    rule: "(has(self.serviceAccounts) || has(self.notServiceAccounts)) ? (!has(self.principals) && !has(self.notPrincipals) && !has(self.namespaces) && !has(self.notNamespaces)) : true",
    message: "Cannot set serviceAccounts with namespaces or principals",
  }),
);

const operation: Schema = object(Object.fromEntries(OPERATION_FIELDS.map((field) => [field, texts])));

/** Who may talk to whom. */
export const authorizationPolicy: Schema = object(
  {
    selector: workloadSelector,
    targetRef,
    targetRefs,
    action: oneOf("ALLOW", "DENY", "AUDIT", "CUSTOM"),
    provider: object({ name: text() }),
    rules: list(
      object({
        from: list(object({ source }), { maxItems: MAX_RULES }),
        to: list(object({ operation }), { maxItems: MAX_RULES }),
        when: list(
          object({ key: text({ minLength: 1 }), values: texts, notValues: texts }, { required: ["key"] }),
        ),
      }),
      { maxItems: MAX_RULES },
    ),
  },
  rules(oneTarget),
);

const mtls: Schema = object({ mode: oneOf("UNSET", "DISABLE", "PERMISSIVE", "STRICT") });

/** Which connections without mutual TLS are let in. */
export const peerAuthentication: Schema = object(
  {
    selector: workloadSelector,
    mtls,
    portLevelMtls: mapOf(mtls, {
      minProperties: 1,
      maxProperties: 1024,
      ...rules({
        rule: "self.all(key, key.matches('^[0-9]{1,5}$') && 0 < int(key) && int(key) <= 65535)",
        message: "port must be between 1-65535",
      }),
    }),
  },
  rules({
    rule: "has(self.portLevelMtls) ? (has(self.selector) && has(self.selector.matchLabels) && self.selector.matchLabels.size() > 0) : true",
    message: "portLevelMtls requires selector",
  }),
);

const url: Schema = text({
  minLength: 1,
  maxLength: 2048,
  ...rules({
    rule: "isURL(self) && (url(self).getScheme() == 'http' || url(self).getScheme() == 'https')",
    message: "url must have scheme http:// or https://",
  }),
});

const header: Schema = object({ name: text({ minLength: 1 }), prefix: text() }, { required: ["name"] });
const someTexts: Schema = list(text({ minLength: 1 }));

const jwtRule: Schema = object(
  {
    issuer: text({ minLength: 1 }),
    audiences: someTexts,
    jwksUri: url,
    jwks_uri: url,
    jwks: text(),
    fromHeaders: list(header),
    fromParams: someTexts,
    fromCookies: someTexts,
    outputPayloadToHeader: text(),
    forwardOriginalToken: flag,
    outputClaimToHeaders: list(
      object(
        { header: text({ minLength: 1, pattern: "^[-_A-Za-z0-9]+$" }), claim: text({ minLength: 1 }) },
        { required: ["header", "claim"] },
      ),
    ),
    timeout: duration,
    spaceDelimitedClaims: list(text({ minLength: 1 }), { maxItems: 64 }),
  },
  {
    required: ["issuer"],
    ...rules({
      rule: "(has(self.jwksUri) ? 1 : 0) + (has(self.jwks_uri) ? 1 : 0) + (has(self.jwks) ? 1 : 0) <= 1",
      message: "only one of jwks or jwksUri can be set",
    }),
  },
);

/** Which tokens are good, and where they stand. */
export const requestAuthentication: Schema = object(
  { selector: workloadSelector, targetRef, targetRefs, jwtRules: list(jwtRule, { maxItems: MAX_VALUES }) },
  rules(oneTarget),
);
