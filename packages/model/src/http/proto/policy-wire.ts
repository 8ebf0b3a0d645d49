/** Policies, with what they match. A part that is not known makes the policy unusable: it would say something else. */
import {
  PolicyAction,
  type OperationMatch as WireOperation,
  type PathText as WirePath,
  type Policy as WirePolicy,
  type PolicyRule as WireRule,
  type SourceMatch as WireSource,
} from "@ambit/proto/waypoint";
import { invalid } from "../../proto/wire-values.ts";
import type { HttpPolicy, OperationMatch, PathTextMatch, PolicyRule, SourceMatch } from "../http-policy.ts";
import {
  decodeAccounts,
  decodeBlocks,
  decodeCondition,
  decodeNumbers,
  decodeTextLists,
  encodeCondition,
} from "./condition-wire.ts";
import { decodeText, encodeCidr, encodeText } from "./match-wire.ts";
import { assertKnown, each, nameIn, needed, orNull, orUndefined, texts, Words } from "./wire-parts.ts";

const ACTIONS = new Words<HttpPolicy["action"]>({
  allow: PolicyAction.ALLOW,
  deny: PolicyAction.DENY,
  custom: PolicyAction.CUSTOM,
  audit: PolicyAction.AUDIT,
});

export function encodePolicy({ namespace, name, action, provider, isDryRun, rules }: HttpPolicy): WirePolicy {
  return {
    namespace,
    name,
    action: ACTIONS.encode(action),
    provider: orNull(provider),
    isDryRun,
    rules: rules.map(encodeRule),
  };
}

export function decodePolicy(wire: WirePolicy): HttpPolicy {
  assertKnown(wire, "policy");
  return {
    namespace: wire.namespace ?? "",
    name: nameIn(wire.name, "name"),
    action: ACTIONS.decode(wire.action, "action"),
    provider: orUndefined(wire.provider),
    isDryRun: wire.isDryRun ?? false,
    rules: each(wire.rules, "rules", decodeRule),
  };
}

function encodeRule({ from, to, when }: PolicyRule): WireRule {
  return {
    from: from.map(encodeSource),
    to: to.map(encodeOperation),
    when: when.map(encodeCondition),
  };
}

function decodeRule({ from, to, when }: WireRule): PolicyRule {
  return {
    from: each(from, "from", decodeSource),
    to: each(to, "to", decodeOperation),
    when: each(when, "when", decodeCondition),
  };
}

function encodeSource(source: SourceMatch): WireSource {
  const { principals, namespaces, serviceAccounts, trustDomains, requestPrincipals, ips, remoteIps } = source;
  return {
    principals: principals.values.map(encodeText),
    notPrincipals: principals.notValues.map(encodeText),
    namespaces: [...namespaces.values],
    notNamespaces: [...namespaces.notValues],
    serviceAccounts: serviceAccounts.values.map((account) => ({ ...account })),
    notServiceAccounts: serviceAccounts.notValues.map((account) => ({ ...account })),
    trustDomains: trustDomains.values.map(encodeText),
    notTrustDomains: trustDomains.notValues.map(encodeText),
    requestPrincipals: [...requestPrincipals.values],
    notRequestPrincipals: [...requestPrincipals.notValues],
    ips: ips.values.map(encodeCidr),
    notIps: ips.notValues.map(encodeCidr),
    remoteIps: remoteIps.values.map(encodeCidr),
    notRemoteIps: remoteIps.notValues.map(encodeCidr),
  };
}

function decodeSource(wire: WireSource): SourceMatch {
  return {
    principals: decodeTextLists(wire.principals, wire.notPrincipals, "principals"),
    namespaces: { values: texts(wire.namespaces), notValues: texts(wire.notNamespaces) },
    serviceAccounts: decodeAccounts(wire.serviceAccounts, wire.notServiceAccounts, "service_accounts"),
    trustDomains: decodeTextLists(wire.trustDomains, wire.notTrustDomains, "trust_domains"),
    requestPrincipals: {
      values: texts(wire.requestPrincipals),
      notValues: texts(wire.notRequestPrincipals),
    },
    ips: decodeBlocks(wire.ips, wire.notIps, "ips"),
    remoteIps: decodeBlocks(wire.remoteIps, wire.notRemoteIps, "remote_ips"),
  };
}

function encodeOperation({ hosts, ports, methods, paths }: OperationMatch): WireOperation {
  return {
    hosts: hosts.values.map(encodeText),
    notHosts: hosts.notValues.map(encodeText),
    ports: [...ports.values],
    notPorts: [...ports.notValues],
    methods: methods.values.map(encodeText),
    notMethods: methods.notValues.map(encodeText),
    paths: paths.values.map(encodePath),
    notPaths: paths.notValues.map(encodePath),
  };
}

function decodeOperation(wire: WireOperation): OperationMatch {
  return {
    hosts: decodeTextLists(wire.hosts, wire.notHosts, "hosts"),
    ports: decodeNumbers(wire.ports, wire.notPorts, "ports"),
    methods: decodeTextLists(wire.methods, wire.notMethods, "methods"),
    paths: {
      values: each(wire.paths, "paths", decodePath),
      notValues: each(wire.notPaths, "not_paths", decodePath),
    },
  };
}

function encodePath(path: PathTextMatch): WirePath {
  return path.kind === "template" ? { template: path.template } : { text: encodeText(path) };
}

function decodePath({ kind, text, template }: WirePath): PathTextMatch {
  switch (kind) {
    case "template":
      return { kind, template: template ?? "" };
    case "text":
      return decodeText(needed(text, "text"));
    default:
      throw invalid("is of no kind");
  }
}
