/** Asks name servers for one workload, or for this process: a bounded number of questions at a time. */
import type { ForwardableQuery } from "@ambit/dns";
import type { ResolverConfig } from "../../messages.ts";
import { Ask, type AskParts, type AttemptParts, type ForwardOutcome } from "./ask.ts";
import { TcpAttempt } from "./tcp-attempt.ts";
import { UdpAttempt } from "./udp-attempt.ts";

/** Questions of one workload that wait for name servers; each holds up to a descriptor for each attempt. */
const MAX_FORWARDED = 256;
/** Of all workloads of a thread together. */
const MAX_FORWARDED_OF_THREAD = 2048;

export type DnsTransport = "udp" | "tcp";

/** Counts for all forwarders of a thread. */
export class ForwardBudget {
  count = 0;
}

export interface ForwarderOptions extends AttemptParts {
  readonly resolver: ResolverConfig;
  readonly budget: ForwardBudget;
  readonly randomHex: (length: number) => string;
}

/** See the module comment. */
export class Forwarder {
  readonly #options: ForwarderOptions;
  readonly #asks = new Set<Ask>();

  constructor(options: ForwarderOptions) {
    this.#options = options;
  }

  /**
   * Calls back once, in a later turn: with the response as the server gave it (under another id, see ForwardableQuery), or
   * with a reason. False, and no call, when too many are on their way already, or when there is nobody to ask.
   */
  ask(query: ForwardableQuery, transport: DnsTransport, onDone: (outcome: ForwardOutcome) => void): boolean {
    const { resolver, budget } = this.#options;
    const isFull = this.#asks.size >= MAX_FORWARDED || budget.count >= MAX_FORWARDED_OF_THREAD;
    if (isFull || resolver.nameServers.length === 0) return false;
    const ask = new Ask(this.#partsFor(query, transport), (outcome) => {
      this.#forget(ask);
      onDone(outcome);
    });
    this.#asks.add(ask);
    budget.count += 1;
    ask.start();
    return true;
  }

  /** Gives up all questions; nobody hears of them. */
  close(): void {
    for (const ask of [...this.#asks]) {
      this.#forget(ask);
      ask.cancel();
    }
  }

  #partsFor(query: ForwardableQuery, transport: DnsTransport): AskParts {
    const { reactor, resolver, randomHex } = this.#options;
    return {
      reactor,
      resolver,
      open: (server, events) => {
        const message = { query, id: Number.parseInt(randomHex(4), 16) };
        return transport === "udp"
          ? UdpAttempt.open(this.#options, server, message, events)
          : TcpAttempt.open(this.#options, server, message, events);
      },
    };
  }

  #forget(ask: Ask): void {
    if (this.#asks.delete(ask)) this.#options.budget.count -= 1;
  }
}
