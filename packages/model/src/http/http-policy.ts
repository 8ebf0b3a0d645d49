import type { Cidr } from "@ambit/addr";
import type { TextMatch } from "./text-match.ts";

/** Texts one of which must match, and texts none of which may. Empty lists say nothing. */
export interface AnyOf<T> {
  readonly values: readonly T[];
  readonly notValues: readonly T[];
}

/** A path: as any text, or by a template whose operators are whole segments. */
export type PathTextMatch = TextMatch | { readonly kind: "template"; readonly template: string };

/** Who asks: all parts have to agree. Principals without `spiffe://`. */
export interface SourceMatch {
  readonly principals: AnyOf<TextMatch>;
  /** `*` stands for any characters, anywhere. */
  readonly namespaces: AnyOf<string>;
  readonly serviceAccounts: AnyOf<{ readonly namespace: string; readonly serviceAccount: string }>;
  readonly trustDomains: AnyOf<TextMatch>;
  /** `issuer/subject` of a verified JWT. */
  readonly requestPrincipals: AnyOf<string>;
  readonly ips: AnyOf<Cidr>;
  readonly remoteIps: AnyOf<Cidr>;
}

/** What is asked for: all parts have to agree. */
export interface OperationMatch {
  /** Case does not count. */
  readonly hosts: AnyOf<TextMatch>;
  readonly ports: AnyOf<number>;
  readonly methods: AnyOf<TextMatch>;
  readonly paths: AnyOf<PathTextMatch>;
}

/** One entry of `when`. */
export type Condition =
  | { readonly key: "header"; readonly name: string; readonly texts: AnyOf<TextMatch> }
  | { readonly key: "source.ip" | "remote.ip" | "destination.ip"; readonly blocks: AnyOf<Cidr> }
  | { readonly key: "source.namespace"; readonly namespaces: AnyOf<string> }
  | {
      readonly key: "source.serviceAccount";
      readonly accounts: AnyOf<{ readonly namespace: string; readonly serviceAccount: string }>;
    }
  | { readonly key: "request.auth.principal"; readonly principals: AnyOf<string> }
  | {
      readonly key:
        | "source.principal"
        | "source.trustDomain"
        | "request.auth.audiences"
        | "request.auth.presenter"
        | "connection.sni";
      readonly texts: AnyOf<TextMatch>;
    }
  | {
      readonly key: "request.auth.claims";
      readonly path: readonly string[];
      readonly texts: AnyOf<TextMatch>;
    }
  | { readonly key: "destination.port"; readonly ports: AnyOf<number> };

/** One of `from` (if there are any), one of `to` (if there are any), and all of `when`. */
export interface PolicyRule {
  readonly from: readonly SourceMatch[];
  readonly to: readonly OperationMatch[];
  readonly when: readonly Condition[];
}

/** An AuthorizationPolicy that is checked for every request. Any rule makes it match. */
export interface HttpPolicy {
  readonly namespace: string;
  readonly name: string;
  readonly action: "allow" | "deny" | "custom" | "audit";
  /** Of a custom policy: who is asked, by its name among the providers. */
  readonly provider: string | undefined;
  readonly isDryRun: boolean;
  readonly rules: readonly PolicyRule[];
}

/** Who is asked about requests of custom policies. */
export interface AuthorizationProvider {
  readonly name: string;
  readonly protocol: "http" | "grpc";
  /** `namespace/hostname`; none where the name leads nowhere, and then every request that matches is denied. */
  readonly service: string | undefined;
  readonly port: number;
  readonly timeoutMs: number;
  readonly failOpen: boolean;
  readonly statusOnError: number;
  readonly pathPrefix: string;
  readonly includeRequestHeaders: readonly TextMatch[];
  readonly additionalHeaders: readonly { readonly name: string; readonly value: string }[];
  readonly body:
    | { readonly maxBytes: number; readonly allowPartial: boolean; readonly packAsBytes: boolean }
    | undefined;
  readonly headersToUpstreamOnAllow: readonly TextMatch[];
  readonly headersToDownstreamOnAllow: readonly TextMatch[];
  readonly headersToDownstreamOnDeny: readonly TextMatch[];
}

/** Tokens of one issuer. */
export interface JwtRule {
  readonly issuer: string;
  readonly audiences: readonly string[];
  /** A JSON Web Key Set; empty where none could be had, and then every token of this issuer is refused. */
  readonly jwks: string;
  readonly fromHeaders: readonly { readonly name: string; readonly prefix: string }[];
  readonly fromParams: readonly string[];
  readonly fromCookies: readonly string[];
  readonly forwardOriginalToken: boolean;
  readonly outputPayloadToHeader: string | undefined;
  readonly outputClaimToHeaders: readonly { readonly header: string; readonly claim: string }[];
  readonly spaceDelimitedClaims: readonly string[];
}
