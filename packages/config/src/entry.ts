/** A variable read: its value, or what is wrong with it, in words that follow the variable's name. */
export type Reading<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problem: string };

/** One row of a table. Made by the functions of `parsers.ts`. */
export interface ConfigEntry<T> {
  readonly name: string;
  readonly doc: string;
  readonly isSecret: boolean;
  /** What a value looks like, in words: it completes "accepted is ...". */
  readonly accepts: string;
  /** As an operator would write it; undefined if there is none. */
  readonly defaultText: string | undefined;
  readonly isOptional: boolean;
  read(source: ReadonlyMap<string, string>): Reading<T>;
}

/** What every entry of a table may say, whatever its type. */
export interface EntryOptions {
  /** One or two sentences for the operator. */
  readonly doc: string;
  /** In the notation of the variable itself. Without it the variable must be set, unless it is `optional`. */
  readonly default?: string;
  /** Keeps the value out of errors, logs and dumps. */
  readonly secret?: boolean;
}

/** How values of one type are written: a sentence fragment for messages, and the reader. */
export interface Notation<T> {
  readonly accepts: string;
  /** `undefined` for a text that is not accepted. */
  readonly find: (text: string) => T | undefined;
}

/** An entry with a notation of its own: the base of all others, and for what only one variable has. */
export function custom<T>(name: string, notation: Notation<T>, options: EntryOptions): ConfigEntry<T> {
  const isSecret = options.secret ?? false;
  return {
    name,
    doc: options.doc,
    isSecret,
    accepts: notation.accepts,
    defaultText: options.default,
    isOptional: false,
    read(source) {
      const text = source.get(name) ?? options.default;
      if (text === undefined) {
        return { ok: false, problem: `is not set, accepted is ${notation.accepts}` };
      }
      const value = notation.find(text);
      if (value === undefined) {
        const shown = isSecret ? "(secret)" : JSON.stringify(text);
        return { ok: false, problem: `is ${shown}, accepted is ${notation.accepts}` };
      }
      return { ok: true, value };
    },
  };
}

/** Makes an entry `undefined` when its variable is not set. Empty is set. */
export function optional<T>(entry: ConfigEntry<T>): ConfigEntry<T | undefined> {
  return {
    ...entry,
    isOptional: true,
    read: (source) => (source.has(entry.name) ? entry.read(source) : { ok: true, value: undefined }),
  };
}

/** Undefined when unset or empty: templates write empty values for what is not configured. */
export function unlessEmpty<T>(entry: ConfigEntry<T>): ConfigEntry<T | undefined> {
  const present = optional(entry);
  return {
    ...present,
    read: (source) => (source.get(entry.name) === "" ? { ok: true, value: undefined } : present.read(source)),
  };
}
