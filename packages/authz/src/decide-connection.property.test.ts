import type { Cidr, IpAddress } from "@ambit/addr";
import { ipAddressBytes, parseCidr, parseIpAddress } from "@ambit/addr";
import type { Authorization, Match, ServiceAccountMatch, StringMatch } from "@ambit/model";
import fc from "fast-check";
import { expect, test } from "vitest";
import { decideConnection } from "./decide-connection.ts";
import type { ConnectionDecision, ConnectionFacts } from "./decision.ts";

// A small universe, so that hits and misses are both common.
const namespaces = fc.constantFrom("", "shop", "shop-2", "other");
const accounts = fc.constantFrom("client", "server");
const domains = fc.constantFrom("cluster.local", "other.domain");
const ports = fc.constantFrom(80, 8080, 9090);
const ips = fc.constantFrom("10.0.0.1", "10.0.0.2", "10.1.0.1", "fd00::1", "fd01::1").map(parseIpAddress);
const cidrs = fc
  .constantFrom("10.0.0.0/16", "10.0.0.2", "10.0.0.1/31", "0.0.0.0/0", "fd00::/16", "::/0", "fd00::1/127")
  .map(parseCidr);
const texts = fc.constantFrom(
  "",
  "shop",
  "cluster.local/ns/shop/sa/client",
  "cluster.local/",
  "/sa/server",
  "spiffe://",
);

const stringMatch: fc.Arbitrary<StringMatch> = fc.oneof(
  fc.record({ kind: fc.constantFrom("exact" as const, "prefix" as const, "suffix" as const), value: texts }),
  fc.constant<StringMatch>({ kind: "presence" }),
);
const accountMatch: fc.Arbitrary<ServiceAccountMatch> = fc.record({
  namespace: namespaces,
  serviceAccount: accounts,
});

function few<T>(values: fc.Arbitrary<T>): fc.Arbitrary<T[]> {
  return fc.oneof({ weight: 4, arbitrary: fc.constant<T[]>([]) }, fc.array(values, { maxLength: 2 }));
}

const match: fc.Arbitrary<Match> = fc.record({
  namespaces: few(stringMatch),
  notNamespaces: few(stringMatch),
  principals: few(stringMatch),
  notPrincipals: few(stringMatch),
  serviceAccounts: few(accountMatch),
  notServiceAccounts: few(accountMatch),
  sourceIps: few(cidrs),
  notSourceIps: few(cidrs),
  destinationIps: few(cidrs),
  notDestinationIps: few(cidrs),
  destinationPorts: few(ports),
  notDestinationPorts: few(ports),
});
const clause = fc.array(match, { maxLength: 3 });
const rule = fc.array(clause, { maxLength: 3 });
const policy: fc.Arbitrary<Authorization> = fc.record({
  name: fc.constantFrom("a", "b", "c"),
  namespace: fc.constantFrom("shop", "other"),
  scope: fc.constantFrom("Global" as const, "Namespace" as const, "WorkloadSelector" as const),
  action: fc.constantFrom("Allow" as const, "Deny" as const),
  dryRun: fc.boolean(),
  rules: fc.array(rule, { maxLength: 3 }),
});
const facts: fc.Arbitrary<ConnectionFacts> = fc.record({
  sourceIp: ips,
  destinationIp: ips,
  destinationPort: ports,
  identity: fc.option(
    fc.record({
      trustDomain: domains,
      namespace: fc.constantFrom("shop", "other"),
      serviceAccount: accounts,
    }),
    { nil: undefined },
  ),
});

// The oracle: the rules of matching, sentence by sentence, with no compilation.

function stringHits(matches: readonly StringMatch[], value: string): boolean {
  return matches.some((m) => {
    if (m.kind === "presence") return value.length > 0;
    if (m.kind === "exact") return value === m.value;
    return m.kind === "prefix" ? value.slice(0, m.value.length) === m.value : value.endsWith(m.value);
  });
}

function bitsOf(ip: IpAddress): string {
  return [...ipAddressBytes(ip)].map((byte) => byte.toString(2).padStart(8, "0")).join("");
}

function cidrHits(blocks: readonly Cidr[], ip: IpAddress): boolean {
  return blocks.some((block) => {
    const [left, right] = [bitsOf(block.ip), bitsOf(ip)];
    return (
      left.length === right.length && left.slice(0, block.prefixLength) === right.slice(0, block.prefixLength)
    );
  });
}

function entryMatches(m: Match, f: ConnectionFacts): boolean {
  const { identity } = f;
  const fields: [readonly unknown[], boolean, readonly unknown[], boolean][] = [
    [
      m.namespaces,
      stringHits(m.namespaces, identity?.namespace ?? ""),
      m.notNamespaces,
      stringHits(m.notNamespaces, identity?.namespace ?? ""),
    ],
    [m.principals, principalHits(m.principals), m.notPrincipals, principalHits(m.notPrincipals)],
    [
      m.serviceAccounts,
      accountHits(m.serviceAccounts),
      m.notServiceAccounts,
      accountHits(m.notServiceAccounts),
    ],
    [m.sourceIps, cidrHits(m.sourceIps, f.sourceIp), m.notSourceIps, cidrHits(m.notSourceIps, f.sourceIp)],
    [
      m.destinationIps,
      cidrHits(m.destinationIps, f.destinationIp),
      m.notDestinationIps,
      cidrHits(m.notDestinationIps, f.destinationIp),
    ],
    [
      m.destinationPorts,
      m.destinationPorts.includes(f.destinationPort),
      m.notDestinationPorts,
      m.notDestinationPorts.includes(f.destinationPort),
    ],
  ];
  return fields.every(
    ([positive, positiveHits, negative, negativeHits]) =>
      (positive.length === 0 || positiveHits) && (negative.length === 0 || !negativeHits),
  );

  function principalHits(matches: readonly StringMatch[]): boolean {
    if (identity === undefined) return false;
    return stringHits(
      matches,
      `${identity.trustDomain}/ns/${identity.namespace}/sa/${identity.serviceAccount}`,
    );
  }

  function accountHits(matches: readonly ServiceAccountMatch[]): boolean {
    if (identity === undefined) return false;
    return matches.some(
      (a) => a.namespace === identity.namespace && a.serviceAccount === identity.serviceAccount,
    );
  }
}

function firstRule(p: Authorization, f: ConnectionFacts): number {
  return p.rules.findIndex((clauses) =>
    clauses.every(
      (entries) =>
        entries.length === 0 ||
        entries.some(
          (entry) => !Object.values(entry).every((list) => list.length === 0) && entryMatches(entry, f),
        ),
    ),
  );
}

function oracle(policies: readonly Authorization[], f: ConnectionFacts): ConnectionDecision {
  const asked = policies.map((p) => ({ p, key: `${p.namespace}/${p.name}`, rule: firstRule(p, f) }));
  const dryRun = asked
    .filter(({ p, rule: index }) => p.dryRun && index !== -1)
    .map(({ p, key, rule: index }) => ({ policy: key, action: p.action, rule: index }));
  const enforced = asked.filter(({ p }) => !p.dryRun);
  const denial = enforced.find(({ p, rule: index }) => p.action === "Deny" && index !== -1);
  if (denial)
    return { allow: false, reason: "explicitly-denied", policy: denial.key, rule: denial.rule, dryRun };
  const allows = enforced.filter(({ p }) => p.action === "Allow");
  if (allows.length === 0) return { allow: true, dryRun };
  const allowance = allows.find(({ rule: index }) => index !== -1);
  if (allowance) return { allow: true, policy: allowance.key, rule: allowance.rule, dryRun };
  return { allow: false, reason: "not-allowed", dryRun };
}

const policies = fc.array(policy, { maxLength: 4 });

test("the compiled decision is the literal one", () => {
  fc.assert(
    fc.property(policies, facts, (set, f) => {
      expect(decideConnection(set, f)).toEqual(oracle(set, f));
    }),
    { numRuns: 3000 },
  );
});

test("verdicts that are kept are the literal ones", () => {
  const withoutSources = match.map((m) => ({ ...m, sourceIps: [], notSourceIps: [] }));
  const longRules = fc.array(fc.array(fc.array(withoutSources, { maxLength: 3 }), { maxLength: 3 }), {
    minLength: 16,
    maxLength: 20,
  });
  const longPolicy = fc.tuple(policy, longRules).map(([p, rules]) => ({ ...p, rules }));
  const longPolicies = fc.array(longPolicy, { minLength: 1, maxLength: 3 });
  fc.assert(
    fc.property(longPolicies, fc.array(facts, { minLength: 2, maxLength: 8 }), (set, asked) => {
      const frozen = Object.freeze([...set]);
      for (const f of [...asked, ...asked]) expect(decideConnection(frozen, f)).toEqual(oracle(set, f));
    }),
  );
});

test("dry-run policies never change the outcome", () => {
  fc.assert(
    fc.property(policies, facts, (set, f) => {
      const enforced = set.filter((p) => !p.dryRun);
      expect(decideConnection(set, f).allow).toBe(decideConnection(enforced, f).allow);
    }),
  );
});

test("one more DENY never admits more", () => {
  fc.assert(
    fc.property(policies, policy, facts, (set, extra, f) => {
      fc.pre(!decideConnection(set, f).allow);
      expect(decideConnection([...set, { ...extra, action: "Deny" }], f).allow).toBe(false);
    }),
  );
});

test("the order of policies never changes the outcome", () => {
  fc.assert(
    fc.property(policies, facts, (set, f) => {
      expect(decideConnection(set.toReversed(), f).allow).toBe(decideConnection(set, f).allow);
    }),
  );
});
