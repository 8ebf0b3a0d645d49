/** Keeps a DeltaClient connected: one stream after the other, one update at a time, back-off between streams. */
import { type Clock, sleep } from "@ambit/lifecycle";
import {
  type ClientType,
  DeltaClient,
  type DeltaUpdate,
  ReconnectWaits,
  type ResourceRejection,
  type XdsNode,
} from "@ambit/xds";
import { type DeltaStream, openDeltaStream, type StreamEnd } from "./delta-stream.ts";
import type { ControlPlaneEndpoint } from "./endpoint.ts";
import { XdsGrpcError } from "./xds-grpc-error.ts";

/** For the log and the metrics of the owner. */
export type XdsClientEvent =
  /** The stream is open and the subscriptions are on their way. */
  | { readonly kind: "connected" }
  /** No stream any more, or none came about. */
  | {
      readonly kind: "disconnected";
      readonly end: StreamEnd;
      readonly waitMs: number;
      readonly error?: unknown;
    }
  | { readonly kind: "ack"; readonly update: DeltaUpdate }
  | { readonly kind: "nack"; readonly update: DeltaUpdate; readonly rejections: readonly ResourceRejection[] }
  /** A response of a type that was not asked for: it was ACKed and nothing else. */
  | { readonly kind: "unknown-type"; readonly update: DeltaUpdate };

/** What a client of a control plane needs. */
export interface XdsClientOptions {
  readonly endpoint: ControlPlaneEndpoint;
  readonly node: XdsNode;
  /** In the order in which they are asked for. */
  readonly types: readonly ClientType[];
  readonly clock: Clock;
  /**
   * Takes one update at a time, and resolves when it is in force everywhere: that is when it is ACKed. Rejections are
   * its result; what it throws ends `run` with that error.
   */
  readonly apply: (update: DeltaUpdate) => Promise<readonly ResourceRejection[]>;
  readonly onEvent?: (event: XdsClientEvent) => void;
  /**
   * Names were forgotten, and another stream is about to begin: lets go of the resources that nobody asks for any more,
   * and resolves with their names when they are in force nowhere.
   */
  readonly drop?: (typeUrl: string, isDemanded: (name: string) => boolean) => Promise<readonly string[]>;
}

interface Waiter {
  readonly typeUrl: string;
  readonly name: string;
  readonly resolve: () => void;
}

/** How gRPC servers (Go's, Node's) end a stream for the size of a request; the status code alone has other reasons too. */
const TOO_LARGE = /received message larger than max/i;

/** The xDS client of a proxy. State outlives streams: a lost controller changes nothing. */
export class XdsClient {
  readonly #options: XdsClientOptions;
  readonly #delta: DeltaClient;
  readonly #waits = new ReconnectWaits();
  readonly #waiters = new Set<Waiter>();
  #stream: DeltaStream | undefined;
  /** Types of which names were forgotten that the server may still have. */
  readonly #forgetful = new Set<string>();

  constructor(options: XdsClientOptions) {
    this.#options = options;
    this.#delta = new DeltaClient({ node: options.node, types: options.types });
  }

  /** Every type that is not on demand was applied and ACKed once. */
  get isSynced(): boolean {
    return this.#delta.isSynced;
  }

  /** Type URLs that `isSynced` waits for. */
  get unsyncedTypes(): string[] {
    return this.#delta.unsyncedTypes;
  }

  get isConnected(): boolean {
    return this.#stream !== undefined;
  }

  /** Name to version of what was applied. */
  versions(typeUrl: string): ReadonlyMap<string, string> {
    return this.#delta.versions(typeUrl);
  }

  /** Runs until the signal aborts. Rejects only with what `apply` threw. Once per client. */
  async run(signal: AbortSignal): Promise<void> {
    const { clock } = this.#options;
    while (!signal.aborted) {
      const beganMs = clock.nowMs();
      const { end, error } = await this.#runStream(signal);
      if (signal.aborted) return;
      if (await this.#dropForgotten()) continue;
      if (TOO_LARGE.test(end.message)) this.#delta.sayLess();
      const waitMs = this.#waits.next(end.outcome, clock.nowMs() - beganMs);
      this.#options.onEvent?.({
        kind: "disconnected",
        end,
        waitMs,
        ...(error === undefined ? {} : { error }),
      });
      await sleep(clock, waitMs, signal);
    }
  }

  /**
   * On demand: resolves when the name was answered, by a resource, an alias or a removal, and that was applied; at once
   * if it has been. No time limit but the signal. Throws XdsError "too-many-names", "unknown-type", "not-on-demand",
   * and XdsGrpcError "aborted".
   */
  async fetch(typeUrl: string, name: string, signal: AbortSignal): Promise<void> {
    const request = this.#delta.subscribe(typeUrl, name);
    if (request !== undefined) this.#stream?.send(request);
    if (this.#delta.isAnswered(typeUrl, name)) return;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const waiter = { typeUrl, name, resolve };
    const onAbort = () => reject(new XdsGrpcError("aborted", `nobody waits for ${name} any more`));
    if (signal.aborted) onAbort();
    signal.addEventListener("abort", onAbort, { once: true });
    this.#waiters.add(waiter);
    try {
      await promise;
    } finally {
      this.#waiters.delete(waiter);
      signal.removeEventListener("abort", onAbort);
    }
  }

  /**
   * On demand: nobody asks for these names any more. What they had brought is let go of, and the server hears of it by
   * another stream, which begins at once.
   */
  forget(typeUrl: string, names: Iterable<string>): void {
    this.#delta.forget(typeUrl, names);
    this.#forgetful.add(typeUrl);
    this.#stream?.[Symbol.dispose]();
  }

  /** Whether that was why the stream has ended. What is asked for meanwhile is asked on the next one. */
  async #dropForgotten(): Promise<boolean> {
    const types = [...this.#forgetful];
    this.#forgetful.clear();
    for (const typeUrl of types) {
      const isDemanded = (name: string): boolean => this.#delta.isDemanded(typeUrl, name);
      this.#delta.dropped(typeUrl, (await this.#options.drop?.(typeUrl, isDemanded)) ?? []);
    }
    return types.length > 0;
  }

  async #runStream(signal: AbortSignal): Promise<{ end: StreamEnd; error?: unknown }> {
    const { endpoint, clock } = this.#options;
    let stream: DeltaStream;
    try {
      stream = await openDeltaStream({ endpoint, clock, signal });
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      return { end: { outcome: { kind: "not-established" }, message }, error };
    }
    const onAbort = () => stream[Symbol.dispose]();
    signal.addEventListener("abort", onAbort, { once: true });
    try {
      this.#stream = stream;
      for (const request of this.#delta.open()) stream.send(request);
      this.#options.onEvent?.({ kind: "connected" });
      return { end: await this.#exchange(stream) };
    } finally {
      this.#stream = undefined;
      this.#delta.lost();
      signal.removeEventListener("abort", onAbort);
      stream[Symbol.dispose]();
    }
  }

  async #exchange(stream: DeltaStream): Promise<StreamEnd> {
    for (;;) {
      const message = await stream.next();
      if ("outcome" in message) return message;
      const update = this.#delta.receive(message);
      const isKnown = this.#options.types.some(({ typeUrl }) => typeUrl === update.typeUrl);
      const rejections = isKnown ? await this.#options.apply(update) : [];
      const answer = this.#delta.applied(update, rejections);
      if (answer !== undefined) stream.send(answer);
      this.#wake();
      this.#report(update, rejections, isKnown);
    }
  }

  #wake(): void {
    for (const { typeUrl, name, resolve } of this.#waiters) {
      if (this.#delta.isAnswered(typeUrl, name)) resolve();
    }
  }

  #report(update: DeltaUpdate, rejections: readonly ResourceRejection[], isKnown: boolean): void {
    if (!isKnown) this.#options.onEvent?.({ kind: "unknown-type", update });
    else if (rejections.length > 0) this.#options.onEvent?.({ kind: "nack", update, rejections });
    else this.#options.onEvent?.({ kind: "ack", update });
  }
}
