/** What a node's agent says of its pods. */
import { CliError } from "../cli-error.ts";
import { isRecord, listOf, recordOf, textOf } from "../dump/json.ts";

/** One pod as its agent has it. */
export interface AgentPod {
  readonly wanted: boolean;
  readonly installed: boolean;
  readonly proven: boolean;
  /** Why it is wanted or not, and what is missing. */
  readonly reason: string;
}

/** An answer, or why there is none. */
export type AgentReport =
  | { readonly kind: "answered"; readonly pods: ReadonlyMap<string, AgentPod> }
  | { readonly kind: "silent"; readonly reason: string };

/** Of the agent's monitoring server. */
export const AGENT_REPORT_PATH = "/debug/enrolment";

/** By uid. Throws CliError "bad-answer". */
export function decodeAgentReport(text: string, source: string): AgentReport {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = undefined;
  }
  if (!isRecord(value) || !("pods" in value)) {
    throw new CliError("bad-answer", `${source}: its answer lists no pods`);
  }
  const pods = listOf(value["pods"])
    .map(recordOf)
    .map((pod): [string, AgentPod] => [
      textOf(pod["uid"]),
      {
        wanted: pod["wanted"] === true,
        installed: pod["installed"] === true,
        proven: pod["proven"] === true,
        reason: textOf(pod["reason"]),
      },
    ]);
  return { kind: "answered", pods: new Map(pods) };
}
