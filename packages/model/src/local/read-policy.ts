import type { Authorization, Match, ServiceAccountMatch, StringMatch } from "../authorization.ts";
import {
  ConfigFields,
  type ConfigValue,
  readBoolean,
  readList,
  readName,
  readOneOf,
  readPort,
  readText,
} from "./config-value.ts";
import { readCidr } from "./read-common.ts";

/**
 * Every key is required and an address that cannot be read is a problem: leaving one out of a list would widen what
 * the policy matches (ztunnel drops it silently).
 */
export function readPolicy(value: ConfigValue): Authorization {
  const fields = new ConfigFields(value);
  const policy: Authorization = {
    name: fields.required("name", readName, ""),
    namespace: fields.required("namespace", readName, ""),
    scope: fields.required("scope", readOneOf("Global", "Namespace", "WorkloadSelector"), "Global"),
    action: fields.required("action", readOneOf("Allow", "Deny"), "Deny"),
    dryRun: fields.required("dryRun", readBoolean, false),
    rules: fields.required("rules", readList(readList(readList(readMatch))), []),
  };
  fields.finish();
  return policy;
}

function readMatch(value: ConfigValue): Match {
  const fields = new ConfigFields(value);
  const strings = (name: string) => fields.optional(name, readList(readStringMatch), []);
  const accounts = (name: string) => fields.optional(name, readList(readServiceAccount), []);
  const addresses = (name: string) => fields.optional(name, readList(readCidr), []);
  const ports = (name: string) => fields.optional(name, readList(readPort), []);
  const match: Match = {
    namespaces: strings("namespaces"),
    notNamespaces: strings("notNamespaces"),
    principals: strings("principals"),
    notPrincipals: strings("notPrincipals"),
    serviceAccounts: accounts("serviceAccounts"),
    notServiceAccounts: accounts("notServiceAccounts"),
    sourceIps: addresses("sourceIps"),
    notSourceIps: addresses("notSourceIps"),
    destinationIps: addresses("destinationIps"),
    notDestinationIps: addresses("notDestinationIps"),
    destinationPorts: ports("destinationPorts"),
    notDestinationPorts: ports("notDestinationPorts"),
  };
  fields.finish();
  return match;
}

function readServiceAccount(value: ConfigValue): ServiceAccountMatch {
  const fields = new ConfigFields(value);
  const account: ServiceAccountMatch = {
    namespace: fields.required("namespace", readText, ""),
    serviceAccount: fields.required("serviceAccount", readText, ""),
  };
  fields.finish();
  return account;
}

function readStringMatch(value: ConfigValue): StringMatch | undefined {
  const { node } = value;
  const [entry, second] = node.kind === "map" ? node.entries : [];
  if (entry === undefined || second !== undefined) {
    return value.failExpected("one of {Exact: text}, {Prefix: text}, {Suffix: text}, {Presence: []}");
  }
  const inner = value.child(entry.value, entry.key);
  if (entry.key === "Presence") {
    const isEmptyList = entry.value.kind === "list" && entry.value.items.length === 0;
    return isEmptyList ? { kind: "presence" } : inner.failExpected("an empty list");
  }
  const kind = STRING_KINDS.get(entry.key);
  if (kind === undefined) {
    return inner.fail("unknown kind of match");
  }
  const text = readText(inner);
  return text === undefined ? undefined : { kind, value: text };
}

const STRING_KINDS: ReadonlyMap<string, "exact" | "prefix" | "suffix"> = new Map([
  ["Exact", "exact"],
  ["Prefix", "prefix"],
  ["Suffix", "suffix"],
]);
