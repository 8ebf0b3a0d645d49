/**
 * Profiles in the form of pprof (github.com/google/pprof, proto/profile.proto), which `go tool pprof` and most viewers read:
 * a compressed protobuf message with tables of texts, functions and places that samples refer to by number.
 */
import { gzipSync } from "node:zlib";
import type { CallFrame, ThreadProfile } from "./call-tree.ts";

/** What a value of a profile counts, such as `samples` in `count`. */
export interface ValueType {
  readonly type: string;
  readonly unit: string;
}

/** Several threads as one profile; the samples of each have its name as label `thread`. */
export interface Profile {
  /** One for each value of the nodes, in their order. */
  readonly valueTypes: readonly ValueType[];
  readonly threads: readonly { readonly name: string; readonly profile: ThreadProfile }[];
  readonly timeMs: number;
  readonly durationMs: number;
  /** The distance between two samples. */
  readonly period: ValueType & { readonly value: number };
}

/** The compressed message. */
export function encodePprof(profile: Profile): Uint8Array {
  const texts = new Texts();
  const places = new Places(texts);
  const samples = profile.threads.flatMap(({ name, profile: { nodes } }) => {
    const label = message([varint(1, texts.indexOf("thread")), varint(2, texts.indexOf(name))]);
    return nodes.flatMap(({ values }, index) => {
      if (values.every((value) => value === 0)) return [];
      const stack: number[] = [];
      // The outermost node stands for the thread itself, and is no function.
      for (let at = index; at >= 0; at = nodes[at]?.parent ?? -1) {
        const node = nodes[at];
        if (node !== undefined && (node.parent >= 0 || at === index)) stack.push(places.idOf(node.frame));
      }
      return [part(2, message([packed(1, stack), packed(2, values), part(3, label)]))];
    });
  });
  const head = [
    ...profile.valueTypes.map((type) => part(1, valueType(type, texts))),
    varint(9, Math.round(profile.timeMs) * 1_000_000),
    varint(10, Math.round(profile.durationMs) * 1_000_000),
    part(11, valueType(profile.period, texts)),
    varint(12, Math.round(profile.period.value)),
  ];
  return gzipSync(message([...head, ...samples, ...places.encoded, ...texts.encoded]));
}

class Texts {
  /** The first text is the empty one, by definition. */
  readonly #indexes = new Map<string, number>([["", 0]]);

  indexOf(text: string): number {
    const known = this.#indexes.get(text);
    if (known !== undefined) return known;
    const index = this.#indexes.size;
    this.#indexes.set(text, index);
    return index;
  }

  get encoded(): readonly Uint8Array[] {
    const encoder = new TextEncoder();
    return [...this.#indexes.keys()].map((text) => part(6, encoder.encode(text)));
  }
}

/** Each function is one place: V8 counts by function. */
class Places {
  readonly #texts: Texts;
  readonly #ids = new Map<string, number>();
  readonly encoded: Uint8Array[] = [];

  constructor(texts: Texts) {
    this.#texts = texts;
  }

  idOf({ functionName, file, line }: CallFrame): number {
    const key = `${functionName}\n${file}\n${line}`;
    const known = this.#ids.get(key);
    if (known !== undefined) return known;
    const id = this.#ids.size + 1;
    this.#ids.set(key, id);
    const name = this.#texts.indexOf(functionName);
    const fields = [varint(1, id), varint(2, name), varint(3, name), varint(4, this.#texts.indexOf(file))];
    this.encoded.push(part(5, message([...fields, varint(5, line)])));
    const place = message([varint(1, id), varint(2, line)]);
    this.encoded.push(part(4, message([varint(1, id), part(4, place)])));
    return id;
  }
}

function valueType({ type, unit }: ValueType, texts: Texts): Uint8Array {
  return message([varint(1, texts.indexOf(type)), varint(2, texts.indexOf(unit))]);
}

const WIRE_VARINT = 0;
const WIRE_BYTES = 2;

function varint(field: number, value: number): Uint8Array {
  return Uint8Array.from([...digits(field * 8 + WIRE_VARINT), ...digits(value)]);
}

function packed(field: number, values: readonly number[]): Uint8Array {
  return part(field, Uint8Array.from(values.flatMap((value) => digits(Math.round(value)))));
}

function part(field: number, bytes: Uint8Array): Uint8Array {
  return message([Uint8Array.from([...digits(field * 8 + WIRE_BYTES), ...digits(bytes.length)]), bytes]);
}

function message(parts: readonly Uint8Array[]): Uint8Array {
  const result = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const bytes of parts) {
    result.set(bytes, at);
    at += bytes.length;
  }
  return result;
}

/** Base 128, the lowest first; numbers beyond 32 bits are too large for shifts. */
function digits(value: number): number[] {
  const result: number[] = [];
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) result.push((rest % 128) + 128);
  result.push(rest);
  return result;
}
