import type { RunProgram } from "./program.ts";

/** A pod's network namespace, as this package needs it. */
export interface PodNamespace {
  /** Runs programs inside the namespace. */
  readonly run: RunProgram;
}
