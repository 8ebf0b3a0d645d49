/** Whatever programs print: it is understood, or it is an error of ours, and nothing of it is code. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { parseIpsetSave } from "./host/ipset.ts";
import { ruleKey, ruleTarget, words } from "./iptables/rule-key.ts";
import { parseSaveText } from "./iptables/save-text.ts";
import { NetfilterError } from "./netfilter-error.ts";
import { expressionKey, type Json } from "./nftables/expression-key.ts";
import { parseNftListing } from "./nftables/nft-listing.ts";
import { parseRouting } from "./routing.ts";
import { decodeRoutingAnswer } from "./routing-netlink.ts";
import { programTexts } from "./testing/program-texts.ts";

function onlyOurErrors(parse: () => unknown): void {
  try {
    parse();
  } catch (error) {
    expect(error).toBeInstanceOf(NetfilterError);
    expect(error).toMatchObject({ code: "unreadable-output" });
  }
}

test("texts", () => {
  fc.assert(
    fc.property(programTexts, (text) => {
      onlyOurErrors(() => parseSaveText(text));
      ruleKey(text);
      ruleTarget(text);
      parseIpsetSave(text);
      parseRouting(text);
    }),
  );
});

test("words are those that were written, quoted or not", () => {
  const word = fc.string({ minLength: 1, maxLength: 12 }).filter((text) => !/\s/.test(text));
  fc.assert(
    fc.property(fc.array(word, { maxLength: 6 }), (texts) => {
      const line = texts.map((text) => `"${text.replaceAll(/["\\]/g, "\\$&")}"`).join(" ");
      expect(words(line).map(({ text }) => text)).toEqual(texts);
    }),
  );
});

test("JSON of any shape", () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.constantFrom("table", "chain", "rule", "set"), (value, kind) => {
      const item = value as Json;
      onlyOurErrors(() => parseNftListing(JSON.stringify(item)));
      onlyOurErrors(() => parseNftListing(JSON.stringify({ nftables: item })));
      const inet = typeof item === "object" && item !== null ? { ...item, family: "inet" } : item;
      onlyOurErrors(() => parseNftListing(JSON.stringify({ nftables: [{ [kind]: inet }] })));
      expect(expressionKey([item])).toBe(expressionKey([JSON.parse(JSON.stringify(item)) as Json]));
    }),
  );
});

test("answers of the kernel", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      onlyOurErrors(() => decodeRoutingAnswer(bytes));
    }),
  );
});
