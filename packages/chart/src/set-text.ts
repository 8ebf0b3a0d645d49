/** `--set a.b=1,c[0].d={x,y}`: values on a command line, as helm reads them. */
import { ChartError } from "./chart-error.ts";
import { type ChartMap, type ChartValue, isList, isMap } from "./value.ts";

type Step = string | number;

const MAX_INDEX = 1024;

/** Puts what the text says over the values. Throws ChartError "bad-values". */
export function applySetText(values: ChartMap, text: string): ChartMap {
  let result: ChartMap = values;
  for (const assignment of splitOutside(text, ",")) {
    const [path = "", ...rest] = splitOutside(assignment, "=");
    if (rest.length === 0 || path === "") {
      throw new ChartError("bad-values", `--set ${text}: "${assignment}" is no name=value`);
    }
    const changed = putAt(result, parsePath(path, text), parseValue(rest.join("=")));
    if (isMap(changed)) result = changed;
  }
  return result;
}

function parsePath(path: string, text: string): readonly Step[] {
  return splitOutside(path, ".").flatMap((part): readonly Step[] => {
    const match = /^([^[\]]*)((?:\[\d+\])*)$/.exec(part);
    if (match === null) throw new ChartError("bad-values", `--set ${text}: "${part}" is no name`);
    const indexes = [...(match[2] ?? "").matchAll(/\d+/g)].map(([index]) => Number(index));
    if (indexes.some((index) => index > MAX_INDEX)) {
      throw new ChartError("bad-values", `--set ${text}: no list is longer than ${MAX_INDEX}`);
    }
    return [unescape(match[1] ?? ""), ...indexes];
  });
}

function parseValue(text: string): ChartValue {
  if (text.startsWith("{") && text.endsWith("}")) {
    const inner = text.slice(1, -1);
    return inner === "" ? [] : splitOutside(inner, ",").map(parseScalar);
  }
  return parseScalar(text);
}

function parseScalar(text: string): ChartValue {
  if (text === "true" || text === "false") return text === "true";
  if (text === "null") return undefined;
  if (/^(?:0|-?[1-9]\d{0,17})$/.test(text)) return BigInt(text);
  return unescape(text);
}

/** Not at a separator behind a backslash, nor inside of braces. */
function splitOutside(text: string, separator: string): readonly string[] {
  const parts: string[] = [];
  let depth = 0;
  let part = "";
  for (let index = 0; index < text.length; index += 1) {
    const letter = text[index] ?? "";
    if (letter === "\\") {
      part += letter + (text[index + 1] ?? "");
      index += 1;
      continue;
    }
    if (letter === "{") depth += 1;
    if (letter === "}") depth -= 1;
    if (letter === separator && depth === 0) {
      parts.push(part);
      part = "";
    } else {
      part += letter;
    }
  }
  return [...parts, part];
}

function unescape(text: string): string {
  return text.replace(/\\(.)/g, "$1");
}

function putAt(target: ChartValue, [step, ...rest]: readonly Step[], value: ChartValue): ChartValue {
  if (step === undefined) return value;
  if (typeof step === "number") {
    const list: ChartValue[] = isList(target) ? [...target] : [];
    while (list.length <= step) list.push(undefined);
    list[step] = putAt(list[step], rest, value);
    return list;
  }
  const map = isMap(target) ? target : new Map<string, ChartValue>();
  return new Map([...map, [step, putAt(map.get(step), rest, value)]]);
}
