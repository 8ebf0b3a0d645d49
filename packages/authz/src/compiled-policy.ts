// A policy in the form the data path asks: lists become sets and matchers once, and entries that can never match are
// gone. Everything a connection costs afterwards is lookups, in loops by index over objects of one kind: closures for
// each part and iterators over them cost several times as much, and every connection asks every policy.

import { CidrMatcher } from "@ambit/addr";
import type { Authorization, Clause, Identity, Match, ServiceAccountMatch } from "@ambit/model";
import { authorizationKey } from "@ambit/model";
import type { ConnectionFacts } from "./decision.ts";
import { principalOf } from "./principal.ts";
import type { StringMatcher } from "./string-matcher.ts";
import { compileStringMatches } from "./string-matcher.ts";

/** A policy ready to be asked; `firstMatchingRule` answers with -1 when no rule matches. */
export interface CompiledPolicy {
  readonly key: string;
  readonly action: "Allow" | "Deny";
  readonly dryRun: boolean;
  readonly firstMatchingRule: (facts: ConnectionFacts) => number;
}

/** Entries of which one must match; undefined restricts nothing. */
type CompiledClause = readonly CompiledMatch[] | undefined;

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
  const rules = policy.rules.map((rule) => rule.map(compileClause));
  return {
    key: authorizationKey(policy),
    action: policy.action,
    dryRun: policy.dryRun,
    firstMatchingRule: (facts) => {
      for (let index = 0; index < rules.length; index++) {
        const clauses = rules[index];
        if (clauses !== undefined && matchesAll(clauses, facts)) return index;
      }
      return -1;
    },
  };
}

/** A clause without entries restricts nothing; one whose entries are all empty restricts everything. */
function compileClause(clause: Clause): CompiledClause {
  if (clause.length === 0) return undefined;
  return clause.filter((match) => !isEmpty(match)).map((match) => new CompiledMatch(match));
}

/** An entry with twelve empty lists is no entry at all, so it cannot satisfy its clause. */
function isEmpty(match: Match): boolean {
  return Object.values(match).every((list) => list.length === 0);
}

function matchesAll(clauses: readonly CompiledClause[], facts: ConnectionFacts): boolean {
  for (let index = 0; index < clauses.length; index++) {
    const entries = clauses[index];
    if (entries !== undefined && !matchesAny(entries, facts)) return false;
  }
  return true;
}

function matchesAny(entries: readonly CompiledMatch[], facts: ConnectionFacts): boolean {
  for (let index = 0; index < entries.length; index++) {
    if (entries[index]?.matches(facts) === true) return true;
  }
  return false;
}

/** One entry. An empty list asks nothing of the connection: its member is undefined. */
class CompiledMatch {
  readonly #ports: Listed<ReadonlySet<number>>;
  readonly #sources: Listed<CidrMatcher>;
  readonly #destinations: Listed<CidrMatcher>;
  readonly #namespaces: Listed<StringMatcher>;
  readonly #serviceAccounts: Listed<ServiceAccounts>;
  readonly #principals: Listed<StringMatcher>;

  constructor(match: Match) {
    this.#ports = compileLists(match.destinationPorts, match.notDestinationPorts, (ports) => new Set(ports));
    this.#sources = compileLists(match.sourceIps, match.notSourceIps, (cidrs) => new CidrMatcher(cidrs));
    this.#destinations = compileLists(
      match.destinationIps,
      match.notDestinationIps,
      (cidrs) => new CidrMatcher(cidrs),
    );
    this.#namespaces = compileLists(match.namespaces, match.notNamespaces, compileStringMatches);
    this.#serviceAccounts = compileLists(
      match.serviceAccounts,
      match.notServiceAccounts,
      compileServiceAccounts,
    );
    this.#principals = compileLists(match.principals, match.notPrincipals, compileStringMatches);
  }

  matches(facts: ConnectionFacts): boolean {
    return this.#matchesAddresses(facts) && this.#matchesIdentity(facts.identity);
  }

  #matchesAddresses({ destinationPort, sourceIp, destinationIp }: ConnectionFacts): boolean {
    const ports = this.#ports;
    if (ports.positive?.has(destinationPort) === false || ports.negative?.has(destinationPort) === true)
      return false;
    const sources = this.#sources;
    if (sources.positive?.matches(sourceIp) === false || sources.negative?.matches(sourceIp) === true)
      return false;
    const { positive, negative } = this.#destinations;
    return positive?.matches(destinationIp) !== false && negative?.matches(destinationIp) !== true;
  }

  #matchesIdentity(identity: Identity | undefined): boolean {
    return (
      this.#matchesNamespace(identity?.namespace ?? "") &&
      this.#matchesServiceAccount(identity) &&
      this.#matchesPrincipal(identity)
    );
  }

  /** Plaintext has the empty namespace, so `exact ""` finds it and `presence` does not. */
  #matchesNamespace(namespace: string): boolean {
    const { positive, negative } = this.#namespaces;
    return positive?.(namespace) !== false && negative?.(namespace) !== true;
  }

  /** The trust domain takes no part: only namespace and name are compared. */
  #matchesServiceAccount(identity: Identity | undefined): boolean {
    const { positive, negative } = this.#serviceAccounts;
    if (identity === undefined) return positive === undefined;
    return (
      (positive === undefined || hasServiceAccount(positive, identity)) &&
      (negative === undefined || !hasServiceAccount(negative, identity))
    );
  }

  /** Policies write principals without the `spiffe://` scheme. Plaintext has none: no positive hit, no negative hit. */
  #matchesPrincipal(identity: Identity | undefined): boolean {
    const { positive, negative } = this.#principals;
    if (positive === undefined && negative === undefined) return true;
    if (identity === undefined) return positive === undefined;
    const principal = principalOf(identity);
    return positive?.(principal) !== false && negative?.(principal) !== true;
  }
}

/** A list and its opposite; undefined where it is empty. */
interface Listed<Compiled> {
  readonly positive: Compiled | undefined;
  readonly negative: Compiled | undefined;
}

function compileLists<Entry, Compiled>(
  positive: readonly Entry[],
  negative: readonly Entry[],
  compile: (list: readonly Entry[]) => Compiled,
): Listed<Compiled> {
  return {
    positive: positive.length === 0 ? undefined : compile(positive),
    negative: negative.length === 0 ? undefined : compile(negative),
  };
}

/** Names by namespace. */
type ServiceAccounts = ReadonlyMap<string, ReadonlySet<string>>;

function compileServiceAccounts(accounts: readonly ServiceAccountMatch[]): ServiceAccounts {
  const namesByNamespace = new Map<string, Set<string>>();
  for (const { namespace, serviceAccount } of accounts) {
    const names = namesByNamespace.get(namespace);
    if (names === undefined) namesByNamespace.set(namespace, new Set([serviceAccount]));
    else names.add(serviceAccount);
  }
  return namesByNamespace;
}

function hasServiceAccount(accounts: ServiceAccounts, { namespace, serviceAccount }: Identity): boolean {
  return accounts.get(namespace)?.has(serviceAccount) === true;
}
