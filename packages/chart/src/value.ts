/** Values of templates: what YAML and Go have in common. */
import { parseDocument, type Tags } from "yaml";
import { ChartError } from "./chart-error.ts";

/** `undefined` is Go's nil, `bigint` its int, `number` its float64, which is what numbers of a values file are. */
export type ChartValue = string | boolean | number | bigint | undefined | readonly ChartValue[] | ChartMap;

/** Templates see it sorted by key. */
export type ChartMap = ReadonlyMap<string, ChartValue>;

/** No value of a cluster's configuration is deeper, and templates walk it recursively. */
const MAX_DEPTH = 64;
const MAX_ALIASES = 100;

export function isMap(value: ChartValue): value is ChartMap {
  return value instanceof Map;
}

export function isList(value: ChartValue): value is readonly ChartValue[] {
  return Array.isArray(value);
}

/** Go's truth: nil, false, zero and whatever is empty are false. */
export function isTrue(value: ChartValue): boolean {
  if (isMap(value)) return value.size > 0;
  if (isList(value)) return value.length > 0;
  return value !== undefined && value !== false && value !== "" && value !== 0 && value !== 0n;
}

/** For messages. */
export function kindOf(value: ChartValue): string {
  if (value === undefined) return "nil";
  if (isMap(value)) return "map";
  if (isList(value)) return "list";
  if (typeof value === "bigint") return "int";
  return typeof value === "number" ? "float64" : value === true || value === false ? "bool" : "string";
}

/** As Go prints it with %v. Throws ChartError "failed-template" for what nobody prints on purpose. */
export function formatValue(value: ChartValue): string {
  if (value === undefined) return "";
  if (isMap(value) || isList(value)) {
    throw new ChartError("failed-template", `a ${kindOf(value)} is printed: it needs toYaml or toJson`);
  }
  return typeof value === "number" ? formatFloat(value) : String(value);
}

/** As few digits as are needed, and an exponent from 1e+06 on and below 1e-04: the known surprise of helm's users. */
function formatFloat(value: number): string {
  const [digits = "", exponentText = "0"] = value.toExponential().split("e");
  const exponent = Number(exponentText);
  if (exponent >= -4 && exponent < 6) return String(value);
  return `${digits}e${exponent < 0 ? "-" : "+"}${String(Math.abs(exponent)).padStart(2, "0")}`;
}

/** From parsed JSON or YAML. Throws ChartError "bad-values". */
export function decodeValue(value: unknown, depth = 0): ChartValue {
  if (depth > MAX_DEPTH) throw new ChartError("bad-values", `deeper than ${MAX_DEPTH} levels`);
  if (value === null || value === undefined) return undefined;
  if (typeof value === "string" || typeof value === "boolean") return value;
  if (typeof value === "number" && Number.isNaN(value)) {
    throw new ChartError("bad-values", "a number that is none: put it between quotes");
  }
  if (typeof value === "number" || typeof value === "bigint") return value;
  if (Array.isArray(value)) return value.map((item) => decodeValue(item, depth + 1));
  if (value instanceof Map) {
    return new Map([...value].map(([key, item]) => [String(key), decodeValue(item, depth + 1)]));
  }
  throw new ChartError("bad-values", `a ${typeof value} is no value`);
}

/** To plain JSON; bigints that are exact become numbers. */
export function encodeValue(value: ChartValue): unknown {
  if (value === undefined) return null;
  if (isMap(value)) return Object.fromEntries([...value].map(([key, item]) => [key, encodeValue(item)]));
  if (isList(value)) return value.map(encodeValue);
  return typeof value === "bigint" ? Number(value) : value;
}

/**
 * One YAML document with the types that helm's parser gives: `yes` and `on` are booleans, and dates are texts. Throws
 * ChartError "bad-values" that names file and line.
 */
export function parseValues(text: string, file: string): ChartMap {
  const document = parseDocument(text, { ...HELM_YAML, logLevel: "error" });
  const [error] = document.errors;
  if (error !== undefined)
    throw new ChartError("bad-values", `${file}: ${error.message.split("\n")[0] ?? ""}`);
  const value = decodeValue(document.toJS({ mapAsMap: true, maxAliasCount: MAX_ALIASES }));
  if (value === undefined) return new Map();
  if (!isMap(value))
    throw new ChartError("bad-values", `${file}: a ${kindOf(value)} where keys are expected`);
  return value;
}

/** Options of the YAML parser for what helm reads: `yes` is a truth, but dates and times of day are texts. */
export const HELM_YAML = {
  version: "1.1",
  merge: true,
  customTags: (tags: Tags): Tags => tags.filter((tag) => !isTime(tag)),
} as const;

function isTime(tag: Tags[number]): boolean {
  if (typeof tag === "string") return tag === "timestamp";
  return tag.tag === "tag:yaml.org,2002:timestamp" || ("format" in tag && tag.format === "TIME");
}
