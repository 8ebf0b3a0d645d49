import { findDurationMs } from "./duration.ts";
import { type ConfigEntry, custom, type EntryOptions } from "./entry.ts";

/** Bounds are inclusive; without `min` the least value is 0. */
export interface IntegerOptions extends EntryOptions {
  readonly min?: number;
  readonly max?: number;
}

/** Any text, also the empty one. */
export function string(name: string, options: EntryOptions): ConfigEntry<string> {
  return custom(name, { accepts: "any text", find: (text) => text }, options);
}

/** Exactly `true` or `false`, as ztunnel: `1`, `yes` and `True` stop the start. */
export function boolean(name: string, options: EntryOptions): ConfigEntry<boolean> {
  const values: ReadonlyMap<string, boolean> = new Map([
    ["true", true],
    ["false", false],
  ]);
  return custom(name, { accepts: "true or false", find: (text) => values.get(text) }, options);
}

/** A decimal whole number, 0 or more unless `min` says otherwise. */
export function integer(name: string, options: IntegerOptions): ConfigEntry<number> {
  const { min = 0, max = Number.MAX_SAFE_INTEGER } = options;
  const range = max === Number.MAX_SAFE_INTEGER ? `from ${min}` : `from ${min} to ${max}`;
  const find = (text: string) => {
    const value = /^-?[0-9]+$/.test(text) ? Number(text) : Number.NaN;
    return value >= min && value <= max ? value : undefined;
  };
  return custom(name, { accepts: `a whole number ${range}`, find }, options);
}

/** A TCP or UDP port. 0 lets the system choose one. */
export function port(name: string, options: EntryOptions): ConfigEntry<number> {
  return integer(name, { ...options, min: 0, max: 65_535 });
}

/** Milliseconds, written as `5s`, `1m30s`, `100ms`, `24h`. */
export function duration(name: string, options: EntryOptions): ConfigEntry<number> {
  return custom(name, { accepts: "a duration such as 5s, 1m30s or 100ms", find: findDurationMs }, options);
}

/** One of these words, in this spelling. */
export function enumOf<const V extends string>(
  name: string,
  values: readonly V[],
  options: EntryOptions,
): ConfigEntry<V> {
  const shown = values.map((value) => (value === "" ? "nothing" : value));
  const accepts = shown.length > 1 ? `one of ${shown.join(", ")}` : shown.join();
  return custom(name, { accepts, find: (text) => values.find((value) => value === text) }, options);
}

/** Every variable that begins with the prefix, by the rest of its name: `ISTIO_META_CLUSTER_ID` as `CLUSTER_ID`. */
export function prefixed(
  prefix: string,
  options: { readonly doc: string; readonly secret?: boolean },
): ConfigEntry<ReadonlyMap<string, string>> {
  return {
    name: `${prefix}*`,
    doc: options.doc,
    isSecret: options.secret ?? false,
    accepts: "any text",
    defaultText: undefined,
    isOptional: true,
    read(source) {
      const found = [...source].filter(([name]) => name.startsWith(prefix) && name !== prefix);
      return { ok: true, value: new Map(found.map(([name, text]) => [name.slice(prefix.length), text])) };
    },
  };
}

const GO_BOOLEANS: ReadonlyMap<string, boolean> = new Map([
  ...["1", "t", "T", "TRUE", "true", "True"].map((text) => [text, true] as const),
  ...["0", "f", "F", "FALSE", "false", "False"].map((text) => [text, false] as const),
]);

/** A boolean as Istio's programs in Go read it (strconv.ParseBool). */
export function goBoolean(name: string, options: EntryOptions): ConfigEntry<boolean> {
  return custom(name, { accepts: "true or false", find: (text) => GO_BOOLEANS.get(text) }, options);
}

/** Items between commas, without the spaces around them; empty ones do not count. */
export function texts(name: string, options: EntryOptions): ConfigEntry<readonly string[]> {
  const find = (text: string): readonly string[] =>
    text
      .split(",")
      .map((item) => item.trim())
      .filter((item) => item !== "");
  return custom(name, { accepts: "texts separated by commas", find }, options);
}
