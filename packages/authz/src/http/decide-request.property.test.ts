import { type Cidr, ipAddressBytes, parseCidr, parseIpAddress } from "@ambit/addr";
import type {
  AnyOf,
  HttpPolicy,
  OperationMatch,
  PathTextMatch,
  PolicyRule,
  SourceMatch,
  TextMatch,
} from "@ambit/model/http";
import { anHttpPolicy, aPolicyRule } from "@ambit/model/http/testing";
import fc from "fast-check";
import { expect, test } from "vitest";
import { aToken, someHttpFacts } from "../testing/http.ts";
import { decideRequest, decideTcp } from "./decide-request.ts";
import type { HttpFacts } from "./request-facts.ts";

// A small universe, so that hits and misses are both common.
const words = fc.constantFrom("", "a", "b", "ab", "A", "cluster.local/ns/a/sa/b", "/a", "/a/b", "/sa/b");
const textMatch: fc.Arbitrary<TextMatch> = fc.oneof(
  fc.record({ kind: fc.constantFrom("exact" as const, "prefix" as const, "suffix" as const), value: words }),
  fc.constant<TextMatch>({ kind: "presence" }),
);
const pathMatch: fc.Arbitrary<PathTextMatch> = fc.oneof(
  textMatch,
  fc.constantFrom("/{*}", "/{**}", "/a/{*}", "/{*}/b/{**}", "/{**}/b").map((template) => ({
    kind: "template" as const,
    template,
  })),
);
const cidr = fc.constantFrom("10.0.0.0/8", "10.0.0.1", "192.0.2.0/24", "::/0").map(parseCidr);

function anyOf<T>(value: fc.Arbitrary<T>): fc.Arbitrary<AnyOf<T>> {
  const list = fc.oneof({ weight: 4, arbitrary: fc.constant<T[]>([]) }, fc.array(value, { maxLength: 2 }));
  return fc.record({ values: list, notValues: list });
}

const source: fc.Arbitrary<SourceMatch> = fc.record({
  principals: anyOf(textMatch),
  namespaces: anyOf(fc.constantFrom("a", "*", "a*", "*b", "b")),
  serviceAccounts: anyOf(
    fc.record({ namespace: fc.constantFrom("a", "b"), serviceAccount: fc.constantFrom("a", "b") }),
  ),
  trustDomains: anyOf(
    fc.constantFrom<TextMatch>({ kind: "prefix", value: "cluster" }, { kind: "exact", value: "a" }),
  ),
  requestPrincipals: anyOf(fc.constantFrom("*", "a/b", "a/*", "*/b")),
  ips: anyOf(cidr),
  remoteIps: anyOf(cidr),
});
const operation: fc.Arbitrary<OperationMatch> = fc.record({
  hosts: anyOf(textMatch),
  ports: anyOf(fc.constantFrom(80, 81)),
  methods: anyOf(textMatch),
  paths: anyOf(pathMatch),
});
const rule: fc.Arbitrary<PolicyRule> = fc
  .record({ from: fc.array(source, { maxLength: 2 }), to: fc.array(operation, { maxLength: 2 }) })
  .map((fields) => aPolicyRule(fields));
const policy: fc.Arbitrary<HttpPolicy> = fc
  .record({
    action: fc.constantFrom("allow" as const, "deny" as const),
    isDryRun: fc.boolean(),
    rules: fc.array(rule, { maxLength: 3 }),
  })
  .map((fields) => anHttpPolicy(fields));
const policies = fc.array(policy, { maxLength: 3 });
const ip = fc.constantFrom("10.0.0.1", "10.1.0.1", "192.0.2.1", "fd00::1").map(parseIpAddress);
const name = fc.constantFrom("a", "b");
const facts: fc.Arbitrary<HttpFacts> = fc
  .record({
    identity: fc.option(
      fc.record({ trustDomain: fc.constant("cluster.local"), namespace: name, serviceAccount: name }),
      { nil: undefined },
    ),
    sourceIp: ip,
    remoteIp: ip,
    destinationPort: fc.constantFrom(80, 81),
    method: fc.constantFrom("a", "b"),
    authority: fc.constantFrom("A", "ab"),
    path: fc.constantFrom("/", "/a", "/a/b", "/a/b/", "/b"),
    token: fc.option(
      fc.record({ iss: name, sub: name }).map((claims) => aToken(claims)),
      { nil: undefined },
    ),
  })
  .map((fields) => someHttpFacts(fields));

// The oracle: the rules of matching, sentence by sentence, with no compilation.

function textHits(match: TextMatch, value: string): boolean {
  if (match.kind === "presence") return value.length > 0;
  if (match.kind === "regex") throw new Error("not in this universe");
  if (match.kind === "exact") return value === match.value;
  return match.kind === "prefix" ? value.startsWith(match.value) : value.endsWith(match.value);
}

function pathHits(match: PathTextMatch, path: string): boolean {
  if (match.kind !== "template") return textHits(match, path);
  const pattern = match.template.replace("{**}", ".*").replace("{*}", "[^/]+");
  return new RegExp(`^${pattern}$`).test(path);
}

function globHits(glob: string, value: string): boolean {
  return new RegExp(`^${glob.replaceAll("*", ".*")}$`).test(value);
}

function bitsOf(address: string): string {
  return [...ipAddressBytes(parseIpAddress(address))]
    .map((byte) => byte.toString(2).padStart(8, "0"))
    .join("");
}

function blockHits(block: Cidr, address: string): boolean {
  const [left, right] = [bitsOf(block.ip), bitsOf(address)];
  return left.length === right.length && right.startsWith(left.slice(0, block.prefixLength));
}

function principalHits(pattern: string, token: HttpFacts["token"]): boolean {
  if (token === undefined) return false;
  const [issuer = "", subject = ""] = pattern === "*" ? ["*", "*"] : pattern.split("/");
  const isIt = (wanted: string, value: string): boolean => (wanted === "*" ? value !== "" : wanted === value);
  return isIt(issuer, token.issuer) && isIt(subject, token.subject);
}

function holds<T>({ values, notValues }: AnyOf<T>, isHit: (value: T) => boolean): boolean {
  return (values.length === 0 || values.some(isHit)) && !notValues.some(isHit);
}

function sourceHits(s: SourceMatch, f: HttpFacts): boolean {
  const id = f.identity;
  return (
    holds(
      s.principals,
      (m) => id !== undefined && textHits(m, `cluster.local/ns/${id.namespace}/sa/${id.serviceAccount}`),
    ) &&
    holds(s.namespaces, (glob) => id !== undefined && globHits(glob, id.namespace)) &&
    holds(
      s.serviceAccounts,
      (a) => a.namespace === id?.namespace && a.serviceAccount === id.serviceAccount,
    ) &&
    holds(s.trustDomains, (m) => id !== undefined && textHits(m, id.trustDomain)) &&
    holds(s.requestPrincipals, (pattern) => principalHits(pattern, f.token)) &&
    holds(s.ips, (block) => blockHits(block, f.sourceIp)) &&
    holds(s.remoteIps, (block) => blockHits(block, f.remoteIp))
  );
}

function operationHits(o: OperationMatch, f: HttpFacts): boolean {
  const lower = (m: TextMatch): TextMatch => ("value" in m ? { ...m, value: m.value.toLowerCase() } : m);
  return (
    holds(o.hosts, (m) => textHits(lower(m), f.authority.toLowerCase())) &&
    holds(o.ports, (port) => port === f.destinationPort) &&
    holds(o.methods, (m) => textHits(m, f.method)) &&
    holds(o.paths, (m) => pathHits(m, f.path))
  );
}

function ruleHits({ from, to }: PolicyRule, f: HttpFacts): boolean {
  return (
    (from.length === 0 || from.some((s) => sourceHits(s, f))) &&
    (to.length === 0 || to.some((o) => operationHits(o, f)))
  );
}

function oracle(all: readonly HttpPolicy[], f: HttpFacts): boolean {
  const enforced = all.filter(({ isDryRun }) => !isDryRun);
  const isHit = ({ rules }: HttpPolicy): boolean => rules.some((r) => ruleHits(r, f));
  if (enforced.some((p) => p.action === "deny" && isHit(p))) return false;
  const allows = enforced.filter(({ action }) => action === "allow");
  return allows.length === 0 || allows.some(isHit);
}

const NOTHING: AnyOf<never> = { values: [], notValues: [] };

/** A rule without what only HTTP has, or undefined if there was any and the rule allows. */
function tcpRule({ from, to, when }: PolicyRule, action: HttpPolicy["action"]): PolicyRule | undefined {
  const says = ({ values, notValues }: AnyOf<unknown>): boolean => values.length + notValues.length > 0;
  const usesHttp =
    from.some((s) => says(s.requestPrincipals)) ||
    to.some((o) => says(o.hosts) || says(o.methods) || says(o.paths));
  if (usesHttp && action === "allow") return undefined;
  return {
    from: from.map((s) => ({ ...s, requestPrincipals: NOTHING })),
    to: to.map((o) => ({ ...o, hosts: NOTHING, methods: NOTHING, paths: NOTHING })),
    when,
  };
}

test("the compiled decision about a request is the literal one", () => {
  fc.assert(
    fc.property(policies, facts, (all, f) => {
      expect(decideRequest(all, f).allow).toBe(oracle(all, f));
    }),
    { numRuns: 500 },
  );
});

test("the decision about a connection is that about what is left of the rules", () => {
  fc.assert(
    fc.property(policies, facts, (all, f) => {
      const left = all.map((p) => ({
        ...p,
        rules: p.rules.map((r) => tcpRule(r, p.action)).filter((r) => r !== undefined),
      }));
      expect(decideTcp(all, f).allow).toBe(oracle(left, f));
    }),
    { numRuns: 400 },
  );
});

test("one more DENY never admits more, and on TCP a policy is never weaker", () => {
  fc.assert(
    fc.property(policies, policy, facts, (all, extra, f) => {
      if (!decideRequest(all, f).allow) {
        expect(decideRequest([...all, { ...extra, action: "deny" }], f).allow).toBe(false);
        expect(decideTcp(all, f).allow).toBe(false);
      }
    }),
  );
});
