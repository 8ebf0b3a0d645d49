import type { LabInput } from "./config.ts";

/** What a command has beside its words. */
export interface LabHost extends Omit<LabInput, "args"> {
  /** Standard output. */
  write(text: string): void;
  writeError(text: string): void;
  /** Throws where it cannot be read. */
  readFile(path: string): string;
  readStdin(): Promise<string>;
  /** Wall clock. */
  readonly nowMs: () => number;
  readonly sleep: (ms: number) => Promise<void>;
  /** Ends the process, whatever is still open. */
  exit(code: number): void;
}
