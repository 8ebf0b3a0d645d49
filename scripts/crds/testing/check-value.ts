import type { Schema } from "../schema.ts";

/** What the API server would say of a value, but for rules in its expression language: one line for each mistake. */
export function checkValue(value: unknown, schema: Schema, path: string): readonly string[] {
  if (typeof value === "string") return checkText(value, schema, path);
  if (typeof value === "number") return checkNumber(value, schema, path);
  if (Array.isArray(value)) return checkList(value, schema, path);
  if (typeof value === "object" && value !== null) return checkObject({ ...value }, schema, path);
  return schema.type === typeof value ? [] : [`${path}: a ${typeof value} is no ${schema.type ?? "thing"}`];
}

function checkText(value: string, schema: Schema, path: string): readonly string[] {
  const { type, minLength = 0, maxLength = Infinity, pattern, enum: words } = schema;
  if (type !== "string") return [`${path}: a text is no ${type ?? "thing"}`];
  if (words !== undefined && !words.includes(value)) return [`${path}: none of ${words.join(", ")}`];
  if (value.length < minLength || value.length > maxLength) return [`${path}: too short or too long`];
  return pattern === undefined || new RegExp(pattern).test(value) ? [] : [`${path}: not as ${pattern}`];
}

function checkNumber(value: number, schema: Schema, path: string): readonly string[] {
  const { type, minimum = -Infinity, maximum = Infinity } = schema;
  if (type !== "integer" || !Number.isInteger(value)) return [`${path}: a number is no ${type ?? "thing"}`];
  return value < minimum || value > maximum ? [`${path}: not from ${minimum} to ${maximum}`] : [];
}

function checkList(value: readonly unknown[], schema: Schema, path: string): readonly string[] {
  const { items, minItems = 0, maxItems = Infinity } = schema;
  if (items === undefined) return [`${path}: a list is no ${schema.type ?? "thing"}`];
  const size = value.length < minItems || value.length > maxItems ? [`${path}: too few or too many`] : [];
  return [...size, ...value.flatMap((item, index) => checkValue(item, items, `${path}[${index}]`))];
}

function checkObject(
  value: Readonly<Record<string, unknown>>,
  schema: Schema,
  path: string,
): readonly string[] {
  const {
    properties = {},
    additionalProperties,
    required = [],
    minProperties = 0,
    maxProperties = Infinity,
  } = schema;
  if (schema.type !== "object") return [`${path}: an object is no ${schema.type ?? "thing"}`];
  const count = Object.keys(value).length;
  const missing = required.filter((field) => !(field in value)).map((field) => `${path}.${field}: missing`);
  const size = count < minProperties || count > maxProperties ? [`${path}: too few or too many`] : [];
  const fields = Object.entries(value).flatMap(([field, member]) => {
    const known = properties[field] ?? additionalProperties;
    if (known !== undefined) return checkValue(member, known, `${path}.${field}`);
    return schema["x-kubernetes-preserve-unknown-fields"] === true ? [] : [`${path}.${field}: unknown`];
  });
  return [...missing, ...size, ...fields];
}
