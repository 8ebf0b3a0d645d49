/**
 * YAML text to a small tree of our own with line numbers, with every bound that untrusted text needs. Aliases share
 * the node they name, so nothing is expanded, and count with its full size, so that no reader walks more than the bound.
 */

import { type Alias, isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from "yaml";
import { type ConfigProblems, showValue } from "./config-problems.ts";

interface SourceBase {
  /** Counted from 1. */
  readonly line: number;
  /** Nodes in this tree, aliases counted as what they name. */
  readonly size: number;
}

export interface SourceEntry {
  readonly key: string;
  readonly line: number;
  readonly value: SourceNode;
}

export type SourceScalar = string | number | boolean | null;

export type SourceNode = SourceBase &
  (
    | { readonly kind: "map"; readonly entries: readonly SourceEntry[] }
    | { readonly kind: "list"; readonly items: readonly SourceNode[] }
    | { readonly kind: "scalar"; readonly value: SourceScalar }
  );

// About 40,000 workloads; the YAML parser needs some 15 s for that.
const MAX_TEXT_CHARS = 16 * 1024 * 1024;
// A policy's deepest value is nine levels down.
const MAX_DEPTH = 32;
const MAX_NODES = 4_000_000;

/** Reports every problem of the text itself; the result is `undefined` if there is nothing to go on with. */
export function readYamlSource(text: string, problems: ConfigProblems): SourceNode | undefined {
  if (text.length > MAX_TEXT_CHARS) {
    problems.add({ item: "", field: "", line: 0, message: `longer than ${MAX_TEXT_CHARS} characters` });
    return undefined;
  }
  const lines = new LineCounter();
  const report = (offset: number, message: string) =>
    problems.add({ item: "", field: "", line: lineAt(lines, offset), message });
  try {
    // Keys are compared below in linear time; the parser's own comparison is quadratic.
    const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: false });
    const faults = [...document.errors, ...document.warnings];
    // One open bracket is found again at every level it leaves open.
    const told = new Set<string>();
    for (const fault of faults) {
      const key = `${lineAt(lines, fault.pos[0])} ${fault.message}`;
      if (!told.has(key)) report(fault.pos[0], fault.message);
      told.add(key);
    }
    // What a parser makes of a faulty text would only be told as further problems that are none.
    return faults.length > 0 ? undefined : new SourceBuilder(report, lines).build(document.contents, 0);
  } catch (error) {
    // The parser recurses, so a hostile text can still exhaust its stack.
    report(0, `not readable as YAML: ${error instanceof Error ? error.message : "unknown failure"}`);
    return undefined;
  }
}

class SourceBuilder {
  readonly #report: (offset: number, message: string) => void;
  readonly #lines: LineCounter;
  // Anchors are set in document order, so an alias finds the nearest one before it, and never one it is inside of.
  readonly #anchors = new Map<string, SourceNode>();

  constructor(report: (offset: number, message: string) => void, lines: LineCounter) {
    this.#report = report;
    this.#lines = lines;
  }

  build(node: unknown, depth: number): SourceNode | undefined {
    if (node === null || node === undefined) {
      return { kind: "scalar", value: null, line: 1, size: 1 };
    }
    if (isAlias(node)) {
      return this.#alias(node);
    }
    if (depth > MAX_DEPTH) {
      this.#report(offsetOf(node), `nested deeper than ${MAX_DEPTH} levels`);
      return undefined;
    }
    const built = this.#plain(node, depth);
    if (built !== undefined && built.size > MAX_NODES) {
      this.#report(offsetOf(node), `has more than ${MAX_NODES} values`);
      return undefined;
    }
    const anchor = anchorOf(node);
    if (built !== undefined && anchor !== undefined) {
      this.#anchors.set(anchor, built);
    }
    return built;
  }

  #plain(node: unknown, depth: number): SourceNode | undefined {
    if (isMap(node)) {
      return this.#map(node.items, { offset: offsetOf(node), depth });
    }
    if (isSeq(node)) {
      const items: SourceNode[] = [];
      for (const item of node.items) {
        const built = this.build(item, depth + 1);
        if (built !== undefined) {
          items.push(built);
        }
      }
      return { kind: "list", items, line: this.#lineOf(node), size: totalSize(items) };
    }
    if (isScalar(node) && isSourceScalar(node.value)) {
      return { kind: "scalar", value: node.value, line: this.#lineOf(node), size: 1 };
    }
    this.#report(offsetOf(node), "unsupported kind of value");
    return undefined;
  }

  #map(
    pairs: readonly { readonly key: unknown; readonly value: unknown }[],
    at: { readonly offset: number; readonly depth: number },
  ): SourceNode {
    const entries = new Map<string, SourceEntry>();
    for (const pair of pairs) {
      const key = keyText(pair.key);
      const offset = offsetOf(pair.key);
      if (key === undefined) {
        this.#report(offset, "a key has to be a plain text or number");
        continue;
      }
      if (entries.has(key)) {
        this.#report(offset, `duplicate key ${showValue(key)}`);
        continue;
      }
      const line = lineAt(this.#lines, offset);
      const value = pair.value === null ? nullAt(line) : this.build(pair.value, at.depth + 1);
      if (value !== undefined) {
        entries.set(key, { key, line, value });
      }
    }
    const list = [...entries.values()];
    const size = totalSize(list.map((entry) => entry.value));
    return { kind: "map", entries: list, line: lineAt(this.#lines, at.offset), size };
  }

  #alias(node: Alias): SourceNode | undefined {
    const target = this.#anchors.get(node.source);
    if (target === undefined) {
      this.#report(offsetOf(node), `alias ${showValue(node.source)} names nothing before it`);
    }
    return target;
  }

  #lineOf(node: unknown): number {
    return lineAt(this.#lines, offsetOf(node));
  }
}

function nullAt(line: number): SourceNode {
  return { kind: "scalar", value: null, line, size: 1 };
}

function totalSize(nodes: readonly SourceNode[]): number {
  return nodes.reduce((sum, node) => sum + node.size, 1);
}

function isSourceScalar(value: unknown): value is SourceScalar {
  return (
    value === null || typeof value === "string" || typeof value === "number" || typeof value === "boolean"
  );
}

function keyText(key: unknown): string | undefined {
  if (!isScalar(key) || key.value === null || !isSourceScalar(key.value)) {
    return undefined;
  }
  return String(key.value);
}

function anchorOf(node: unknown): string | undefined {
  return isMap(node) || isSeq(node) || isScalar(node) ? node.anchor : undefined;
}

function offsetOf(node: unknown): number {
  return isAlias(node) || isMap(node) || isSeq(node) || isScalar(node) ? startOf(node) : 0;
}

function startOf(node: Node): number {
  return node.range?.[0] ?? 0;
}

function lineAt(lines: LineCounter, offset: number): number {
  return Math.max(1, lines.linePos(offset).line);
}
