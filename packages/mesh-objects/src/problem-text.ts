import type { ObjectProblem } from "./object-problem.ts";

// What matters in a condition's message: it is read in a terminal, and the API server takes 32 KiB.
const SHOWN_PROBLEMS = 5;
const SHOWN_NAMES = 20;

/** Problems as a part of a sentence, the first few in full: `spec.rules[0]: ...; and 2 more`. Empty for none. */
export function formatProblems(problems: readonly ObjectProblem[]): string {
  const shown = problems.slice(0, SHOWN_PROBLEMS).map(({ path, reason }) => `${path}: ${reason}`);
  const rest = problems.length - shown.length;
  return [...shown, ...(rest > 0 ? [`and ${rest} more`] : [])].join("; ");
}

/** `a, b`, of very many the first. */
export function formatNames(names: readonly string[]): string {
  const rest = names.length - SHOWN_NAMES;
  return [...names.slice(0, SHOWN_NAMES), ...(rest > 0 ? [`and ${rest} more`] : [])].join(", ");
}
