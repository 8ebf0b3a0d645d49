import { parseIpAddress } from "@ambit/addr";
import type { Match, Rule } from "@ambit/model";
import { describe, expect, test } from "vitest";
import { compilePolicy } from "./compiled-policy.ts";
import type { ConnectionFacts } from "./decision.ts";
import {
  aMatch,
  anIdentity,
  aPolicy,
  aPolicyMatching,
  cidrs,
  exact,
  prefix,
  presence,
  someFacts,
  suffix,
} from "./testing/builders.ts";

const HIT = aMatch({ destinationPorts: [8080] });
const MISS = aMatch({ destinationPorts: [1] });
const EMPTY = aMatch();

describe("rules, clauses and entries", () => {
  const table: readonly [string, readonly Rule[], number][] = [
    ["a policy with no rules never matches", [], -1],
    ["rules are alternatives", [[[MISS]], [[HIT]]], 1],
    ["a rule with no clauses matches", [[]], 0],
    ["all clauses of a rule have to match", [[[HIT], [MISS]]], -1],
    ["a rule whose clauses all match matches", [[[HIT], [HIT]]], 0],
    ["a clause with no entries matches", [[[]]], 0],
    ["a clause with no entries does not rescue another one", [[[], [MISS]]], -1],
    ["entries of a clause are alternatives", [[[MISS, HIT]]], 0],
    ["a clause of only empty entries does not match", [[[EMPTY]]], -1],
    ["an empty entry is skipped, not a wildcard beside others", [[[EMPTY, MISS]]], -1],
    ["an empty entry does not spoil one that matches", [[[EMPTY, HIT]]], 0],
  ];

  test.each(table)("%s", (_name, rules, expected) => {
    expect(compilePolicy(aPolicy({ rules })).firstMatchingRule(someFacts())).toBe(expected);
  });
});

type FieldRow = readonly [string, Partial<Match>, Partial<ConnectionFacts>, boolean];

const plaintext = { identity: undefined };

function describeField(field: string, rows: readonly FieldRow[]): void {
  describe(field, () => {
    test.each(rows)("%s", (_name, match, facts, matches) => {
      const rule = compilePolicy(aPolicyMatching(match)).firstMatchingRule(someFacts(facts));
      expect(rule).toBe(matches ? 0 : -1);
    });
  });
}

describeField("an entry", [
  ["needs every field type", { destinationPorts: [8080], namespaces: [exact("other")] }, {}, false],
  ["matches when every field type does", { destinationPorts: [8080], namespaces: [exact("shop")] }, {}, true],
  [
    "lets a negative list veto a positive one",
    { destinationPorts: [8080], notDestinationPorts: [8080] },
    {},
    false,
  ],
  ["needs one hit of a positive list", { destinationPorts: [1, 8080] }, {}, true],
  ["is vetoed by one hit of a negative list", { notDestinationPorts: [1, 8080] }, {}, false],
]);

describeField("destination ports", [
  ["hit by number", { destinationPorts: [8080] }, {}, true],
  ["miss another port", { destinationPorts: [80] }, {}, false],
  ["negative: hit vetoes", { notDestinationPorts: [8080] }, {}, false],
  ["negative: miss passes", { notDestinationPorts: [80] }, {}, true],
]);

describeField("source and destination addresses", [
  ["source inside the block", { sourceIps: cidrs("10.0.0.0/24") }, {}, true],
  ["source outside the block", { sourceIps: cidrs("10.0.1.0/24") }, {}, false],
  ["one address alone", { sourceIps: cidrs("10.0.0.1") }, {}, true],
  ["negative source inside vetoes", { notSourceIps: cidrs("10.0.0.0/8") }, {}, false],
  ["negative source outside passes", { notSourceIps: cidrs("192.168.0.0/16") }, {}, true],
  ["destination inside the block", { destinationIps: cidrs("10.0.0.2/32") }, {}, true],
  ["destination is not the source", { destinationIps: cidrs("10.0.0.1/32") }, {}, false],
  ["negative destination inside vetoes", { notDestinationIps: cidrs("10.0.0.2") }, {}, false],
  ["negative destination outside passes", { notDestinationIps: cidrs("10.0.0.3") }, {}, true],
  ["IPv6 inside the block", { sourceIps: cidrs("fd00::/8") }, { sourceIp: parseIpAddress("fd00::1") }, true],
  ["families do not mix", { sourceIps: cidrs("::/0") }, {}, false],
]);

describeField("principals", [
  ["exact without the scheme", { principals: [exact("cluster.local/ns/shop/sa/client")] }, {}, true],
  [
    "text with the scheme never hits",
    { principals: [exact("spiffe://cluster.local/ns/shop/sa/client")] },
    {},
    false,
  ],
  ["prefix", { principals: [prefix("cluster.local/ns/shop/")] }, {}, true],
  ["prefix miss", { principals: [prefix("cluster.local/ns/other/")] }, {}, false],
  ["suffix", { principals: [suffix("/sa/client")] }, {}, true],
  ["suffix miss", { principals: [suffix("/sa/server")] }, {}, false],
  ["presence means mutual TLS", { principals: [presence] }, {}, true],
  ["presence misses plaintext", { principals: [presence] }, plaintext, false],
  ["an empty prefix misses plaintext", { principals: [prefix("")] }, plaintext, false],
  ["the trust domain counts", { principals: [exact("other.domain/ns/shop/sa/client")] }, {}, false],
  ["case counts", { principals: [exact("cluster.local/ns/Shop/sa/client")] }, {}, false],
  ["negative presence vetoes mutual TLS", { notPrincipals: [presence] }, {}, false],
  ["negative presence passes plaintext", { notPrincipals: [presence] }, plaintext, true],
  ["any negative passes plaintext", { notPrincipals: [prefix("")] }, plaintext, true],
  ["negative miss passes", { notPrincipals: [exact("cluster.local/ns/shop/sa/server")] }, {}, true],
]);

describeField("namespaces", [
  ["exact", { namespaces: [exact("shop")] }, {}, true],
  ["exact miss", { namespaces: [exact("sho")] }, {}, false],
  ["prefix", { namespaces: [prefix("sh")] }, {}, true],
  ["suffix", { namespaces: [suffix("op")] }, {}, true],
  ["presence", { namespaces: [presence] }, {}, true],
  ["plaintext has the empty namespace: presence misses", { namespaces: [presence] }, plaintext, false],
  ["plaintext has the empty namespace: exact empty hits", { namespaces: [exact("")] }, plaintext, true],
  ["plaintext has the empty namespace: an empty prefix hits", { namespaces: [prefix("")] }, plaintext, true],
  ["negative hit vetoes", { notNamespaces: [exact("shop")] }, {}, false],
  ["negative miss passes", { notNamespaces: [exact("other")] }, {}, true],
  ["negative passes plaintext", { notNamespaces: [exact("shop")] }, plaintext, true],
  ["negative presence passes plaintext", { notNamespaces: [presence] }, plaintext, true],
]);

const clientAccount = { namespace: "shop", serviceAccount: "client" };

describeField("service accounts", [
  ["namespace and name", { serviceAccounts: [clientAccount] }, {}, true],
  ["name alone is not enough", { serviceAccounts: [{ ...clientAccount, namespace: "other" }] }, {}, false],
  [
    "namespace alone is not enough",
    { serviceAccounts: [{ ...clientAccount, serviceAccount: "server" }] },
    {},
    false,
  ],
  [
    "the trust domain is ignored",
    { serviceAccounts: [clientAccount] },
    { identity: anIdentity({ trustDomain: "other.domain" }) },
    true,
  ],
  [
    "several of one namespace",
    { serviceAccounts: [{ ...clientAccount, serviceAccount: "server" }, clientAccount] },
    {},
    true,
  ],
  ["plaintext never hits", { serviceAccounts: [{ namespace: "", serviceAccount: "" }] }, plaintext, false],
  ["negative hit vetoes", { notServiceAccounts: [clientAccount] }, {}, false],
  ["negative passes plaintext", { notServiceAccounts: [clientAccount] }, plaintext, true],
]);

test("a policy object is compiled once", () => {
  const policy = aPolicyMatching({ destinationPorts: [1] });
  expect(compilePolicy(policy)).toBe(compilePolicy(policy));
});
