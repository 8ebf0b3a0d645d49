/** Fields of a message as a proxy handles them: in order, found by lower-case name, each with the case it came in. */

/** As HTTP/2 has its fields: name in lower case, value. */
export type HeaderPair = readonly [name: string, value: string];

/**
 * Mutable, and belongs to one message. Names are compared in lower case: arguments called `name` are lower-case already,
 * those called `spelling` need not be. Nothing is validated here; writers refuse what cannot be sent.
 */
export class HeaderList {
  readonly #names: string[] = [];
  readonly #spellings: string[] = [];
  readonly #values: string[] = [];

  static from(fields: Iterable<HeaderPair>): HeaderList {
    const list = new HeaderList();
    for (const [spelling, value] of fields) list.append(spelling, value);
    return list;
  }

  get size(): number {
    return this.#names.length;
  }

  /** In lower case; empty beyond the end. */
  nameAt(index: number): string {
    return this.#names[index] ?? "";
  }

  /** The name as it came. */
  spellingAt(index: number): string {
    return this.#spellings[index] ?? "";
  }

  valueAt(index: number): string {
    return this.#values[index] ?? "";
  }

  /** Behind all others. */
  append(spelling: string, value: string): void {
    this.#names.push(spelling.toLowerCase());
    this.#spellings.push(spelling);
    this.#values.push(value);
  }

  /** For readers that know both forms of a name. */
  appendKnown(name: string, spelling: string, value: string): void {
    this.#names.push(name);
    this.#spellings.push(spelling);
    this.#values.push(value);
  }

  has(name: string): boolean {
    return this.#names.includes(name);
  }

  /** How many fields have this name. */
  count(name: string): number {
    let count = 0;
    for (const one of this.#names) if (one === name) count++;
    return count;
  }

  /** The first value. A check that must not be evaded asks `findJoined`. */
  find(name: string): string | undefined {
    const index = this.#names.indexOf(name);
    return index < 0 ? undefined : this.#values[index];
  }

  /** All values as one, joined by a comma (RFC 9110 §5.3); of Cookie by a semicolon (RFC 9113 §8.2.3). */
  findJoined(name: string): string | undefined {
    const first = this.#names.indexOf(name);
    if (first < 0) return undefined;
    const separator = name === "cookie" ? "; " : ",";
    let joined = this.valueAt(first);
    for (let at = this.#names.indexOf(name, first + 1); at >= 0; at = this.#names.indexOf(name, at + 1)) {
      joined += separator + this.valueAt(at);
    }
    return joined;
  }

  /** All values, in order. */
  all(name: string): readonly string[] {
    return this.#values.filter((_, index) => this.#names[index] === name);
  }

  /** One field instead of all with this name, at the place of the first. */
  set(spelling: string, value: string): void {
    const name = spelling.toLowerCase();
    const first = this.#names.indexOf(name);
    if (first < 0) {
      this.appendKnown(name, spelling, value);
      return;
    }
    this.#spellings[first] = spelling;
    this.#values[first] = value;
    for (let at = this.size - 1; at > first; at--) if (this.#names[at] === name) this.removeAt(at);
  }

  /** All with this name; says whether there was one. */
  remove(name: string): boolean {
    const before = this.size;
    for (let at = before - 1; at >= 0; at--) if (this.#names[at] === name) this.removeAt(at);
    return this.size < before;
  }

  removeAt(index: number): void {
    this.#names.splice(index, 1);
    this.#spellings.splice(index, 1);
    this.#values.splice(index, 1);
  }

  /** A copy that changes by itself. */
  clone(): HeaderList {
    const list = new HeaderList();
    for (let at = 0; at < this.size; at++) {
      list.appendKnown(this.nameAt(at), this.spellingAt(at), this.valueAt(at));
    }
    return list;
  }

  /** For HTTP/2, and for tests: names in lower case. */
  toPairs(): [name: string, value: string][] {
    return this.#names.map((name, index) => [name, this.valueAt(index)]);
  }
}
