/**
 * Reads the JSON of a Kubernetes object part by part. A part of the wrong type is reported once and then counts as
 * absent, so that one bad part loses nothing else. `null` is absent, as for the API server.
 */
import type { ObjectProblem } from "./object-problem.ts";

// Enough to mend an object by; a hostile one must not make an endless list.
const MAX_PROBLEMS = 32;
const MAX_SHOWN_CHARS = 80;

/** The reason of a problem with a field that is not known. */
export const UNKNOWN_FIELD = "unknown field, it has no effect";

/** The values of a text map, such as labels. Without a prototype's properties only in its own keys. */
export type TextMap = Readonly<Record<string, string>>;

/** One part of an object; see the module comment. */
export class ObjectReader {
  readonly #value: unknown;
  readonly #place: Place | undefined;
  readonly #found: FoundProblems;

  constructor(value: unknown, place?: Place, found: FoundProblems = { listed: [], paths: new Set() }) {
    this.#value = value;
    this.#place = place;
    this.#found = found;
  }

  /** Where this part stands, as `spec.rules[0]`; empty for the object itself. Made when asked for. */
  get path(): string {
    if (this.#place === undefined) {
      return "";
    }
    const { parent, step } = this.#place;
    const above = parent.path;
    if (typeof step === "number") {
      return `${above}[${step}]`;
    }
    return above === "" ? step : `${above}.${step}`;
  }

  /** What was found so far, in this part and in every other of the object; the first ones only, if there are many. */
  get problems(): readonly ObjectProblem[] {
    return this.#found.listed;
  }

  /** How many were found so far, to tell whether reading something found more. */
  get problemCount(): number {
    return this.#found.paths.size;
  }

  /** This part as it is. */
  get json(): unknown {
    return this.#value;
  }

  get isPresent(): boolean {
    return this.#value !== undefined && this.#value !== null;
  }

  /** Where the problems are that were found after `count` others; every path, however many. */
  pathsSince(count: number): readonly string[] {
    return [...this.#found.paths].slice(count);
  }

  /** Whether it is text, for fields that may be text or a number. */
  get isText(): boolean {
    return typeof this.#value === "string";
  }

  /** The first report about a part counts, so that it may be read again. */
  report(reason: string): undefined {
    const { paths, listed } = this.#found;
    const path = this.path;
    if (!paths.has(path) && listed.length < MAX_PROBLEMS) {
      listed.push({ path, reason });
    }
    paths.add(path);
    return undefined;
  }

  field(name: string): ObjectReader {
    const record = this.#record();
    const value = record !== undefined && Object.hasOwn(record, name) ? record[name] : undefined;
    return new ObjectReader(value, { parent: this, step: name }, this.#found);
  }

  /** Goes down several names at once. */
  at(...names: readonly string[]): ObjectReader {
    return names.reduce<ObjectReader>((reader, name) => reader.field(name), this);
  }

  text(): string | undefined {
    const value = this.#value;
    if (!this.isPresent || typeof value === "string") {
      return typeof value === "string" ? value : undefined;
    }
    return this.#reportExpected("text");
  }

  /** Text that is one of a closed set of words; another is reported. */
  word<const T extends string>(...words: readonly T[]): T | undefined {
    const text = this.text();
    const word = words.find((candidate) => candidate === text);
    return text === undefined || word !== undefined ? word : this.#reportExpected(words.join(" or "));
  }

  boolean(): boolean | undefined {
    const value = this.#value;
    if (!this.isPresent || typeof value === "boolean") {
      return typeof value === "boolean" ? value : undefined;
    }
    return this.#reportExpected("true or false");
  }

  /** A whole number in a range, also when written as text (64-bit numbers are). */
  integer(min: number, max: number): number | undefined {
    if (!this.isPresent) {
      return undefined;
    }
    const value = this.#value;
    const number = typeof value === "string" && /^-?[0-9]{1,16}$/.test(value) ? Number(value) : value;
    if (typeof number === "number" && Number.isInteger(number) && number >= min && number <= max) {
      return number;
    }
    return this.#reportExpected(`a whole number from ${min} to ${max}`);
  }

  /** Milliseconds since 1970 of an RFC 3339 time. */
  time(): number | undefined {
    const text = this.text();
    if (text === undefined) {
      return undefined;
    }
    const time = Date.parse(text);
    return Number.isNaN(time) ? this.#reportExpected("a time") : time;
  }

  /** Text that `parse` turns into a value; what it throws is the reason reported. */
  parsed<T>(parse: (text: string) => T): T | undefined {
    const text = this.text();
    if (text === undefined) {
      return undefined;
    }
    try {
      return parse(text);
    } catch (error) {
      return this.report(error instanceof Error ? error.message : "cannot be read");
    }
  }

  /** The items of a list; none if absent. */
  list(): readonly ObjectReader[] {
    const value = this.#value;
    if (Array.isArray(value)) {
      return value.map((item, step) => new ObjectReader(item, { parent: this, step }, this.#found));
    }
    if (this.isPresent) {
      this.#reportExpected("a list");
    }
    return [];
  }

  /** The texts of a list; an item that is no text is reported and left out. */
  texts(): readonly string[] {
    return this.list().flatMap((item) => {
      const text = item.text();
      if (!item.isPresent) {
        item.#reportExpected("text");
      }
      return text ?? [];
    });
  }

  /** The entries of a map with free keys; none if absent. */
  entries(): readonly (readonly [string, ObjectReader])[] {
    return Object.keys(this.#record() ?? {}).map((key) => [key, this.field(key)]);
  }

  /** A map of texts, as it stands in the object if nothing in it is wrong; empty if absent. */
  textMap(): TextMap {
    const record = this.#record();
    if (record === undefined) {
      return NO_TEXTS;
    }
    if (isTextMap(record)) {
      return record;
    }
    const texts = this.entries().flatMap(([key, reader]) => {
      const text = reader.text();
      return text === undefined ? [] : [[key, text] as const];
    });
    return Object.fromEntries(texts);
  }

  /** Reports every field but these: a misspelt field would silently not apply. Returns how many there were. */
  reportUnknown(known: ReadonlySet<string>): number {
    const unknown = Object.keys(this.#record() ?? {}).filter((key) => !known.has(key));
    for (const key of unknown) {
      this.field(key).report(UNKNOWN_FIELD);
    }
    return unknown.length;
  }

  #record(): Readonly<Record<string, unknown>> | undefined {
    const value = this.#value;
    if (typeof value === "object" && value !== null && !Array.isArray(value)) {
      // JSON has no other objects.
      return value as Readonly<Record<string, unknown>>;
    }
    if (this.isPresent) {
      this.#reportExpected("an object");
    }
    return undefined;
  }

  #reportExpected(what: string): undefined {
    return this.report(`expected ${what}, found ${describe(this.#value)}`);
  }
}

/** The part above, and the name or number of this one in it. */
interface Place {
  readonly parent: ObjectReader;
  readonly step: string | number;
}

interface FoundProblems {
  readonly listed: ObjectProblem[];
  readonly paths: Set<string>;
}

const NO_TEXTS: TextMap = Object.freeze({});

function isTextMap(record: Readonly<Record<string, unknown>>): record is TextMap {
  return Object.values(record).every((value) => typeof value === "string");
}

function describe(value: unknown): string {
  if (Array.isArray(value)) {
    return "a list";
  }
  if (typeof value === "object" && value !== null) {
    return "an object";
  }
  const text = JSON.stringify(value) ?? "nothing";
  return text.length <= MAX_SHOWN_CHARS ? text : `${text.slice(0, MAX_SHOWN_CHARS)}...`;
}
