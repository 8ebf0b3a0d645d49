import { parseIpAddress } from "@ambit/addr";
import type { Authorization, Rule } from "@ambit/model";
import { describe, expect, test } from "vitest";
import { decideConnection } from "./decide-connection.ts";
import type { ConnectionDecision } from "./decision.ts";
import { aMatch, aPolicy, aPolicyMatching, exact, presence, someFacts } from "./testing/builders.ts";

const HIT: Rule = [[aMatch({ destinationPorts: [8080] })]];
const MISS: Rule = [[aMatch({ destinationPorts: [1] })]];

function allowing(name: string, ...rules: readonly Rule[]): Authorization {
  return aPolicy({ name, action: "Allow", rules });
}

function denying(name: string, ...rules: readonly Rule[]): Authorization {
  return aPolicy({ name, action: "Deny", rules });
}

function dryRun(policy: Authorization): Authorization {
  return { ...policy, dryRun: true };
}

describe("precedence", () => {
  const notAllowed: ConnectionDecision = { allow: false, reason: "not-allowed", dryRun: [] };
  const table: readonly [string, readonly Authorization[], ConnectionDecision][] = [
    ["no policy admits", [], { allow: true, dryRun: [] }],
    ["a DENY that does not match admits", [denying("d", MISS)], { allow: true, dryRun: [] }],
    [
      "a DENY that matches refuses",
      [denying("d", HIT)],
      { allow: false, reason: "explicitly-denied", policy: "shop/d", rule: 0, dryRun: [] },
    ],
    [
      "an ALLOW that matches admits and is named",
      [allowing("a", HIT)],
      { allow: true, policy: "shop/a", rule: 0, dryRun: [] },
    ],
    ["an ALLOW that does not match refuses", [allowing("a", MISS)], notAllowed],
    [
      "one matching ALLOW among several is enough",
      [allowing("a", MISS), allowing("b", HIT)],
      { allow: true, policy: "shop/b", rule: 0, dryRun: [] },
    ],
    [
      "a matching DENY beats a matching ALLOW before it",
      [allowing("a", HIT), denying("d", HIT)],
      { allow: false, reason: "explicitly-denied", policy: "shop/d", rule: 0, dryRun: [] },
    ],
    [
      "a DENY that does not match leaves the ALLOW to decide",
      [denying("d", MISS), allowing("a", HIT)],
      { allow: true, policy: "shop/a", rule: 0, dryRun: [] },
    ],
    [
      "a DENY that does not match does not lift an ALLOW that does not either",
      [denying("d", MISS), allowing("a", MISS)],
      notAllowed,
    ],
    ["an ALLOW without rules refuses everything", [allowing("a")], notAllowed],
    ["a DENY without rules refuses nothing", [denying("d")], { allow: true, dryRun: [] }],
    [
      "the first matching DENY is named",
      [denying("first", HIT), denying("second", HIT)],
      { allow: false, reason: "explicitly-denied", policy: "shop/first", rule: 0, dryRun: [] },
    ],
    [
      "the first matching rule is named",
      [denying("d", MISS, HIT, HIT)],
      { allow: false, reason: "explicitly-denied", policy: "shop/d", rule: 1, dryRun: [] },
    ],
  ];

  test.each(table)("%s", (_name, policies, decision) => {
    expect(decideConnection(policies, someFacts())).toEqual(decision);
  });
});

describe("dry-run", () => {
  test("a dry-run DENY that matches is reported and does not refuse", () => {
    expect(decideConnection([dryRun(denying("d", MISS, HIT))], someFacts())).toEqual({
      allow: true,
      dryRun: [{ policy: "shop/d", action: "Deny", rule: 1 }],
    });
  });

  test("a dry-run ALLOW that does not match does not refuse", () => {
    expect(decideConnection([dryRun(allowing("a", MISS))], someFacts())).toEqual({ allow: true, dryRun: [] });
  });

  test("a dry-run ALLOW that matches does not admit where an enforced one does not", () => {
    expect(decideConnection([dryRun(allowing("dry", HIT)), allowing("a", MISS)], someFacts())).toEqual({
      allow: false,
      reason: "not-allowed",
      dryRun: [{ policy: "shop/dry", action: "Allow", rule: 0 }],
    });
  });

  test("dry-run matches are reported beside an enforced refusal and an enforced admission", () => {
    const dry = dryRun(denying("dry", HIT));
    const reported = [{ policy: "shop/dry", action: "Deny", rule: 0 }];
    expect(decideConnection([denying("d", HIT), dry], someFacts()).dryRun).toEqual(reported);
    expect(decideConnection([allowing("a", HIT), dry], someFacts()).dryRun).toEqual(reported);
  });
});

describe("security defaults", () => {
  // What a control plane sends for PeerAuthentication STRICT.
  const strict = aPolicyMatching(
    { notPrincipals: [presence] },
    { name: "istio_converted_static_strict", namespace: "istio-system", scope: "WorkloadSelector" },
  );

  test("STRICT refuses plaintext and admits any mutual TLS identity", () => {
    expect(decideConnection([strict], someFacts({ identity: undefined }))).toMatchObject({
      allow: false,
      policy: "istio-system/istio_converted_static_strict",
    });
    expect(decideConnection([strict], someFacts()).allow).toBe(true);
  });

  test("an ALLOW by principal never admits plaintext", () => {
    const policy = aPolicyMatching({ principals: [exact(""), presence] }, { action: "Allow" });
    expect(decideConnection([policy], someFacts({ identity: undefined })).allow).toBe(false);
  });

  test("an edited policy is compiled anew, the old object keeps its own meaning", () => {
    const before = denying("d", HIT);
    const after: Authorization = { ...before, rules: [MISS] };
    expect(decideConnection([before], someFacts()).allow).toBe(false);
    expect(decideConnection([after], someFacts()).allow).toBe(true);
    expect(decideConnection([before], someFacts()).allow).toBe(false);
  });

  test("the port and address asked are those of the facts, in either family", () => {
    const policy = denying("d", [[aMatch({ destinationPorts: [9090] })]]);
    const facts = someFacts({ destinationIp: parseIpAddress("fd00::2"), destinationPort: 9090 });
    expect(decideConnection([policy], facts).allow).toBe(false);
    expect(decideConnection([policy], { ...facts, destinationPort: 15008 }).allow).toBe(true);
  });
});

describe("lists of policies", () => {
  test("a list that changes in place is asked anew", () => {
    const policies = [denying("d", MISS)];
    expect(decideConnection(policies, someFacts()).allow).toBe(true);
    policies.push(denying("d2", HIT));
    expect(decideConnection(policies, someFacts()).allow).toBe(false);
  });

  test("a frozen list answers each connection by its own facts", () => {
    const policies = Object.freeze([denying("d", HIT)]);
    expect(decideConnection(policies, someFacts()).allow).toBe(false);
    expect(decideConnection(policies, someFacts({ destinationPort: 1 })).allow).toBe(true);
    expect(decideConnection(policies, someFacts()).allow).toBe(false);
  });
});

test("the answer without policies is one shared value", () => {
  expect(decideConnection([], someFacts())).toBe(decideConnection([], someFacts({ destinationPort: 1 })));
});
