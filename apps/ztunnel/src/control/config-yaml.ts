/**
 * The two printed forms of the configuration: YAML for the start-up line and JSON for config_dump. The YAML has the
 * look of Rust's serde_yaml (sequences not indented under their key, tags for enum variants), because people and
 * tools compare these lines with those of a stock ztunnel.
 */
import type { JsonValue } from "@ambit/model";
import { type ConfigTree, configTree, type TaggedTree } from "../config/config-tree.ts";
import type { ZtunnelConfig } from "../config/ztunnel-config.ts";

/** The message of the line "running with config: ..."; ends with a newline. */
export function formatRunningConfig(config: ZtunnelConfig): string {
  return `running with config: ${formatYaml(configTree(config))}`;
}

/** The `config` member of config_dump. */
export function dumpConfig(config: ZtunnelConfig): JsonValue {
  return treeToJson(configTree(config));
}

/** YAML text of any tree, ended by a newline. */
export function formatYaml(tree: ConfigTree): string {
  const lines = blockLines(tree);
  return `${(lines ?? [inlineText(tree)]).join("\n")}\n`;
}

/** The same tree as plain JSON; variants become objects of one key. */
export function treeToJson(tree: ConfigTree): JsonValue {
  if (tree === undefined) return null;
  if (typeof tree !== "object") return tree;
  if (isList(tree)) return tree.map(treeToJson);
  if (isMap(tree)) return Object.fromEntries([...tree].map(([key, value]) => [key, treeToJson(value)]));
  return { [tree.tag]: treeToJson(tree.value) };
}

/** Lines of a value that needs its own, unindented; undefined when it fits behind its key. */
function blockLines(tree: ConfigTree): readonly string[] | undefined {
  if (typeof tree !== "object") return undefined;
  if (isList(tree)) return tree.length === 0 ? undefined : tree.flatMap(itemLines);
  if (isMap(tree)) return tree.size === 0 ? undefined : [...tree].flatMap(entryLines);
  const inner = blockLines(tree.value);
  return inner === undefined ? undefined : [`!${tree.tag}`, ...inner];
}

function itemLines(item: ConfigTree): readonly string[] {
  const lines = blockLines(item) ?? [inlineText(item)];
  return lines.map((line, index) => (index === 0 ? `- ${line}` : `  ${line}`));
}

function entryLines([key, value]: readonly [string, ConfigTree]): readonly string[] {
  const head = `${scalarText(key)}:`;
  const lines = blockLines(value);
  if (lines === undefined) return [`${head} ${inlineText(value)}`];
  if (isTagged(value)) {
    const [tag = "", ...rest] = lines;
    return [`${head} ${tag}`, ...indented(rest, value.value)];
  }
  return [head, ...indented(lines, value)];
}

/** A sequence under a key stands at the key's own column, a mapping two to the right. */
function indented(lines: readonly string[], value: ConfigTree): readonly string[] {
  return isList(value) ? lines : lines.map((line) => `  ${line}`);
}

function inlineText(tree: ConfigTree): string {
  if (tree === undefined) return "null";
  if (typeof tree === "string") return scalarText(tree);
  if (typeof tree !== "object") return String(tree);
  if (isList(tree)) return "[]";
  if (isMap(tree)) return "{}";
  return `!${tree.tag} ${inlineText(tree.value)}`;
}

/** Words and numbers that YAML would read as something else than a string. */
const AMBIGUOUS =
  /^(?:~|null|true|false|yes|no|on|off|y|n|[-+]?\.?[0-9][0-9_,.:eE+-]*|0[xob][0-9a-f_]+|[-+]?\.(?:inf|nan))$/i;
/** Indicators that may not start a plain scalar, and the places where ":" and "#" mean something. */
const NOT_PLAIN = /^[\s,[\]{}#&*!|>'"%@`]|^[-?:](?:\s|$)|^(?:---|\.\.\.)|:(?:\s|$)|\s#|\s$/;
/** Everything that only a double-quoted scalar can hold. */
const NOT_PRINTABLE = /[^\x20-\x7e\u00a0-\ud7ff\ue000-\ufefe\uff00-\ufffd]/;

function scalarText(text: string): string {
  if (NOT_PRINTABLE.test(text)) return doubleQuoted(text);
  if (text === "" || NOT_PLAIN.test(text) || isAmbiguous(text)) return `'${text.replaceAll("'", "''")}'`;
  return text;
}

/** An IPv4 socket address is digits, dots and a colon, but no YAML number; serde_yaml leaves it plain too. */
function isAmbiguous(text: string): boolean {
  return AMBIGUOUS.test(text) && !/^\d+\.\d+\.\d+\.\d+(?::\d+)?$/.test(text);
}

/** JSON strings are YAML double-quoted scalars. */
function doubleQuoted(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

function isList(tree: ConfigTree): tree is readonly ConfigTree[] {
  return Array.isArray(tree);
}

function isMap(tree: ConfigTree): tree is ReadonlyMap<string, ConfigTree> {
  return tree instanceof Map;
}

function isTagged(tree: ConfigTree): tree is TaggedTree {
  return typeof tree === "object" && !isList(tree) && !isMap(tree);
}
