/** A rule in the words of iptables-save, without `-A CHAIN`. */
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

const PREFIX_LENGTH: Readonly<Record<IpFamily, number>> = { 4: 32, 6: 128 };

/** Parts of a rule in the order in which iptables prints them: header fields first, then modules as they were given. */
const PLACES = [
  "source",
  "destination",
  "in",
  "out",
  "protocol",
  "tcp",
  "mark",
  "udp",
  "owner",
  "set",
] as const;
type Place = (typeof PLACES)[number];

/** The rule for one family. */
export function formatRule(rule: Rule, family: IpFamily, probeSource: ProbeSource): string {
  const parts = new Map<Place, string>();
  for (const condition of rule.conditions) {
    for (const [place, text] of conditionParts(condition, family, probeSource)) parts.set(place, text);
  }
  const matches = PLACES.flatMap((place) => parts.get(place) ?? []);
  return [...matches, `-j ${formatVerdict(rule.verdict, family, probeSource)}`].join(" ");
}

function conditionParts(
  condition: Condition,
  family: IpFamily,
  probeSource: ProbeSource,
): readonly (readonly [Place, string])[] {
  switch (condition.on) {
    case "protocol":
      return [
        ["protocol", `-p ${condition.protocol}`],
        ...(condition.hasModule === true ? [[condition.protocol, `-m ${condition.protocol}`] as const] : []),
      ];
    case "in-interface":
      return [["in", `${not(condition)}-i ${condition.name}`]];
    case "out-interface":
      return [["out", `${not(condition)}-o ${condition.name}`]];
    case "source":
    case "destination": {
      const option = condition.on === "source" ? "-s" : "-d";
      const address = resolveAddress(condition.address, family, probeSource);
      return [[condition.on, `${not(condition)}${option} ${address}/${PREFIX_LENGTH[family]}`]];
    }
    case "source-port":
    case "destination-port": {
      const option = condition.on === "source-port" ? "--sport" : "--dport";
      return [
        ["protocol", `-p ${condition.protocol}`],
        [condition.protocol, `-m ${condition.protocol} ${not(condition)}${option} ${condition.port}`],
      ];
    }
    case "packet-mark":
      return [["mark", `-m mark ${not(condition)}--mark ${masked(condition.value)}`]];
    case "connection-mark":
      return [["mark", `-m connmark --mark ${masked(condition.value)}`]];
    case "local-socket":
      return [["owner", "-m owner --socket-exists"]];
    case "destination-in-probed-pods":
      return [["set", `-m set --match-set ${PROBE_SETS[family]} dst`]];
    default:
      return assertNever(condition);
  }
}

function formatVerdict(verdict: Verdict, family: IpFamily, probeSource: ProbeSource): string {
  switch (verdict.do) {
    case "accept":
      return "ACCEPT";
    case "return":
      return "RETURN";
    case "redirect":
      return `REDIRECT --to-ports ${verdict.port}`;
    case "mark-connection":
      return `CONNMARK --set-xmark ${masked(verdict.value)}`;
    case "restore-mark":
      return "CONNMARK --restore-mark --nfmask 0xffffffff --ctmask 0xffffffff";
    case "conntrack-zone":
      return `CT --zone ${verdict.zone}`;
    case "source-nat":
      return `SNAT --to-source ${resolveAddress(verdict.address, family, probeSource)}`;
    default:
      return assertNever(verdict);
  }
}

function not(condition: { readonly negated: boolean }): string {
  return condition.negated ? "! " : "";
}

function masked(mark: number): string {
  return `0x${mark.toString(16)}/0x${MARK_MASK.toString(16)}`;
}
