/** What the demonstration prints: headings, measured statements and commands. Colour only on a terminal. */

export interface TerminalOptions {
  readonly write: (text: string) => void;
  readonly hasColour: boolean;
}

/** One statement of the demonstration, and whether the measurement bore it out. */
export interface Finding {
  readonly claim: string;
  readonly isTrue: boolean;
}

const STYLE = { bold: "1", dim: "2", green: "32", red: "31", cyan: "36" } as const;
const ESCAPE = "\u001b[";

export class Terminal {
  readonly #options: TerminalOptions;
  readonly #findings: Finding[] = [];
  #steps = 0;

  constructor(options: TerminalOptions) {
    this.#options = options;
  }

  get findings(): readonly Finding[] {
    return this.#findings;
  }

  /** An empty line. */
  gap(): void {
    this.#options.write("\n");
  }

  title(text: string): void {
    this.#line(this.#styled("bold", text));
  }

  /** A numbered heading; numbers count by themselves. */
  step(text: string): void {
    this.gap();
    this.#line(`${this.#styled("cyan", `${++this.#steps}`)}  ${this.#styled("bold", text)}`);
  }

  /** What was claimed, whether it is so, and what was measured. */
  check(claim: string, isTrue: boolean, measured: string): void {
    this.#findings.push({ claim, isTrue });
    const mark = isTrue ? this.#styled("green", "✓") : this.#styled("red", "✗ NOT SO:");
    this.#line(`   ${mark} ${claim}`);
    this.note(`  ${measured}`);
  }

  note(text: string): void {
    this.#line(`   ${this.#styled("dim", text)}`);
  }

  plain(text: string): void {
    this.#line(text);
  }

  /** A command to copy, under the sentence that says what it shows. */
  command(purpose: string, text: string): void {
    this.#line(`   ${this.#styled("dim", purpose)}`);
    this.#line(`     ${text}`);
  }

  #line(text: string): void {
    this.#options.write(`  ${text}`.trimEnd());
    this.gap();
  }

  #styled(style: keyof typeof STYLE, text: string): string {
    return this.#options.hasColour ? `${ESCAPE}${STYLE[style]}m${text}${ESCAPE}0m` : text;
  }
}
