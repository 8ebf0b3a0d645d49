/** Who may make a request: custom policies, tokens, DENY and ALLOW, in that order. Values in, values out. */
import {
  DENIED_BODY,
  decideRequest,
  findCustom,
  type JwtAuthenticator,
  type TokenChange,
} from "@ambit/authz/http";
import type { AuthorizationProvider } from "@ambit/model/http";
import { isPreflight } from "@ambit/routing/http";
import type { Chain } from "./chain.ts";
import type { LocalReply } from "./local-reply.ts";
import type { RequestFacts } from "./request-facts.ts";

/** What custom policies say of a request. */
export type CustomVerdict =
  | { readonly kind: "pass" }
  | { readonly kind: "refuse"; readonly reply: LocalReply }
  | { readonly kind: "ask"; readonly provider: AuthorizationProvider };

/** What all others say. `change` has to be made before anybody else sees the request. */
export type AdmissionVerdict =
  | { readonly kind: "pass"; readonly change: TokenChange | undefined }
  | { readonly kind: "refuse"; readonly reply: LocalReply };

const PASS: CustomVerdict = Object.freeze({ kind: "pass" });

/** The first stage: tokens are not looked at yet. */
export function admitByCustom(chain: Chain, facts: RequestFacts): CustomVerdict {
  const decision = findCustom(chain.policies, chain.settings.providers, facts);
  switch (decision.kind) {
    case "none":
      return PASS;
    case "ask":
      return { kind: "ask", provider: decision.provider };
    case "deny":
      return { kind: "refuse", reply: denied(decision.details) };
  }
}

/** The second stage; puts the verified token into the facts. */
export function admit(
  chain: Chain,
  facts: RequestFacts,
  authenticator: JwtAuthenticator,
  nowMs: number,
): AdmissionVerdict {
  let change: TokenChange | undefined;
  if (chain.jwtRules.length > 0) {
    const outcome = authenticator.authenticate(chain.jwtRules, facts, {
      nowMs,
      isPreflight: isPreflight(facts),
    });
    if (outcome.kind === "refused") {
      const { status, body, details } = outcome;
      const headers = outcome.headers.map(({ name, value }) => [name, value] as const);
      return { kind: "refuse", reply: { status, body, flag: undefined, details, headers } };
    }
    facts.token = outcome.token;
    ({ change } = outcome);
  }
  const decision = decideRequest(chain.policies, facts);
  if (decision.allow) return { kind: "pass", change };
  return { kind: "refuse", reply: denied(decision.details) };
}

function denied(details: string): LocalReply {
  return { status: 403, body: DENIED_BODY, flag: undefined, details };
}
