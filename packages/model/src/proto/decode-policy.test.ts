import { type Match as WireMatch, Authorization as WirePolicy } from "@ambit/proto/authorization";
import { describe, expect, test } from "vitest";
import type { Authorization, Match } from "../authorization.ts";
import { aMatch } from "../testing/builders.ts";
import { decodeAuthorization } from "./decode-resource.ts";

function decodeBytes(payload: Uint8Array): { policy: Authorization; warnings: readonly string[] } {
  const { resource, warnings } = decodeAuthorization(payload);
  if (resource.kind !== "policy") throw new Error("not a policy");
  return { policy: resource.policy, warnings };
}

function decode(wire: WirePolicy) {
  return decodeBytes(WirePolicy.encode(wire).finish());
}

const ALLOW = 0;
const DENY = 1;

/** The one entry of a policy with one rule of one clause. */
function decodeMatch(match: WireMatch, action: typeof ALLOW | typeof DENY = ALLOW) {
  const { policy, warnings } = decode({
    name: "p",
    namespace: "ns",
    action,
    groups: [{ rules: [{ matches: [match] }] }],
  });
  return { match: policy.rules[0]?.[0]?.[0], warnings };
}

const block = (length: number, ...bytes: number[]) => ({ address: Uint8Array.from(bytes), length });

describe("fields of a policy", () => {
  const rows: readonly [string, WirePolicy, Partial<Authorization>][] = [
    ["names", { name: "n", namespace: "ns" }, { name: "n", namespace: "ns" }],
    ["global", { scope: 0 }, { scope: "Global" }],
    ["namespace", { scope: 1 }, { scope: "Namespace" }],
    ["workload selector", { scope: 2 }, { scope: "WorkloadSelector" }],
    ["allow", { action: 0 }, { action: "Allow" }],
    ["deny", { action: 1 }, { action: "Deny" }],
    ["enforced", {}, { dryRun: false }],
    ["dry run", { dryRun: true }, { dryRun: true }],
    ["no rule", {}, { rules: [] }],
    ["a rule without clauses", { groups: [{}] }, { rules: [[]] }],
    ["a clause without entries", { groups: [{ rules: [{}] }] }, { rules: [[[]]] }],
    ["an empty entry", { groups: [{ rules: [{ matches: [{}] }] }] }, { rules: [[[aMatch()]]] }],
    ["extensions are ignored", { name: "n", extensions: [{ name: "x" }] }, { name: "n", rules: [] }],
  ];

  test.each(rows)("%s", (_name, wire, expected) => {
    const { policy, warnings } = decode(wire);
    expect(policy).toMatchObject(expected);
    expect(warnings).toEqual([]);
  });

  test("rules, clauses and entries keep their order", () => {
    const entry = (port: number) => ({ destinationPorts: [port] });
    const { policy } = decode({
      groups: [
        { rules: [{ matches: [entry(1), entry(2)] }, { matches: [entry(3)] }] },
        { rules: [{ matches: [entry(4)] }] },
      ],
    });
    const ports = policy.rules.map((rule) =>
      rule.map((clause) => clause.map((match) => match.destinationPorts[0])),
    );
    expect(ports).toEqual([[[1, 2], [3]], [[4]]]);
  });

  test.each([
    ["scope", { scope: 3 as never }],
    ["action", { action: 2 as never }],
  ])("an unknown %s is refused", (field, wire) => {
    expect(() => decode(wire)).toThrow(new RegExp(`^${field}: unknown value`));
  });

  test("bytes that are no message are refused", () => {
    expect(() => decodeBytes(Uint8Array.of(0x0a, 9))).toThrow(/^not a message of this type/);
  });
});

describe("fields of an entry", () => {
  const account = { namespace: "a", serviceAccount: "b" };
  const rows: readonly [string, WireMatch, Partial<Match>][] = [
    ["namespaces", { namespaces: [{ exact: "a" }] }, { namespaces: [{ kind: "exact", value: "a" }] }],
    [
      "not namespaces",
      { notNamespaces: [{ prefix: "a" }] },
      { notNamespaces: [{ kind: "prefix", value: "a" }] },
    ],
    ["principals", { principals: [{ suffix: "a" }] }, { principals: [{ kind: "suffix", value: "a" }] }],
    ["not principals", { notPrincipals: [{ presence: {} }] }, { notPrincipals: [{ kind: "presence" }] }],
    ["an empty exact text", { principals: [{ exact: "" }] }, { principals: [{ kind: "exact", value: "" }] }],
    ["service accounts", { serviceAccounts: [account] }, { serviceAccounts: [account] }],
    ["not service accounts", { notServiceAccounts: [account] }, { notServiceAccounts: [account] }],
    [
      "source block",
      { sourceIps: [block(8, 10, 0, 0, 0)] },
      { sourceIps: [{ ip: "10.0.0.0" as never, prefixLength: 8 }] },
    ],
    [
      "not source",
      { notSourceIps: [block(32, 10, 0, 0, 1)] },
      { notSourceIps: [{ ip: "10.0.0.1" as never, prefixLength: 32 }] },
    ],
    [
      "destination",
      { destinationIps: [block(0, 0, 0, 0, 0)] },
      { destinationIps: [{ ip: "0.0.0.0" as never, prefixLength: 0 }] },
    ],
    [
      "not destination",
      { notDestinationIps: [block(24, 10, 0, 0, 0)] },
      { notDestinationIps: [{ ip: "10.0.0.0" as never, prefixLength: 24 }] },
    ],
    ["ports", { destinationPorts: [80, 65_616] }, { destinationPorts: [80, 80] }],
    ["not ports", { notDestinationPorts: [65_535] }, { notDestinationPorts: [65_535] }],
    [
      "extensions beside a condition",
      { destinationPorts: [1], extensions: [{ name: "x" }] },
      { destinationPorts: [1] },
    ],
  ];

  test.each(rows)("%s", (_name, wire, expected) => {
    const { match, warnings } = decodeMatch(wire);
    expect(match).toEqual(aMatch(expected));
    expect(warnings).toEqual([]);
  });
});

describe("what cannot be read in an entry", () => {
  const bad = block(8, 10, 0, 0);
  const good = block(8, 10, 0, 0, 0);
  const goodCidr = { ip: "10.0.0.0" as never, prefixLength: 8 };
  const exact = { kind: "exact" as const, value: "a" };
  const NEVER = aMatch();

  const rows: readonly [string, typeof ALLOW | typeof DENY, WireMatch, Match][] = [
    [
      "is left out of a list that has more",
      ALLOW,
      { sourceIps: [bad, good] },
      aMatch({ sourceIps: [goodCidr] }),
    ],
    [
      "is left out of a DENY's list that has more",
      DENY,
      { sourceIps: [bad, good] },
      aMatch({ sourceIps: [goodCidr] }),
    ],
    ["allows nothing as the only value", ALLOW, { sourceIps: [bad], destinationPorts: [80] }, NEVER],
    [
      "makes a DENY wider as the only value",
      DENY,
      { sourceIps: [bad], destinationPorts: [80] },
      aMatch({ destinationPorts: [80] }),
    ],
    ["allows nothing in a negative list", ALLOW, { notSourceIps: [bad, good] }, NEVER],
    [
      "makes a DENY wider in a negative list",
      DENY,
      { notSourceIps: [bad, good] },
      aMatch({ notSourceIps: [goodCidr] }),
    ],
    [
      "a text match of no kind is left out",
      ALLOW,
      { principals: [{}, { exact: "a" }] },
      aMatch({ principals: [exact] }),
    ],
    ["a lone text match of no kind allows nothing", ALLOW, { principals: [{}] }, NEVER],
    [
      "a negative text match of no kind allows nothing",
      ALLOW,
      { notNamespaces: [{}, { exact: "a" }] },
      NEVER,
    ],
    ["a prefix that is too long", ALLOW, { destinationIps: [block(33, 10, 0, 0, 0)] }, NEVER],
    ["a negative destination", ALLOW, { notDestinationIps: [bad] }, NEVER],
    ["a lone namespace of no kind", ALLOW, { namespaces: [{}] }, NEVER],
    ["a negative principal of no kind", DENY, { notPrincipals: [{}] }, NEVER],
  ];

  test.each(rows)("%s", (_name, action, wire, expected) => {
    const { match, warnings } = decodeMatch(wire, action);
    expect(match).toEqual(expected);
    expect(warnings[0]).toMatch(/^groups\[0\]\.rules\[0\]\.matches\[0\] \w+\[0\] is left out: /);
  });

  test("says what became of the entry", () => {
    expect(decodeMatch({ sourceIps: [bad] }, ALLOW).warnings.at(-1)).toMatch(/it allows nothing$/);
    expect(decodeMatch({ sourceIps: [bad] }, DENY).warnings.at(-1)).toMatch(
      /it denies without that condition$/,
    );
    expect(decodeMatch({ sourceIps: [bad, good] }, ALLOW).warnings).toHaveLength(1);
  });

  test("a condition of a later version allows nothing", () => {
    // groups[0].rules[0].matches[0] with destination_ports 80 and a field 200 of text.
    const entry = [0x48, 80, 0xc2, 0x0c, 1, 0x61];
    const clause = [0x12, entry.length, ...entry];
    const group = [0x0a, clause.length, ...clause];
    const policyOf = (action: number) => Uint8Array.of(0x20, action, 0x2a, group.length, ...group);
    const allow = decodeBytes(policyOf(ALLOW));
    expect(allow.policy.rules).toEqual([[[NEVER]]]);
    expect(allow.warnings.join()).toMatch(/a condition that this version does not know.*it allows nothing/);
    expect(decodeBytes(policyOf(DENY)).policy.rules).toEqual([[[aMatch({ destinationPorts: [80] })]]]);
  });

  test("fills no log, however much of it there is", () => {
    const { warnings } = decodeMatch({ sourceIps: Array.from({ length: 1000 }, () => bad) });
    expect(warnings).toHaveLength(20);
  });
});
