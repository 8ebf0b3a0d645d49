import type { Cidr } from "@ambit/addr";
import { parseCidr, parseIpAddress } from "@ambit/addr";
import type { Authorization, Identity, Match, StringMatch } from "@ambit/model";
import { aMatch, aPolicy as aModelPolicy } from "@ambit/model/testing";
import type { ConnectionFacts } from "../decision.ts";

/** A namespace policy `shop/policy` that denies and has no rules. */
export function aPolicy(fields: Partial<Authorization> = {}): Authorization {
  return aModelPolicy({ namespace: "shop", action: "Deny", ...fields });
}

/** A policy with a single rule of a single clause of a single entry. */
export function aPolicyMatching(match: Partial<Match>, fields: Partial<Authorization> = {}): Authorization {
  return aPolicy({ rules: [[[aMatch(match)]]], ...fields });
}

export function anIdentity(fields: Partial<Identity> = {}): Identity {
  return { trustDomain: "cluster.local", namespace: "shop", serviceAccount: "client", ...fields };
}

/** A connection of `cluster.local/ns/shop/sa/client` from 10.0.0.1 to 10.0.0.2:8080. */
export function someFacts(fields: Partial<ConnectionFacts> = {}): ConnectionFacts {
  return {
    sourceIp: parseIpAddress("10.0.0.1"),
    destinationIp: parseIpAddress("10.0.0.2"),
    destinationPort: 8080,
    identity: anIdentity(),
    ...fields,
  };
}

export const exact = (value: string): StringMatch => ({ kind: "exact", value });
export const prefix = (value: string): StringMatch => ({ kind: "prefix", value });
export const suffix = (value: string): StringMatch => ({ kind: "suffix", value });
export const presence: StringMatch = { kind: "presence" };

export function cidrs(...texts: readonly string[]): Cidr[] {
  return texts.map((text) => parseCidr(text));
}

export { aMatch };
