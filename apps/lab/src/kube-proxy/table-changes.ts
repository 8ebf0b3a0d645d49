/**
 * From the table that is installed to the one that is wanted, as the text of one nft transaction that touches nothing
 * else: chains that stay keep their rules, sets that the kernel fills keep what is in them.
 */
import { PROXY_TABLE, type ProxyChain, type ProxySet, type ProxyTable } from "./proxy-table.ts";

/** Takes away whatever is there and puts the table in its place. */
export function replaceTable(wanted: ProxyTable): string {
  const { family } = wanted;
  const empty: ProxyTable = { family, chains: new Map(), sets: new Map() };
  const table = `${family} ${PROXY_TABLE}`;
  return `add table ${table}\ndelete table ${table}\nadd table ${table}\n${changeTable(empty, wanted)}`;
}

/** Empty when there is nothing to do. Both are of the same family, and sets of the same name have the same spec. */
export function changeTable(installed: ProxyTable, wanted: ProxyTable): string {
  const of = (name: string): string => `${wanted.family} ${PROXY_TABLE} ${name}`;
  const changed = [...wanted.chains].filter(
    ([name, chain]) => !isSameChain(installed.chains.get(name), chain),
  );
  const gone = namesOnlyIn(installed.chains, wanted.chains);
  const newSets = [...wanted.sets].filter(([name]) => !installed.sets.has(name));
  const goneSets = [...installed.sets].filter(([name]) => !wanted.sets.has(name));
  const rewritten = changed.filter(([name]) => installed.chains.has(name)).map(([name]) => name);
  const lines = [
    // Elements and rules name chains and sets, so names come first and go last.
    ...changed
      .filter(([name]) => !installed.chains.has(name))
      .map(([name, { hook }]) => `add chain ${of(name)}${hook === undefined ? "" : ` { ${hook} }`}`),
    ...[...rewritten, ...gone].map((name) => `flush chain ${of(name)}`),
    ...[...wanted.sets].flatMap(([name, set]) => goneElements(of(name), installed.sets.get(name), set)),
    ...newSets.map(([name, { kind, spec }]) => `add ${kind} ${of(name)} { ${spec} }`),
    ...[...wanted.sets].flatMap(([name, set]) => newElements(of(name), installed.sets.get(name), set)),
    ...changed.flatMap(([name, { rules }]) => rules.map((rule) => `add rule ${of(name)} ${rule}`)),
    ...gone.map((name) => `delete chain ${of(name)}`),
    ...goneSets.map(([name, { kind }]) => `delete ${kind} ${of(name)}`),
  ];
  return lines.map((line) => `${line}\n`).join("");
}

function namesOnlyIn<T>(a: ReadonlyMap<string, T>, b: ReadonlyMap<string, T>): readonly string[] {
  return [...a.keys()].filter((name) => !b.has(name));
}

function isSameChain(a: ProxyChain | undefined, b: ProxyChain): boolean {
  return (
    a !== undefined &&
    a.hook === b.hook &&
    a.rules.length === b.rules.length &&
    a.rules.every((rule, index) => rule === b.rules[index])
  );
}

function goneElements(place: string, installed: ProxySet | undefined, wanted: ProxySet): readonly string[] {
  if (installed?.elements === undefined) {
    return [];
  }
  const gone = [...installed.elements].filter(([key, value]) => wanted.elements?.get(key) !== value);
  return elementLine("delete", place, gone);
}

function newElements(place: string, installed: ProxySet | undefined, wanted: ProxySet): readonly string[] {
  if (wanted.elements === undefined) {
    return [];
  }
  const added = [...wanted.elements].filter(([key, value]) => installed?.elements?.get(key) !== value);
  return elementLine("add", place, added);
}

function elementLine(
  verb: "add" | "delete",
  place: string,
  elements: readonly (readonly [string, string])[],
): readonly string[] {
  if (elements.length === 0) {
    return [];
  }
  const list = elements.map(([key, value]) => (value === "" ? key : `${key} : ${value}`));
  return [`${verb} element ${place} { ${list.join(", ")} }`];
}
