/** Lets a few in at a time; the others wait in order. */
export class Gate {
  readonly #capacity: number;
  readonly #waiting: (() => void)[] = [];
  #inside = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#inside >= this.#capacity) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    } else {
      this.#inside += 1;
    }
    try {
      return await work();
    } finally {
      // Whoever is next takes the place over.
      const next = this.#waiting.shift();
      if (next === undefined) this.#inside -= 1;
      else next();
    }
  }
}
