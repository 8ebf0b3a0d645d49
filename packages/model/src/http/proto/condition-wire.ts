/** Conditions of a policy, and the lists that all of its parts are made of. */
import type { Cidr } from "@ambit/addr";
import {
  ConditionKey,
  type ServiceAccount as WireAccount,
  type Cidr as WireCidr,
  type Condition as WireCondition,
  type TextMatch as WireText,
} from "@ambit/proto/waypoint";
import type { Absent } from "../../proto/wire-values.ts";
import type { AnyOf, Condition } from "../http-policy.ts";
import type { TextMatch } from "../text-match.ts";
import { decodeCidr, decodeText, encodeCidr, encodeText } from "./match-wire.ts";
import { each, nameIn, numberIn, texts, Words } from "./wire-parts.ts";

interface Account {
  readonly namespace: string;
  readonly serviceAccount: string;
}

const KEYS = new Words<Condition["key"]>({
  header: ConditionKey.REQUEST_HEADER,
  "source.ip": ConditionKey.SOURCE_IP,
  "remote.ip": ConditionKey.REMOTE_IP,
  "destination.ip": ConditionKey.DESTINATION_IP,
  "source.namespace": ConditionKey.SOURCE_NAMESPACE,
  "source.serviceAccount": ConditionKey.SOURCE_SERVICE_ACCOUNT,
  "request.auth.principal": ConditionKey.REQUEST_AUTH_PRINCIPAL,
  "source.principal": ConditionKey.SOURCE_PRINCIPAL,
  "source.trustDomain": ConditionKey.SOURCE_TRUST_DOMAIN,
  "request.auth.audiences": ConditionKey.REQUEST_AUTH_AUDIENCES,
  "request.auth.presenter": ConditionKey.REQUEST_AUTH_PRESENTER,
  "connection.sni": ConditionKey.CONNECTION_SNI,
  "request.auth.claims": ConditionKey.REQUEST_AUTH_CLAIMS,
  "destination.port": ConditionKey.DESTINATION_PORT,
});

export function encodeCondition(condition: Condition): WireCondition {
  const key = KEYS.encode(condition.key);
  switch (condition.key) {
    case "header":
      return { key, name: condition.name, ...encodeTexts(condition.texts) };
    case "request.auth.claims":
      return { key, path: [...condition.path], ...encodeTexts(condition.texts) };
    case "source.ip":
    case "remote.ip":
    case "destination.ip":
      return {
        key,
        blocks: condition.blocks.values.map(encodeCidr),
        notBlocks: condition.blocks.notValues.map(encodeCidr),
      };
    case "source.namespace":
      return { key, ...encodeNames(condition.namespaces) };
    case "request.auth.principal":
      return { key, ...encodeNames(condition.principals) };
    case "source.serviceAccount":
      return {
        key,
        accounts: condition.accounts.values.map((account) => ({ ...account })),
        notAccounts: condition.accounts.notValues.map((account) => ({ ...account })),
      };
    case "destination.port":
      return { key, ports: [...condition.ports.values], notPorts: [...condition.ports.notValues] };
    default:
      return { key, ...encodeTexts(condition.texts) };
  }
}

export function decodeCondition(wire: WireCondition): Condition {
  const key = KEYS.decode(wire.key, "key");
  switch (key) {
    case "header":
      return { key, name: nameIn(wire.name, "name"), texts: decodeTexts(wire) };
    case "request.auth.claims":
      return { key, path: texts(wire.path), texts: decodeTexts(wire) };
    case "source.ip":
    case "remote.ip":
    case "destination.ip":
      return { key, blocks: decodeBlocks(wire.blocks, wire.notBlocks, "blocks") };
    case "source.namespace":
      return { key, namespaces: decodeNames(wire) };
    case "request.auth.principal":
      return { key, principals: decodeNames(wire) };
    case "source.serviceAccount":
      return { key, accounts: decodeAccounts(wire.accounts, wire.notAccounts, "accounts") };
    case "destination.port":
      return { key, ports: decodeNumbers(wire.ports, wire.notPorts, "ports") };
    default:
      return { key, texts: decodeTexts(wire) };
  }
}

export function decodeTextLists(
  values: readonly WireText[] | Absent,
  notValues: readonly WireText[] | Absent,
  field: string,
): AnyOf<TextMatch> {
  return {
    values: each(values, field, decodeText),
    notValues: each(notValues, `not_${field}`, decodeText),
  };
}

export function decodeBlocks(
  values: readonly WireCidr[] | Absent,
  notValues: readonly WireCidr[] | Absent,
  field: string,
): AnyOf<Cidr> {
  return {
    values: each(values, field, decodeCidr),
    notValues: each(notValues, `not_${field}`, decodeCidr),
  };
}

export function decodeAccounts(
  values: readonly WireAccount[] | Absent,
  notValues: readonly WireAccount[] | Absent,
  field: string,
): AnyOf<Account> {
  return {
    values: each(values, field, decodeAccount),
    notValues: each(notValues, `not_${field}`, decodeAccount),
  };
}

/** Port 0 is what a policy may name; it matches none. */
export function decodeNumbers(
  values: readonly number[] | Absent,
  notValues: readonly number[] | Absent,
  field: string,
): AnyOf<number> {
  const decode = (port: number): number => numberIn(port, "port", 0, 0xffff);
  return { values: each(values, field, decode), notValues: each(notValues, `not_${field}`, decode) };
}

function encodeTexts({ values, notValues }: AnyOf<TextMatch>): Pick<WireCondition, "texts" | "notTexts"> {
  return { texts: values.map(encodeText), notTexts: notValues.map(encodeText) };
}

function decodeTexts({ texts: values, notTexts }: WireCondition): AnyOf<TextMatch> {
  return decodeTextLists(values, notTexts, "texts");
}

function encodeNames({ values, notValues }: AnyOf<string>): Pick<WireCondition, "names" | "notNames"> {
  return { names: [...values], notNames: [...notValues] };
}

function decodeNames({ names, notNames }: WireCondition): AnyOf<string> {
  return { values: texts(names), notValues: texts(notNames) };
}

function decodeAccount({ namespace, serviceAccount }: WireAccount): Account {
  return { namespace: namespace ?? "", serviceAccount: serviceAccount ?? "" };
}
