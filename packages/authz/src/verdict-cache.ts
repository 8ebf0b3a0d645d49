import type { Authorization } from "@ambit/model";
import { formatIdentity } from "@ambit/model";
import type { ConnectionDecision, ConnectionFacts } from "./decision.ts";

/** Verdicts that one list of policies keeps; then it forgets them all. */
export const MAX_VERDICTS = 1024;
/** With fewer rules it takes longer to look for a verdict than to find it again. */
const MIN_RULES = 16;

/**
 * Verdicts of one list of policies by who asks for which port and address. Only for lists to which the source's address does
 * not matter: of addresses there would be no end. They are gone with the list, which no change of policies survives.
 */
export class VerdictCache {
  readonly #verdicts = new Map<string, ConnectionDecision>();

  /** The verdict on these facts, as `decide` gave it when it was first asked for. */
  find(facts: ConnectionFacts, decide: (facts: ConnectionFacts) => ConnectionDecision): ConnectionDecision {
    const { identity, destinationIp, destinationPort } = facts;
    const who = identity === undefined ? "" : formatIdentity(identity);
    const key = `${destinationPort} ${destinationIp} ${who}`;
    const known = this.#verdicts.get(key);
    if (known !== undefined) return known;
    const verdict = decide(facts);
    if (this.#verdicts.size >= MAX_VERDICTS) this.#verdicts.clear();
    this.#verdicts.set(key, verdict);
    return verdict;
  }
}

/** Whether verdicts of these policies are worth keeping, and can be. */
export function isCacheable(policies: readonly Authorization[]): boolean {
  let rules = 0;
  for (const policy of policies) {
    rules += policy.rules.length;
    for (const match of policy.rules.flat(2)) {
      if (match.sourceIps.length > 0 || match.notSourceIps.length > 0) return false;
    }
  }
  return rules >= MIN_RULES;
}
