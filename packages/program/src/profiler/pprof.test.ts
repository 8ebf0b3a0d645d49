import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import type { CallNode } from "./call-tree.ts";
import { encodePprof, type Profile } from "./pprof.ts";

type Fields = ReadonlyMap<number, readonly (number | Uint8Array)[]>;

/** A protobuf message without its definition. */
function read(bytes: Uint8Array): Fields {
  const fields = new Map<number, (number | Uint8Array)[]>();
  let at = 0;
  const next = (): number => {
    const [value, end] = readNumber(bytes, at);
    at = end;
    return value;
  };
  while (at < bytes.length) {
    const key = next();
    const number = Math.floor(key / 8);
    const value = next();
    const list = fields.get(number) ?? [];
    fields.set(number, list);
    if (key % 8 === 0) list.push(value);
    else {
      list.push(bytes.subarray(at, at + value));
      at += value;
    }
  }
  return fields;
}

function readNumber(bytes: Uint8Array, start: number): [value: number, end: number] {
  let value = 0;
  let factor = 1;
  for (let at = start; ; at++) {
    const byte = bytes[at] ?? 0;
    value += (byte % 128) * factor;
    if (byte < 128) return [value, at + 1];
    factor *= 128;
  }
}

function numbers(bytes: number | Uint8Array | undefined): number[] {
  const result: number[] = [];
  if (!(bytes instanceof Uint8Array)) return result;
  for (let at = 0; at < bytes.length; ) {
    const [value, end] = readNumber(bytes, at);
    result.push(value);
    at = end;
  }
  return result;
}

function messages(fields: Fields, field: number): Fields[] {
  return (fields.get(field) ?? []).map((value) =>
    read(value instanceof Uint8Array ? value : new Uint8Array()),
  );
}

/** Samples as `thread: outermost/…/innermost = values`. */
function samplesOf(profile: Profile): string[] {
  const fields = read(gunzipSync(encodePprof(profile)));
  const texts = (fields.get(6) ?? []).map((text) => new TextDecoder().decode(text as Uint8Array));
  const textOf = (value: number | Uint8Array | undefined): string => texts[value as number] ?? "?";
  const functions = new Map(
    messages(fields, 5).map((found) => [found.get(1)?.[0], textOf(found.get(2)?.[0])]),
  );
  const places = new Map(
    messages(fields, 4).map((found) => [
      found.get(1)?.[0],
      functions.get(messages(found, 4)[0]?.get(1)?.[0]) ?? "?",
    ]),
  );
  return messages(fields, 2).map((sample) => {
    const label = messages(sample, 3)[0];
    const stack = numbers(sample.get(1)?.[0]).map((id) => places.get(id));
    const thread = `${textOf(label?.get(1)?.[0])} ${textOf(label?.get(2)?.[0])}`;
    return `${thread}: ${stack.reverse().join("/")} = ${numbers(sample.get(2)?.[0]).join(" ")}`;
  });
}

function node(functionName: string, parent: number, values: readonly number[]): CallNode {
  return { frame: { functionName, file: "a.ts", line: 7 }, parent, values };
}

function aProfile(...threads: readonly (readonly CallNode[])[]): Profile {
  return {
    valueTypes: [
      { type: "samples", unit: "count" },
      { type: "cpu", unit: "nanoseconds" },
    ],
    threads: threads.map((nodes, index) => ({ name: `worker ${index}`, profile: { nodes } })),
    timeMs: 1_800_000_000_000,
    durationMs: 10_000,
    period: { type: "cpu", unit: "nanoseconds", value: 10_000_000 },
  };
}

describe("a profile in pprof's form", () => {
  const nodes = [
    node("(root)", -1, [0, 0]),
    node("main", 0, [0, 0]),
    node("serve", 1, [3, 30_000_000]),
    node("(program)", 0, [1, 10_000_000]),
    node("again", 2, [5_000_000_000, 1]),
  ];

  test("has every stack that counted, with its thread, and not the root", () => {
    expect(samplesOf(aProfile(nodes, [node("(root)", -1, [0, 0]), node("main", 0, [2, 0])]))).toEqual([
      "thread worker 0: main/serve = 3 30000000",
      "thread worker 0: (program) = 1 10000000",
      "thread worker 0: main/serve/again = 5000000000 1",
      "thread worker 1: main = 2 0",
    ]);
  });

  test("of threads that did nothing is one all the same", () => {
    expect(samplesOf(aProfile([], [node("(root)", -1, [0, 0])]))).toEqual([]);
  });

  test("says when it began, how long it took and what it counts", () => {
    const fields = read(gunzipSync(encodePprof(aProfile(nodes))));
    expect([fields.get(9), fields.get(10), fields.get(12)]).toEqual([
      [1_800_000_000_000_000_000],
      [10_000_000_000],
      [10_000_000],
    ]);
    const texts = (fields.get(6) ?? []).map((text) => new TextDecoder().decode(text as Uint8Array));
    expect(texts[0]).toBe("");
    expect(texts).toEqual(
      expect.arrayContaining(["samples", "count", "cpu", "nanoseconds", "serve", "a.ts"]),
    );
    expect(messages(fields, 5)).toHaveLength(4);
  });
});
