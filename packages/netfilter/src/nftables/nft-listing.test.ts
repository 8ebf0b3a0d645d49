import { describe, expect, test } from "vitest";
import { inPodRules } from "../rules/in-pod-rules.ts";
import { aCapture, PROBE_SOURCE } from "../testing/golden.ts";
import type { InstalledNftChain, InstalledNftTable } from "./nft-listing.ts";
import { nftTableDifference, parseNftListing } from "./nft-listing.ts";
import { type NftTable, podTables } from "./nft-tables.ts";

const WANTED = podTables(inPodRules(aCapture()), [4, 6], PROBE_SOURCE);

/** A table as it would be listed. */
function installedAs(table: NftTable): Map<string, InstalledNftChain> {
  return new Map(
    table.chains.map(({ name, base, rules }) => [
      name,
      {
        base: base === undefined ? undefined : JSON.stringify([base.type, base.hook, base.priority]),
        rules: rules.map(({ key }) => key),
      },
    ]),
  );
}

function withChains(chains: ReadonlyMap<string, InstalledNftChain>): InstalledNftTable {
  return { chains, sets: new Map() };
}

describe("a table", () => {
  const [nat] = WANTED;
  if (nat === undefined) throw new Error("no table");

  test("as wanted has no difference", () => {
    expect(nftTableDifference(nat, withChains(installedAs(nat)))).toBeUndefined();
  });

  test.each([
    ["missing", undefined, "is missing"],
    ["without a chain", { chain: "istio-output", to: undefined }, "lacks the chain istio-output"],
    [
      "with a chain on another hook",
      { chain: "output", to: { base: '["nat","input",100]', rules: [] } },
      'has the chain output at another place: ["nat","input",100]',
    ],
    [
      "with a chain too many",
      { chain: "guardrail", to: { base: undefined, rules: [] } },
      "has the chain guardrail, which does not belong there",
    ],
    [
      "without a rule",
      { chain: "output", to: { base: '["nat","output",-100]', rules: [] } },
      'lacks in chain output, at 1, the rule "jump istio-output"',
    ],
  ])("%s differs", (_name, change, expected) => {
    const chains = installedAs(nat);
    if (change?.to === undefined) chains.delete(change?.chain ?? "");
    else chains.set(change.chain, change.to);
    expect(nftTableDifference(nat, change === undefined ? undefined : withChains(chains))).toBe(expected);
  });

  test("with a rule too many differs", () => {
    const chains = installedAs(nat);
    const output = chains.get("istio-output");
    chains.set("istio-output", { base: undefined, rules: [...(output?.rules ?? []), "[]"] });
    expect(nftTableDifference(nat, withChains(chains))).toBe("has additional rules in chain istio-output");
  });
});

test("reads sets with and without comments, and inet tables only", () => {
  const listing = {
    nftables: [
      { metainfo: { version: "1.0.6" } },
      { table: { family: "ip", name: "istio-ambient-nat" } },
      { table: { family: "inet", name: "istio-ambient-nat" } },
      {
        set: {
          family: "inet",
          table: "istio-ambient-nat",
          name: "istio-inpod-probes-v4",
          elem: [{ elem: { val: "10.0.0.1", comment: "u1" } }, "10.0.0.2"],
        },
      },
      { set: { family: "inet", table: "istio-ambient-nat", name: "istio-inpod-probes-v6" } },
    ],
  };
  const tables = parseNftListing(JSON.stringify(listing));
  expect([...tables.keys()]).toEqual(["istio-ambient-nat"]);
  expect(tables.get("istio-ambient-nat")?.sets).toEqual(
    new Map([
      [
        "istio-inpod-probes-v4",
        new Map([
          ["10.0.0.1", "u1"],
          ["10.0.0.2", ""],
        ]),
      ],
      ["istio-inpod-probes-v6", new Map()],
    ]),
  );
});

test.each(["", "table inet x {}", "[]", '{"nftables":null}'])("refuses %j", (text) => {
  expect(() => parseNftListing(text)).toThrow(expect.objectContaining({ code: "unreadable-output" }));
});
