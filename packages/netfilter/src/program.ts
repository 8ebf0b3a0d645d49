/** One run of a program. */
export interface ProgramCall {
  /** A name to be found in the usual folders, such as `iptables-nft-restore`. */
  readonly program: string;
  readonly args: readonly string[];
  /** Written to standard input, which is closed after it. Nothing is written when absent. */
  readonly stdin?: string;
  /** Added to the environment. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** What a program left. `code` is its exit code; a program that was killed by a signal has 128 and the signal's number. */
export interface ProgramResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs a program inside one network namespace, chosen by whoever made this function. Resolves for every exit code.
 * Rejects only if there was no run: NetfilterError "program-missing", "program-timeout" or "program-failed".
 */
export type RunProgram = (call: ProgramCall) => Promise<ProgramResult>;
