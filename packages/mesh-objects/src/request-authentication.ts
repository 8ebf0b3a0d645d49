import { type Condition, readConditions } from "./condition.ts";
import { parseDuration } from "./duration.ts";
import { type ObjectMeta, readMeta } from "./object-meta.ts";
import type { Decoded } from "./object-problem.ts";
import { ObjectReader } from "./object-reader.ts";
import { readTargetRef, type TargetRef } from "./target-ref.ts";

/** Whose tokens are verified. */
export interface RequestAuthentication extends ObjectMeta {
  readonly kind: "RequestAuthentication";
  readonly targetRefs: readonly TargetRef[];
  readonly conditions: readonly Condition[];
  readonly jwtRules: readonly JwtRuleSpec[];
}

/** One of `jwtRules`: an issuer, its keys, and where its tokens are. */
export interface JwtRuleSpec {
  readonly issuer: string;
  readonly audiences: readonly string[];
  readonly jwks: string | undefined;
  /** Without both, the issuer's OpenID configuration says where they are. */
  readonly jwksUri: string | undefined;
  /** Of fetching keys. */
  readonly timeoutMs: number | undefined;
  readonly fromHeaders: readonly { readonly name: string; readonly prefix: string }[];
  readonly fromParams: readonly string[];
  readonly fromCookies: readonly string[];
  readonly forwardOriginalToken: boolean;
  readonly outputPayloadToHeader: string | undefined;
  readonly outputClaimToHeaders: readonly { readonly header: string; readonly claim: string }[];
  readonly spaceDelimitedClaims: readonly string[];
}

/** Reads one from JSON. A rule without an issuer is reported and left out. Throws ObjectError without a name. */
export function decodeRequestAuthentication(json: unknown): Decoded<RequestAuthentication> {
  const reader = new ObjectReader(json);
  const spec = reader.field("spec");
  const one = spec.field("targetRef");
  const object: RequestAuthentication = {
    kind: "RequestAuthentication",
    ...readMeta(reader, []),
    targetRefs: [...(one.isPresent ? [one] : []), ...spec.field("targetRefs").list()].map(readTargetRef),
    conditions: readConditions(reader.at("status", "conditions")),
    jwtRules: spec.field("jwtRules").list().flatMap(readRule),
  };
  return { object, problems: reader.problems };
}

function readRule(reader: ObjectReader): readonly JwtRuleSpec[] {
  const issuer = reader.field("issuer").text() ?? "";
  if (issuer === "") {
    reader.field("issuer").report("a rule needs an issuer");
    return [];
  }
  return [
    {
      issuer,
      audiences: reader.field("audiences").texts(),
      jwks: reader.field("jwks").text() || undefined,
      jwksUri: (reader.field("jwksUri").text() ?? reader.field("jwks_uri").text()) || undefined,
      timeoutMs: reader.field("timeout").parsed(parseDuration),
      fromHeaders: reader
        .field("fromHeaders")
        .list()
        .flatMap((item) => {
          const name = (item.field("name").text() ?? "").toLowerCase();
          return name === "" ? [] : [{ name, prefix: item.field("prefix").text() ?? "" }];
        }),
      fromParams: reader.field("fromParams").texts(),
      fromCookies: reader.field("fromCookies").texts(),
      forwardOriginalToken: reader.field("forwardOriginalToken").boolean() ?? false,
      outputPayloadToHeader: reader.field("outputPayloadToHeader").text()?.toLowerCase() || undefined,
      outputClaimToHeaders: reader
        .field("outputClaimToHeaders")
        .list()
        .flatMap((item) => {
          const header = (item.field("header").text() ?? "").toLowerCase();
          return header === "" ? [] : [{ header, claim: item.field("claim").text() ?? "" }];
        }),
      spaceDelimitedClaims: reader.field("spaceDelimitedClaims").texts(),
    },
  ];
}
