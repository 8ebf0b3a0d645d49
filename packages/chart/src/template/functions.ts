/** The functions of templates that are known here: Go's own, and those of helm that charts like ours use. */
import { ChartError } from "../chart-error.ts";
import {
  type ChartMap,
  type ChartValue,
  encodeValue,
  formatValue,
  isList,
  isMap,
  isTrue,
  kindOf,
} from "../value.ts";
import { formatYaml } from "../yaml-text.ts";
import { COMPARISONS } from "./comparisons.ts";

/** Throws ChartError "failed-template" where the arguments are none that it takes. */
export type TemplateFunction = (args: readonly ChartValue[]) => ChartValue;

const TABLE: ReadonlyMap<string, TemplateFunction> = new Map(
  Object.entries<TemplateFunction>({
    ...COMPARISONS,
    // Texts
    quote: (args) => quoted(args, (text) => JSON.stringify(text)),
    squote: (args) => quoted(args, (text) => `'${text}'`),
    trim: ([text]) => textOf(text).trim(),
    trimSuffix: ([suffix, text]) => {
      const [end, whole] = [textOf(suffix), textOf(text)];
      return end !== "" && whole.endsWith(end) ? whole.slice(0, -end.length) : whole;
    },
    trimPrefix: ([prefix, text]) => {
      const [start, whole] = [textOf(prefix), textOf(text)];
      return whole.startsWith(start) ? whole.slice(start.length) : whole;
    },
    lower: ([text]) => textOf(text).toLowerCase(),
    upper: ([text]) => textOf(text).toUpperCase(),
    replace: ([from, to, text]) => textOf(text).replaceAll(textOf(from), textOf(to)),
    trunc: ([length, text]) => textOf(text).slice(0, integerOf(length)),
    contains: ([part, text]) => textOf(text).includes(textOf(part)),
    hasPrefix: ([part, text]) => textOf(text).startsWith(textOf(part)),
    hasSuffix: ([part, text]) => textOf(text).endsWith(textOf(part)),
    indent: ([width, text]) => indent(integerOf(width), textOf(text)),
    nindent: ([width, text]) => `\n${indent(integerOf(width), textOf(text))}`,
    join: ([separator, list]) => listOf(list).map(formatValue).join(textOf(separator)),
    splitList: ([separator, text]) => textOf(text).split(textOf(separator)),
    // Not under its own name here: every object of JavaScript has one.
    toText: ([value]) => formatValue(value),
    printf: ([format, ...args]) => formatText(textOf(format), args),
    b64enc: ([text]) => encodeBase64(textOf(text)),
    // Documents
    toYaml: ([value]) => formatYaml(value),
    toJson: ([value]) => JSON.stringify(encodeSorted(value)),
    // Choices
    default: ([fallback, ...values]) => (isTrue(values.at(-1)) ? values.at(-1) : fallback),
    coalesce: (values) => values.find(isTrue),
    empty: ([value]) => !isTrue(value),
    ternary: ([yes, no, condition]) => (isTrue(condition) ? yes : no),
    not: ([value]) => !isTrue(value),
    required: ([message, value]) =>
      value === undefined || value === "" ? fail(formatValue(message)) : value,
    fail: ([message]) => fail(formatValue(message)),
    // Numbers
    int: ([value]) => toInteger(value),
    int64: ([value]) => toInteger(value),
    add: (args) => args.reduce<bigint>((sum, value) => sum + toInteger(value), 0n),
    // Lists and maps
    list: (args) => args,
    append: ([list, value]) => [...listOf(list), value],
    concat: (args) => args.flatMap(listOf),
    first: ([list]) => listOf(list)[0],
    uniq: ([list]) => [...new Set(listOf(list))],
    has: ([value, list]) => listOf(list).includes(value),
    len: ([value]) => BigInt(sizeOf(value)),
    dict: (args) => dictionaryOf(args),
    hasKey: ([map, key]) => mapOf(map).has(textOf(key)),
    get: ([map, key]) => mapOf(map).get(textOf(key)) ?? "",
    keys: (args) => args.flatMap((map) => [...mapOf(map).keys()]),
    sortAlpha: ([list]) => listOf(list).map(formatValue).sort(),
    index: ([value, ...keys]) => keys.reduce(itemOf, value),
    kindIs: ([kind, value]) => kindOf(value) === kind || (isList(value) && kind === "slice"),
  }),
);

/** Those that need no more than their arguments; `include`, `and` and `or` need the template. */
export function findFunction(name: string): TemplateFunction | undefined {
  return TABLE.get(name === "toString" ? "toText" : name);
}

function fail(message: string): never {
  throw new ChartError("failed-template", message);
}

function textOf(value: ChartValue): string {
  return typeof value === "string" ? value : fail(`a ${kindOf(value)} where a text is expected`);
}

function listOf(value: ChartValue): readonly ChartValue[] {
  if (value === undefined) return [];
  return isList(value) ? value : fail(`a ${kindOf(value)} where a list is expected`);
}

function mapOf(value: ChartValue): ChartMap {
  return isMap(value) ? value : fail(`a ${kindOf(value)} where a map is expected`);
}

function integerOf(value: ChartValue): number {
  return typeof value === "bigint" || typeof value === "number"
    ? Number(value)
    : fail(`a ${kindOf(value)} where a number is expected`);
}

/** Texts that are no numbers are 0, as with helm. */
function toInteger(value: ChartValue): bigint {
  if (typeof value === "bigint") return value;
  if (typeof value === "boolean") return value ? 1n : 0n;
  if (typeof value === "number") return BigInt(Math.trunc(value));
  return typeof value === "string" && /^[-+]?\d+$/.test(value) ? BigInt(value.replace("+", "")) : 0n;
}

function quoted(args: readonly ChartValue[], quote: (text: string) => string): string {
  return args.flatMap((value) => (value === undefined ? [] : quote(formatValue(value)))).join(" ");
}

function indent(width: number, text: string): string {
  const margin = " ".repeat(width);
  return text
    .split("\n")
    .map((line) => `${margin}${line}`)
    .join("\n");
}

function formatText(format: string, args: readonly ChartValue[]): string {
  let next = 0;
  const text = format.replace(/%([%sdvq])/g, (_, verb: string) => {
    if (verb === "%") return "%";
    const value = formatValue(args[next]);
    next += 1;
    return verb === "q" ? JSON.stringify(value) : value;
  });
  return next === args.length ? text : fail(`printf "${format}" takes ${next} values and has ${args.length}`);
}

function encodeBase64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}

/** As Go's encoder has it: keys sorted. */
function encodeSorted(value: ChartValue): unknown {
  if (isMap(value)) {
    return Object.fromEntries([...value.keys()].sort().map((key) => [key, encodeSorted(value.get(key))]));
  }
  return isList(value) ? value.map(encodeSorted) : encodeValue(value);
}

function dictionaryOf(args: readonly ChartValue[]): ChartMap {
  const entries = new Map<string, ChartValue>();
  for (let index = 0; index < args.length; index += 2) entries.set(textOf(args[index]), args[index + 1]);
  return entries;
}

function sizeOf(value: ChartValue): number {
  if (isMap(value)) return value.size;
  return typeof value === "string" ? new TextEncoder().encode(value).length : listOf(value).length;
}

function itemOf(value: ChartValue, key: ChartValue): ChartValue {
  if (isMap(value)) return value.get(textOf(key));
  const [list, index] = [listOf(value), integerOf(key)];
  return index >= 0 && index < list.length ? list[index] : fail(`index ${index} of a list of ${list.length}`);
}
