/**
 * One request and its response: decides in the order custom policies, tokens, DENY and ALLOW, fault, CORS, rate limit,
 * route; then either answers or forwards. Ends in one record.
 */
import { HeaderList, normalizePath } from "@ambit/http1";
import type { AuthorizationProvider, Backend, Mirror, RetryPolicy, Timeouts } from "@ambit/model/http";
import { Timer } from "@ambit/reactor";
import {
  type ChosenRoute,
  changeHeaders,
  chooseFault,
  chooseMirrors,
  chooseRoute,
  DEFAULT_RETRY_POLICY,
  responseHeaderChanges,
} from "@ambit/routing/http";
import { CustomCheck } from "../ext-authz/custom-check.ts";
import type { RequestHead, ResetReason, ResponseHead, ServerStream, StreamUser } from "../message/message.ts";
import { RequestRecord } from "../telemetry/request-record.ts";
import { traceRequest } from "../telemetry/trace-request.ts";
import { admit, admitByCustom } from "./admit.ts";
import type { Attempt } from "./attempt.ts";
import type { Chain } from "./chain.ts";
import { ClientResponse, headBytes } from "./client-response.ts";
import type { ExchangeContext } from "./exchange-context.ts";
import { Forwarding, type ForwardingOwner } from "./forwarding.ts";
import { sanitizeRequest, upgradeOf } from "./header-rules.ts";
import type { Inbound } from "./inbound.ts";
import { badRequest, isGrpcType, type LocalReply, NO_ROUTE, UPGRADE_REFUSED } from "./local-reply.ts";
import { MirroredRequest } from "./mirror.ts";
import { type PlannedForward, planForward } from "./plan-forward.ts";
import { RequestBody } from "./request-body.ts";
import { RequestFacts } from "./request-facts.ts";
import {
  backendOf,
  corsOf,
  faultReply,
  invalidBackendReply,
  limitReply,
  preflightReply,
  ruleReply,
  upstreamHead,
} from "./route-request.ts";
import { findSession, isSessionAt } from "./session-persistence.ts";

/** Where a table does not say that there are any: it says so for the default policy, too. */
const NO_RETRY: RetryPolicy = Object.freeze({ ...DEFAULT_RETRY_POLICY, attempts: 0 });

const NO_TIMEOUTS: Timeouts = Object.freeze({ requestMs: undefined, attemptMs: undefined });

/** See the module comment. */
export class Exchange implements StreamUser, ForwardingOwner {
  readonly #context: ExchangeContext;
  readonly #inbound: Inbound;
  readonly #chain: Chain;
  readonly #stream: ServerStream;
  readonly #head: RequestHead;
  readonly #record: RequestRecord;
  readonly #body: RequestBody;
  readonly #response: ClientResponse;
  #forwarding: Forwarding | undefined;
  #attempt: Attempt | undefined;
  #check: CustomCheck | undefined;
  #delay: Timer | undefined;
  readonly #mirrors: MirroredRequest[] = [];
  #isTunnel = false;
  #isDone = false;

  constructor(
    context: ExchangeContext,
    client: { readonly inbound: Inbound; readonly chain: Chain },
    stream: ServerStream,
    head: RequestHead,
  ) {
    this.#context = context;
    this.#inbound = client.inbound;
    this.#chain = client.chain;
    this.#stream = stream;
    this.#head = head;
    this.#body = new RequestBody(context.memory.queueBlocks, stream);
    this.#record = new RequestRecord(client.inbound, head, {
      wallMs: context.wallMs(),
      ms: context.reactor.nowMs,
      isGrpc: isGrpcType(head.headers.find("content-type")),
    });
    this.#response = new ClientResponse(context, stream, this.#record);
    this.#record.requestBytes = headBytes(head.headers) + head.method.length + head.path.length;
  }

  /** Decides, and answers or forwards. `isEnd`: there is no body. */
  begin(isEnd: boolean): void {
    this.#context.onBegin(this.#record, this.#chain);
    if (isEnd) this.#body.receiveEnd(undefined);
    const { settings } = this.#chain;
    const target = normalizePath(this.#head.path, settings.pathNormalization);
    if (this.#head.method === "CONNECT" || target === undefined) {
      // A tunnel inside the tunnel would make an open proxy of this one.
      this.#reply(this.#head.method === "CONNECT" ? NO_ROUTE : badRequest("path_normalization_failed"));
      return;
    }
    if (upgradeOf(this.#head.upgrade) === "refused") {
      this.#reply(UPGRADE_REFUSED);
      return;
    }
    const { own, client } = this.#identities();
    sanitizeRequest(this.#head.headers, {
      requestId: this.#context.requestId(),
      scheme: this.#head.scheme,
      identity:
        settings.forwardsClientIdentity && own !== undefined && client !== undefined
          ? { own, client }
          : undefined,
    });
    this.#record.requestId = this.#head.headers.find("x-request-id");
    this.#record.trace = traceRequest(this.#head.headers, this.#chain.telemetry.tracing, {
      random: this.#context.random,
      uuid: this.#context.requestId,
    });
    const facts = new RequestFacts(this.#inbound, this.#head, target, settings.numTrustedProxies);
    this.#admitByCustom(facts);
  }

  onBody(bytes: Uint8Array, start: number, end: number): void {
    this.#record.bytesReceived += end - start;
    this.#record.requestMessages?.feed(bytes, start, end);
    if (this.#isDone || (this.#response.hasHead && this.#forwarding === undefined)) {
      this.#stream.consume(end - start);
      return;
    }
    for (const mirrored of this.#mirrors) mirrored.receive(bytes, start, end);
    if (!this.#body.receive(bytes, start, end)) this.#abort("request_payload_too_large");
    else this.#check?.proceed();
  }

  onEnd(trailers: HeaderList | undefined): void {
    if (this.#isDone) return;
    this.#body.receiveEnd(trailers);
    this.#check?.proceed();
    for (const mirrored of this.#mirrors) mirrored.receiveEnd(trailers);
    this.#forwarding?.onRequestComplete();
    if (this.#isTunnel && this.#response.isEndSent) this.#finish();
  }

  onReset(reason: ResetReason): void {
    if (this.#isDone) return;
    this.#forwarding?.cancel();
    if (reason === "protocol-error") this.#record.addFlag("DPE");
    else this.#record.addFlag("DC");
    this.#record.details = reason === "protocol-error" ? "http1.codec_error" : "downstream_remote_disconnect";
    this.#finish();
  }

  onWritable(): void {
    if (!this.#isDone) this.#response.resume();
    this.#finishIfSent();
  }

  // Stages

  #admitByCustom(facts: RequestFacts): void {
    const verdict = admitByCustom(this.#chain, facts);
    switch (verdict.kind) {
      case "pass":
        this.#admit(facts);
        return;
      case "refuse":
        this.#reply(verdict.reply);
        return;
      case "ask":
        this.#ask(verdict.provider, facts);
    }
  }

  #ask(provider: AuthorizationProvider, facts: RequestFacts): void {
    const request = { head: this.#head, facts, body: this.#body, record: this.#record };
    this.#check = new CustomCheck(this.#context, provider, request, (outcome) => {
      this.#check = undefined;
      if (outcome.kind === "refuse") {
        this.#reply(outcome.reply);
        return;
      }
      changeHeaders(this.#head.headers, outcome.requestChange);
      this.#response.addChanges([outcome.responseChange]);
      this.#admit(facts);
    });
    if (this.#check.needsContinue) {
      this.#head.headers.remove("expect");
      this.#response.interim({ status: 100, headers: new HeaderList() });
    }
    this.#check.proceed();
  }

  #admit(facts: RequestFacts): void {
    const verdict = admit(this.#chain, facts, this.#context.authenticator, this.#context.wallMs());
    if (verdict.kind === "refuse") {
      this.#reply(verdict.reply);
      return;
    }
    if (verdict.change !== undefined) {
      changeHeaders(this.#head.headers, verdict.change.headers);
      facts.changeQuery(verdict.change);
    }
    const { service } = this.#chain;
    if (service === undefined) {
      this.#forwardToPod(facts);
      return;
    }
    const route = chooseRoute(service, facts);
    if (route === undefined) {
      this.#reply(NO_ROUTE);
      return;
    }
    this.#record.routeName = route.rule.name;
    this.#injectFault(route, facts);
  }

  #injectFault(route: ChosenRoute, facts: RequestFacts): void {
    const fault = chooseFault(route.rule.fault, this.#context.random);
    const goOn = () => {
      if (fault.abort === undefined) this.#route(route, facts);
      else this.#reply(faultReply(fault.abort));
    };
    if (fault.delayMs <= 0) {
      goOn();
      return;
    }
    this.#record.addFlag("DI");
    this.#delay = new Timer(() => {
      if (!this.#isDone) goOn();
    });
    this.#context.reactor.armAfter(this.#delay, fault.delayMs);
  }

  #route(route: ChosenRoute, facts: RequestFacts): void {
    const { rule } = route;
    const cors = corsOf(rule, facts);
    if (cors.kind === "preflight") {
      this.#reply(preflightReply(cors));
      return;
    }
    const limited = limitReply(this.#context.rateLimiter, rule, facts, this.#context.reactor.nowMs);
    if (limited !== undefined) {
      this.#reply(limited);
      return;
    }
    const corsChange = cors.kind === "response" ? cors.change : undefined;
    const own = ruleReply(route, facts);
    if (own !== undefined) {
      this.#response.addChanges([rule.responseHeaders, corsChange]);
      this.#reply(own);
      return;
    }
    const session = findSession(rule.sessionPersistence, facts, this.#context.wallMs());
    const backend = backendOf(
      rule,
      this.#context.random(),
      (one) => session !== undefined && isSessionAt(session, one),
    );
    this.#response.addChanges([...responseHeaderChanges(rule, backend), corsChange]);
    this.#response.session = { persistence: rule.sessionPersistence, token: session };
    this.#forward(route, backend, facts);
  }

  #forward(route: ChosenRoute, backend: Backend, facts: RequestFacts): void {
    const { target } = backend;
    if (target.kind === "invalid") {
      this.#reply(invalidBackendReply(target));
      return;
    }
    this.#record.service = target.service;
    this.#record.port = target.port;
    this.#record.subset = target.subset;
    const upstream = this.#context.upstreams.find(target);
    if (upstream === undefined) {
      this.#reply({ status: 503, body: "", flag: "NC", details: "cluster_not_found" });
      return;
    }
    const { rule, path } = route;
    const head = upstreamHead(this.#head, facts, { rule, path, backend });
    this.#mirror(chooseMirrors(rule.mirrors, this.#context.random), head, facts);
    this.#send(
      planForward({
        head: this.#upgradedHead(head),
        target: upstream,
        facts,
        portProtocol: this.#context.portProtocolOf(target.service, target.port),
        retry: rule.retry ?? NO_RETRY,
        timeouts: rule.timeouts,
        pinned: this.#response.session.token?.endpoint,
      }),
    );
  }

  /** Copies are made of the head as the original's backend gets it. */
  #mirror(mirrors: readonly Mirror[], head: RequestHead, facts: RequestFacts): void {
    if (upgradeOf(head.upgrade) === "websocket") return;
    for (const { target } of mirrors) {
      if (target.kind !== "service") continue;
      const upstream = this.#context.upstreams.find(target);
      if (upstream === undefined) continue;
      const { plan } = planForward({
        head: { ...head, headers: head.headers.clone(), upgrade: [] },
        target: upstream,
        facts,
        portProtocol: this.#context.portProtocolOf(target.service, target.port),
        retry: NO_RETRY,
        timeouts: NO_TIMEOUTS,
        pinned: undefined,
      });
      const mirrored = new MirroredRequest(this.#context, plan);
      this.#mirrors.push(mirrored);
      const waiting = this.#body.copy(this.#body.received);
      mirrored.receive(waiting, 0, waiting.length);
      mirrored.start(this.#body.isComplete, this.#context.random);
    }
  }

  #forwardToPod(facts: RequestFacts): void {
    const { destination } = this.#inbound;
    if (destination.kind !== "workload") {
      this.#reply(NO_ROUTE);
      return;
    }
    this.#record.routeName = "default";
    const { workload, address: ip, port } = destination;
    const target = this.#context.upstreams.forPod(workload, { ip, port });
    const path = facts.query === undefined ? facts.path : `${facts.path}?${facts.query}`;
    this.#send(
      planForward({
        head: this.#upgradedHead({ ...this.#head, path }),
        target,
        facts,
        portProtocol: this.#chain.portProtocol,
        retry: DEFAULT_RETRY_POLICY,
        timeouts: NO_TIMEOUTS,
        pinned: undefined,
      }),
    );
  }

  #send({ plan, setCookie }: PlannedForward): void {
    this.#response.addCookie(setCookie);
    const isUpgrade = plan.head.upgrade.length > 0;
    const retry = isUpgrade ? { ...plan.retry, attempts: 0 } : plan.retry;
    if (retry.attempts > 0 && !this.#body.isEmpty) this.#body.retain();
    const { reactor, random } = this.#context;
    this.#forwarding = new Forwarding(
      { reactor, random },
      { ...plan, retry },
      { body: this.#body, record: this.#record },
      this,
    );
    this.#forwarding.start();
  }

  /** Only websocket is carried on; anything else stays a request like others. */
  #upgradedHead(head: RequestHead): RequestHead {
    const isWebsocket = upgradeOf(head.upgrade) === "websocket";
    return { ...head, upgrade: isWebsocket ? ["websocket"] : [] };
  }

  // The answer

  onInterim(head: ResponseHead): void {
    if (!this.#isDone) this.#response.interim(head);
  }

  onAnswer(head: ResponseHead, isEnd: boolean, attempt: Attempt): void {
    this.#attempt = attempt;
    this.#isTunnel = head.status === 101;
    if (this.#isTunnel) this.#body.reopen();
    this.#response.answer(head, isEnd, attempt);
  }

  onAnswerBody(bytes: Uint8Array, start: number, end: number): void {
    this.#record.responseMessages?.feed(bytes, start, end);
    if (!this.#response.receive(bytes, start, end)) this.#abort("no_memory");
  }

  onAnswerEnd(trailers: HeaderList | undefined): void {
    this.#response.receiveEnd(trailers);
    this.#finishIfSent();
  }

  onFailure(reply: LocalReply): void {
    this.#reply(reply);
  }

  onBrokenAnswer(flag: "UC" | "UR" | "UT", details: string): void {
    this.#record.addFlag(flag);
    this.#record.details = details;
    this.#stream.reset();
    this.#finish();
  }

  #reply(reply: LocalReply): void {
    if (this.#isDone || this.#response.hasHead) return;
    this.#forwarding = undefined;
    this.#response.reply(reply, this.#head.method === "HEAD");
    this.#finishIfSent();
  }

  #abort(details: string): void {
    this.#forwarding?.cancel();
    this.#record.details = details;
    this.#stream.reset();
    this.#finish();
  }

  #finishIfSent(): void {
    if (!this.#response.isEndSent || (this.#isTunnel && !this.#body.isComplete)) return;
    this.#finish();
  }

  #finish(): void {
    if (this.#isDone) return;
    this.#isDone = true;
    if (this.#delay !== undefined) this.#context.reactor.timers.cancel(this.#delay);
    this.#check?.cancel();
    if (this.#isTunnel) this.#attempt?.finish();
    if (!this.#body.isComplete) for (const mirrored of this.#mirrors) mirrored.cancel();
    this.#body.clear();
    this.#response.finish();
    const record = this.#record;
    record.requestBytes += record.bytesReceived;
    record.durationMs = Math.max(0, this.#context.reactor.nowMs - record.startMs);
    this.#context.onRecord(record, this.#chain);
  }

  #identities(): { readonly own: string | undefined; readonly client: string | undefined } {
    return { own: this.#context.ownIdentity(), client: this.#record.clientPrincipal };
  }
}
