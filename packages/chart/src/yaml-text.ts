/**
 * YAML as helm's toYaml writes it, so that texts inside of objects come out alike: keys sorted, lists not indented below
 * their key, quotes where a text would be read as something else. Long lines are not folded.
 */
import { type ChartValue, isList, isMap } from "./value.ts";

/** Without a line break at the end. */
export function formatYaml(value: ChartValue): string {
  return formatBlock(value).join("\n");
}

function formatBlock(value: ChartValue): readonly string[] {
  if (isMap(value) && value.size > 0) {
    return [...value.keys()].sort(compareKeys).flatMap((key) => formatEntry(key, value.get(key)));
  }
  if (isList(value) && value.length > 0) return value.flatMap(formatItem);
  if (typeof value === "string" && isLiteral(value)) return literalLines(value);
  return [formatFlow(value)];
}

function formatEntry(key: string, value: ChartValue): readonly string[] {
  const name = formatText(key);
  const lines = formatBlock(value);
  if (isMap(value) && value.size > 0) return [`${name}:`, ...lines.map(indent)];
  if (isList(value) && value.length > 0) return [`${name}:`, ...lines];
  const [first = "", ...rest] = lines;
  return [`${name}: ${first}`, ...rest.map(indent)];
}

function formatItem(value: ChartValue): readonly string[] {
  const [first = "", ...rest] = formatBlock(value);
  return [`- ${first}`, ...rest.map(indent)];
}

function indent(line: string): string {
  return line === "" ? "" : `  ${line}`;
}

function formatFlow(value: ChartValue): string {
  if (value === undefined) return "null";
  if (isMap(value)) return "{}";
  if (isList(value)) return "[]";
  return typeof value === "string" ? formatText(value) : String(value);
}

/** Several lines, which a block can hold as they are. */
function isLiteral(text: string): boolean {
  return (
    text.includes("\n") && !/[ \t]\n|[ \t]$|^[\n ]|[^\n\t\x20-\x7e\u00a0-\ud7ff\ue000-\ufefe]/.test(text)
  );
}

function literalLines(text: string): readonly string[] {
  const body = text.replace(/\n+$/, "");
  const trailing = text.length - body.length;
  const mark = trailing === 0 ? "|-" : trailing === 1 ? "|" : "|+";
  return [mark, ...body.split("\n"), ...Array.from({ length: Math.max(0, trailing - 1) }, () => "")];
}

/** What YAML 1.1 reads as a boolean, nothing, a number, a date or a merge key. */
const AMBIGUOUS =
  /^(?:~|[-+]?\.|null|Null|NULL|[yYnN]|yes|Yes|YES|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF|<<|[-+]?(?=\.?[\d_])[\d_]*\.?[\d_]*(?:[eE][-+]?\d+)?|[-+]?0[xob][\da-fA-F_]+|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)|\d{4}-\d{1,2}-\d{1,2}(?:[Tt ].*)?|[-+]?\d[\d_]*(?::[0-5]?\d)+(?:\.\d*)?)$/;

function formatText(text: string): string {
  if (/[^\t\x20-\x7e\u00a0-\ud7ff\ue000-\ufefe]/.test(text)) return JSON.stringify(text);
  if (text === "" || AMBIGUOUS.test(text)) return `"${text}"`;
  return isPlain(text) ? text : `'${text.replaceAll("'", "''")}'`;
}

function isPlain(text: string): boolean {
  return !(
    /^[#,[\]{}&*!|>'"%@`]/.test(text) ||
    /^[-?:](?:\s|$)/.test(text) ||
    /^(?:---|\.\.\.)/.test(text) ||
    /:(?:\s|$)|\s#|^\s|\s$|\t/.test(text)
  );
}

/** By letters; other characters come before letters, and numbers count. */
function compareKeys(a: string, b: string): number {
  let index = 0;
  while (index < a.length && index < b.length && a[index] === b[index]) index += 1;
  const [restA, restB] = [a.slice(index), b.slice(index)];
  if (restA === "" || restB === "") return restA.length - restB.length;
  const [isLetterA, isLetterB] = [/^\p{L}/u.test(restA), /^\p{L}/u.test(restB)];
  if (isLetterA !== isLetterB) return isLetterA ? 1 : -1;
  const [numberA, numberB] = [restA, restB].map((rest) => /^\d+/.exec(rest)?.[0]);
  if (numberA !== undefined && numberB !== undefined && Number(numberA) !== Number(numberB)) {
    return Number(numberA) - Number(numberB);
  }
  return restA < restB ? -1 : 1;
}
