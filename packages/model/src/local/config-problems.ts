import { type ConfigProblem, ModelError } from "../model-error.ts";

// Enough to mend a file by; a file that is not ours at all must not make an endless message.
const MAX_LISTED = 200;
const MAX_SHOWN_CHARS = 80;

/** Collects what is wrong in one file, to throw it as one error. */
export class ConfigProblems {
  readonly #listed: ConfigProblem[] = [];
  #count = 0;

  get isEmpty(): boolean {
    return this.#count === 0;
  }

  add(problem: ConfigProblem): void {
    this.#count += 1;
    if (this.#listed.length < MAX_LISTED) {
      this.#listed.push(problem);
    }
  }

  toError(fileName: string): ModelError {
    const lines = this.#listed.map((problem) => formatProblem(fileName, problem));
    if (this.#count > lines.length) {
      lines.push(`and ${this.#count - lines.length} more`);
    }
    const noun = this.#count === 1 ? "problem" : "problems";
    const message = `${this.#count} ${noun} in local configuration ${fileName}\n  ${lines.join("\n  ")}`;
    return new ModelError("invalid-local-config", message, { problems: this.#listed });
  }
}

/** A value of the file as it may stand in a message: quoted, and cut when long. */
export function showValue(value: string | number | boolean | null): string {
  if (typeof value !== "string") {
    return String(value);
  }
  return value.length <= MAX_SHOWN_CHARS
    ? JSON.stringify(value)
    : `${JSON.stringify(value.slice(0, MAX_SHOWN_CHARS))}...`;
}

function formatProblem(fileName: string, { item, field, line, message }: ConfigProblem): string {
  const place = line > 0 ? `${fileName}:${line}` : fileName;
  return [place, item, field, message].filter((part) => part !== "").join(": ");
}
