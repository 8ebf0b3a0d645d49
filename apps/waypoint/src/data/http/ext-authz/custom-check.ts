/**
 * The question about one request to the provider of a custom policy: waits for as much of the body as the provider is to
 * see, asks, and says once what the answer means.
 */
import type { CheckAnswer, GrpcCheckSubject } from "@ambit/authz/http";
import { failedCheck } from "@ambit/authz/http";
import type { AuthorizationProvider, HeaderChange } from "@ambit/model/http";
import type { ExchangeContext } from "../exchange/exchange-context.ts";
import type { LocalReply } from "../exchange/local-reply.ts";
import { upstreamProtocol } from "../exchange/plan-forward.ts";
import type { RequestBody } from "../exchange/request-body.ts";
import type { RequestFacts } from "../exchange/request-facts.ts";
import type { RequestHead } from "../message/message.ts";
import type { RequestRecord } from "../telemetry/request-record.ts";
import { ProviderCall } from "./provider-call.ts";
import { encodeQuestion, readAnswer } from "./provider-question.ts";

/** What becomes of the request. */
export type CustomOutcome =
  | { readonly kind: "allow"; readonly requestChange: HeaderChange; readonly responseChange: HeaderChange }
  | { readonly kind: "refuse"; readonly reply: LocalReply };

/** The request that is asked about. */
export interface CheckedRequest {
  readonly head: RequestHead;
  readonly facts: RequestFacts;
  readonly body: RequestBody;
  readonly record: RequestRecord;
}

/** Of a body that waits for a provider, whatever `maxRequestBytes` says: what is longer counts as too long. */
const MAX_BODY_BYTES = 1024 * 1024;

const TOO_LARGE: LocalReply = {
  status: 413,
  body: "Payload Too Large",
  flag: undefined,
  details: "request_payload_too_large",
};

/** See the module comment. `onOutcome` is called once, maybe at once, and not after `cancel`. */
export class CustomCheck {
  readonly #context: ExchangeContext;
  readonly #provider: AuthorizationProvider;
  readonly #request: CheckedRequest;
  readonly #onOutcome: (outcome: CustomOutcome) => void;
  #call: ProviderCall | undefined;
  #isOver = false;

  constructor(
    context: ExchangeContext,
    provider: AuthorizationProvider,
    request: CheckedRequest,
    onOutcome: (outcome: CustomOutcome) => void,
  ) {
    this.#context = context;
    this.#provider = provider;
    this.#request = request;
    this.#onOutcome = onOutcome;
  }

  /** The client is to be told to go on: it waits for that before it sends the body that the provider is to see. */
  get needsContinue(): boolean {
    const { head, body } = this.#request;
    return (
      this.#provider.body !== undefined &&
      !body.isComplete &&
      head.headers.findJoined("expect")?.toLowerCase() === "100-continue"
    );
  }

  /** To be called at first, and when more of the body has come, or its end. */
  proceed(): void {
    if (this.#isOver || this.#call !== undefined) return;
    const { body } = this.#request;
    const limits = this.#provider.body;
    if (limits === undefined) {
      this.#ask(undefined);
      return;
    }
    const maxBytes = Math.min(limits.maxBytes, MAX_BODY_BYTES);
    if (body.received > maxBytes && !limits.allowPartial) {
      this.#tell({ kind: "refuse", reply: TOO_LARGE });
      return;
    }
    if (!body.isComplete && (body.received < maxBytes || !limits.allowPartial)) {
      body.credit();
      return;
    }
    const isPartial = !body.isComplete || body.received > maxBytes;
    this.#ask({ bytes: body.copy(maxBytes), isPartial });
  }

  cancel(): void {
    this.#isOver = true;
    this.#call?.cancel();
  }

  #ask(body: GrpcCheckSubject["body"]): void {
    const provider = this.#provider;
    const { upstreams, portProtocolOf } = this.#context;
    const { service, port, timeoutMs } = provider;
    const target = service === undefined ? undefined : upstreams.find({ service, port, subset: undefined });
    if (service === undefined || target === undefined) {
      this.#tell(outcomeOf(failedCheck(provider)));
      return;
    }
    const protocol =
      provider.protocol === "grpc"
        ? "http2"
        : upstreamProtocol(target.set.policy, portProtocolOf(service, port), "HTTP/1.1");
    const question = { ...encodeQuestion(provider, this.#subject(body)), target, protocol, timeoutMs };
    const { headers } = this.#request.head;
    this.#call = new ProviderCall(this.#context, question, (answer) =>
      this.#tell(outcomeOf(readAnswer(provider, answer, (name) => headers.has(name)))),
    );
    this.#call.start();
  }

  #subject(body: GrpcCheckSubject["body"]): GrpcCheckSubject {
    const { head, facts, record } = this.#request;
    const { method, authority, path, query, scheme } = facts;
    const { identity, sourceIp, destinationIp, destinationPort } = facts;
    return {
      ...{ method, authority, path, query, scheme, body },
      ...{ identity, sourceIp, destinationIp, destinationPort },
      headers: head.headers.toPairs(),
      requestId: record.requestId ?? "",
      protocol: head.version,
      receivedMs: Math.floor(record.startWallMs),
      sourcePort: record.inbound.clientAddress.port,
    };
  }

  #tell(outcome: CustomOutcome): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#onOutcome(outcome);
  }
}

function outcomeOf(answer: CheckAnswer): CustomOutcome {
  if (answer.kind === "allow") return answer;
  const { status, body, details } = answer;
  const headers = answer.headers.map(({ name, value }) => [name, value] as const);
  return { kind: "refuse", reply: { status, body, flag: "UAEX", details, headers } };
}
