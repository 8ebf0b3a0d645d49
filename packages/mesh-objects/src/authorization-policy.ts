import { type Condition, readConditions } from "./condition.ts";
import { type ObjectMeta, readMeta } from "./object-meta.ts";
import type { Decoded } from "./object-problem.ts";
import { ObjectReader } from "./object-reader.ts";
import { readTargetRef, type TargetRef } from "./target-ref.ts";
import { DRY_RUN } from "./well-known.ts";
import { readWorkloadSelector, type WorkloadSelector } from "./workload-selector.ts";

/** Values are as they are written: what they mean, and whether they mean anything, is for whoever translates them. */
export interface AuthorizationPolicy extends ObjectMeta {
  readonly kind: "AuthorizationPolicy";
  readonly selector: WorkloadSelector | undefined;
  /** Of both `targetRef` and `targetRefs`. */
  readonly targetRefs: readonly TargetRef[];
  /** Both fields for targets are there. */
  readonly hasBothTargetFields: boolean;
  readonly hasProvider: boolean;
  /** Of CUSTOM: the name of who is asked; empty if none can be read. */
  readonly provider: string;
  /** ALLOW if not told; any other word as it is written. */
  readonly action: string;
  readonly rules: readonly AuthorizationRule[];
  /** Fields of the spec itself that could not be read or are unknown. */
  readonly unreadable: readonly string[];
  readonly conditions: readonly Condition[];
}

/** One rule: a connection matches when `from`, `to` and every `when` do. */
export interface AuthorizationRule {
  /** `undefined`: anything; an empty list came from an empty list. */
  readonly from: readonly RuleClause<SourceField>[] | undefined;
  readonly to: readonly RuleClause<OperationField>[] | undefined;
  readonly when: readonly RuleCondition[] | undefined;
  /** Paths of parts that could not be read or are unknown: without them the rule says something else. */
  readonly unreadable: readonly string[];
}

/** Values by field; fields that are not told or empty are absent. */
export type RuleClause<Field extends string> = Readonly<Partial<Record<Field, readonly string[]>>>;

export interface RuleCondition {
  readonly key: string;
  readonly values: readonly string[];
  readonly notValues: readonly string[];
}

export const SOURCE_FIELDS = [
  "principals",
  "notPrincipals",
  "requestPrincipals",
  "notRequestPrincipals",
  "namespaces",
  "notNamespaces",
  "serviceAccounts",
  "notServiceAccounts",
  "trustDomains",
  "notTrustDomains",
  "ipBlocks",
  "notIpBlocks",
  "remoteIpBlocks",
  "notRemoteIpBlocks",
] as const;
export type SourceField = (typeof SOURCE_FIELDS)[number];

export const OPERATION_FIELDS = [
  "hosts",
  "notHosts",
  "ports",
  "notPorts",
  "methods",
  "notMethods",
  "paths",
  "notPaths",
] as const;
export type OperationField = (typeof OPERATION_FIELDS)[number];

/** Reads one from JSON. Throws ObjectError without a name. */
export function decodeAuthorizationPolicy(json: unknown): Decoded<AuthorizationPolicy> {
  const reader = new ObjectReader(json);
  const meta = readMeta(reader, [DRY_RUN]);
  const { value, unreadable } = withUnreadable(reader, () => readSpec(reader.field("spec")));
  const inRules = new Set(value.rules.flatMap((rule) => rule.unreadable));
  const object: AuthorizationPolicy = {
    kind: "AuthorizationPolicy",
    ...meta,
    ...value,
    unreadable: unreadable.filter((path) => !inRules.has(path)),
    conditions: readConditions(reader.at("status", "conditions")),
  };
  return { object, problems: reader.problems };
}

const SPEC_FIELDS: ReadonlySet<string> = new Set([
  "selector",
  "targetRef",
  "targetRefs",
  "action",
  "rules",
  "provider",
]);
const RULE_FIELDS: ReadonlySet<string> = new Set(["from", "to", "when"]);
const FROM_FIELDS: ReadonlySet<string> = new Set(["source"]);
const TO_FIELDS: ReadonlySet<string> = new Set(["operation"]);
const WHEN_FIELDS: ReadonlySet<string> = new Set(["key", "values", "notValues"]);

function readSpec(spec: ObjectReader) {
  spec.reportUnknown(SPEC_FIELDS);
  const targetRef = spec.field("targetRef");
  return {
    selector: readWorkloadSelector(spec.field("selector")),
    targetRefs: [...(targetRef.isPresent ? [targetRef] : []), ...spec.field("targetRefs").list()].map(
      readTargetRef,
    ),
    hasBothTargetFields: targetRef.isPresent && spec.field("targetRefs").isPresent,
    hasProvider: spec.field("provider").isPresent,
    provider: spec.at("provider", "name").text() ?? "",
    action: spec.field("action").text() ?? "ALLOW",
    rules: spec.field("rules").list().map(readRule),
  };
}

function readRule(reader: ObjectReader): AuthorizationRule {
  const { value, unreadable } = withUnreadable(reader, () => {
    reader.reportUnknown(RULE_FIELDS);
    return {
      from: readClauses(reader.field("from"), FROM_FIELDS, (item) =>
        readClause(item.field("source"), SOURCE_FIELDS),
      ),
      to: readClauses(reader.field("to"), TO_FIELDS, (item) =>
        readClause(item.field("operation"), OPERATION_FIELDS),
      ),
      when: readClauses(reader.field("when"), WHEN_FIELDS, readCondition),
    };
  });
  return { ...value, unreadable };
}

function readClauses<T>(
  reader: ObjectReader,
  fields: ReadonlySet<string>,
  read: (item: ObjectReader) => T,
): readonly T[] | undefined {
  if (!reader.isPresent) {
    return undefined;
  }
  return reader.list().map((item) => {
    item.reportUnknown(fields);
    return read(item);
  });
}

function readClause<Field extends string>(reader: ObjectReader, fields: readonly Field[]): RuleClause<Field> {
  reader.reportUnknown(new Set(fields));
  const clause: Partial<Record<Field, readonly string[]>> = {};
  for (const field of fields) {
    const values = reader.field(field).texts();
    if (values.length > 0) {
      clause[field] = values;
    }
  }
  return clause;
}

function readCondition(reader: ObjectReader): RuleCondition {
  return {
    key: reader.field("key").text() ?? "",
    values: reader.field("values").texts(),
    notValues: reader.field("notValues").texts(),
  };
}

/** What a read gives, with the paths it could not read. */
function withUnreadable<T>(reader: ObjectReader, read: () => T): { value: T; unreadable: readonly string[] } {
  const before = reader.problemCount;
  const value = read();
  return { value, unreadable: reader.pathsSince(before) };
}
