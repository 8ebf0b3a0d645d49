/**
 * One question on its way to name servers. They are asked in turn until one answers, each time from a port and under an
 * id of their own; who was asked before may still answer. A server that cannot say gives way to the next, and its word
 * counts when no other comes.
 */
import type { SocketAddress } from "@ambit/addr";
import type { UpstreamPlace } from "@ambit/data-plane";
import { DNS_RCODE, describeAnswer, type ForwardableQuery } from "@ambit/dns";
import { type Reactor, type ThreadMemory, Timer } from "@ambit/reactor";
import type { ResolverConfig } from "../../messages.ts";

/** Until the next server is asked, or the same once more. */
const NEXT_ATTEMPT_MS = 1_000;
const UNHELPFUL: ReadonlySet<number> = new Set([DNS_RCODE.SERVFAIL, DNS_RCODE.NOTIMP, DNS_RCODE.REFUSED]);

/** How a question ended. */
export type ForwardOutcome =
  | { readonly kind: "answered"; readonly response: Uint8Array }
  | { readonly kind: "failed"; readonly reason: string };

/** What attempts work with. */
export interface AttemptParts {
  readonly reactor: Reactor;
  readonly memory: ThreadMemory;
  readonly place: UpstreamPlace;
}

/** What is sent, and what answers it. */
export interface AttemptMessage {
  readonly query: ForwardableQuery;
  readonly id: number;
}

/** One of both is called, once and in a later turn, unless the attempt is closed before. */
export interface AttemptEvents {
  onResponse(response: Uint8Array): void;
  onFailed(reason: string): void;
}

/** The question at one server. Closing it gives its descriptor back; it closes itself before it calls. */
export interface Attempt {
  close(): void;
}

export interface AskParts {
  readonly reactor: Reactor;
  readonly resolver: ResolverConfig;
  /** The attempt, or why there can be none. */
  readonly open: (server: SocketAddress, events: AttemptEvents) => Attempt | string;
}

/** See the module comment. Calls back once, in a later turn than `start`'s. */
export class Ask {
  readonly #parts: AskParts;
  readonly #onDone: (outcome: ForwardOutcome) => void;
  readonly #open = new Set<Attempt>();
  readonly #timer: Timer;
  #endMs = 0;
  #count = 0;
  #unhelpful: Uint8Array | undefined;
  #reason = "no answer in time";

  constructor(parts: AskParts, onDone: (outcome: ForwardOutcome) => void) {
    this.#parts = parts;
    this.#onDone = onDone;
    this.#timer = new Timer(() => this.#onTimer());
  }

  start(): void {
    const { reactor, resolver } = this.#parts;
    this.#endMs = reactor.nowMs + resolver.timeoutMs;
    this.#next();
  }

  cancel(): void {
    this.#parts.reactor.timers.cancel(this.#timer);
    for (const attempt of this.#open) attempt.close();
    this.#open.clear();
  }

  get #limit(): number {
    const { nameServers, attempts } = this.#parts.resolver;
    return nameServers.length * attempts;
  }

  /** Nobody is left to ask or to wait for. */
  get #isOver(): boolean {
    return this.#open.size === 0 && this.#count >= this.#limit;
  }

  /** With the first server that can be asked at all. */
  #next(): void {
    const { nameServers } = this.#parts.resolver;
    for (let tried = 0; tried < nameServers.length && this.#count < this.#limit; tried++) {
      const server = nameServers[this.#count % nameServers.length];
      this.#count += 1;
      if (server !== undefined && this.#tryServer(server)) break;
    }
    const { reactor } = this.#parts;
    // With nothing to wait for the end comes at the next beat of the timers.
    const nextMs = this.#count < this.#limit ? reactor.nowMs + NEXT_ATTEMPT_MS : this.#endMs;
    reactor.timers.arm(this.#timer, this.#isOver ? reactor.nowMs : Math.min(nextMs, this.#endMs));
  }

  #tryServer(server: SocketAddress): boolean {
    const attempt = this.#parts.open(server, {
      onResponse: (response) => {
        if (typeof attempt !== "string") this.#open.delete(attempt);
        this.#onResponse(response);
      },
      onFailed: (reason) => {
        if (typeof attempt !== "string") this.#open.delete(attempt);
        this.#onFailed(reason);
      },
    });
    if (typeof attempt === "string") {
      this.#reason = attempt;
      return false;
    }
    this.#open.add(attempt);
    return true;
  }

  #onResponse(response: Uint8Array): void {
    const { rcode } = describeAnswer(response);
    if (UNHELPFUL.has(rcode) && this.#count < this.#parts.resolver.nameServers.length) {
      this.#unhelpful = response;
      this.#next();
    } else {
      this.#finish({ kind: "answered", response });
    }
  }

  #onFailed(reason: string): void {
    this.#reason = reason;
    if (this.#open.size > 0) return;
    // Servers that were not asked yet are asked at once; those that were, after a while.
    if (this.#count < this.#parts.resolver.nameServers.length) this.#next();
    else if (this.#count >= this.#limit) this.#finishWithout();
  }

  #onTimer(): void {
    if (this.#isOver || this.#parts.reactor.nowMs >= this.#endMs) this.#finishWithout();
    else this.#next();
  }

  #finishWithout(): void {
    const response = this.#unhelpful;
    this.#finish(
      response === undefined ? { kind: "failed", reason: this.#reason } : { kind: "answered", response },
    );
  }

  #finish(outcome: ForwardOutcome): void {
    this.cancel();
    this.#onDone(outcome);
  }
}
