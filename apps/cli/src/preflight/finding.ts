/** What a look at a cluster found, one line each. */
export type FindingLevel = "ok" | "note" | "warning" | "refused";

/** One finding. */
export interface PreflightFinding {
  readonly level: FindingLevel;
  /** What was looked at: `Kubernetes`, `node n1`. */
  readonly subject: string;
  readonly message: string;
  /** What to do; empty where nothing has to be done. */
  readonly fix: string;
}

export function ok(subject: string, message: string): PreflightFinding {
  return { level: "ok", subject, message, fix: "" };
}

export function note(subject: string, message: string): PreflightFinding {
  return { level: "note", subject, message, fix: "" };
}

export function warning(subject: string, message: string, fix: string): PreflightFinding {
  return { level: "warning", subject, message, fix };
}

export function refused(subject: string, message: string, fix: string): PreflightFinding {
  return { level: "refused", subject, message, fix };
}

/** A line each, and a second one for what to do. */
export function formatFindings(findings: readonly PreflightFinding[]): string {
  const lines = findings.flatMap(({ level, subject, message, fix }) => [
    `${level.padEnd(8)} ${subject}: ${message}`,
    ...(fix === "" ? [] : [`${" ".repeat(9)}fix: ${fix}`]),
  ]);
  return lines.map((line) => `${line}\n`).join("");
}
