/** The question about a connection that is not HTTP to the provider of a custom policy, which speaks gRPC. */
import { type ConnectionSubject, failedCheck } from "@ambit/authz/http";
import type { AuthorizationProvider } from "@ambit/model/http";
import type { WaypointContext } from "../context.ts";
import { ProviderCall } from "../http/ext-authz/provider-call.ts";
import { encodeConnectionQuestion, readAnswer } from "../http/ext-authz/provider-question.ts";

/** What the provider says; `details` of a refusal are for the record. */
export type ConnectionAnswer =
  | { readonly isAllowed: true }
  | { readonly isAllowed: false; readonly details: string };

/** `onAnswer` is called once, maybe at once, and not after `cancel`. */
export function askAboutConnection(
  { http, reactor, random }: Pick<WaypointContext, "http" | "reactor" | "random">,
  provider: AuthorizationProvider,
  subject: ConnectionSubject,
  onAnswer: (answer: ConnectionAnswer) => void,
): { cancel(): void } {
  const tell = (answer: ReturnType<typeof readAnswer>): void =>
    onAnswer(answer.kind === "allow" ? { isAllowed: true } : { isAllowed: false, details: answer.details });
  const { service, port, timeoutMs } = provider;
  const target =
    service === undefined ? undefined : http.upstreams.find({ service, port, subset: undefined });
  if (target === undefined) {
    tell(failedCheck(provider));
    return NOTHING;
  }
  const question = encodeConnectionQuestion(provider, subject);
  const call = new ProviderCall(
    { reactor, random },
    { ...question, target, protocol: "http2", timeoutMs },
    (answer) => tell(readAnswer(provider, answer, () => false)),
  );
  call.start();
  return call;
}

const NOTHING = Object.freeze({ cancel: () => undefined });
