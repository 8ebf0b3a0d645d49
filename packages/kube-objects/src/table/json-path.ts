/**
 * JSONPath as CustomResourceDefinitions use it for their columns: members, items, wildcards and filters by equality
 * (`.status.conditions[?(@.type=="Ready")].status`). Anything else selects nothing.
 */
import { isJsonArray, isJsonObject, type JsonValue } from "../json.ts";

type Step = (value: JsonValue) => readonly JsonValue[];

/** A way from an object to the values it selects. */
export type JsonPath = (value: JsonValue) => readonly JsonValue[];

/** Undefined for a path that cannot be read. */
export function parseJsonPath(text: string): JsonPath | undefined {
  const steps: Step[] = [];
  let rest = text.trim().replace(/^\{(.*)\}$/, "$1");
  rest = rest.startsWith("$") ? rest.slice(1) : rest;
  if (rest !== "" && !/^[.[]/.test(rest)) rest = `.${rest}`;
  while (rest !== "" && rest !== ".") {
    const parsed = parseStep(rest);
    if (parsed === undefined) return undefined;
    steps.push(parsed.step);
    rest = rest.slice(parsed.length);
  }
  return (value) => steps.reduce<readonly JsonValue[]>((values, step) => values.flatMap(step), [value]);
}

interface ParsedStep {
  readonly step: Step;
  readonly length: number;
}

const PATTERNS: readonly (readonly [RegExp, (...groups: readonly string[]) => Step])[] = [
  [/^(?:\.|\[)\*\]?/, () => allMembers],
  [/^\.((?:[^.[\]\\]|\\.)+)/, (name = "") => member(name.replaceAll(/\\(.)/g, "$1"))],
  [/^\[(-?\d+)\]/, (index = "0") => item(Number(index))],
  [/^\[['"]([^'"]*)['"]\]/, (name = "") => member(name)],
  [/^\[\?\(\s*@\.([^\s=!)]+)\s*(==|!=)\s*['"]?([^'")]*)['"]?\s*\)\]/, filterBy],
];

function parseStep(text: string): ParsedStep | undefined {
  for (const [pattern, build] of PATTERNS) {
    const match = pattern.exec(text);
    if (match !== null) return { step: build(...match.slice(1)), length: match[0].length };
  }
  return undefined;
}

function allMembers(value: JsonValue): readonly JsonValue[] {
  if (isJsonArray(value)) return value;
  return isJsonObject(value) ? Object.values(value) : [];
}

function member(name: string): Step {
  return (value) => {
    const found = isJsonObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
    return found === undefined ? [] : [found];
  };
}

function item(index: number): Step {
  return (value) => {
    const found = isJsonArray(value) ? value.at(index) : undefined;
    return found === undefined ? [] : [found];
  };
}

function filterBy(path = "", operator = "==", literal = ""): Step {
  const keys = path.split(".");
  const select = (value: JsonValue): JsonValue | undefined =>
    keys.reduce<JsonValue | undefined>((at, key) => (isJsonObject(at) ? at[key] : undefined), value);
  return (value) =>
    isJsonArray(value)
      ? value.filter((candidate) => {
          const found = select(candidate);
          const isEqual = found !== undefined && typeof found !== "object" && String(found) === literal;
          return isEqual === (operator === "==");
        })
      : [];
}
