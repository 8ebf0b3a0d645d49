/** A rule in the words of nft, and what it means as the JSON that nft lists. */
import type { IpFamily } from "@ambit/addr";
import { assertNever } from "@ambit/errors";
import { PROBE_SETS } from "../rules/host-rules.ts";
import {
  type Condition,
  MARK_MASK,
  type ProbeSource,
  type Rule,
  resolveAddress,
  type Verdict,
} from "../rules/rule.ts";
import { expressionKey, type Json } from "./expression-key.ts";

/** One rule of an inet chain. */
export interface NftRule {
  readonly text: string;
  /** Equal to the key of the installed rule that does the same. */
  readonly key: string;
}

/** The families of one inet table, side by side; one rule serves both where no address is compared. */
export function nftRules(
  rule: Rule,
  families: readonly IpFamily[],
  probeSource: ProbeSource,
): readonly NftRule[] {
  const variants = isFamilySpecific(rule) ? families : families.slice(0, 1);
  return variants.map((family) => {
    const parts = [
      ...rule.conditions.map((condition) => matchPart(condition, family, probeSource)),
      verdictPart(rule.verdict, family, probeSource),
    ];
    const texts = parts.map(({ text }) => text);
    return {
      text: [...texts.slice(0, -1), "counter", ...texts.slice(-1)].join(" "),
      key: expressionKey(parts.map(({ json }) => json)),
    };
  });
}

/** The rule of a base chain that leads into one of ours. */
export function nftJump(chain: string): NftRule {
  return { text: `jump ${chain}`, key: expressionKey([{ jump: { target: chain } }]) };
}

interface Part {
  readonly text: string;
  readonly json: Json;
}

function isFamilySpecific(rule: Rule): boolean {
  return (
    rule.verdict.do === "source-nat" ||
    rule.conditions.some(
      ({ on }) => on === "source" || on === "destination" || on === "destination-in-probed-pods",
    )
  );
}

function matchPart(condition: Condition, family: IpFamily, probeSource: ProbeSource): Part {
  switch (condition.on) {
    case "protocol":
      return match("meta l4proto", { meta: { key: "l4proto" } }, condition.protocol);
    case "in-interface":
      return matchName("iifname", condition);
    case "out-interface":
      return matchName("oifname", condition);
    case "source":
    case "destination": {
      const address = resolveAddress(condition.address, family, probeSource);
      return matchAddress(condition.on === "source" ? "saddr" : "daddr", family, address, condition.negated);
    }
    case "source-port":
    case "destination-port": {
      const { protocol, port, negated } = condition;
      const field = condition.on === "source-port" ? "sport" : "dport";
      return match(`${protocol} ${field}`, { payload: { protocol, field } }, port, negated);
    }
    case "packet-mark":
      return matchMark("meta", condition.value, condition.negated);
    case "connection-mark":
      return matchMark("ct", condition.value, false);
    case "local-socket":
      return match("meta skuid", { meta: { key: "skuid" } }, condition.uid);
    case "destination-in-probed-pods":
      return matchAddress("daddr", family, `@${PROBE_SETS[family]}`, false);
    default:
      return assertNever(condition);
  }
}

function match(selector: string, left: Json, right: string | number, negated = false): Part {
  return {
    text: `${selector} ${negated ? "!= " : ""}${right}`,
    json: { match: { op: negated ? "!=" : "==", left, right } },
  };
}

function matchName(
  key: "iifname" | "oifname",
  condition: { readonly name: string; readonly negated: boolean },
): Part {
  const { text, json } = match(key, { meta: { key } }, condition.name, condition.negated);
  return { text: text.replace(condition.name, () => `"${condition.name}"`), json };
}

function matchAddress(field: "saddr" | "daddr", family: IpFamily, address: string, negated: boolean): Part {
  const protocol = family === 4 ? "ip" : "ip6";
  return match(`${protocol} ${field}`, { payload: { protocol, field } }, address, negated);
}

function matchMark(of: "meta" | "ct", value: number, negated: boolean): Part {
  const mark: Json = of === "meta" ? { meta: { key: "mark" } } : { ct: { key: "mark" } };
  return {
    text: `${of} mark & ${hex(MARK_MASK)} ${negated ? "!=" : "=="} ${hex(value)}`,
    json: { match: { op: negated ? "!=" : "==", left: { "&": [mark, MARK_MASK] }, right: value } },
  };
}

function verdictPart(verdict: Verdict, family: IpFamily, probeSource: ProbeSource): Part {
  const connectionMark: Json = { ct: { key: "mark" } };
  switch (verdict.do) {
    case "accept":
    case "return":
      return { text: verdict.do, json: { [verdict.do]: null } };
    case "redirect":
      return { text: `redirect to :${verdict.port}`, json: { redirect: { port: verdict.port } } };
    case "mark-connection": {
      const others = ALL_BITS - MARK_MASK;
      const value: Json = { "|": [{ "&": [connectionMark, others] }, verdict.value] };
      return {
        text: `ct mark set ct mark & ${hex(others)} | ${hex(verdict.value)}`,
        json: { mangle: { key: connectionMark, value } },
      };
    }
    case "restore-mark":
      return {
        text: "meta mark set ct mark",
        json: { mangle: { key: { meta: { key: "mark" } }, value: connectionMark } },
      };
    case "conntrack-zone":
      return {
        text: `ct zone set ${verdict.zone}`,
        json: { mangle: { key: { ct: { key: "zone" } }, value: verdict.zone } },
      };
    case "source-nat": {
      const addr = resolveAddress(verdict.address, family, probeSource);
      const protocol = family === 4 ? "ip" : "ip6";
      return { text: `snat ${protocol} to ${addr}`, json: { snat: { family: protocol, addr } } };
    }
    default:
      return assertNever(verdict);
  }
}

const ALL_BITS = 0xffffffff;

function hex(value: number): string {
  return `0x${value.toString(16)}`;
}
