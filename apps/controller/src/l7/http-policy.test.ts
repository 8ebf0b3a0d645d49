import { decodeAuthorizationPolicy } from "@ambit/mesh-objects";
import type { PolicyRule } from "@ambit/model/http";
import { describe, expect, test } from "vitest";
import { convertPolicy } from "./http-policy.ts";

function convert(spec: object, annotations: object = {}) {
  const metadata = { name: "p", namespace: "shop", annotations };
  return convertPolicy(decodeAuthorizationPolicy({ metadata, spec }).object, ["td", "old"]);
}

function rulesOf(spec: object): readonly PolicyRule[] {
  return convert(spec).policy.rules;
}

const EVERYTHING = { from: [], to: [], when: [] };
const exact = (value: string) => ({ kind: "exact", value });

describe("what a rule asks for", () => {
  test("sources, of which a principal of the mesh is one of all its domains", () => {
    const source = {
      principals: ["td/ns/a/sa/b", "*/sa/c", "else/ns/a/sa/b"],
      notNamespaces: ["x*y"],
      serviceAccounts: ["b", "other/b"],
      trustDomains: ["cluster.local"],
      requestPrincipals: ["iss/sub"],
      ipBlocks: ["10.0.0.0/8"],
      notRemoteIpBlocks: ["192.0.2.1"],
    };
    expect(rulesOf({ rules: [{ from: [{ source }] }] })[0]?.from[0]).toMatchObject({
      principals: {
        values: [
          exact("td/ns/a/sa/b"),
          exact("old/ns/a/sa/b"),
          { kind: "suffix", value: "/sa/c" },
          exact("else/ns/a/sa/b"),
        ],
      },
      namespaces: { values: [], notValues: ["x*y"] },
      serviceAccounts: {
        values: [
          { namespace: "shop", serviceAccount: "b" },
          { namespace: "other", serviceAccount: "b" },
        ],
      },
      trustDomains: { values: [exact("td"), exact("old")] },
      requestPrincipals: { values: ["iss/sub"] },
      ips: { values: [{ ip: "10.0.0.0", prefixLength: 8 }] },
      remoteIps: { notValues: [{ ip: "192.0.2.1", prefixLength: 32 }] },
    });
  });

  test("operations", () => {
    const operation = {
      hosts: ["*.Example.com"],
      notPorts: ["80"],
      methods: ["GET"],
      paths: ["/a*", "/b/{**}", "*"],
    };
    expect(rulesOf({ rules: [{ to: [{ operation }] }] })[0]?.to[0]).toMatchObject({
      hosts: { values: [{ kind: "suffix", value: ".Example.com", ignoreCase: true }] },
      ports: { notValues: [80] },
      methods: { values: [exact("GET")] },
      paths: {
        values: [
          { kind: "prefix", value: "/a" },
          { kind: "template", template: "/b/{**}" },
          { kind: "presence" },
        ],
      },
    });
  });

  test.each([
    ["request.headers[X-Token]", { key: "header", name: "x-token", texts: { values: [exact("1")] } }],
    ["request.auth.claims[a][b.c]", { key: "request.auth.claims", path: ["a", "b.c"] }],
    ["request.auth.principal", { key: "request.auth.principal", principals: { values: ["1"] } }],
    ["source.namespace", { key: "source.namespace", namespaces: { values: ["1"] } }],
    ["destination.port", { key: "destination.port", ports: { values: [1] } }],
    ["connection.sni", { key: "connection.sni", texts: { values: [exact("1")] } }],
  ])("condition %s", (key, condition) => {
    expect(rulesOf({ rules: [{ when: [{ key, values: ["1"] }] }] })[0]?.when).toMatchObject([condition]);
  });
});

describe("rules", () => {
  test.each([
    ["ALLOW without rules allows nothing", { action: "ALLOW" }, []],
    ["an empty rule is everything", { rules: [{}] }, [EVERYTHING]],
    ["an unknown action denies everything", { action: "BLOCK", rules: [] }, [EVERYTHING]],
  ])("%s", (_name, spec, rules) => {
    expect(rulesOf(spec)).toEqual(rules);
  });

  test("an unknown action is a denial", () => {
    expect(convert({ action: "BLOCK" })).toMatchObject({
      policy: { action: "deny" },
      problems: [{ path: "spec.action" }],
    });
  });
});

describe("what means nothing never lets more through", () => {
  const when = (key: string, lists: object) => ({ when: [{ key, ...lists }] });
  const source = (fields: object) => ({ from: [{ source: fields }] });
  const rows: readonly [string, object][] = [
    ["an unknown key", when("request.colour", { values: ["red"] })],
    ["a lone bad address", source({ ipBlocks: ["10.0.0"] })],
    ["a bad address that is excepted", source({ ipBlocks: ["10.0.0.1"], notIpBlocks: ["10.0.0"] })],
    ["a bad port", { to: [{ operation: { ports: ["http"] } }] }],
    ["a bad account", source({ serviceAccounts: ["a/b/c"] })],
    ["an unknown field", source({ principals: ["a"], colours: ["red"] })],
    ["an empty source", source({})],
  ];
  test.each(rows)("%s: an ALLOW rule goes as a whole", (_name, rule) => {
    expect(rulesOf({ rules: [rule, {}] })).toEqual([EVERYTHING]);
  });

  test.each([
    ["an unknown key", when("request.colour", { values: ["red"] }), EVERYTHING],
    ["some bad addresses", source({ ipBlocks: ["10.0.0.1", "10.0.0"] }), { from: [{ ips: { values: [] } }] }],
    ["no text", source({ principals: [5, "a"] }), EVERYTHING],
  ])("%s: a DENY rule denies without", (_name, rule, expected) => {
    expect(rulesOf({ action: "DENY", rules: [rule] })).toMatchObject([expected]);
  });

  test("of several addresses a bad one is left out of what is allowed, and named", () => {
    const { policy, problems } = convert({ rules: [source({ ipBlocks: ["10.0.0.1", "10.0.0"] })] });
    expect(policy.rules[0]?.from[0]?.ips.values).toHaveLength(1);
    expect(problems.map(({ path }) => path)).toEqual(["spec.rules[0].from[0].source.ipBlocks[1]"]);
  });
});

test("who is asked is named by CUSTOM alone", () => {
  const provider = { name: "ask" };
  expect(convert({ action: "CUSTOM", provider, rules: [{}] }).policy).toMatchObject({
    action: "custom",
    provider: "ask",
  });
  expect(convert({ action: "DENY", provider, rules: [{}] }).policy.provider).toBeUndefined();
});

test.each([
  ["true", "DENY", true],
  ["false", "DENY", false],
  ["perhaps", "DENY", false],
  ["true", "CUSTOM", false],
])("dry run %s of %s: %s", (value, action, isDryRun) => {
  const annotations = { "istio.io/dry-run": value };
  expect(convert({ action, rules: [{}] }, annotations).policy.isDryRun).toBe(isDryRun);
});
