/** What all parts of a waypoint's resources are read and written with. A bad value is a ModelError that says where. */
import { ModelError } from "../../model-error.ts";
import { type Absent, invalid } from "../../proto/wire-values.ts";

/** A value that may be missing, in the form in which a message carries it. */
export function orNull<T>(value: T | undefined): T | null {
  return value ?? null;
}

/** A value of a message that may be missing. */
export function orUndefined<T>(value: T | Absent): T | undefined {
  return value ?? undefined;
}

/** A part that has to be there. Throws ModelError. */
export function needed<T>(value: T | Absent, field: string): T {
  if (value === null || value === undefined) throw invalid(`${field} is missing`);
  return value;
}

/** Text that must not be empty. Throws ModelError. */
export function nameIn(value: string | Absent, field: string): string {
  if (!value) throw invalid(`${field} is empty`);
  return value;
}

/** A number that has to be in a range. Throws ModelError. */
export function numberIn(value: number | Absent, field: string, min: number, max: number): number {
  const number = value ?? 0;
  if (number < min || number > max) {
    throw invalid(`${field}: ${number} is not between ${min} and ${max}`);
  }
  return number;
}

/** From 1 to 65535; absent where the field is. Throws ModelError. */
export function maybePort(value: number | Absent, field: string): number | undefined {
  return value === null || value === undefined ? undefined : portIn(value, field);
}

export function portIn(value: number | Absent, field: string): number {
  return numberIn(value, field, 1, 0xffff);
}

/** A status of HTTP. */
export function statusIn(value: number | Absent, field: string): number {
  return numberIn(value, field, 100, 599);
}

/** Every item of a list; a bad one is told with its place. Throws ModelError. */
export function each<Wire, Value>(
  items: readonly Wire[] | Absent,
  field: string,
  decode: (item: Wire) => Value,
): readonly Value[] {
  if (!items) return [];
  const values: Value[] = [];
  for (let index = 0; index < items.length; index += 1) {
    const item = items[index];
    if (item === undefined) continue;
    try {
      values.push(decode(item));
    } catch (error) {
      throw inside(`${field}[${index}]`, error);
    }
  }
  return values;
}

/** A part that may be missing; a bad one is told with its place. Throws ModelError. */
export function maybe<Wire, Value>(
  wire: Wire | Absent,
  field: string,
  decode: (wire: Wire) => Value,
): Value | undefined {
  if (wire === null || wire === undefined) return undefined;
  try {
    return decode(wire);
  } catch (error) {
    throw inside(field, error);
  }
}

/** The texts of a list, as a list of our own. */
export function texts(items: readonly string[] | Absent): readonly string[] {
  return items ? [...items] : [];
}

/** Words of the model and their numbers on the wire, both ways. */
export class Words<Word extends string> {
  readonly #numbers: Readonly<Record<Word, number>>;
  readonly #words: ReadonlyMap<number, Word>;

  constructor(numbers: Readonly<Record<Word, number>>) {
    this.#numbers = numbers;
    // The keys of a record of words are these words.
    const entries = Object.entries(numbers) as [Word, number][];
    this.#words = new Map(entries.map(([word, number]) => [number, word]));
  }

  encode(word: Word): number {
    return this.#numbers[word];
  }

  /** Throws ModelError for a number of a later version: half understood it would mean something else. */
  decode(value: number | Absent, field: string): Word {
    const word = this.#words.get(value ?? 0);
    if (word === undefined) throw invalid(`${field}: unknown value ${value ?? 0}`);
    return word;
  }
}

/** Throws ModelError if a message, or any that it holds, has a field that this version does not know. */
export function assertKnown(message: object, field: string): void {
  // Not among the keys of the message.
  const unknown: unknown = Reflect.get(message, "$unknowns");
  if (Array.isArray(unknown) && unknown.length > 0) {
    throw invalid(`${field} has a part that this version does not know`);
  }
  for (const value of Object.values(message)) {
    for (const item of Array.isArray(value) ? value : [value]) {
      if (typeof item === "object" && item !== null && !ArrayBuffer.isView(item)) assertKnown(item, field);
    }
  }
}

function inside(place: string, error: unknown): unknown {
  return error instanceof ModelError
    ? new ModelError(error.code, `${place}.${error.message}`, { cause: error })
    : error;
}
