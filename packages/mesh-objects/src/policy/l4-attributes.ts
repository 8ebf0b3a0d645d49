/** The attributes of a policy that ztunnel can check, and the field of a Match that each one fills. */
import type { Match } from "@ambit/proto/authorization";
import type { ObjectProblem } from "../object-problem.ts";
import { addressesOf, portsOf, serviceAccountsOf, type ValueList } from "./l4-values.ts";
import { stringMatchOf } from "./string-match.ts";

export interface WritingContext {
  readonly namespace: string;
  readonly problems: ObjectProblem[];
}

/** Fills one field of the match. It stays absent when no value can be read. */
export type AttributeWriter = (match: Match, list: ValueList, context: WritingContext) => void;

/** Of `source` and `operation` in a rule; they share no names. */
export function findWriter(attribute: string): AttributeWriter | undefined {
  return CLAUSE_WRITERS.get(attribute);
}

/** Of the key of a `when`. */
export function findConditionWriters(
  key: string,
): { readonly positive: AttributeWriter; readonly negative: AttributeWriter } | undefined {
  return CONDITION_WRITERS.get(key);
}

const CLAUSE_WRITERS: ReadonlyMap<string, AttributeWriter> = new Map([
  ["principals", patterns("principals")],
  ["notPrincipals", patterns("notPrincipals")],
  ["namespaces", patterns("namespaces")],
  ["notNamespaces", patterns("notNamespaces")],
  ["serviceAccounts", serviceAccounts("serviceAccounts")],
  ["notServiceAccounts", serviceAccounts("notServiceAccounts")],
  ["ipBlocks", addresses("sourceIps")],
  ["notIpBlocks", addresses("notSourceIps")],
  ["ports", ports("destinationPorts")],
  ["notPorts", ports("notDestinationPorts")],
]);

const CONDITION_WRITERS = new Map([
  ["source.ip", { positive: addresses("sourceIps"), negative: addresses("notSourceIps") }],
  ["source.namespace", { positive: patterns("namespaces"), negative: patterns("notNamespaces") }],
  ["source.principal", { positive: patterns("principals"), negative: patterns("notPrincipals") }],
  ["destination.ip", { positive: addresses("destinationIps"), negative: addresses("notDestinationIps") }],
  ["destination.port", { positive: ports("destinationPorts"), negative: ports("notDestinationPorts") }],
]);

type PatternField = "principals" | "notPrincipals" | "namespaces" | "notNamespaces";
type ServiceAccountField = "serviceAccounts" | "notServiceAccounts";
type AddressField = "sourceIps" | "notSourceIps" | "destinationIps" | "notDestinationIps";
type PortField = "destinationPorts" | "notDestinationPorts";

function patterns(field: PatternField): AttributeWriter {
  return (match, { values }) => {
    match[field] = values.map(stringMatchOf);
  };
}

function serviceAccounts(field: ServiceAccountField): AttributeWriter {
  return (match, list, { namespace }) => {
    match[field] = serviceAccountsOf(list, namespace);
  };
}

function addresses(field: AddressField): AttributeWriter {
  return (match, list, { problems }) => {
    const found = addressesOf(list, problems);
    if (found.length > 0) {
      match[field] = found;
    }
  };
}

function ports(field: PortField): AttributeWriter {
  return (match, list, { problems }) => {
    const found = portsOf(list, problems);
    if (found.length > 0) {
      match[field] = found;
    }
  };
}
