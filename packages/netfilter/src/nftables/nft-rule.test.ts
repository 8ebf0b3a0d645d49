import { describe, expect, test } from "vitest";
import { hostRules } from "../rules/host-rules.ts";
import { inPodRules } from "../rules/in-pod-rules.ts";
import { aCapture, PROBE_SOURCE, RECORDED, readGolden, rulesOf } from "../testing/golden.ts";
import { expressionKey } from "./expression-key.ts";
import { nftRules } from "./nft-rule.ts";
import { podTables } from "./nft-tables.ts";
import { creatingText, replacingText } from "./nft-text.ts";

/** The rules of a listing, by table and chain, as they would be written. */
function listedRules(text: string): readonly string[] {
  let table = "";
  let chain = "";
  const found: string[] = [];
  for (const line of rulesOf(text).map((one) => one.trim())) {
    const [, named] = /^table inet (\S+) \{$/.exec(line) ?? [];
    const [, opened] = /^chain (\S+) \{$/.exec(line) ?? [];
    if (named !== undefined) table = named;
    else if (opened !== undefined) chain = opened;
    else if (!/^(?:type|set|elements|comment|\}|10\.)/.test(line))
      found.push(`${table} ${chain} ${asWritten(line)}`);
  }
  return found.toSorted();
}

function asWritten(line: string): string {
  return (
    line
      .replaceAll(" packets 0 bytes 0", "")
      // The kernel keeps the bits that it sets in the mask.
      .replace("0xfffff111", "0xfffff000")
      .replaceAll(/0x0*([0-9a-f])/g, "0x$1")
  );
}

describe.each(RECORDED)("a pod of %s", (name, capture) => {
  test("is given the recorded rules in the recorded order", () => {
    const tables = podTables(inPodRules(capture), [4, 6], PROBE_SOURCE);
    const written = tables.flatMap((table) =>
      table.chains.flatMap((chain) => chain.rules.map((rule) => `${table.name} ${chain.name} ${rule.text}`)),
    );
    expect(written.toSorted()).toEqual(listedRules(readGolden(`nftables/${name}.nft.txt`)));
    for (const chain of tables.flatMap((table) =>
      table.chains.map(({ name: of }) => `${table.name} ${of} `),
    )) {
      const inChain = (rules: readonly string[]): readonly string[] =>
        rules.filter((rule) => rule.startsWith(chain));
      const listed = unsortedRules(readGolden(`nftables/${name}.nft.txt`));
      expect(inChain(written)).toEqual(inChain(listed));
    }
  });
});

function unsortedRules(text: string): readonly string[] {
  const sorted = new Set(listedRules(text));
  let table = "";
  let chain = "";
  return rulesOf(text).flatMap((raw) => {
    const line = raw.trim();
    table = /^table inet (\S+)/.exec(line)?.[1] ?? table;
    chain = /^chain (\S+)/.exec(line)?.[1] ?? chain;
    const rule = `${table} ${chain} ${asWritten(line)}`;
    return sorted.has(rule) ? [rule] : [];
  });
}

test("a pod without IPv6 has no rule of it", () => {
  const rules = inPodRules(aCapture({ ipv6: false }));
  expect(creatingText(podTables(rules, [4], PROBE_SOURCE))).not.toMatch(/ip6/);
});

test("the node's rules are the recorded ones", () => {
  const written = hostRules(0).flatMap((rule) => nftRules(rule, [4, 6], PROBE_SOURCE));
  expect(written.map(({ text }) => `istio-ambient-nat postrouting ${text}`).toSorted()).toEqual(
    listedRules(readGolden("host/agent.nft.txt").replaceAll(/elements = \{[^}]*\}/g, "")),
  );
});

test("only tables that are there are deleted when they are replaced", () => {
  const tables = podTables(inPodRules(aCapture({ dnsCapture: false })), [4], PROBE_SOURCE);
  const text = replacingText(tables, new Set(["istio-ambient-raw", "foreign"]));
  expect(text.split("\n").filter((line) => line.startsWith("delete"))).toEqual([
    "delete table inet istio-ambient-raw",
  ]);
});

describe("what a rule means", () => {
  test("does not depend on counters, order of members, or bits that the mask keeps in vain", () => {
    const mark = { ct: { key: "mark" } };
    const one = { mangle: { key: mark, value: { "|": [{ "&": [mark, 0xfffff111] }, 0x111] } } };
    const other = { mangle: { value: { "|": [{ "&": [mark, 0xfffff000] }, 0x111] }, key: mark } };
    expect(expressionKey([{ counter: { packets: 7, bytes: 420 } }, one])).toBe(expressionKey([other]));
  });

  test("depends on everything else", () => {
    const match = (right: number): { readonly match: { readonly op: string; readonly right: number } } => ({
      match: { op: "==", right },
    });
    expect(expressionKey([match(1)])).not.toBe(expressionKey([match(2)]));
    expect(expressionKey([match(1), match(2)])).not.toBe(expressionKey([match(2), match(1)]));
    expect(expressionKey([match(1), { accept: null }])).not.toBe(expressionKey([match(1)]));
  });
});
