// A policy in the form the data path asks: lists become sets and matchers once, and entries that can never match are
// gone. Everything a connection costs afterwards is lookups.

import type { Cidr } from "@ambit/addr";
import { CidrMatcher } from "@ambit/addr";
import type { Authorization, Clause, Identity, Match, ServiceAccountMatch } from "@ambit/model";
import { authorizationKey, formatIdentity } from "@ambit/model";
import type { ConnectionFacts } from "./decision.ts";
import type { StringMatcher } from "./string-matcher.ts";
import { compileStringMatches } from "./string-matcher.ts";

/** A policy ready to be asked; `firstMatchingRule` answers with -1 when no rule matches. */
export interface CompiledPolicy {
  readonly key: string;
  readonly action: "Allow" | "Deny";
  readonly dryRun: boolean;
  readonly firstMatchingRule: (facts: ConnectionFacts) => number;
}

const SCHEME = "spiffe://";

type Predicate = (facts: ConnectionFacts) => boolean;

const compiled = new WeakMap<Authorization, CompiledPolicy>();

/** The compiled form of a policy, made on first use and kept as long as the policy object lives. */
export function compilePolicy(policy: Authorization): CompiledPolicy {
  const known = compiled.get(policy);
  if (known !== undefined) return known;
  const made = compileAuthorization(policy);
  compiled.set(policy, made);
  return made;
}

function compileAuthorization(policy: Authorization): CompiledPolicy {
  const rules = policy.rules.map((rule) => allOf(rule.map(compileClause)));
  return {
    key: authorizationKey(policy),
    action: policy.action,
    dryRun: policy.dryRun,
    firstMatchingRule: (facts) => {
      for (const [index, rule] of rules.entries()) if (rule(facts)) return index;
      return -1;
    },
  };
}

/** A clause without entries restricts nothing; one whose entries are all empty restricts everything. */
function compileClause(clause: Clause): Predicate {
  if (clause.length === 0) return allOf([]);
  return anyOf(clause.map(compileMatch).filter((entry) => entry !== undefined));
}

/** Undefined for an entry with twelve empty lists: it is no entry at all, so it cannot satisfy its clause. */
function compileMatch(match: Match): Predicate | undefined {
  const fields = [
    ...portPredicates(match),
    ...namespacePredicates(match),
    ...serviceAccountPredicates(match),
    ...principalPredicates(match),
    ...addressPredicates(match),
  ];
  return fields.length === 0 ? undefined : allOf(fields);
}

function portPredicates(match: Match): Predicate[] {
  const positive = new Set(match.destinationPorts);
  const negative = new Set(match.notDestinationPorts);
  return [
    ...when(positive.size, (facts) => positive.has(facts.destinationPort)),
    ...when(negative.size, (facts) => !negative.has(facts.destinationPort)),
  ];
}

/** Plaintext has the empty namespace, so `exact ""` finds it and `presence` does not. */
function namespacePredicates(match: Match): Predicate[] {
  const positive = compileStringMatches(match.namespaces);
  const negative = compileStringMatches(match.notNamespaces);
  return [
    ...when(match.namespaces.length, (facts) => positive(facts.identity?.namespace ?? "")),
    ...when(match.notNamespaces.length, (facts) => !negative(facts.identity?.namespace ?? "")),
  ];
}

/** The trust domain takes no part: only namespace and name are compared. */
function serviceAccountPredicates(match: Match): Predicate[] {
  const positive = compileServiceAccounts(match.serviceAccounts);
  const negative = compileServiceAccounts(match.notServiceAccounts);
  return [
    ...when(match.serviceAccounts.length, positive),
    ...when(match.notServiceAccounts.length, (facts) => !negative(facts)),
  ];
}

function compileServiceAccounts(accounts: readonly ServiceAccountMatch[]): Predicate {
  const namesByNamespace = new Map<string, Set<string>>();
  for (const { namespace, serviceAccount } of accounts) {
    const names = namesByNamespace.get(namespace);
    if (names === undefined) namesByNamespace.set(namespace, new Set([serviceAccount]));
    else names.add(serviceAccount);
  }
  return ({ identity }) =>
    identity !== undefined && namesByNamespace.get(identity.namespace)?.has(identity.serviceAccount) === true;
}

/** Policies write principals without the `spiffe://` scheme. Plaintext has none: no positive hit, no negative hit. */
function principalPredicates(match: Match): Predicate[] {
  const positive = compilePrincipals(compileStringMatches(match.principals));
  const negative = compilePrincipals(compileStringMatches(match.notPrincipals));
  return [
    ...when(match.principals.length, positive),
    ...when(match.notPrincipals.length, (facts) => !negative(facts)),
  ];
}

function compilePrincipals(matches: StringMatcher): Predicate {
  return ({ identity }) => identity !== undefined && matches(principalOf(identity));
}

let lastIdentity: Identity | undefined;
let lastPrincipal = "";

/** All rules of one decision ask for the same identity, so its text is made once. */
function principalOf(identity: Identity): string {
  if (identity === lastIdentity) return lastPrincipal;
  lastIdentity = identity;
  lastPrincipal = formatIdentity(identity).slice(SCHEME.length);
  return lastPrincipal;
}

function addressPredicates(match: Match): Predicate[] {
  const sources = matcherOf(match.sourceIps);
  const notSources = matcherOf(match.notSourceIps);
  const destinations = matcherOf(match.destinationIps);
  const notDestinations = matcherOf(match.notDestinationIps);
  return [
    ...when(match.sourceIps.length, (facts) => sources.matches(facts.sourceIp)),
    ...when(match.notSourceIps.length, (facts) => !notSources.matches(facts.sourceIp)),
    ...when(match.destinationIps.length, (facts) => destinations.matches(facts.destinationIp)),
    ...when(match.notDestinationIps.length, (facts) => !notDestinations.matches(facts.destinationIp)),
  ];
}

function matcherOf(cidrs: readonly Cidr[]): CidrMatcher {
  return new CidrMatcher(cidrs);
}

function allOf(predicates: readonly Predicate[]): Predicate {
  const [only] = predicates;
  if (only !== undefined && predicates.length === 1) return only;
  return (facts) => {
    for (const predicate of predicates) if (!predicate(facts)) return false;
    return true;
  };
}

function anyOf(predicates: readonly Predicate[]): Predicate {
  const [only] = predicates;
  if (only !== undefined && predicates.length === 1) return only;
  return (facts) => {
    for (const predicate of predicates) if (predicate(facts)) return true;
    return false;
  };
}

/** An empty list asks nothing of the connection, so it has no predicate. */
function when(length: number, predicate: Predicate): Predicate[] {
  return length === 0 ? [] : [predicate];
}
