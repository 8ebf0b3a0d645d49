/** Reads h2spec's report, which leaves the text inside its elements unescaped and so is no proper XML. */

export interface ConformanceCase {
  /** Section and description. */
  readonly name: string;
  readonly outcome: "passed" | "failed" | "skipped";
  readonly detail: string;
}

const CASE = /<testcase package="([^"]*)" classname="([^"]*)"[^>]*>(.*?)<\/testcase>/gs;

/** Every case that ran. */
export function readReport(text: string): readonly ConformanceCase[] {
  return [...text.matchAll(CASE)].map(([, section = "", title = "", body = ""]) => ({
    name: `${section} ${title}`,
    outcome: outcomeOf(body),
    detail: body.replaceAll(/<[^>]*>/g, "").trim(),
  }));
}

function outcomeOf(body: string): ConformanceCase["outcome"] {
  if (/<(failure|error)\b/.test(body)) return "failed";
  return body.includes("<skipped") ? "skipped" : "passed";
}
