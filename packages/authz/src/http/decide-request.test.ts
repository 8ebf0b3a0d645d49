import { parseCidr, parseIpAddress } from "@ambit/addr";
import type {
  Condition,
  HttpPolicy,
  OperationMatch,
  PathTextMatch,
  PolicyRule,
  SourceMatch,
  TextMatch,
} from "@ambit/model/http";
import { anHttpPolicy, anOperationMatch, anyOf, aPolicyRule, aSourceMatch } from "@ambit/model/http/testing";
import { describe, expect, test } from "vitest";
import { anIdentity } from "../testing/builders.ts";
import { aProvider, aToken, someHttpFacts } from "../testing/http.ts";
import { decideRequest, decideTcp, findCustom, findTcpCustom } from "./decide-request.ts";
import type { HttpFacts } from "./request-facts.ts";

const exact = (value: string): TextMatch => ({ kind: "exact", value });
const prefix = (value: string): TextMatch => ({ kind: "prefix", value });
const suffix = (value: string): TextMatch => ({ kind: "suffix", value });
const PRESENT: TextMatch = { kind: "presence" };
const template = (text: string): PathTextMatch => ({ kind: "template", template: text });
const from = (...sources: Partial<SourceMatch>[]): Partial<PolicyRule> => ({
  from: sources.map(aSourceMatch),
});
const to = (...operations: Partial<OperationMatch>[]): Partial<PolicyRule> => ({
  to: operations.map(anOperationMatch),
});
const when = (...conditions: Condition[]): Partial<PolicyRule> => ({ when: conditions });

function allowing(...rules: Partial<PolicyRule>[]): HttpPolicy {
  return anHttpPolicy({ name: "allow", rules: rules.map(aPolicyRule) });
}

function denying(...rules: Partial<PolicyRule>[]): HttpPolicy {
  return anHttpPolicy({ name: "deny", action: "deny", rules: rules.map(aPolicyRule) });
}

function matches(rule: Partial<PolicyRule>, facts: HttpFacts): boolean {
  return decideRequest([allowing(rule)], facts).allow;
}

const BROKEN: TextMatch = { kind: "regex", pattern: "(" };
const NOBODY = { identity: undefined } as const;

describe("actions", () => {
  const ALL = {};
  const POST = to({ methods: anyOf([exact("POST")]) });
  test.each<[string, readonly HttpPolicy[], boolean, string | undefined]>([
    ["no policy", [], true, undefined],
    ["ALLOW without rules", [allowing()], false, undefined],
    ["ALLOW of all", [allowing(ALL)], true, "ns[shop]-policy[allow]-rule[0]"],
    ["ALLOW by its second rule", [allowing(POST, ALL)], true, "ns[shop]-policy[allow]-rule[1]"],
    ["ALLOW of something else", [allowing(POST)], false, undefined],
    ["one ALLOW of two", [allowing(POST), allowing(ALL)], true, "ns[shop]-policy[allow]-rule[0]"],
    ["DENY without rules", [denying()], true, undefined],
    ["DENY of all", [denying(ALL)], false, "ns[shop]-policy[deny]-rule[0]"],
    ["DENY of something else", [denying(POST)], true, undefined],
    ["DENY over ALLOW", [allowing(ALL), denying(ALL)], false, "ns[shop]-policy[deny]-rule[0]"],
    ["AUDIT of all", [anHttpPolicy({ action: "audit", rules: [aPolicyRule()] })], true, undefined],
    [
      "CUSTOM of all, once it is asked",
      [anHttpPolicy({ action: "custom", rules: [aPolicyRule()] })],
      true,
      undefined,
    ],
  ])("%s: %j", (_, policies, allow, policy) => {
    expect(decideRequest(policies, someHttpFacts())).toMatchObject({ allow, policy });
  });

  test("a refusal names its policy as the access log does", () => {
    expect(decideRequest([denying(ALL)], someHttpFacts())).toMatchObject({
      details: "rbac_access_denied_matched_policy[ns[shop]-policy[deny]-rule[0]]",
    });
    expect(decideRequest([allowing(POST)], someHttpFacts())).toMatchObject({
      details: "rbac_access_denied_matched_policy[none]",
    });
  });

  test("dry-run policies are reported, never obeyed", () => {
    const dry = (policy: HttpPolicy): HttpPolicy => ({ ...policy, isDryRun: true });
    expect(decideRequest([dry(denying(ALL))], someHttpFacts())).toEqual({
      allow: true,
      policy: undefined,
      dryRun: { deny: { isAllowed: false, policy: "ns[shop]-policy[deny]-rule[0]" }, allow: undefined },
    });
    expect(decideRequest([dry(allowing(POST)), allowing(ALL)], someHttpFacts())).toMatchObject({
      allow: true,
      dryRun: { deny: undefined, allow: { isAllowed: false, policy: undefined } },
    });
    expect(decideRequest([dry(allowing(ALL)), dry(denying(POST))], someHttpFacts()).dryRun).toEqual({
      deny: { isAllowed: true, policy: undefined },
      allow: { isAllowed: true, policy: "ns[shop]-policy[allow]-rule[0]" },
    });
  });
});

describe("a source", () => {
  const other = { identity: anIdentity({ namespace: "other", serviceAccount: "x" }) };
  const token = { token: aToken() };
  test.each<[string, Partial<SourceMatch>, HttpFacts, boolean]>([
    ["principal", { principals: anyOf([exact("cluster.local/ns/shop/sa/client")]) }, someHttpFacts(), true],
    ["principal by prefix", { principals: anyOf([prefix("cluster.local/ns/shop/")]) }, someHttpFacts(), true],
    ["principal by suffix", { principals: anyOf([suffix("/sa/client")]) }, someHttpFacts(), true],
    ["principal with its scheme", { principals: anyOf([prefix("spiffe://")]) }, someHttpFacts(), false],
    ["any principal", { principals: anyOf([PRESENT]) }, someHttpFacts(), true],
    ["any principal, of nobody", { principals: anyOf([PRESENT]) }, someHttpFacts(NOBODY), false],
    ["not any principal, of nobody", { principals: anyOf([], [PRESENT]) }, someHttpFacts(NOBODY), true],
    ["not a principal", { principals: anyOf([], [suffix("/sa/client")]) }, someHttpFacts(), false],
    ["a principal but another", { principals: anyOf([PRESENT], [suffix("/x")]) }, someHttpFacts(), true],
    ["namespace", { namespaces: anyOf(["shop"]) }, someHttpFacts(), true],
    ["namespace by prefix", { namespaces: anyOf(["sh*"]) }, someHttpFacts(), true],
    ["namespace by suffix", { namespaces: anyOf(["*op"]) }, someHttpFacts(), true],
    ["namespace by its middle", { namespaces: anyOf(["s*o*p"]) }, someHttpFacts(), true],
    ["namespace that is too short", { namespaces: anyOf(["shop*p"]) }, someHttpFacts(), false],
    ["any namespace", { namespaces: anyOf(["*"]) }, someHttpFacts(), true],
    ["any namespace, of nobody", { namespaces: anyOf(["*"]) }, someHttpFacts(NOBODY), false],
    ["not a namespace, of nobody", { namespaces: anyOf([], ["shop"]) }, someHttpFacts(NOBODY), true],
    ["not a namespace", { namespaces: anyOf([], ["shop"]) }, someHttpFacts(other), true],
    [
      "service account",
      { serviceAccounts: anyOf([{ namespace: "shop", serviceAccount: "client" }]) },
      someHttpFacts(),
      true,
    ],
    [
      "service account of another namespace",
      { serviceAccounts: anyOf([{ namespace: "other", serviceAccount: "client" }]) },
      someHttpFacts(),
      false,
    ],
    ["trust domain", { trustDomains: anyOf([exact("cluster.local")]) }, someHttpFacts(), true],
    ["trust domain, not", { trustDomains: anyOf([], [prefix("cluster")]) }, someHttpFacts(), false],
    [
      "request principal",
      { requestPrincipals: anyOf(["https://issuer.example/user"]) },
      someHttpFacts(token),
      true,
    ],
    ["any request principal", { requestPrincipals: anyOf(["*"]) }, someHttpFacts(token), true],
    ["any request principal, without a token", { requestPrincipals: anyOf(["*"]) }, someHttpFacts(), false],
    [
      "not any request principal, without a token",
      { requestPrincipals: anyOf([], ["*"]) },
      someHttpFacts(),
      true,
    ],
    ["not any request principal", { requestPrincipals: anyOf([], ["*"]) }, someHttpFacts(token), false],
    ["address", { ips: anyOf([parseCidr("10.0.0.1")]) }, someHttpFacts(), true],
    ["block", { ips: anyOf([parseCidr("10.0.0.0/8")]) }, someHttpFacts(), true],
    ["not a block", { ips: anyOf([], [parseCidr("10.0.0.0/8")]) }, someHttpFacts(), false],
    [
      "remote address, not the source's",
      { remoteIps: anyOf([parseCidr("192.0.2.0/24")]) },
      someHttpFacts({ remoteIp: parseIpAddress("192.0.2.7") }),
      true,
    ],
    [
      "all fields together",
      { namespaces: anyOf(["shop"]), ips: anyOf([parseCidr("192.0.2.0/24")]) },
      someHttpFacts(),
      false,
    ],
    ["nothing in particular", {}, someHttpFacts(NOBODY), true],
  ])("by %s", (_, source, facts, isMatch) => {
    expect(matches(from(source), facts)).toBe(isMatch);
  });

  test("any of several will do", () => {
    const rule = from({ namespaces: anyOf(["x"]) }, { namespaces: anyOf(["shop"]) });
    expect(matches(rule, someHttpFacts())).toBe(true);
  });
});

describe("an operation", () => {
  const path = (value: string): HttpFacts => someHttpFacts({ path: value });
  const host = (authority: string): HttpFacts => someHttpFacts({ authority });
  test.each<[string, Partial<OperationMatch>, HttpFacts, boolean]>([
    ["host", { hosts: anyOf([exact("example.com")]) }, host("example.com"), true],
    ["host in another case", { hosts: anyOf([exact("Example.com")]) }, host("eXample.COM"), true],
    ["host with a port", { hosts: anyOf([exact("example.com")]) }, host("example.com:80"), false],
    ["host with any port", { hosts: anyOf([prefix("example.com:")]) }, host("example.com:80"), true],
    ["host by suffix", { hosts: anyOf([suffix(".Example.com")]) }, host("a.example.com"), true],
    ["any host", { hosts: anyOf([PRESENT]) }, host("x"), true],
    ["not a host", { hosts: anyOf([], [exact("example.com")]) }, host("EXAMPLE.com"), false],
    ["port", { ports: anyOf([80]) }, someHttpFacts(), true],
    ["other port", { ports: anyOf([8080]) }, someHttpFacts(), false],
    ["not a port", { ports: anyOf([], [80]) }, someHttpFacts(), false],
    ["method", { methods: anyOf([exact("GET")]) }, someHttpFacts(), true],
    ["method in another case", { methods: anyOf([exact("get")]) }, someHttpFacts(), false],
    ["not a method", { methods: anyOf([], [exact("GET")]) }, someHttpFacts({ method: "PUT" }), true],
    ["path", { paths: anyOf([exact("/a")]) }, path("/a"), true],
    ["path in another case", { paths: anyOf([exact("/a")]) }, path("/A"), false],
    ["path by prefix", { paths: anyOf([prefix("/public")]) }, path("/public/x"), true],
    ["path by suffix", { paths: anyOf([suffix(".txt")]) }, path("/x.txt"), true],
    ["path by template", { paths: anyOf([template("/a/{*}/c")]) }, path("/a/b/c"), true],
    ["another path by template", { paths: anyOf([template("/a/{*}/c")]) }, path("/a/b/d"), false],
    ["not a path", { paths: anyOf([], [prefix("/admin")]) }, path("/public"), true],
    ["a path but not one below", { paths: anyOf([prefix("/a")], [prefix("/a/b")]) }, path("/a/b/c"), false],
    ["gRPC", { paths: anyOf([exact("/pkg.Service/Method")]) }, path("/pkg.Service/Method"), true],
  ])("by %s", (_, operation, facts, isMatch) => {
    expect(matches(to(operation), facts)).toBe(isMatch);
  });
});

describe("a condition", () => {
  const header = (texts: TextMatch[], not: TextMatch[] = []): Condition => ({
    key: "header",
    name: "x-a",
    texts: anyOf(texts, not),
  });
  const sent = (value: string): HttpFacts => someHttpFacts({ headers: { "x-a": value } });
  const token = (claims: Record<string, unknown>): HttpFacts => someHttpFacts({ token: aToken(claims) });
  const claim = (path: string[], ...values: TextMatch[]): Condition => ({
    key: "request.auth.claims",
    path,
    texts: anyOf(values),
  });
  test.each<[string, Condition, HttpFacts, boolean]>([
    ["header", header([exact("1")]), sent("1"), true],
    ["header by prefix", header([prefix("ab")]), sent("abc"), true],
    ["any value of a header", header([PRESENT]), sent("x"), true],
    ["any value of a header that is not there", header([PRESENT]), someHttpFacts(), false],
    ["not a value", header([], [exact("1")]), sent("1"), false],
    ["not a value of a header that is not there", header([], [exact("1")]), someHttpFacts(), true],
    ["a value and not another", header([prefix("a")], [exact("ab")]), sent("ab"), false],
    ["joined values", header([exact("1")]), sent("1,2"), false],
    ["source.ip", { key: "source.ip", blocks: anyOf([parseCidr("10.0.0.0/24")]) }, someHttpFacts(), true],
    ["remote.ip", { key: "remote.ip", blocks: anyOf([parseCidr("192.0.2.1")]) }, someHttpFacts(), false],
    [
      "destination.ip",
      { key: "destination.ip", blocks: anyOf([parseCidr("10.96.0.0/16")]) },
      someHttpFacts(),
      true,
    ],
    ["destination.port", { key: "destination.port", ports: anyOf([80]) }, someHttpFacts(), true],
    ["source.namespace", { key: "source.namespace", namespaces: anyOf(["shop"]) }, someHttpFacts(), true],
    [
      "source.serviceAccount",
      { key: "source.serviceAccount", accounts: anyOf([{ namespace: "shop", serviceAccount: "client" }]) },
      someHttpFacts(),
      true,
    ],
    [
      "source.principal",
      { key: "source.principal", texts: anyOf([suffix("/client")]) },
      someHttpFacts(),
      true,
    ],
    [
      "source.trustDomain",
      { key: "source.trustDomain", texts: anyOf([exact("other")]) },
      someHttpFacts(),
      false,
    ],
    [
      "connection.sni",
      { key: "connection.sni", texts: anyOf([suffix(".example")]) },
      someHttpFacts({ serverName: "a.example" }),
      true,
    ],
    [
      "connection.sni without TLS",
      { key: "connection.sni", texts: anyOf([PRESENT]) },
      someHttpFacts(),
      false,
    ],
    [
      "principal of a token",
      { key: "request.auth.principal", principals: anyOf(["*/user"]) },
      token({}),
      true,
    ],
    [
      "audience",
      { key: "request.auth.audiences", texts: anyOf([exact("b")]) },
      token({ aud: ["a", "b"] }),
      true,
    ],
    [
      "the only audience",
      { key: "request.auth.audiences", texts: anyOf([exact("a")]) },
      token({ aud: "a" }),
      true,
    ],
    ["no audience", { key: "request.auth.audiences", texts: anyOf([PRESENT]) }, token({}), false],
    ["presenter", { key: "request.auth.presenter", texts: anyOf([exact("p")]) }, token({ azp: "p" }), true],
    ["claim", claim(["a"], exact("x")), token({ a: "x" }), true],
    ["claim in a list", claim(["a"], exact("y")), token({ a: ["x", "y"] }), true],
    ["claim below another", claim(["a", "b"], exact("x")), token({ a: { b: "x" } }), true],
    ["words of a scope", claim(["scope"], exact("write")), token({ scope: "read write" }), true],
    ["a number as a claim", claim(["a"], exact("1")), token({ a: 1 }), false],
    ["a claim that is not there", claim(["toString"], PRESENT), token({}), false],
    ["a claim without a token", claim(["a"], PRESENT), someHttpFacts(), false],
  ])("of %s", (_, condition, facts, isMatch) => {
    expect(matches(when(condition), facts)).toBe(isMatch);
  });

  test("one that fails is enough", () => {
    const rule = when(header([exact("1")]), { key: "destination.port", ports: anyOf([81]) });
    expect(matches(rule, sent("1"))).toBe(false);
  });
});

test("the parts of a rule have to agree", () => {
  const rule = {
    ...from({ namespaces: anyOf(["shop"]) }),
    ...to({ methods: anyOf([exact("GET")]) }, { methods: anyOf([exact("PUT")]) }),
    ...when({ key: "destination.port", ports: anyOf([80]) }),
  };
  expect(matches(rule, someHttpFacts({ method: "PUT" }))).toBe(true);
  expect(matches(rule, someHttpFacts({ method: "POST" }))).toBe(false);
  expect(matches(rule, someHttpFacts({ destinationPort: 81 }))).toBe(false);
  expect(matches(rule, someHttpFacts(NOBODY))).toBe(false);
});

describe("a rule that nobody can read", () => {
  test.each<[string, Partial<PolicyRule>]>([
    ["with a pattern", to({ methods: anyOf([BROKEN]) })],
    ["with a pattern in what must not be", to({ methods: anyOf([], [BROKEN]) })],
    ["with a template", to({ paths: anyOf([template("/{**}/{*}")]) })],
    ["beside a source that can be read", from({ principals: anyOf([BROKEN]) }, {})],
  ])("%s allows nothing and denies everything", (_, rule) => {
    expect(decideRequest([allowing(rule)], someHttpFacts()).allow).toBe(false);
    expect(decideRequest([denying(rule)], someHttpFacts()).allow).toBe(false);
    expect(decideTcp([denying(rule)], someHttpFacts()).allow).toBe(false);
    expect(decideRequest([allowing(rule, {})], someHttpFacts()).allow).toBe(true);
  });
});

describe("on TCP", () => {
  const GET = to({ methods: anyOf([exact("GET")]) });
  const SHOP = from({ namespaces: anyOf(["shop"]) });
  const OTHER = from({ namespaces: anyOf(["other"]) });
  test.each<[string, HttpPolicy, boolean]>([
    ["ALLOW by what a connection has", allowing(SHOP), true],
    ["ALLOW by port", allowing(to({ ports: anyOf([80]) })), true],
    ["ALLOW with a method is void", allowing({ ...SHOP, ...GET }), false],
    ["ALLOW by another rule", allowing(GET, SHOP), true],
    ["DENY with a method forgets it", denying({ ...SHOP, ...GET }), false],
    ["DENY with a method keeps the rest", denying({ ...OTHER, ...GET }), true],
    ["DENY of methods alone denies all", denying(GET), false],
    ["DENY with a claim", denying(when({ key: "request.auth.principal", principals: anyOf(["*"]) })), false],
    [
      "ALLOW with a header is void",
      allowing(when({ key: "header", name: "a", texts: anyOf([], [PRESENT]) })),
      false,
    ],
    ["ALLOW by SNI", allowing(when({ key: "connection.sni", texts: anyOf([exact("a")]) })), true],
    ["ALLOW by remote address", allowing(from({ remoteIps: anyOf([parseCidr("10.0.0.1")]) })), true],
  ])("%s", (_, policy, allow) => {
    expect(decideTcp([policy], someHttpFacts({ serverName: "a" })).allow).toBe(allow);
  });

  test("no policy admits, and a refusal is explained", () => {
    expect(decideTcp([], someHttpFacts()).allow).toBe(true);
    expect(decideTcp([allowing(GET)], someHttpFacts())).toMatchObject({
      allow: false,
      details: "rbac_access_denied_matched_policy[none]",
    });
  });
});

describe("CUSTOM", () => {
  const custom = (provider: string | undefined, ...rules: Partial<PolicyRule>[]): HttpPolicy =>
    anHttpPolicy({ name: "custom", action: "custom", provider, rules: rules.map(aPolicyRule) });
  const guarded = to({ paths: anyOf([prefix("/admin")]) });
  const provider = aProvider();
  const admin = someHttpFacts({ path: "/admin/x" });
  const policy = "istio-ext-authz-provider-ns[shop]-policy[custom]-rule[0]";
  const details = `rbac_access_denied_matched_policy[${policy}-deny-due-to-bad-CUSTOM-action]`;

  test("asks about what its rules match, and about nothing else", () => {
    const policies = [custom("provider", guarded)];
    expect(findCustom(policies, [provider], admin)).toEqual({ kind: "ask", provider, policy });
    expect(findCustom(policies, [provider], someHttpFacts({ path: "/health" }))).toEqual({ kind: "none" });
    expect(findCustom([custom("provider")], [provider], admin)).toEqual({ kind: "none" });
    expect(findCustom([], [provider], admin)).toEqual({ kind: "none" });
  });

  test.each([
    ["nobody knows the provider", []],
    ["the provider leads nowhere", [aProvider({ service: undefined })]],
  ])("refuses what it would ask about when %s", (_, providers) => {
    const policies = [custom("provider", guarded)];
    expect(findCustom(policies, providers, admin)).toEqual({ kind: "deny", policy, details });
    expect(findCustom(policies, providers, someHttpFacts())).toEqual({ kind: "none" });
  });

  test("refuses when several providers would have to be asked", () => {
    const policies = [custom("provider", guarded), custom("second", to({ paths: anyOf([prefix("/b")]) }))];
    const providers = [provider, aProvider({ name: "second" })];
    expect(findCustom(policies, providers, admin)).toMatchObject({ kind: "deny" });
    expect(findCustom(policies, providers, someHttpFacts())).toEqual({ kind: "none" });
  });

  test("two policies of one provider are asked once", () => {
    const policies = [custom("provider", guarded), custom("provider", {})];
    expect(findCustom(policies, [provider], someHttpFacts())).toMatchObject({ kind: "ask" });
  });

  test("a dry run of it is none", () => {
    const policies = [{ ...custom("provider", guarded), isDryRun: true }];
    expect(findCustom(policies, [provider], admin)).toMatchObject({ kind: "ask" });
  });

  test("on TCP asks a provider that speaks gRPC, without what only HTTP has", () => {
    const policies = [custom("provider", guarded)];
    expect(findTcpCustom(policies, [provider], someHttpFacts())).toMatchObject({ kind: "ask" });
    expect(findTcpCustom(policies, [aProvider({ protocol: "http" })], someHttpFacts())).toEqual({
      kind: "none",
    });
    expect(findTcpCustom(policies, [], someHttpFacts())).toMatchObject({ kind: "deny" });
  });
});
