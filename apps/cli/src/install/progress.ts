/** What a command that takes a while shows meanwhile: a bar for each part, drawn anew on a terminal, else a line for each step. */
import type { CliHost } from "../cli-host.ts";

/** One part's bar. */
export interface ProgressStep {
  readonly name: string;
  readonly done: number;
  readonly total: number;
  /** What is waited for. */
  readonly note?: string | undefined;
}

const WIDTH = 20;
const NAME_WIDTH = 14;

/** Shows the steps of one command. */
export class Progress {
  readonly #host: Pick<CliHost, "write" | "isTerminal">;
  #shown = "";
  #isOpen = false;

  constructor(host: Pick<CliHost, "write" | "isTerminal">) {
    this.#host = host;
  }

  /** Nothing is written for what is shown already. */
  show(step: ProgressStep): void {
    const line = formatStep(step);
    if (line === this.#shown) return;
    const isSamePart = this.#isOpen && this.#shown.startsWith(step.name.padEnd(NAME_WIDTH));
    this.#shown = line;
    if (!this.#host.isTerminal) {
      this.#host.write(`${line}\n`);
      return;
    }
    this.#host.write(`${isSamePart ? "\r\u001b[K" : this.#isOpen ? "\n" : ""}${line}`);
    this.#isOpen = true;
  }

  /** A line of its own, such as what was removed. */
  say(text: string): void {
    this.close();
    this.#host.write(`${text}\n`);
  }

  /** What comes next begins on a line of its own. */
  close(): void {
    if (this.#isOpen) this.#host.write("\n");
    this.#isOpen = false;
    this.#shown = "";
  }
}

function formatStep({ name, done, total, note }: ProgressStep): string {
  const filled = total === 0 ? WIDTH : Math.floor((WIDTH * Math.min(done, total)) / total);
  const bar = `[${"#".repeat(filled)}${"-".repeat(WIDTH - filled)}]`;
  return `${name.padEnd(NAME_WIDTH)} ${bar} ${done}/${total}${note === undefined ? "" : `  ${note}`}`;
}
