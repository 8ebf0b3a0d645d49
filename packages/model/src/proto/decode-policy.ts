/**
 * Policies of the wire. A value that cannot be read (an address of five bytes, a text match of no kind) is left out with
 * a warning, as ztunnel does without one. Where leaving it out would make the policy weaker than it is written, the
 * entry is made to allow nothing instead: ztunnel would then let everybody pass whom the unreadable value kept away.
 */
import { type Cidr, cidrOf } from "@ambit/addr";
import {
  Action,
  Scope,
  type Address as WireAddress,
  type Match as WireMatch,
  type Authorization as WirePolicy,
  type StringMatch as WireString,
} from "@ambit/proto/authorization";
import type { Authorization, Match, Rule, StringMatch } from "../authorization.ts";
import { type Absent, decodeEnum, decodeIp, decodePort, invalid } from "./wire-values.ts";

// Both are what a policy decides by, so an unknown value is refused.
const SCOPES: Readonly<Record<number, Authorization["scope"]>> = {
  [Scope.GLOBAL]: "Global",
  [Scope.NAMESPACE]: "Namespace",
  [Scope.WORKLOAD_SELECTOR]: "WorkloadSelector",
};
const ACTIONS: Readonly<Record<number, Authorization["action"]>> = {
  [Action.ALLOW]: "Allow",
  [Action.DENY]: "Deny",
};

/** Throws ModelError "invalid-resource". */
export function decodePolicy(wire: WirePolicy): {
  readonly policy: Authorization;
  readonly warnings: readonly string[];
} {
  const action = decodeEnum(ACTIONS, wire.action, "action");
  const warnings: string[] = [];
  const policy: Authorization = {
    name: wire.name ?? "",
    namespace: wire.namespace ?? "",
    scope: decodeEnum(SCOPES, wire.scope, "scope"),
    action,
    dryRun: wire.dryRun ?? false,
    rules: (wire.groups ?? []).map(
      ({ rules }, rule): Rule =>
        (rules ?? []).map(({ matches }, clause) =>
          (matches ?? []).map((match, entry) => {
            const place = `groups[${rule}].rules[${clause}].matches[${entry}]`;
            return new MatchDecoder(place, warnings).decode(match, action);
          }),
        ),
    ),
  };
  return { policy, warnings };
}

/** Enough to find the mistake by; a policy that is all mistakes must not fill the log. */
const MAX_WARNINGS = 20;

/** An entry whose lists are all empty never matches. */
export const EMPTY_MATCH: Match = {
  namespaces: [],
  notNamespaces: [],
  principals: [],
  notPrincipals: [],
  serviceAccounts: [],
  notServiceAccounts: [],
  sourceIps: [],
  notSourceIps: [],
  destinationIps: [],
  notDestinationIps: [],
  destinationPorts: [],
  notDestinationPorts: [],
};

class MatchDecoder {
  readonly #place: string;
  readonly #warnings: string[];
  /** The entry would match more than it says. */
  #isWider = false;

  constructor(place: string, warnings: string[]) {
    this.#place = place;
    this.#warnings = warnings;
  }

  /** Wider is safe for what denies, and never for what allows. */
  decode(wire: WireMatch, action: Authorization["action"]): Match {
    const match = this.#decodeLists(wire);
    if (wire.$unknowns !== undefined && wire.$unknowns.length > 0) {
      this.#isWider = true;
      this.#warn("has a condition that this version does not know");
    }
    if (!this.#isWider) return match;
    const consequence = action === "Allow" ? "it allows nothing" : "it denies without that condition";
    this.#warn(`is not fully understood: ${consequence}`);
    return action === "Allow" ? EMPTY_MATCH : match;
  }

  #decodeLists(wire: WireMatch): Match {
    return {
      namespaces: this.#positive("namespaces", wire.namespaces, decodeString),
      notNamespaces: this.#negative("not_namespaces", wire.notNamespaces, decodeString),
      principals: this.#positive("principals", wire.principals, decodeString),
      notPrincipals: this.#negative("not_principals", wire.notPrincipals, decodeString),
      serviceAccounts: (wire.serviceAccounts ?? []).map(decodeAccount),
      notServiceAccounts: (wire.notServiceAccounts ?? []).map(decodeAccount),
      sourceIps: this.#positive("source_ips", wire.sourceIps, decodeCidr),
      notSourceIps: this.#negative("not_source_ips", wire.notSourceIps, decodeCidr),
      destinationIps: this.#positive("destination_ips", wire.destinationIps, decodeCidr),
      notDestinationIps: this.#negative("not_destination_ips", wire.notDestinationIps, decodeCidr),
      destinationPorts: (wire.destinationPorts ?? []).map(decodePort),
      notDestinationPorts: (wire.notDestinationPorts ?? []).map(decodePort),
    };
  }

  /** A value less is a stricter list, unless it was the last one: an empty list asks for nothing. */
  #positive<Wire, Value>(
    field: string,
    values: readonly Wire[] | Absent,
    decode: (value: Wire) => Value,
  ): readonly Value[] {
    const decoded = this.#readable(field, values ?? [], decode);
    if (decoded.length === 0 && values && values.length > 0) this.#isWider = true;
    return decoded;
  }

  #negative<Wire, Value>(
    field: string,
    values: readonly Wire[] | Absent,
    decode: (value: Wire) => Value,
  ): readonly Value[] {
    const decoded = this.#readable(field, values ?? [], decode);
    if (decoded.length < (values?.length ?? 0)) this.#isWider = true;
    return decoded;
  }

  #readable<Wire, Value>(field: string, values: readonly Wire[], decode: (value: Wire) => Value): Value[] {
    return values.flatMap((value, index) => {
      try {
        return [decode(value)];
      } catch (error) {
        this.#warn(
          `${field}[${index}] is left out: ${error instanceof Error ? error.message : "unreadable"}`,
        );
        return [];
      }
    });
  }

  #warn(what: string): void {
    if (this.#warnings.length < MAX_WARNINGS) this.#warnings.push(`${this.#place} ${what}`);
  }
}

function decodeString({ matchType, exact, prefix, suffix }: WireString): StringMatch {
  switch (matchType) {
    case "exact":
      return { kind: "exact", value: exact ?? "" };
    case "prefix":
      return { kind: "prefix", value: prefix ?? "" };
    case "suffix":
      return { kind: "suffix", value: suffix ?? "" };
    case "presence":
      return { kind: "presence" };
    default:
      throw invalid("it is of no kind");
  }
}

function decodeCidr({ address, length }: WireAddress): Cidr {
  return cidrOf(decodeIp(address, "address"), length ?? 0);
}

function decodeAccount(wire: {
  readonly namespace?: string | null;
  readonly serviceAccount?: string | null;
}) {
  return { namespace: wire.namespace ?? "", serviceAccount: wire.serviceAccount ?? "" };
}
