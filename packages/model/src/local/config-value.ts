/**
 * Readers over the source tree. A reader that cannot read reports and gives `undefined`; reading goes on with a
 * placeholder, so that one pass finds every problem. Placeholders never get out: any problem makes the decoder throw.
 */

import { type ConfigProblems, showValue } from "./config-problems.ts";
import type { SourceNode, SourceScalar } from "./yaml-source.ts";

/** Reads one value; `undefined` means that the problem is reported. */
export type Read<T> = (value: ConfigValue) => T | undefined;

/** A value of the file, with where it stands for the message. */
export class ConfigValue {
  readonly node: SourceNode;
  readonly problems: ConfigProblems;
  readonly item: string;
  readonly field: string;

  constructor(
    node: SourceNode,
    problems: ConfigProblems,
    place: { readonly item: string; readonly field: string },
  ) {
    this.node = node;
    this.problems = problems;
    this.item = place.item;
    this.field = place.field;
  }

  get isNull(): boolean {
    return this.node.kind === "scalar" && this.node.value === null;
  }

  fail(message: string): undefined {
    this.problems.add({ item: this.item, field: this.field, line: this.node.line, message });
    return undefined;
  }

  failExpected(what: string): undefined {
    return this.fail(`expected ${what}, found ${describe(this.node)}`);
  }

  /** The value below, under an index or a key. */
  child(node: SourceNode, step: string | number): ConfigValue {
    return new ConfigValue(node, this.problems, { item: this.item, field: joinField(this.field, step) });
  }
}

// Longer than any name, address or identity that Kubernetes or Istio has.
const MAX_TEXT_CHARS = 4096;

/** Any text. Numbers and booleans are refused: `1.10` would lose its zero. */
export function readText(value: ConfigValue): string | undefined {
  const text = findText(value.node);
  if (text === undefined) {
    return value.failExpected("text (quote it if it looks like a number)");
  }
  return text.length > MAX_TEXT_CHARS ? value.fail(`longer than ${MAX_TEXT_CHARS} characters`) : text;
}

/** Text of at least one character, for what is part of a key. */
export function readName(value: ConfigValue): string | undefined {
  const text = readText(value);
  return text === "" ? value.fail("must not be empty") : text;
}

export function readBoolean(value: ConfigValue): boolean | undefined {
  return value.node.kind === "scalar" && typeof value.node.value === "boolean"
    ? value.node.value
    : value.failExpected("true or false");
}

/** A whole number in [0, max]. */
export function readInteger(max: number): Read<number> {
  return (value) => {
    const found = value.node.kind === "scalar" ? value.node.value : undefined;
    if (typeof found !== "number" || !Number.isInteger(found) || found < 0 || found > max) {
      return value.failExpected(`a whole number from 0 to ${max}`);
    }
    // Negative zero is a number of YAML's, but not of ours.
    return found + 0;
  };
}

export const readPort: Read<number> = readInteger(0xffff);
export const readUint32: Read<number> = readInteger(0xffff_ffff);

/** One of a closed set of words. */
export function readOneOf<const T extends string>(...words: readonly T[]): Read<T> {
  return (value) => {
    const text = findText(value.node);
    const word = words.find((candidate) => candidate === text);
    return word ?? value.failExpected(words.map((candidate) => `"${candidate}"`).join(" or "));
  };
}

/** Text that `parse` turns into a value; what it throws becomes the problem's message. */
export function readParsed<T>(parse: (text: string) => T): Read<T> {
  return (value) => {
    const text = readText(value);
    if (text === undefined) {
      return undefined;
    }
    try {
      return parse(text);
    } catch (error) {
      return value.fail(error instanceof Error ? error.message : "not valid");
    }
  };
}

export function readList<T>(readItem: Read<T>): Read<readonly T[]> {
  return (value) => {
    if (value.node.kind !== "list") {
      return value.failExpected("a list");
    }
    const items = value.node.items.map((node, index) => readItem(value.child(node, index)));
    return items.filter((item) => item !== undefined);
  };
}

/** A map with free keys. `readKey` reads the key as if it were a value. */
export function readMap<K, V>(readKey: Read<K>, readValue: Read<V>): Read<ReadonlyMap<K, V>> {
  return (value) => {
    if (value.node.kind !== "map") {
      return value.failExpected("a map");
    }
    const read = new Map<K, V>();
    for (const entry of value.node.entries) {
      const keyNode: SourceNode = { kind: "scalar", value: entry.key, line: entry.line, size: 1 };
      const key = readKey(value.child(keyNode, entry.key));
      const item = readValue(value.child(entry.value, entry.key));
      if (key !== undefined && item !== undefined) {
        read.set(key, item);
      }
    }
    return read;
  };
}

/** The fields of one map. Every key that was not asked for is reported by `finish`. */
export class ConfigFields {
  readonly #value: ConfigValue;
  readonly #entries = new Map<string, SourceNode>();

  constructor(value: ConfigValue) {
    this.#value = value;
    if (value.node.kind === "map") {
      for (const entry of value.node.entries) {
        this.#entries.set(entry.key, entry.value);
      }
    } else {
      value.failExpected("a map");
    }
  }

  /** `placeholder` only stands in after a problem. */
  required<T>(name: string, read: Read<T>, placeholder: T): T {
    const node = this.#take(name);
    if (node !== undefined) {
      return read(this.#value.child(node, name)) ?? placeholder;
    }
    if (this.#value.node.kind === "map") {
      this.#value.fail(`${name} is required`);
    }
    return placeholder;
  }

  /** An absent or null field is the fallback. */
  optional<T>(name: string, read: Read<T>, fallback: T): T {
    const node = this.#take(name);
    const value = node === undefined ? undefined : this.#value.child(node, name);
    return value === undefined || value.isNull ? fallback : (read(value) ?? fallback);
  }

  finish(): void {
    for (const [name, node] of this.#entries) {
      this.#value.child(node, name).fail("unknown key");
    }
  }

  #take(name: string): SourceNode | undefined {
    const node = this.#entries.get(name);
    this.#entries.delete(name);
    return node;
  }
}

function findText(node: SourceNode): string | undefined {
  return node.kind === "scalar" && typeof node.value === "string" ? node.value : undefined;
}

function describe(node: SourceNode): string {
  if (node.kind === "scalar") {
    return node.value === null ? "nothing" : showValue(node.value satisfies SourceScalar);
  }
  return node.kind === "list" ? "a list" : "a map";
}

function joinField(field: string, step: string | number): string {
  if (typeof step === "number") {
    return `${field}[${step}]`;
  }
  if (!/^[A-Za-z]\w{0,63}$/.test(step)) {
    return `${field}[${showValue(step)}]`;
  }
  return field === "" ? step : `${field}.${step}`;
}
