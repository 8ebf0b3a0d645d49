import { type ObjectProblem, UNKNOWN_FIELD } from "@ambit/mesh-objects";

/** What is to be said of an object before it is stored. */
export interface Verdict {
  /** Parts that can never work: the object is to be refused. */
  readonly errors: readonly ObjectProblem[];
  /** Parts that will not do what they say. */
  readonly warnings: readonly ObjectProblem[];
}

/** Gathers a verdict; the first word about a part counts. */
export class Findings {
  readonly #errors = new Map<string, ObjectProblem>();
  readonly #warnings = new Map<string, ObjectProblem>();

  get verdict(): Verdict {
    return { errors: [...this.#errors.values()], warnings: [...this.#warnings.values()] };
  }

  reject(path: string, reason: string): void {
    if (!this.#errors.has(path)) this.#errors.set(path, { path, reason });
  }

  warn(path: string, reason: string): void {
    if (!this.#warnings.has(path)) this.#warnings.set(path, { path, reason });
  }

  /** What could not be decoded. A field that is not known may be one of a later version, so it does not refuse. */
  addDecoded(problems: readonly ObjectProblem[]): void {
    for (const { path, reason } of problems) {
      if (reason === UNKNOWN_FIELD) this.warn(path, reason);
      else this.reject(path, reason);
    }
  }
}
