import type { Cidr } from "@ambit/addr";
import { ModelError } from "./model-error.ts";

/** Case-sensitive. "presence": any value at all, but there must be one. */
export type StringMatch =
  | { readonly kind: "exact"; readonly value: string }
  | { readonly kind: "prefix"; readonly value: string }
  | { readonly kind: "suffix"; readonly value: string }
  | { readonly kind: "presence" };

/** A service account by name: both parts must equal those of the peer's identity. */
export interface ServiceAccountMatch {
  readonly namespace: string;
  readonly serviceAccount: string;
}

/** One entry of a clause: every non-empty list has to agree. Negative lists must not hit. */
export interface Match {
  readonly namespaces: readonly StringMatch[];
  readonly notNamespaces: readonly StringMatch[];
  readonly principals: readonly StringMatch[];
  readonly notPrincipals: readonly StringMatch[];
  readonly serviceAccounts: readonly ServiceAccountMatch[];
  readonly notServiceAccounts: readonly ServiceAccountMatch[];
  readonly sourceIps: readonly Cidr[];
  readonly notSourceIps: readonly Cidr[];
  readonly destinationIps: readonly Cidr[];
  readonly notDestinationIps: readonly Cidr[];
  readonly destinationPorts: readonly number[];
  readonly notDestinationPorts: readonly number[];
}

/** All clauses of a rule must match; of a clause, any entry; of a policy, any rule. */
export type Clause = readonly Match[];
/** The clauses of one rule; see `Clause` for how they combine. */
export type Rule = readonly Clause[];

/** An L4 authorization policy as WDS carries it. Plain and frozen. */
export interface Authorization {
  readonly name: string;
  readonly namespace: string;
  readonly scope: "Global" | "Namespace" | "WorkloadSelector";
  readonly action: "Allow" | "Deny";
  readonly dryRun: boolean;
  readonly rules: readonly Rule[];
}

/** `namespace/name`, the key of a policy everywhere. */
export function authorizationKey(policy: { readonly namespace: string; readonly name: string }): string {
  return `${policy.namespace}/${policy.name}`;
}

/** Checks a key `namespace/name`: each part is non-empty and has no slash. Throws ModelError "invalid-destination". */
export function parseAuthorizationKey(text: string): string {
  const [namespace, name, rest] = text.split("/", 3);
  if (!namespace || !name || rest !== undefined) {
    throw new ModelError("invalid-destination", `expected "namespace/name", found ${JSON.stringify(text)}`);
  }
  return text;
}
