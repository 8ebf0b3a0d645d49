import { parseIpAddress } from "@ambit/addr";
import type { Authorization, Match } from "@ambit/model";
import { describe, expect, test } from "vitest";
import type { ConnectionDecision, ConnectionFacts } from "./decision.ts";
import { aMatch, anIdentity, aPolicy, cidrs, exact, someFacts } from "./testing/builders.ts";
import { isCacheable, MAX_VERDICTS, VerdictCache } from "./verdict-cache.ts";

const ALLOWED: ConnectionDecision = { allow: true, dryRun: [] };
const DENIED: ConnectionDecision = { allow: false, reason: "not-allowed", dryRun: [] };

function setUp() {
  const cache = new VerdictCache();
  const asked: ConnectionFacts[] = [];
  const find = (facts: ConnectionFacts, verdict = ALLOWED): ConnectionDecision =>
    cache.find(facts, (those) => {
      asked.push(those);
      return verdict;
    });
  return { asked, find };
}

describe("verdicts that are kept", () => {
  test("are found without asking again, from whichever address", () => {
    const { asked, find } = setUp();
    expect(find(someFacts(), DENIED)).toBe(DENIED);
    expect(find(someFacts({ sourceIp: parseIpAddress("10.9.9.9") }))).toBe(DENIED);
    expect(asked).toHaveLength(1);
  });

  test.each([
    ["another port", { destinationPort: 8081 }],
    ["another address of the workload", { destinationIp: parseIpAddress("fd00::2") }],
    ["another account", { identity: anIdentity({ serviceAccount: "other" }) }],
    ["another namespace", { identity: anIdentity({ namespace: "other" }) }],
    ["another trust domain", { identity: anIdentity({ trustDomain: "other.domain" }) }],
    ["no identity", { identity: undefined }],
  ])("are not those of %s", (_name, fields) => {
    const { asked, find } = setUp();
    expect(find(someFacts())).toBe(ALLOWED);
    expect(find(someFacts(fields), DENIED)).toBe(DENIED);
    expect(asked).toHaveLength(2);
  });

  test("are bounded", () => {
    const { asked, find } = setUp();
    for (let port = 0; port <= MAX_VERDICTS; port++) find(someFacts({ destinationPort: port }));
    find(someFacts({ destinationPort: MAX_VERDICTS }));
    expect(asked).toHaveLength(MAX_VERDICTS + 1);
    find(someFacts({ destinationPort: 0 }));
    expect(asked).toHaveLength(MAX_VERDICTS + 2);
  });
});

describe("verdicts can be kept of policies", () => {
  const rulesOf = (count: number, match: Partial<Match> = {}): Authorization =>
    aPolicy({
      rules: Array.from({ length: count }, () => [[aMatch({ principals: [exact("x")], ...match })]]),
    });

  test.each([
    ["with many rules", [rulesOf(16)], true],
    ["that have many rules together", [rulesOf(8), rulesOf(8)], true],
    ["with addresses of the workload", [rulesOf(16, { destinationIps: cidrs("10.0.0.0/8") })], true],
    ["not with few rules", [rulesOf(15)], false],
    [
      "not with addresses of the source",
      [rulesOf(16), rulesOf(1, { sourceIps: cidrs("10.0.0.0/8") })],
      false,
    ],
    ["not with addresses that it must not have", [rulesOf(16, { notSourceIps: cidrs("10.0.0.1") })], false],
  ])("%s", (_name, policies, expected) => {
    expect(isCacheable(policies)).toBe(expected);
  });
});
